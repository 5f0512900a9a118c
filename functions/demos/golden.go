package demos

import (
	"slices"

	"capidemo.dev/platform/shared/demo"
)

// GoldenView is a golden query with its answer.
type GoldenView struct {
	ID         string       `json:"id"`
	Question   string       `json:"question"`
	Phrasings  []string     `json:"phrasings" doc:"Other ways to ask"`
	SQL        string       `json:"sql"`
	Complexity string       `json:"complexity" enum:"easy,medium,hard"`
	ResultType string       `json:"result_type" enum:"scalar,table,time_series,ranking,comparison"`
	Expected   ExpectedView `json:"expected"`
	Insight    *FindingView `json:"insight,omitempty" doc:"What was planted in the data that this question finds"`
}

// FindingView is something worth finding in the data.
type FindingView struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Story    string `json:"story"`
	TalkLine string `json:"talk_line,omitempty" doc:"What to say when it shows"`
}

// ExpectedView is a known answer: cells are canonical texts, null is NULL.
type ExpectedView struct {
	Columns   []string    `json:"columns"`
	Rows      [][]*string `json:"rows"`
	Ordered   bool        `json:"ordered"   doc:"Whether the order of the rows is part of the answer"`
	Tolerance float64     `json:"tolerance" doc:"Relative; 0 means exact"`
}

// GoldenReply carries the golden queries of a demo.
type GoldenReply struct {
	Body struct {
		Items []GoldenView `json:"items"`
	}
}

func viewGolden(q demo.GoldenQuery, insights []demo.Insight) GoldenView {
	out := GoldenView{
		ID: q.ID, Question: q.Question, Phrasings: append([]string{}, q.Phrasings...), SQL: q.SQL, Complexity: q.Complexity, ResultType: q.ResultType,
		Expected: ExpectedView{Columns: []string{}, Rows: [][]*string{}},
	}
	if i := slices.IndexFunc(insights, func(i demo.Insight) bool { return q.Insight != "" && i.ID == q.Insight }); i >= 0 {
		out.Insight = &FindingView{ID: insights[i].ID, Title: insights[i].Title, Story: insights[i].Story, TalkLine: insights[i].TalkLine}
	}
	if q.Expected == nil {
		return out
	}
	out.Expected.Columns, out.Expected.Ordered, out.Expected.Tolerance = append([]string{}, q.Expected.Columns...), q.Expected.Ordered, q.Expected.Tolerance
	for _, row := range q.Expected.Rows {
		out.Expected.Rows = append(out.Expected.Rows, row.Cells)
	}
	return out
}
