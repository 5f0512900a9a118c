package capi_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"

	"capidemo.dev/platform/local/capi/capitest"
)

// converse asks one verified question in a conversation that it creates.
func (w *world) converse(t *testing.T, id, agent string) []*pb.Message {
	t.Helper()
	c, err := w.chat.CreateConversation(within(t), &pb.CreateConversationRequest{
		Parent: parent, ConversationId: id, Conversation: &pb.Conversation{Agents: []string{agent}, Labels: map[string]string{"tenant": "acme"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.ask(t, inConversation(c.GetName(), agent, "total revenue last month"))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func inConversation(name, agent, question string) *pb.ChatRequest {
	return &pb.ChatRequest{Messages: user(question), ContextProvider: &pb.ChatRequest_ConversationReference{ConversationReference: &pb.ConversationReference{
		Conversation: name, DataAgentContext: &pb.DataAgentContext{DataAgent: agent},
	}}}
}

func (w *world) messages(t *testing.T, id string) []*pb.StorageMessage {
	t.Helper()
	var out []*pb.StorageMessage
	for it := w.chat.ListMessages(within(t), &pb.ListMessagesRequest{Parent: parent + "/conversations/" + id, PageSize: 5}); ; {
		m, err := it.Next()
		if errors.Is(err, iterator.Done) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
}

func TestConversationKeepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	w := start(t, shopAnswers())
	name := w.create(t, "acme-1", agent(shop())).GetName()
	said := w.converse(t, "talk-1", name)
	stored := w.messages(t, "talk-1")
	if len(stored) != len(said)+1 || stored[0].GetMessage().GetUserMessage().GetText() != "total revenue last month" {
		t.Fatalf("%d messages stored, %d sent", len(stored), len(said))
	}
	ids := map[string]bool{}
	for i, m := range stored {
		ids[m.GetMessageId()] = true
		if i > 0 && m.GetMessage().GetTimestamp().AsTime().Before(stored[i-1].GetMessage().GetTimestamp().AsTime()) {
			t.Errorf("message %d is older than the one before", i)
		}
	}
	if len(ids) != len(stored) || ids[""] {
		t.Error("message ids are not unique")
	}

	other := w.create(t, "acme-2", agent(shop())).GetName()
	_, err := w.ask(t, inConversation(parent+"/conversations/talk-1", other, "total revenue last month"))
	wantCode(t, err, codes.InvalidArgument)
	_, err = w.ask(t, inConversation(parent+"/conversations/none", name, "total revenue last month"))
	wantCode(t, err, codes.NotFound)

	listed, err := w.chat.ListConversations(within(t), &pb.ListConversationsRequest{Parent: parent, Filter: `agents:"acme-1" AND labels.tenant="acme"`}).Next()
	if err != nil || !strings.HasSuffix(listed.GetName(), "/talk-1") {
		t.Errorf("listed %v, %v", listed, err)
	}
	if err := w.chat.DeleteConversation(within(t), &pb.DeleteConversationRequest{Name: parent + "/conversations/talk-1"}); err != nil {
		t.Fatal(err)
	}
	_, err = w.chat.GetConversation(within(t), &pb.GetConversationRequest{Name: parent + "/conversations/talk-1"})
	wantCode(t, err, codes.NotFound)
	w.converse(t, "talk-1", name)
	if again := w.messages(t, "talk-1"); len(again) != len(stored) {
		t.Errorf("a new conversation of an old id has %d messages, want %d", len(again), len(stored))
	}
}

func TestCallerWhoLeavesCancelsTheQueryAndIsRemembered(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]capitest.Answer{revenueSQL: {Hang: true}})
	name := w.create(t, "a", agent(shop())).GetName()
	if _, err := w.chat.CreateConversation(within(t), &pb.CreateConversationRequest{
		Parent: parent, ConversationId: "talk-1", Conversation: &pb.Conversation{Agents: []string{name}},
	}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(within(t))
	req := inConversation(parent+"/conversations/talk-1", name, "total revenue last month")
	req.Parent = parent
	stream, err := w.chat.Chat(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	if first, err := stream.Recv(); err != nil || first.GetSystemMessage() == nil {
		t.Fatalf("%v, %v", first, err)
	}
	<-w.bq.Waiting()
	cancel()
	select {
	case <-w.bq.Cancelled():
	case <-time.After(20 * time.Second):
		t.Fatal("the query was not cancelled")
	}
	// Close waits for the stream to end, and with it for what was said to be stored.
	if err := w.server.Close(); err != nil {
		t.Fatal(err)
	}
	again := startIn(t, w.dir, w.bq)
	if stored := again.messages(t, "talk-1"); len(stored) < 5 || stored[0].GetMessage().GetUserMessage() == nil {
		t.Errorf("stored %d messages", len(stored))
	}
}
