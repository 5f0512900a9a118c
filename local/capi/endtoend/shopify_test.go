package endtoend_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/generate"
)

// What has been reached; raise it with every question that is learned. The rest is asked back or refused.
const (
	leastRight = 0.96
	mostWrong  = 0.005
)

// TestShopifyQuestions measures how many everyday questions are answered rightly.
func TestShopifyQuestions(t *testing.T) {
	t.Parallel()
	questions := readQuestions(t, "testdata/shopify_questions.txt")
	if len(questions) < 100 {
		t.Fatalf("only %d questions", len(questions))
	}
	expected := ledger(t, questions)
	s := newShop(t)
	count := map[string]int{}
	var opening, slowest time.Duration
	for i, q := range questions {
		a := s.ask(t, q.asked)
		right, differences := false, ""
		if a.data != nil {
			right, differences = fits(expected[i], a.data)
		}
		outcome := a.outcome(right)
		count[outcome]++
		if i == 0 {
			opening = a.took
		} else {
			slowest = max(slowest, a.took)
		}
		if outcome != "verified" && outcome != "composed" {
			t.Logf("%s: %s\n\t%s %q\n\t%s\n%s", outcome, q, a.text, a.options, differences, a.sql)
		}
	}
	n := float64(len(questions))
	right := float64(count["verified"]+count["composed"]) / n
	wrong := float64(count["wrong"]) / n
	t.Logf("%d questions: %v; right %.1f %%, wrong %.1f %%; first answer %s, slowest after it %s", len(questions), count, 100*right, 100*wrong, opening, slowest)
	if right < leastRight || wrong > mostWrong {
		t.Errorf("want at least %.1f %% right and at most %.1f %% wrong", 100*leastRight, 100*mostWrong)
	}
}

// TestShopifyQuestionsWithoutAnswer asks for what is not there.
func TestShopifyQuestionsWithoutAnswer(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/shopify_unanswerable.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := newShop(t)
	n := 0
	for line := range strings.Lines(string(raw)) {
		q := strings.TrimSpace(line)
		if q == "" || strings.HasPrefix(q, "#") {
			continue
		}
		n++
		a := s.ask(t, []string{q})
		if a.data != nil {
			t.Errorf("%q is answered: %s\n%s", q, a.text, a.sql)
		} else {
			t.Logf("%s => %.150s %q", q, strings.ReplaceAll(a.text, "\n", " "), a.options)
		}
	}
	if n < 40 {
		t.Errorf("only %d questions", n)
	}
}

// ledger computes the expected results from the generated columns.
func ledger(t *testing.T, questions []question) [][]*demo.Result {
	t.Helper()
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	spec.GoldenQueries = nil
	name := func(i, j int) string { return fmt.Sprintf("q_%d_%d", i, j) }
	for i, q := range questions {
		for j, e := range q.expect {
			spec.GoldenQueries = append(spec.GoldenQueries, dataspec.GoldenQuery{ID: name(i, j), Question: q.String(), Expect: e})
		}
	}
	out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: anchor})
	if err != nil {
		t.Fatal(err)
	}
	results := make([][]*demo.Result, len(questions))
	for i, q := range questions {
		for j := range q.expect {
			results[i] = append(results[i], out.Answers[name(i, j)])
		}
	}
	return results
}

// fits reports whether an answer has the columns of one of the expected results, in any order and perhaps beside others.
func fits(expected []*demo.Result, got *analyst.Data) (ok bool, difference string) {
	for _, want := range expected {
		if len(want.Columns) <= len(got.Columns) && choose(want, got, nil, &difference) {
			return true, ""
		}
	}
	return false, difference
}

// choose tries every assignment of the answer's columns to the expected ones.
func choose(want *demo.Result, got *analyst.Data, taken []int, difference *string) bool {
	if len(taken) < len(want.Columns) {
		for c := range got.Columns {
			if !slices.Contains(taken, c) && choose(want, got, append(slices.Clone(taken), c), difference) {
				return true
			}
		}
		return false
	}
	columns := make([]string, len(taken))
	rows := make([]demo.Row, len(got.Rows))
	for i, c := range taken {
		columns[i] = got.Columns[c].Name
	}
	for i, row := range got.Rows {
		for _, c := range taken {
			rows[i].Cells = append(rows[i].Cells, row.Cells[c])
		}
	}
	found := exam.Compare(want, columns, rows)
	if len(found) > 0 && *difference == "" {
		*difference = fmt.Sprint(found[:min(3, len(found))])
	}
	return len(found) == 0
}
