package capi

import (
	"fmt"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/protobuf/types/known/structpb"

	"capidemo.dev/platform/local/capi/analyst"
	"capidemo.dev/platform/local/capi/analyst/result"
)

// The groups of one answer; messages of a group belong together on a screen.
const (
	groupReading int32 = iota
	groupData
	groupChart
	groupAnswer
)

// translate turns an analyst's event into the messages of the API.
func translate(event analyst.Event) ([]*pb.Message, error) {
	switch e := event.(type) {
	case analyst.Progress:
		return one(groupReading, text(pb.TextMessage_PROGRESS, e.Text)), nil
	case analyst.Thought:
		return one(groupReading, text(pb.TextMessage_THOUGHT, e.Text)), nil
	case analyst.Examples:
		return one(groupReading, &pb.SystemMessage{Kind: &pb.SystemMessage_ExampleQueries{ExampleQueries: examples(e)}}), nil
	case analyst.Schema:
		return append(one(groupReading, schema(&pb.SchemaMessage{Kind: &pb.SchemaMessage_Query{Query: &pb.SchemaQuery{Question: e.Question}}})),
			one(groupReading, schema(&pb.SchemaMessage{Kind: &pb.SchemaMessage_Result{Result: &pb.SchemaResult{Datasources: datasources(e.Tables)}}}))...), nil
	case analyst.SQL:
		query := &pb.DataQuery{Question: e.Question, Name: e.Name, Datasources: datasources(e.Tables)}
		return append(one(groupData, data(&pb.DataMessage{Kind: &pb.DataMessage_Query{Query: query}})),
			one(groupData, data(&pb.DataMessage{Kind: &pb.DataMessage_GeneratedSql{GeneratedSql: e.SQL}}))...), nil
	case analyst.Job:
		job := &pb.BigQueryJob{ProjectId: e.Project, JobId: e.ID, Location: e.Location}
		return one(groupData, data(&pb.DataMessage{Kind: &pb.DataMessage_BigQueryJob{BigQueryJob: job}})), nil
	case analyst.Data:
		rows, err := dataResult(e)
		return one(groupData, data(&pb.DataMessage{Kind: &pb.DataMessage_Result{Result: rows}})), err
	case analyst.Chart:
		return chartMessages(e)
	case analyst.Failure:
		return one(groupData, &pb.SystemMessage{Kind: &pb.SystemMessage_Error{Error: &pb.ErrorMessage{Text: e.Text}}}), nil
	case analyst.Clarify:
		return one(groupAnswer, &pb.SystemMessage{Kind: &pb.SystemMessage_Clarification{Clarification: &pb.ClarificationMessage{
			Questions: []*pb.ClarificationQuestion{{Question: e.Question, SelectionMode: pb.ClarificationQuestion_SINGLE_SELECT, Options: e.Options}},
		}}}), nil
	case analyst.Final:
		return one(groupAnswer, text(pb.TextMessage_FINAL_RESPONSE, e.Text)), nil
	}
	return nil, fmt.Errorf("capi: no message for event %T", event)
}

func one(group int32, m *pb.SystemMessage) []*pb.Message {
	m.GroupId = new(group)
	return []*pb.Message{{Kind: &pb.Message_SystemMessage{SystemMessage: m}}}
}

func text(kind pb.TextMessage_TextType, parts ...string) *pb.SystemMessage {
	return &pb.SystemMessage{Kind: &pb.SystemMessage_Text{Text: &pb.TextMessage{Parts: parts, TextType: kind}}}
}

func schema(m *pb.SchemaMessage) *pb.SystemMessage {
	return &pb.SystemMessage{Kind: &pb.SystemMessage_Schema{Schema: m}}
}

func data(m *pb.DataMessage) *pb.SystemMessage {
	return &pb.SystemMessage{Kind: &pb.SystemMessage_Data{Data: m}}
}

// examples lists the verified question whose statement is about to run, if any, and after it others that are near.
func examples(e analyst.Examples) *pb.ExampleQueries {
	out := &pb.ExampleQueries{}
	add := func(v analyst.Verified) {
		out.ExampleQueries = append(out.ExampleQueries, &pb.ExampleQuery{
			NaturalLanguageQuestion: v.Questions[0], Query: &pb.ExampleQuery_SqlQuery{SqlQuery: v.SQL},
		})
	}
	if e.Used != nil {
		add(*e.Used)
	}
	for _, v := range e.Related {
		add(v)
	}
	return out
}

func datasources(tables []analyst.Table) []*pb.Datasource {
	out := make([]*pb.Datasource, len(tables))
	for i, t := range tables {
		out[i] = &pb.Datasource{Reference: &pb.Datasource_BigqueryTableReference{
			BigqueryTableReference: &pb.BigQueryTableReference{ProjectId: t.Project, DatasetId: t.Dataset, TableId: t.Name},
		}}
	}
	return out
}

// dataResult carries simple values as strings, as the API does, and beside them the same rows as a person reads them.
func dataResult(e analyst.Data) (*pb.DataResult, error) {
	out := &pb.DataResult{Name: e.Name, Schema: &pb.Schema{}}
	for _, c := range e.Result.Columns {
		mode := "NULLABLE"
		if c.Repeated {
			mode = "REPEATED"
		}
		out.Schema.Fields = append(out.Schema.Fields, &pb.Field{Name: c.Name, Type: c.Type, Mode: mode})
	}
	for i, row := range e.Result.Rows {
		raw := make(map[string]any, len(row))
		shown := make(map[string]any, len(row))
		for j, c := range row {
			raw[e.Result.Columns[j].Name] = cellValue(c)
			shown[e.Result.Columns[j].Name] = e.Result.Show(i, j, e.Currency)
		}
		for list, values := range map[*[]*structpb.Struct]map[string]any{&out.Data: raw, &out.FormattedData: shown} {
			s, err := structpb.NewStruct(values)
			if err != nil {
				return nil, fmt.Errorf("capi: row %d cannot be sent: %w", i, err)
			}
			*list = append(*list, s)
		}
	}
	return out, nil
}

func cellValue(c result.Cell) any {
	switch {
	case c.Null:
		return nil
	case c.Nested != nil:
		return c.Nested
	}
	return c.Text
}

func chartMessages(e analyst.Chart) ([]*pb.Message, error) {
	spec, err := structpb.NewStruct(e.Spec)
	if err != nil {
		return nil, fmt.Errorf("capi: the chart cannot be sent: %w", err)
	}
	wrap := func(m *pb.ChartMessage) *pb.SystemMessage {
		return &pb.SystemMessage{Kind: &pb.SystemMessage_Chart{Chart: m}}
	}
	query := &pb.ChartQuery{Instructions: e.Instructions, DataResultName: e.DataName}
	return append(one(groupChart, wrap(&pb.ChartMessage{Kind: &pb.ChartMessage_Query{Query: query}})),
		one(groupChart, wrap(&pb.ChartMessage{Kind: &pb.ChartMessage_Result{Result: &pb.ChartResult{VegaConfig: spec}}}))...), nil
}
