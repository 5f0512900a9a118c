package analyst

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/catalog"
)

// knowledgeOf is what the agent of a shipped template knows.
func knowledgeOf(t *testing.T, id string) (k Knowledge, ids []string) {
	t.Helper()
	spec, err := catalog.Load(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range spec.GoldenQueries {
		ids = append(ids, g.ID)
		k.Verified = append(k.Verified, Verified{Questions: append([]string{g.Question}, g.Phrasings...), SQL: g.SQL})
	}
	for _, g := range spec.Glossary {
		k.Glossary = append(k.Glossary, Term{Name: g.Term, Definition: g.Definition, Synonyms: g.Synonyms})
	}
	for _, table := range spec.Tables {
		out := Table{Name: table.Name}
		for _, c := range table.Columns {
			out.Columns = append(out.Columns, Column{Name: c.Name, Type: c.Type, Synonyms: c.Synonyms})
		}
		k.Tables = append(k.Tables, out)
	}
	return k, ids
}

func understood(o Outcome, k *Knowledge, ids []string) string {
	plan, ok := o.(*Plan)
	if !ok {
		return "-"
	}
	for i, v := range k.Verified {
		if v.SQL == plan.SQL {
			return ids[i]
		}
	}
	return "?"
}

// TestShippedPhrasingsAreUnderstood: every way to ask that a shipped template lists leads to its own golden query.
func TestShippedPhrasingsAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		k, ids := knowledgeOf(t, id)
		a := New(k)
		for i, v := range k.Verified {
			for _, q := range v.Questions {
				if got := understood(a.decide(t.Context(), Question{Text: q}, nil), &k, ids); got != ids[i] {
					t.Errorf("%s: %q is understood as %s, want %s", id, q, got, ids[i])
				}
			}
		}
	}
}

// TestUnlistedPhrasingsAreNeverMisunderstood takes each phrasing out of the agent and asks it: found again or refused, but never
// taken for another question.
func TestUnlistedPhrasingsAreNeverMisunderstood(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		k, ids := knowledgeOf(t, id)
		for i := range k.Verified {
			all := k.Verified[i].Questions
			for j, q := range all {
				k.Verified[i].Questions = append(append([]string{}, all[:j]...), all[j+1:]...)
				if got := understood(newVerified(&k).Answer(t.Context(), Question{Text: q}, nil), &k, ids); got != ids[i] && got != "-" {
					t.Errorf("%s: %q is understood as %s, want %s or nothing", id, q, got, ids[i])
				}
			}
			k.Verified[i].Questions = all
		}
	}
}

// TestRewordingsOfShopify asks the shopify agent as people would who have not read its phrasings.
func TestRewordingsOfShopify(t *testing.T) {
	t.Parallel()
	k, ids := knowledgeOf(t, "shopify")
	v := newVerified(&k)
	file, err := os.Open("testdata/shopify.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		question, want, found := strings.Cut(scanner.Text(), " => ")
		if !found {
			continue
		}
		if got := understood(v.Answer(t.Context(), Question{Text: question}, nil), &k, ids); got != want {
			near := v.index.Find(question).Near
			t.Errorf("%q is understood as %s, want %s; near: %+v", question, got, want, near[:min(2, len(near))])
		}
	}
}
