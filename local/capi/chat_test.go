package capi_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"

	"capidemo.dev/platform/local/capi/capitest"
)

const revenueSQL = "SELECT SUM(total) AS total_revenue FROM `demo-capi.d_acme_1.orders`"

const rankingSQL = "SELECT region, SUM(total) AS revenue FROM `demo-capi.d_acme_1.orders` GROUP BY region ORDER BY revenue DESC"

func shop() *pb.Context {
	return orders(
		example("What was our total revenue last month?", revenueSQL),
		example("How much revenue did we make last month?", revenueSQL),
		example("Which regions bring in the most revenue?", rankingSQL),
		example("Regions ranked by highest revenue", rankingSQL),
		example("How many orders were placed in 2025?", "SELECT COUNT(*) AS orders FROM `demo-capi.d_acme_1.orders`"),
		example("Average order value by month", "SELECT 1"),
	)
}

func shopAnswers() map[string]capitest.Answer {
	return map[string]capitest.Answer{
		revenueSQL: {Columns: []string{"total_revenue NUMERIC"}, Rows: [][]any{{"1234567.5"}}},
		rankingSQL: {Columns: []string{"region STRING", "revenue NUMERIC"}, Rows: [][]any{{"West", "700"}, {"East", "300.25"}, {nil, "5"}, {"North", "1"}}},
	}
}

// kinds names the messages of an answer in short.
func kinds(messages []*pb.Message) []string {
	var out []string
	for _, m := range messages {
		s := m.GetSystemMessage()
		switch {
		case s.GetText() != nil:
			out = append(out, s.GetText().GetTextType().String())
		case s.GetExampleQueries() != nil:
			out = append(out, "examples")
		case s.GetSchema().GetQuery() != nil:
			out = append(out, "schema query")
		case s.GetSchema().GetResult() != nil:
			out = append(out, "schema result")
		case s.GetData().GetQuery() != nil:
			out = append(out, "data query")
		case s.GetData().GetGeneratedSql() != "":
			out = append(out, "sql")
		case s.GetData().GetBigQueryJob() != nil:
			out = append(out, "job")
		case s.GetData().GetResult() != nil:
			out = append(out, "data")
		case s.GetChart().GetQuery() != nil:
			out = append(out, "chart query")
		case s.GetChart().GetResult() != nil:
			out = append(out, "chart")
		case s.GetError() != nil:
			out = append(out, "error")
		case s.GetClarification() != nil:
			out = append(out, "clarification")
		default:
			out = append(out, "?")
		}
	}
	return out
}

func final(messages []*pb.Message) string {
	for _, m := range messages {
		if t := m.GetSystemMessage().GetText(); t.GetTextType() == pb.TextMessage_FINAL_RESPONSE {
			return strings.Join(t.GetParts(), " ")
		}
	}
	return ""
}

func TestVerifiedQuestionStreamsTheWholeAnswer(t *testing.T) {
	t.Parallel()
	w := start(t, shopAnswers())
	name := w.create(t, "acme-1", agent(shop())).GetName()

	got, err := w.ask(t, withAgent(name, "Please show me the regions with the highest revenue"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"PROGRESS", "THOUGHT", "examples", "schema query", "schema result", "data query", "sql", "PROGRESS", "job", "data", "chart query", "chart", "FINAL_RESPONSE",
	}
	if diff := cmp.Diff(want, kinds(got)); diff != "" {
		t.Fatalf("messages (-want +got):\n%s", diff)
	}
	text := "West has the highest revenue with $700.00, followed by East ($300.25) and no region ($5.00). The 4 listed run from $700.00 to $1.00 (North)."
	if diff := cmp.Diff(text, final(got)); diff != "" {
		t.Errorf("final text (-want +got):\n%s", diff)
	}
}

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

func TestContextsOfAChat(t *testing.T) {
	t.Parallel()
	w := start(t, shopAnswers())
	staged := agent(orders())
	staged.GetDataAnalyticsAgent().StagingContext = shop()
	name := w.create(t, "staged", staged).GetName()
	bare := w.create(t, "bare", &pb.DataAgent{Type: &pb.DataAgent_DataAnalyticsAgent{DataAnalyticsAgent: &pb.DataAnalyticsAgent{}}}).GetName()
	const question, answer = "total revenue last month", "Total revenue for last month is $1,234,567.50."
	with := func(set func(*pb.ChatRequest)) *pb.ChatRequest {
		req := &pb.ChatRequest{Messages: user(question)}
		set(req)
		return req
	}
	of := func(agent string, v pb.DataAgentContext_ContextVersion) *pb.ChatRequest {
		return with(func(r *pb.ChatRequest) {
			r.ContextProvider = &pb.ChatRequest_DataAgentContext{DataAgentContext: &pb.DataAgentContext{DataAgent: agent, ContextVersion: v}}
		})
	}
	for name, test := range map[string]struct {
		req  *pb.ChatRequest
		want string
		code codes.Code
	}{
		"staging":     {of(name, pb.DataAgentContext_STAGING), answer, codes.OK},
		"published":   {of(name, pb.DataAgentContext_PUBLISHED), "I cannot answer this: this agent has no verified questions yet, and I do not guess.", codes.OK},
		"neither":     {of(bare, 0), "", codes.FailedPrecondition},
		"absent":      {of(parent+"/dataAgents/none", 0), "", codes.NotFound},
		"odd name":    {of("none", 0), "", codes.InvalidArgument},
		"no provider": {with(func(*pb.ChatRequest) {}), "", codes.InvalidArgument},
		"inline":      {with(func(r *pb.ChatRequest) { r.ContextProvider = &pb.ChatRequest_InlineContext{InlineContext: shop()} }), answer, codes.OK},
		"client managed": {with(func(r *pb.ChatRequest) {
			r.ContextProvider = &pb.ChatRequest_ClientManagedResourceContext{ClientManagedResourceContext: &pb.ClientManagedResourceContext{InlineContext: shop()}}
		}), answer, codes.OK},
		"inline without tables": {with(func(r *pb.ChatRequest) {
			r.ContextProvider = &pb.ChatRequest_InlineContext{InlineContext: &pb.Context{}}
		}), "", codes.InvalidArgument},
		"no message": {with(func(r *pb.ChatRequest) {
			r.ContextProvider, r.Messages = &pb.ChatRequest_InlineContext{InlineContext: shop()}, nil
		}), "", codes.InvalidArgument},
		"endless question": {with(func(r *pb.ChatRequest) {
			r.ContextProvider, r.Messages = &pb.ChatRequest_InlineContext{InlineContext: shop()}, user(strings.Repeat("why ", 5000))
		}), "", codes.InvalidArgument},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := w.ask(t, test.req)
			wantCode(t, err, test.code)
			if diff := cmp.Diff(test.want, final(got)); diff != "" {
				t.Errorf("final text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUpdatedAgentForgetsItsOldQuestions(t *testing.T) {
	t.Parallel()
	w := start(t, shopAnswers())
	name := w.create(t, "a", agent(orders())).GetName()
	if got, err := w.ask(t, withAgent(name, "total revenue last month")); err != nil || !strings.Contains(final(got), "cannot answer") {
		t.Fatalf("%v, %v", kinds(got), err)
	}
	published := agent(shop())
	published.Name = name
	if _, err := w.agents.UpdateDataAgentSync(within(t), &pb.UpdateDataAgentRequest{DataAgent: published}); err != nil {
		t.Fatal(err)
	}
	if got, err := w.ask(t, withAgent(name, "total revenue last month")); err != nil || !strings.Contains(final(got), "$1,234,567.50") {
		t.Errorf("%v, %v", kinds(got), err)
	}
}

func TestRefusalNamesWhatCanBeAnswered(t *testing.T) {
	t.Parallel()
	w := start(t, shopAnswers())
	name := w.create(t, "a", agent(shop())).GetName()
	got, err := w.ask(t, withAgent(name, "What was our total revenue last month in Texas?"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"PROGRESS", "examples", "FINAL_RESPONSE"}, kinds(got)); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	text := final(got)
	for _, want := range []string{"I cannot answer this with certainty", `“What was our total revenue last month?”, but it says nothing about "texas"`, "- What was our total revenue last month?"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	if strings.Count(text, "\n- ") != 3 || len(w.bq.Inserted()) != 0 {
		t.Errorf("want three suggestions and no query: %q, %v", text, w.bq.Inserted())
	}
}

func TestSpellingIsToldInTheAnswer(t *testing.T) {
	t.Parallel()
	w := start(t, shopAnswers())
	name := w.create(t, "a", agent(shop())).GetName()
	got, err := w.ask(t, withAgent(name, "total revnue last month"))
	if err != nil || !strings.HasPrefix(final(got), "I read “revnue” as “revenue”. Total revenue for last month") {
		t.Errorf("%q, %v", final(got), err)
	}
}

func TestFailedQueryIsToldHonestly(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]capitest.Answer{revenueSQL: {Reason: "invalidQuery", Message: "Unrecognized name: total at [1:12]"}})
	name := w.create(t, "a", agent(shop())).GetName()
	got, err := w.ask(t, withAgent(name, "total revenue last month"))
	if err != nil {
		t.Fatal(err)
	}
	names := kinds(got)
	if diff := cmp.Diff([]string{"error", "FINAL_RESPONSE"}, names[len(names)-2:]); diff != "" {
		t.Errorf("the last messages (-want +got):\n%s", diff)
	}
	if text := final(got); !strings.Contains(text, "Unrecognized name: total at [1:12]") || !strings.Contains(text, "No figure is shown") {
		t.Errorf("final text %q", text)
	}
}

func TestQueriesAreBoundedAndLabelled(t *testing.T) {
	t.Parallel()
	w := start(t, shopAnswers())
	name := w.create(t, "a", agent(shop())).GetName()
	if _, err := w.ask(t, withAgent(name, "total revenue last month")); err != nil {
		t.Fatal(err)
	}
	want := []capitest.Inserted{{
		Project: "demo-capi", SQL: revenueSQL, MaxBytes: "10737418240", Timeout: "60000", Labels: map[string]string{"purpose": "conversational-analytics"},
	}}
	if diff := cmp.Diff(want, w.bq.Inserted()); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
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
