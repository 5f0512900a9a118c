package capi_test

import (
	"strings"
	"testing"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"github.com/google/go-cmp/cmp"
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
		"published":   {of(name, pb.DataAgentContext_PUBLISHED), "I cannot answer this: the period “last month” cannot be used: the agent does not say which day its data end, so I cannot tell what that period is.", codes.OK},
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
	for _, want := range []string{"I cannot answer this: the period “last month” cannot be used", `“What was our total revenue last month?”, but it says nothing about "texas"`, "- What was our total revenue last month?"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	if strings.Count(text, "\n- ") != 3 {
		t.Errorf("want three suggestions: %q", text)
	}
	for _, job := range w.bq.Inserted() {
		if !strings.Contains(job.SQL, "AS row_count") {
			t.Errorf("want no query but those that tell what the tables hold, got %s", job.SQL)
		}
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
