package analyst_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// hanging is a statement that never ends.
const hanging = "SELECT 'hang'"

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, open := range backends() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			for title, check := range map[string]func(*testing.T, backend){
				"agents are created once": agentsAreCreatedOnce, "agents are listed": agentsAreListed, "lists by label": listsByLabel, "an answer in parts": anAnswerInParts, "refusal": refusal,
				"conversation": conversation, "absent agent": absentAgent, "delete": deleteConfirms, "invalid": invalidSpecs,
				"fingerprint": fingerprintFollowsContext,
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

func agentsAreListed(t *testing.T, b backend) {
	t.Helper()
	a, agent := created(t, b)
	for found, err := range a.Agents(within(t)) {
		if err != nil {
			t.Fatal(err)
		}
		if found.ID == agent && time.Since(found.Made) < time.Hour {
			return
		}
	}
	t.Errorf("the agent %s is not listed with its age", agent)
}

func listsByLabel(t *testing.T, b backend) {
	t.Helper()
	a := client(t, b.config)
	labels := map[string]string{"tenant": id("tenant-")}
	spec, talk := b.spec(id("agent-")), id("talk-")
	spec.Labels = labels
	if err := a.CreateAgent(within(t), spec); err != nil {
		t.Fatal(err)
	}
	if err := a.CreateConversation(within(t), talk, spec.ID, labels); err != nil {
		t.Fatal(err)
	}
	created(t, b) // of somebody else
	var found []string
	for agent, err := range a.AgentsWith(within(t), "tenant", labels["tenant"]) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, agent.ID)
	}
	for one, err := range a.ConversationsWith(within(t), "tenant", labels["tenant"]) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, one)
	}
	if diff := cmp.Diff([]string{spec.ID, talk}, found); diff != "" {
		t.Error(diff)
	}
	if err := errors.Join(a.DeleteConversation(within(t), talk), a.DeleteAgent(within(t), spec.ID)); err != nil {
		t.Error(err)
	}
	for one := range a.ConversationsWith(within(t), "tenant", labels["tenant"]) {
		t.Errorf("%s is still listed", one)
	}
}

func agentsAreCreatedOnce(t *testing.T, b backend) {
	t.Helper()
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
	t.Helper()
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
	t.Helper()
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
	t.Helper()
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
	t.Helper()
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
	t.Helper()
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
	t.Helper()
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
