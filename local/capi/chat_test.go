package capi_test

import (
	"strings"
	"testing"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"github.com/google/go-cmp/cmp"

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
	text := "West has the highest revenue with $700.00, followed by East ($300.25) and none ($5.00). The 4 listed run from $700.00 to $1.00 (North)."
	if diff := cmp.Diff(text, final(got)); diff != "" {
		t.Errorf("final text (-want +got):\n%s", diff)
	}
}
