package analyst_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/fault"
)

// fingerprintFollowsContext: agents that know the same have the same digest, over whatever dataset; any other knowledge gives another one.
func fingerprintFollowsContext(t *testing.T, b backend) {
	t.Helper()
	a := client(t, b.config)
	digest := func(change func(*analyst.Spec)) string {
		t.Helper()
		spec := b.spec(id("agent-"))
		change(&spec)
		if err := a.CreateAgent(within(t), spec); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.DeleteAgent(context.WithoutCancel(t.Context()), spec.ID) }) // the other cases tell whether deletion works
		found, err := a.Fingerprint(within(t), spec.ID, spec.Tables[0].Dataset)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	first := digest(func(*analyst.Spec) {})
	elsewhere := digest(func(s *analyst.Spec) {
		s.Tables, s.ExampleQueries = slices.Clone(s.Tables), slices.Clone(s.ExampleQueries)
		old := s.Tables[0].Dataset
		for i := range s.Tables {
			s.Tables[i].Dataset = "d_other_demo"
		}
		for i := range s.ExampleQueries {
			s.ExampleQueries[i].SQL = strings.ReplaceAll(s.ExampleQueries[i].SQL, old, "d_other_demo")
		}
		s.Labels, s.DisplayName = map[string]string{"tenant": "other"}, "Another name"
	})
	if first != elsewhere || first == "" {
		t.Errorf("the same knowledge over two datasets: %q, %q", first, elsewhere)
	}
	for name, change := range map[string]func(*analyst.Spec){
		"instructions":    func(s *analyst.Spec) { s.Instructions += " Be brief." },
		"an example less": func(s *analyst.Spec) { s.ExampleQueries = s.ExampleQueries[1:] },
		"a glossary term": func(s *analyst.Spec) {
			s.Glossary = append(slices.Clip(s.Glossary), analyst.Term{Name: "churn", Definition: "Customers lost"})
		},
		"a column's description": func(s *analyst.Spec) {
			s.Tables = slices.Clone(s.Tables)
			s.Tables[0].Columns = slices.Clone(s.Tables[0].Columns)
			s.Tables[0].Columns[0].Description = "Something else"
		},
	} {
		if digest(change) == first {
			t.Errorf("%s: the digest is the same", name)
		}
	}
	if _, err := a.Fingerprint(within(t), id("agent-"), "d"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an agent that is not there: %v", err)
	}
	_, gone := created(t, b)
	if err := a.DeleteAgent(within(t), gone); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Fingerprint(within(t), gone, "d"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a deleted agent: %v", err)
	}
}
