package quality

import (
	"context"
	"fmt"
	"slices"
	"time"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
)

// Answer is what came back for a question.
type Answer struct {
	SQL, Text, Chart string
	Verified         bool          // the statement is a golden query's
	Data             *analyst.Data // nil without a figure
	Options          []string      // of a question back
	Next             []string      // what to ask next
	Failed           string        // what the warehouse said about a statement that it did not run
	Took             time.Duration
}

// patience is how long one answer may take.
const patience = time.Minute

// Ask holds a conversation from its beginning and gives the last answer.
func (a *Agent) Ask(ctx context.Context, conversation ...string) (Answer, error) {
	history := make([]analyst.Turn, 0, len(conversation))
	var last Answer
	for _, question := range conversation {
		var err error
		if last, err = a.once(ctx, question, history); err != nil {
			return last, fmt.Errorf("ask %q: %w", question, err)
		}
		history = append(history, analyst.Turn{Question: question, Answer: last.Text})
	}
	return last, nil
}

func (a *Agent) once(ctx context.Context, question string, history []analyst.Turn) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var out Answer
	start := time.Now()
	for part, err := range a.analyst.Ask(ctx, analyst.Question{AgentID: agentID, Text: question, History: history}) {
		if err != nil {
			return out, err
		}
		switch part.Kind {
		case analyst.SQL:
			out.SQL, out.Verified = part.SQL, part.Verified
		case analyst.Rows:
			out.Data = part.Data
		case analyst.Text:
			out.Text = part.Text
		case analyst.Clarification:
			out.Text, out.Options = part.Text, part.Options
		case analyst.Chart:
			out.Chart = string(part.Chart)
		case analyst.Error:
			out.Failed = part.Text
		case analyst.Suggestions:
			out.Next = part.Options
		case analyst.Progress:
		}
	}
	out.Took = time.Since(start)
	return out, nil
}

// Outcome is how a question ended.
type Outcome string

// The outcomes; package documentation says what they mean.
const (
	Verified  Outcome = "verified"
	Composed  Outcome = "composed"
	AskedBack Outcome = "asked back"
	Refused   Outcome = "refused"
	Wrong     Outcome = "wrong"
)

// Right reports whether a right figure was given.
func (o Outcome) Right() bool { return o == Verified || o == Composed }

// judge says how a question ended, and what differs from the nearest right result if the figure is wrong.
func (a *Answer) judge(expected []*demo.Result) (Outcome, string) {
	switch {
	case len(a.Options) > 0:
		return AskedBack, ""
	case a.Data == nil:
		return Refused, a.Failed
	}
	fit, difference := fits(expected, a.Data)
	switch {
	case !fit:
		return Wrong, difference
	case a.Verified:
		return Verified, ""
	}
	return Composed, ""
}

// fits reports whether an answer has the columns of one of the expected results, in any order and perhaps beside others.
func fits(expected []*demo.Result, got *analyst.Data) (ok bool, difference string) {
	for _, want := range expected {
		if len(want.Columns) > len(got.Columns) {
			if difference == "" {
				difference = fmt.Sprintf("%d columns instead of %d", len(got.Columns), len(want.Columns))
			}
			continue
		}
		if choose(want, got, nil, &difference) {
			return true, ""
		}
	}
	return false, difference
}

// choose tries every assignment of the answer's columns to the expected ones.
func choose(want *demo.Result, got *analyst.Data, taken []int, difference *string) bool {
	if len(taken) < len(want.Columns) {
		for c := range got.Columns {
			if !slices.Contains(taken, c) && choose(want, got, append(slices.Clone(taken), c), difference) {
				return true
			}
		}
		return false
	}
	columns := make([]string, len(taken))
	rows := make([]demo.Row, len(got.Rows))
	for i, c := range taken {
		columns[i] = got.Columns[c].Name
	}
	for i, row := range got.Rows {
		for _, c := range taken {
			rows[i].Cells = append(rows[i].Cells, row.Cells[c])
		}
	}
	if want.Ordered && len(want.Rows) == 1 && len(rows) > 1 {
		rows = rows[:1] // the whole ranking answers which one is first
	}
	found := exam.Compare(want, columns, rows)
	if len(found) > 0 && *difference == "" {
		*difference = fmt.Sprint(found[:min(3, len(found))])
	}
	return len(found) == 0
}
