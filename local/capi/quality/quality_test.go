package quality_test

import (
	"os"
	"testing"
	"time"

	"capidemo.dev/platform/local/capi/quality"
)

// floor is what a template has reached, in percent of its questions; raise it with every question that is learned.
type floor struct{ right, wrong float64 }

// floors of the templates. The rest is asked back or refused.
func floors() map[string]floor {
	return map[string]floor{
		"banking":       {right: 95, wrong: 0},
		"healthcare":    {right: 94, wrong: 0},
		"logistics":     {right: 93.5, wrong: 0},
		"manufacturing": {right: 94, wrong: 0},
		"media":         {right: 97.5, wrong: 0},
		"saas":          {right: 93.5, wrong: 0},
		"shopify":       {right: 97.5, wrong: 0},
		"telecom":       {right: 93.5, wrong: 0},
	}
}

const (
	leastQuestions    = 65
	leastUnanswerable = 25
	slowestAnswer     = 2 * time.Second // on a machine that runs other tests too; alone it is a tenth
)

// TestEverydayQuestions measures every template that has questions.
func TestEverydayQuestions(t *testing.T) { //nolint:tparallel // each template takes all processors
	t.Parallel()
	folder := os.DirFS("../../../shared/catalog")
	ids, err := quality.Templates(folder)
	if err != nil || len(ids) == 0 {
		t.Fatalf("templates with questions: %v, %v", ids, err)
	}
	want := floors()
	for _, id := range ids {
		t.Run(id, func(t *testing.T) {
			r, err := quality.Measure(t.Context(), folder, id)
			if err != nil {
				t.Fatal(err)
			}
			t.Log("\n" + r.Details(false))
			holds(t, r, want[id])
		})
	}
}

func holds(t *testing.T, r *quality.Report, want floor) {
	t.Helper()
	n := float64(len(r.Questions))
	right, wrong := 100*float64(r.Right())/n, 100*float64(r.Count(quality.Wrong))/n
	t.Logf("%.0f questions: right %.1f %%, wrong %.1f %%, score %.1f, slowest answer %s", n, right, wrong, r.Score(), r.Slowest())
	if len(r.Questions) < leastQuestions || len(r.Unanswerable) < leastUnanswerable {
		t.Errorf("%d questions and %d unanswerable ones, want at least %d and %d", len(r.Questions), len(r.Unanswerable), leastQuestions, leastUnanswerable)
	}
	if want == (floor{}) {
		t.Errorf("template %s has no floor in this file; set it to what is reached", r.Template)
	}
	if right < want.right || wrong > want.wrong {
		t.Errorf("want at least %.1f %% right and at most %.1f %% wrong", want.right, want.wrong)
	}
	if r.Invented() > 0 {
		t.Errorf("%d unanswerable questions are answered by a figure", r.Invented())
	}
	if len(r.Missed) > 0 {
		t.Errorf("%d of %d phrasings of golden queries are not answered by their own", len(r.Missed), r.Phrasings)
	}
	if len(r.DeadEnds) > 0 {
		t.Errorf("%d of %d questions that were offered are not answered", len(r.DeadEnds), r.Offered)
	}
	if r.Slowest() > slowestAnswer {
		t.Errorf("the slowest answer took %s", r.Slowest())
	}
}
