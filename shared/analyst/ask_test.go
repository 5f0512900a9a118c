package analyst_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/structpb"

	"capidemo.dev/platform/local/capi/capitest"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// hangingAgent is an agent whose only statement never ends.
func hangingAgent(t *testing.T) (*capitest.BigQuery, *analyst.Analyst, analyst.Question) {
	t.Helper()
	bq := capitest.New(t, map[string]capitest.Answer{hanging: {Hang: true}})
	a := client(t, analyst.Config{Project: "demo-capi", Location: "global", Endpoint: serve(t, bq.URL)})
	b := backend{}
	b.table, _, _ = regions("demo-capi", "d_acme_1")
	spec := b.spec("slow")
	spec.ExampleQueries = []analyst.ExampleQuery{{Question: "How long does it take?", SQL: hanging}}
	if err := a.CreateAgent(within(t), spec); err != nil {
		t.Fatal(err)
	}
	return bq, a, analyst.Question{AgentID: "slow", Text: "How long does it take?"}
}

func cancelled(t *testing.T, bq *capitest.BigQuery) {
	t.Helper()
	select {
	case sql := <-bq.Cancelled():
		if sql != hanging {
			t.Errorf("cancelled %q", sql)
		}
	case <-time.After(20 * time.Second):
		t.Error("the query was not cancelled")
	}
}

func TestLeavingTheLoopCancelsTheQuery(t *testing.T) {
	t.Parallel()
	bq, a, q := hangingAgent(t)
	for part, err := range a.Ask(within(t), q) {
		if err != nil {
			t.Fatal(err)
		}
		if part.Kind == analyst.SQL {
			<-bq.Waiting()
			break
		}
	}
	cancelled(t, bq)
}

func TestEndingTheContextCancelsTheQuery(t *testing.T) {
	t.Parallel()
	bq, a, q := hangingAgent(t)
	ctx, cancel := context.WithCancel(within(t))
	go func() {
		<-bq.Waiting()
		cancel()
	}()
	var last error
	for _, err := range a.Ask(ctx, q) {
		last = err
	}
	if !fault.Is(last, fault.Cancelled) {
		t.Errorf("got %v, want cancelled", last)
	}
	cancelled(t, bq)
}

// scripted serves fixed messages and errors as the cloud might send them.
type scripted struct {
	pb.UnimplementedDataChatServiceServer
	pb.UnimplementedDataAgentServiceServer
	messages []*pb.SystemMessage
	err      error
}

func (s *scripted) Chat(_ *pb.ChatRequest, stream pb.DataChatService_ChatServer) error {
	for _, m := range s.messages {
		if err := stream.Send(&pb.Message{Kind: &pb.Message_SystemMessage{SystemMessage: m}}); err != nil {
			return err
		}
	}
	return s.err
}

func against(t *testing.T, s *scripted) *analyst.Analyst {
	t.Helper()
	server := grpc.NewServer()
	pb.RegisterDataChatServiceServer(server, s)
	pb.RegisterDataAgentServiceServer(server, s)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			t.Error(err)
		}
	})
	return client(t, analyst.Config{Project: "p", Location: "global", Endpoint: listener.Addr().String()})
}

func words(kind pb.TextMessage_TextType, parts ...string) *pb.SystemMessage {
	return &pb.SystemMessage{Kind: &pb.SystemMessage_Text{Text: &pb.TextMessage{Parts: parts, TextType: kind}}}
}

func statement(sql string) *pb.SystemMessage {
	return &pb.SystemMessage{Kind: &pb.SystemMessage_Data{Data: &pb.DataMessage{Kind: &pb.DataMessage_GeneratedSql{GeneratedSql: sql}}}}
}

func used(queries ...*pb.ExampleQuery) *pb.SystemMessage {
	return &pb.SystemMessage{Kind: &pb.SystemMessage_ExampleQueries{ExampleQueries: &pb.ExampleQueries{ExampleQueries: queries}}}
}

func exampleQuery(question, sql string) *pb.ExampleQuery {
	return &pb.ExampleQuery{NaturalLanguageQuestion: question, Query: &pb.ExampleQuery_SqlQuery{SqlQuery: sql}}
}

func TestPartsOfWhatTheCloudMaySend(t *testing.T) {
	t.Parallel()
	row, err := structpb.NewStruct(map[string]any{"n": 1234567890.0, "list": []any{"a", "b"}, "none": nil, "ok": true})
	if err != nil {
		t.Fatal(err)
	}
	cell := func(s string) *string { return &s }
	result := &pb.DataResult{Name: "r", Data: []*structpb.Struct{row}, Schema: &pb.Schema{Fields: []*pb.Field{
		{Name: "n", Type: "INT64"}, {Name: "list", Type: "STRING"}, {Name: "none", Type: "STRING"}, {Name: "ok", Type: "BOOL"},
	}}}
	for name, test := range map[string]struct {
		messages []*pb.SystemMessage
		want     []analyst.Part
	}{
		"a model's own statement is not verified": {
			[]*pb.SystemMessage{used(exampleQuery("Q", "SELECT 1")), statement("SELECT 2"), words(pb.TextMessage_FINAL_RESPONSE, "Two", " it is.")},
			[]analyst.Part{
				{Kind: analyst.SQL, SQL: "SELECT 2"},
				{Kind: analyst.Text, Text: "Two it is."},
				{Kind: analyst.Suggestions, Options: []string{"Q"}},
			},
		},
		"white space does not unverify": {
			[]*pb.SystemMessage{used(exampleQuery("Q", "SELECT  1\n")), statement("SELECT 1;"), words(pb.TextMessage_FINAL_RESPONSE, "One.")},
			[]analyst.Part{{Kind: analyst.SQL, SQL: "SELECT 1;", Verified: true}, {Kind: analyst.Text, Text: "One.", Verified: true}},
		},
		"one of two statements unverifies the answer": {
			[]*pb.SystemMessage{used(exampleQuery("Q", "SELECT 1")), statement("SELECT 1"), statement("SELECT 3"), words(pb.TextMessage_FINAL_RESPONSE, "x")},
			[]analyst.Part{{Kind: analyst.SQL, SQL: "SELECT 1", Verified: true}, {Kind: analyst.SQL, SQL: "SELECT 3"}, {Kind: analyst.Text, Text: "x"}},
		},
		"cells of every kind": {
			[]*pb.SystemMessage{{Kind: &pb.SystemMessage_Data{Data: &pb.DataMessage{Kind: &pb.DataMessage_Result{Result: result}}}}},
			[]analyst.Part{{Kind: analyst.Rows, Data: &analyst.Data{
				Name: "r", Columns: []analyst.Column{{Name: "n", Type: "INT64"}, {Name: "list", Type: "STRING"}, {Name: "none", Type: "STRING"}, {Name: "ok", Type: "BOOL"}},
				Rows: []demo.Row{{Cells: []*string{cell("1234567890"), cell(`["a","b"]`), nil, cell("true")}}}, Formatted: []demo.Row{},
			}}},
		},
		"an error on the way is not the end": {
			[]*pb.SystemMessage{
				{Kind: &pb.SystemMessage_Error{Error: &pb.ErrorMessage{Text: "first try failed"}}}, words(pb.TextMessage_PROGRESS, "Trying again"),
				words(pb.TextMessage_FINAL_RESPONSE, "Done."),
			},
			[]analyst.Part{{Kind: analyst.Error, Text: "first try failed"}, {Kind: analyst.Progress, Text: "Trying again"}, {Kind: analyst.Text, Text: "Done."}},
		},
		"a question back": {
			[]*pb.SystemMessage{{Kind: &pb.SystemMessage_Clarification{Clarification: &pb.ClarificationMessage{
				Questions: []*pb.ClarificationQuestion{{Question: "Which?", Options: []string{"a", "b"}}},
			}}}},
			[]analyst.Part{{Kind: analyst.Clarification, Text: "Which?", Options: []string{"a", "b"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := collect(t, against(t, &scripted{messages: test.messages}), analyst.Question{AgentID: "a", Text: "?"})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
		})
	}
}
