package endtoend_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/dataspec"
)

// question is one block of testdata/shopify_questions.txt: a conversation whose last question counts, and the results that are right.
type question struct {
	asked  []string
	expect []dataspec.Expect
}

func (q question) String() string { return strings.Join(q.asked, " / ") }

// readQuestions reads the file's format, which its head describes.
func readQuestions(t *testing.T, name string) []question {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []question
	for block := range strings.SplitSeq(string(raw), "\n\n") {
		var lines []string
		for line := range strings.Lines(block) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				lines = append(lines, line)
			}
		}
		if len(lines) > 0 {
			out = append(out, readBlock(t, lines))
		}
	}
	return out
}

func readBlock(t *testing.T, lines []string) question {
	t.Helper()
	var q question
	expect := dataspec.Expect{}
	stage := &expect.Result
	done := func() {
		for _, m := range expect.Result.Measures {
			if strings.Contains(m.Expr, "avg") || strings.Contains(m.Expr, "/") {
				expect.Tolerance = 0.001
			}
		}
		if len(expect.Result.Compute) > 0 {
			expect.Tolerance = 0.001
		}
		q.expect = append(q.expect, expect)
	}
	for _, line := range lines {
		word, rest, _ := strings.Cut(line, " ")
		name, text, _ := strings.Cut(rest, ": ")
		switch word {
		case "?":
			q.asked = append(q.asked, rest)
		case "or":
			done()
			expect = dataspec.Expect{}
			stage = &expect.Result
		case "stage":
			expect.With = append(expect.With, dataspec.Stage{Name: rest})
			stage = &expect.With[len(expect.With)-1]
		case "result":
			stage = &expect.Result
		case "from":
			stage.From = rest
		case "where":
			stage.Where = rest
		case "by":
			stage.By = append(stage.By, dataspec.NamedExpr{Name: name, Expr: text})
		case "measure":
			stage.Measures = append(stage.Measures, dataspec.NamedExpr{Name: name, Expr: text})
		case "compute":
			stage.Compute = append(stage.Compute, dataspec.NamedExpr{Name: name, Expr: text})
		case "having":
			stage.Having = rest
		case "filter":
			stage.Filter = rest
		case "order":
			stage.Order = strings.Split(rest, ", ")
		case "columns":
			stage.Columns = strings.Split(rest, ", ")
		case "limit":
			if _, err := fmt.Sscan(rest, &stage.Limit); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		default:
			t.Fatalf("cannot read the line %q of %v", line, q.asked)
		}
	}
	done()
	return q
}
