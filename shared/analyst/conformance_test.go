package analyst_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/capi"
	"capidemo.dev/platform/local/capi/capitest"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// backend is a server that the adapter must behave the same against. Its table has the columns region and revenue.
type backend struct {
	config  analyst.Config
	table   analyst.Table
	total   string // a statement over the table: one number in the column total_revenue
	ranking string // regions by revenue, highest first
	exact   bool   // the wording of answers is known
}

// backends lists the servers to run against: the local one always, the cloud when the environment names a project and a table.
func backends() map[string]func(*testing.T) backend {
	all := map[string]func(*testing.T) backend{"local": local}
	if os.Getenv("CAPI_CONFORMANCE_PROJECT") != "" {
		all["cloud"] = cloud
	}
	return all
}

func regions(project, dataset string) (table analyst.Table, total, ranking string) {
	name := "`" + project + "." + dataset + ".regions`"
	table = analyst.Table{Project: project, Dataset: dataset, Name: "regions", Description: "Revenue of each region", Columns: []analyst.Field{
		{Name: "region", Type: "STRING", Description: "Sales region", Synonyms: []string{"territory"}},
		{Name: "revenue", Type: "NUMERIC", Description: "Revenue in USD", Synonyms: []string{"turnover"}},
	}}
	return table, "SELECT SUM(revenue) AS total_revenue FROM " + name,
		"SELECT region, SUM(revenue) AS revenue FROM " + name + " GROUP BY region ORDER BY revenue DESC"
}

func local(t *testing.T) backend {
	t.Helper()
	b := backend{exact: true}
	b.table, b.total, b.ranking = regions("demo-capi", "d_acme_1")
	bq := capitest.New(t, map[string]capitest.Answer{
		b.total:   {Columns: []string{"total_revenue NUMERIC"}, Rows: [][]any{{"1500.5"}}},
		b.ranking: {Columns: []string{"region STRING", "revenue NUMERIC"}, Rows: [][]any{{"West", "1000"}, {"East", "400.5"}, {"North", "100"}}},
		hanging:   {Hang: true},
	})
	b.config = analyst.Config{Project: "demo-capi", Location: "global", Endpoint: serve(t, bq.URL)}
	return b
}

// hanging is a statement that never ends.
const hanging = "SELECT 'hang'"

// serve runs the local API for a test and gives its address.
func serve(t *testing.T, bigquery string) string {
	t.Helper()
	server, err := capi.New(t.Context(), capi.Options{Dir: t.TempDir(), BigQueryEndpoint: bigquery})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Close(), <-served); err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// cloud needs a dataset with the table regions (region STRING, revenue NUMERIC) that the ambient identity can read.
func cloud(t *testing.T) backend {
	t.Helper()
	project, dataset := os.Getenv("CAPI_CONFORMANCE_PROJECT"), os.Getenv("CAPI_CONFORMANCE_DATASET")
	b := backend{config: analyst.Config{Project: project, Location: "global"}}
	b.table, b.total, b.ranking = regions(project, dataset)
	return b
}

func (b backend) spec(id string) analyst.Spec {
	return analyst.Spec{
		ID: id, DisplayName: "Conformance", Description: "Made by a test", Instructions: "Amounts are in USD.",
		Tables: []analyst.Table{b.table}, Labels: map[string]string{"tenant": "acme", "purpose": "test"},
		Glossary: []analyst.Term{{Name: "revenue", Definition: "Money from sales", Synonyms: []string{"income"}}},
		ExampleQueries: []analyst.ExampleQuery{
			{Question: "What is our total revenue?", SQL: b.total}, {Question: "How much revenue do we make?", SQL: b.total},
			{Question: "Which regions have the highest revenue?", SQL: b.ranking}, {Question: "Top regions by revenue", SQL: b.ranking},
		},
	}
}

func client(t *testing.T, c analyst.Config) *analyst.Analyst {
	t.Helper()
	a, err := analyst.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func id(prefix string) string { return prefix + strings.ToLower(rand.Text()) }

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func collect(t *testing.T, a *analyst.Analyst, q analyst.Question) []analyst.Part {
	t.Helper()
	var parts []analyst.Part
	for part, err := range a.Ask(within(t), q) {
		if err != nil {
			t.Fatalf("%v (after %d parts)", err, len(parts))
		}
		parts = append(parts, part)
	}
	return parts
}

func first(parts []analyst.Part, kind analyst.Kind) analyst.Part {
	for _, p := range parts {
		if p.Kind == kind {
			return p
		}
	}
	return analyst.Part{}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, open := range backends() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			for title, check := range map[string]func(*testing.T, backend){
				"agents are created once": agentsAreCreatedOnce, "an answer in parts": anAnswerInParts, "refusal": refusal,
				"conversation": conversation, "absent agent": absentAgent, "delete": deleteConfirms, "invalid": invalidSpecs,
			} {
				t.Run(title, func(t *testing.T) { t.Parallel(); check(t, b) })
			}
		})
	}
}

func created(t *testing.T, b backend) (*analyst.Analyst, string) {
	t.Helper()
	a, agent := client(t, b.config), id("agent-")
	if err := a.CreateAgent(within(t), b.spec(agent)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, stop := context.WithTimeout(context.Background(), time.Minute)
		defer stop()
		if c := client(t, b.config); c.DeleteAgent(ctx, agent) != nil {
			t.Errorf("agent %s was left behind", agent)
		}
	})
	return a, agent
}

func agentsAreCreatedOnce(t *testing.T, b backend) {
	a, agent := created(t, b)
	if err := a.CreateAgent(within(t), b.spec(agent)); err != nil {
		t.Errorf("creating the same agent again: %v", err)
	}
	foreign := b.spec(agent)
	foreign.Labels = map[string]string{"tenant": "other"}
	if err := a.CreateAgent(within(t), foreign); !fault.Is(err, fault.Conflict) {
		t.Errorf("creating another's agent: %v, want a conflict", err)
	}
	exists, err := a.AgentExists(within(t), agent)
	if err != nil || !exists {
		t.Errorf("the agent exists: %v, %v", exists, err)
	}
}

func anAnswerInParts(t *testing.T, b backend) {
	a, agent := created(t, b)
	parts := collect(t, a, analyst.Question{AgentID: agent, Text: "Which regions have the highest revenue?"})
	rows, sql, text := first(parts, analyst.Rows), first(parts, analyst.SQL), first(parts, analyst.Text)
	if rows.Data == nil || len(rows.Data.Rows) == 0 || sql.SQL == "" || text.Text == "" || len(first(parts, analyst.Chart).Chart) == 0 {
		t.Fatalf("the answer lacks a part: %+v", parts)
	}
	if !b.exact {
		return
	}
	if sql.SQL != b.ranking || !sql.Verified || !text.Verified {
		t.Errorf("the statement is not told to be verified: %+v %+v", sql, text)
	}
	cell := func(s string) *string { return &s }
	want := &analyst.Data{
		Name: "which_regions_have_the_highest_revenue", Columns: []analyst.Column{{Name: "region", Type: "STRING"}, {Name: "revenue", Type: "NUMERIC"}},
		Rows:      []demo.Row{{Cells: []*string{cell("West"), cell("1000")}}, {Cells: []*string{cell("East"), cell("400.5")}}, {Cells: []*string{cell("North"), cell("100")}}},
		Formatted: []demo.Row{{Cells: []*string{cell("West"), cell("$1,000")}}, {Cells: []*string{cell("East"), cell("$400.50")}}, {Cells: []*string{cell("North"), cell("$100.00")}}},
	}
	if diff := cmp.Diff(want, rows.Data); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if last := parts[len(parts)-1]; last.Kind != analyst.Suggestions || len(last.Options) == 0 {
		t.Errorf("the last part must be suggestions, is %+v", last)
	}
}

func refusal(t *testing.T, b backend) {
	a, agent := created(t, b)
	parts := collect(t, a, analyst.Question{AgentID: agent, Text: "What will the weather in Paris be tomorrow?"})
	if first(parts, analyst.SQL).SQL != "" || first(parts, analyst.Rows).Data != nil {
		t.Errorf("a question about something else was computed: %+v", parts)
	}
	if text := first(parts, analyst.Text); text.Text == "" || text.Verified {
		t.Errorf("a refusal must be told and is not verified: %+v", text)
	}
}

func conversation(t *testing.T, b backend) {
	a, agent := created(t, b)
	talk := id("talk-")
	for range 2 {
		if err := a.CreateConversation(within(t), talk, agent, map[string]string{"tenant": "acme"}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		parts := collect(t, a, analyst.Question{AgentID: agent, ConversationID: talk, Text: "What is our total revenue?"})
		if first(parts, analyst.Text).Text == "" {
			t.Errorf("no answer in a conversation: %+v", parts)
		}
	}
	_, other := created(t, b)
	if err := a.CreateConversation(within(t), talk, other, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("the id of another agent's conversation: %v, want a conflict", err)
	}
	for range 2 {
		if err := a.DeleteConversation(within(t), talk); err != nil {
			t.Errorf("deleting the conversation: %v", err)
		}
	}
}

func absentAgent(t *testing.T, b backend) {
	a := client(t, b.config)
	var got error
	for _, err := range a.Ask(within(t), analyst.Question{AgentID: id("none-"), Text: "What is our total revenue?"}) {
		got = err
	}
	if !fault.Is(got, fault.NotFound) {
		t.Errorf("asking an absent agent: %v, want not found", got)
	}
	if err := a.CreateConversation(within(t), id("talk-"), id("none-"), nil); err == nil {
		t.Error("a conversation with an absent agent was created")
	}
}

func deleteConfirms(t *testing.T, b backend) {
	a, agent := created(t, b)
	for range 2 {
		if err := a.DeleteAgent(within(t), agent); err != nil {
			t.Fatal(err)
		}
	}
	if exists, err := a.AgentExists(within(t), agent); err != nil || exists {
		t.Errorf("a deleted agent exists: %v, %v", exists, err)
	}
	if err := a.CreateAgent(within(t), b.spec(agent)); !fault.Is(err, fault.Conflict) {
		t.Errorf("creating under a deleted agent's id: %v, want a conflict", err)
	}
}

func invalidSpecs(t *testing.T, b backend) {
	a := client(t, b.config)
	bad := b.spec("Not An Id")
	bad.Tables, bad.Labels, bad.DisplayName = nil, nil, strings.Repeat("x", 300)
	bad.Relationships = []analyst.Relationship{{FromTable: "a", ToTable: "b"}}
	err := a.CreateAgent(within(t), bad)
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 5 {
		t.Errorf("want all five faults at once, got %v", err)
	}
}
