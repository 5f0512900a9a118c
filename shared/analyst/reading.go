package analyst

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/protobuf/types/known/structpb"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// maxSuggestions is how many follow-up questions a screen has room for.
const maxSuggestions = 3

// reading turns the messages of one answer into parts. The API has no flag for "verified"; it streams the example queries that bear on the
// question, so a statement is verified if it is one of them, word for word, and the others are what one may ask next.
type reading struct {
	examples []*pb.ExampleQuery
	sql      []string
	answered bool
	group    int
}

func (r *reading) parts(m *pb.SystemMessage) ([]Part, error) {
	if m == nil {
		return nil, nil // an echo of the user's own message
	}
	r.group = int(m.GetGroupId())
	switch kind := m.GetKind().(type) {
	case *pb.SystemMessage_Text:
		return r.text(kind.Text), nil
	case *pb.SystemMessage_ExampleQueries:
		r.examples = append(r.examples, kind.ExampleQueries.GetExampleQueries()...)
	case *pb.SystemMessage_Data:
		return r.data(kind.Data)
	case *pb.SystemMessage_Chart:
		return r.chart(kind.Chart)
	case *pb.SystemMessage_Error:
		return r.one(Part{Kind: Error, Text: kind.Error.GetText()}), nil
	case *pb.SystemMessage_Clarification:
		return r.clarification(kind.Clarification), nil
	case *pb.SystemMessage_Analysis:
		return r.analysis(kind.Analysis.GetProgressEvent()), nil
	}
	return nil, nil
}

func (r *reading) one(p Part) []Part {
	p.Group = r.group
	return []Part{p}
}

func (r *reading) text(t *pb.TextMessage) []Part {
	text := strings.TrimSpace(strings.Join(t.GetParts(), ""))
	if text == "" {
		return nil
	}
	if t.GetTextType() == pb.TextMessage_PROGRESS || t.GetTextType() == pb.TextMessage_THOUGHT {
		return r.one(Part{Kind: Progress, Text: text})
	}
	r.answered = true
	return r.one(Part{Kind: Text, Text: text, Verified: r.verified()})
}

func (r *reading) data(d *pb.DataMessage) ([]Part, error) {
	switch kind := d.GetKind().(type) {
	case *pb.DataMessage_GeneratedSql:
		r.sql = append(r.sql, kind.GeneratedSql)
		return r.one(Part{Kind: SQL, SQL: kind.GeneratedSql, Verified: r.isExample(kind.GeneratedSql)}), nil
	case *pb.DataMessage_Result:
		r.answered = true
		rows, err := table(kind.Result)
		return r.one(Part{Kind: Rows, Data: rows}), err
	}
	return nil, nil
}

func (r *reading) chart(c *pb.ChartMessage) ([]Part, error) {
	if c.GetResult().GetVegaConfig() == nil {
		return nil, nil
	}
	spec, err := json.Marshal(c.GetResult().GetVegaConfig().AsMap())
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "The chart of the answer cannot be read.")
	}
	return r.one(Part{Kind: Chart, Chart: spec}), nil
}

func (r *reading) clarification(c *pb.ClarificationMessage) []Part {
	parts := make([]Part, 0, len(c.GetQuestions()))
	for _, q := range c.GetQuestions() {
		r.answered = true
		parts = append(parts, Part{Kind: Clarification, Text: q.GetQuestion(), Options: q.GetOptions(), Group: r.group})
	}
	return parts
}

// analysis shows what the API's own Python analysis reports; the local server never does one.
func (r *reading) analysis(e *pb.AnalysisEvent) []Part {
	switch kind := e.GetKind().(type) {
	case *pb.AnalysisEvent_PlannerReasoning:
		return r.one(Part{Kind: Progress, Text: kind.PlannerReasoning})
	case *pb.AnalysisEvent_ResultVegaChartJson:
		if json.Valid([]byte(kind.ResultVegaChartJson)) {
			return r.one(Part{Kind: Chart, Chart: json.RawMessage(kind.ResultVegaChartJson)})
		}
	case *pb.AnalysisEvent_ResultNaturalLanguage:
		r.answered = true
		return r.one(Part{Kind: Text, Text: kind.ResultNaturalLanguage})
	case *pb.AnalysisEvent_Error:
		return r.one(Part{Kind: Error, Text: kind.Error})
	}
	return nil
}

// verified reports whether every statement of the answer is an example query, and there is one.
func (r *reading) verified() bool {
	return len(r.sql) > 0 && !slices.ContainsFunc(r.sql, func(sql string) bool { return !r.isExample(sql) })
}

func (r *reading) isExample(sql string) bool {
	return slices.ContainsFunc(r.examples, func(e *pb.ExampleQuery) bool { return same(e.GetSqlQuery(), sql) })
}

// same compares statements without regard to white space and a semicolon in the end.
func same(a, b string) bool { return compact(a) == compact(b) }

func compact(sql string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(sql), " "), ";")
}

func (r *reading) suggestions() []string {
	var questions []string
	for _, e := range r.examples {
		q := e.GetNaturalLanguageQuestion()
		asked := slices.ContainsFunc(r.sql, func(sql string) bool { return same(e.GetSqlQuery(), sql) })
		if q != "" && !asked && !slices.Contains(questions, q) && len(questions) < maxSuggestions {
			questions = append(questions, q)
		}
	}
	return questions
}

func table(d *pb.DataResult) (*Data, error) {
	out := &Data{Name: d.GetName(), Columns: make([]Column, 0, len(d.GetSchema().GetFields()))}
	for _, f := range d.GetSchema().GetFields() {
		out.Columns = append(out.Columns, Column{Name: f.GetName(), Type: f.GetType()})
	}
	var err error
	if out.Rows, err = out.rows(d.GetData()); err != nil {
		return nil, err
	}
	out.Formatted, err = out.rows(d.GetFormattedData())
	return out, err
}

func (d *Data) rows(list []*structpb.Struct) ([]demo.Row, error) {
	rows := make([]demo.Row, 0, len(list))
	for _, s := range list {
		row := demo.Row{Cells: make([]*string, len(d.Columns))}
		for i, c := range d.Columns {
			cell, err := text(s.GetFields()[c.Name])
			if err != nil {
				return nil, err
			}
			row.Cells[i] = cell
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// text is a value's canonical form. The API documents simple values as strings; numbers and booleans are accepted as well.
func text(v *structpb.Value) (*string, error) {
	switch kind := v.GetKind().(type) {
	case nil, *structpb.Value_NullValue:
		return nil, nil //nolint:nilnil // NULL is nil
	case *structpb.Value_StringValue:
		return &kind.StringValue, nil
	case *structpb.Value_NumberValue:
		s := strconv.FormatFloat(kind.NumberValue, 'f', -1, 64)
		return &s, nil
	}
	raw, err := json.Marshal(v.AsInterface())
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "A value of the answer cannot be read.")
	}
	s := string(raw)
	return &s, nil
}
