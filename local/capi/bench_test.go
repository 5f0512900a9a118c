package capi_test

import (
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

// BenchmarkVerifiedAnswer measures a whole verified answer over gRPC against a warehouse that answers at once, and in it the time to the
// first message (first-ms) and in a kept conversation, whose messages are synced to disk.
func BenchmarkVerifiedAnswer(b *testing.B) {
	bq := capitest.New(b, shopAnswers())
	server, err := capi.New(b.Context(), capi.Options{Dir: b.TempDir(), BigQueryEndpoint: bq.URL})
	if err != nil {
		b.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	b.Cleanup(func() { _ = server.Close() })
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	agents, err := geminidataanalytics.NewDataAgentClient(b.Context(), option.WithGRPCConn(conn))
	if err != nil {
		b.Fatal(err)
	}
	chat, err := geminidataanalytics.NewDataChatClient(b.Context(), option.WithGRPCConn(conn))
	if err != nil {
		b.Fatal(err)
	}
	made, err := agents.CreateDataAgentSync(b.Context(), &pb.CreateDataAgentRequest{Parent: parent, DataAgentId: "a", DataAgent: agent(shop())})
	if err != nil {
		b.Fatal(err)
	}
	talk, err := chat.CreateConversation(b.Context(), &pb.CreateConversationRequest{Parent: parent, Conversation: &pb.Conversation{Agents: []string{made.GetName()}}})
	if err != nil {
		b.Fatal(err)
	}
	const question = "Please show me the regions with the highest revenue"
	for name, req := range map[string]*pb.ChatRequest{
		"stateless": withAgent(made.GetName(), question), "conversation": inConversation(talk.GetName(), made.GetName(), question),
	} {
		req.Parent = parent
		b.Run(name, func(b *testing.B) {
			var first time.Duration
			for b.Loop() {
				first += once(b, chat, req)
			}
			b.ReportMetric(float64(first.Microseconds())/1000/float64(b.N), "first-ms")
		})
	}
}

func once(b *testing.B, chat *geminidataanalytics.DataChatClient, req *pb.ChatRequest) (first time.Duration) {
	b.Helper()
	begin := time.Now()
	stream, err := chat.Chat(b.Context(), req)
	if err != nil {
		b.Fatal(err)
	}
	for {
		_, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return first
		}
		if err != nil {
			b.Fatal(err)
		}
		if first == 0 {
			first = time.Since(begin)
		}
	}
}
