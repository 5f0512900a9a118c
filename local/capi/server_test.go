package capi_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	geminidataanalytics "cloud.google.com/go/geminidataanalytics/apiv1beta"
	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/local/capi"
	"capidemo.dev/platform/local/capi/capitest"
)

const parent = "projects/demo-capi/locations/global"

// world is a server on a real listener with the official clients.
type world struct {
	agents *geminidataanalytics.DataAgentClient
	chat   *geminidataanalytics.DataChatClient
	bq     *capitest.BigQuery
	server *capi.Server
	conn   *grpc.ClientConn
	dir    string
}

func start(t *testing.T, answers map[string]capitest.Answer) *world {
	t.Helper()
	return startIn(t, t.TempDir(), capitest.New(t, answers))
}

func startIn(t *testing.T, dir string, bq *capitest.BigQuery) *world {
	t.Helper()
	server, err := capi.New(t.Context(), capi.Options{Dir: dir, BigQueryEndpoint: bq.URL})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{bq: bq, server: server, conn: conn, dir: dir}
	if w.agents, err = geminidataanalytics.NewDataAgentClient(t.Context(), option.WithGRPCConn(conn)); err != nil {
		t.Fatal(err)
	}
	if w.chat, err = geminidataanalytics.NewDataChatClient(t.Context(), option.WithGRPCConn(conn)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(conn.Close(), server.Close(), <-served); err != nil {
			t.Error(err)
		}
	})
	return w
}

// within bounds a call, so that a test that would hang fails.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func orders(examples ...*pb.ExampleQuery) *pb.Context {
	return &pb.Context{
		SystemInstruction: "You answer questions about a shop. Amounts are in USD.",
		DatasourceReferences: &pb.DatasourceReferences{References: &pb.DatasourceReferences_Bq{Bq: &pb.BigQueryTableReferences{
			TableReferences: []*pb.BigQueryTableReference{{ProjectId: "demo-capi", DatasetId: "d_acme_1", TableId: "orders"}},
		}}},
		ExampleQueries: examples,
	}
}

func example(question, sql string) *pb.ExampleQuery {
	return &pb.ExampleQuery{NaturalLanguageQuestion: question, Query: &pb.ExampleQuery_SqlQuery{SqlQuery: sql}}
}

func agent(published *pb.Context) *pb.DataAgent {
	return &pb.DataAgent{
		DisplayName: "Acme", Labels: map[string]string{"tenant": "acme"},
		Type: &pb.DataAgent_DataAnalyticsAgent{DataAnalyticsAgent: &pb.DataAnalyticsAgent{PublishedContext: published}},
	}
}

func (w *world) create(t *testing.T, id string, a *pb.DataAgent) *pb.DataAgent {
	t.Helper()
	op, err := w.agents.CreateDataAgent(within(t), &pb.CreateDataAgentRequest{Parent: parent, DataAgentId: id, DataAgent: a})
	if err != nil {
		t.Fatal(err)
	}
	made, err := op.Wait(within(t))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func user(text string) []*pb.Message {
	return []*pb.Message{{Kind: &pb.Message_UserMessage{UserMessage: &pb.UserMessage{Kind: &pb.UserMessage_Text{Text: text}}}}}
}

func (w *world) ask(t *testing.T, req *pb.ChatRequest) ([]*pb.Message, error) {
	t.Helper()
	req.Parent = parent
	stream, err := w.chat.Chat(within(t), req)
	if err != nil {
		return nil, err
	}
	var out []*pb.Message
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, m)
	}
}

func withAgent(name, question string) *pb.ChatRequest {
	return &pb.ChatRequest{
		Messages:        user(question),
		ContextProvider: &pb.ChatRequest_DataAgentContext{DataAgentContext: &pb.DataAgentContext{DataAgent: name}},
	}
}
