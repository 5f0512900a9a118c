package examiner_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cloud.google.com/go/bigquery"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/warehouse"
)

// version has two golden queries with two ways to ask each; every answer is one number, 7.
func version() demo.TemplateVersion {
	v := demo.TemplateVersion{
		TemplateID: "shop", Number: 1, GoldenDataset: "golden",
		Tables: []demo.Table{{Name: "orders", Rows: 3, Columns: []demo.Column{{Name: "id", Type: "INT64"}}}},
	}
	for _, id := range []string{"a", "b"} {
		v.GoldenQueries = append(v.GoldenQueries, demo.GoldenQuery{
			ID: id, Question: id + "?", Phrasings: []string{id + ", please?"}, SQL: "SELECT " + id,
			Expected: &demo.Result{Columns: []string{"n"}, Rows: []demo.Row{{Cells: []*string{new("7")}}}},
		})
	}
	return v
}

// backend answers for warehouse and agent; what a test sets happens instead.
type backend struct {
	mu     sync.Mutex
	calls  map[string]int
	query  func(sql string, call int) (int64, error)
	ask    func(text string, call int) ([]analyst.Part, error)
	states map[string]warehouse.TableState
	agent  string
	gone   bool
	read   []string // tables whose content was read
}

func (b *backend) count(what string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.calls == nil {
		b.calls = map[string]int{}
	}
	b.calls[what]++
	return b.calls[what]
}

func (b *backend) Query(ctx context.Context, q warehouse.Question) (warehouse.Answer, error) {
	value, err := int64(7), ctx.Err()
	if b.query != nil {
		value, err = b.query(q.SQL, b.count(q.SQL))
	}
	return warehouse.Answer{Columns: []warehouse.Column{{Name: "n"}}, Rows: [][]bigquery.Value{{value}}}, err
}

func (b *backend) Describe(context.Context, string, []string) (map[string]warehouse.TableState, error) {
	return b.states, nil
}

func (b *backend) Contents(_ context.Context, _ string, tables []warehouse.ContentOf, _ int64) (map[string]string, error) {
	out := map[string]string{}
	for _, t := range tables {
		b.read = append(b.read, t.Table)
		out[t.Table] = "content of " + b.states[t.Table].ETag
	}
	return out, nil
}

func (b *backend) Fingerprint(context.Context, string, string) (string, error) {
	if b.gone {
		return "", fault.New(fault.NotFound, "Gone.")
	}
	return b.agent, nil
}

func (b *backend) Ask(_ context.Context, q analyst.Question) iter.Seq2[analyst.Part, error] {
	parts, err := answered("7"), error(nil)
	if b.ask != nil {
		parts, err = b.ask(q.Text, b.count(q.Text))
	}
	return func(yield func(analyst.Part, error) bool) {
		for _, p := range parts {
			if !yield(p, nil) {
				return
			}
		}
		if err != nil {
			yield(analyst.Part{}, err)
		}
	}
}

// answered is an answer with one number.
func answered(n string) []analyst.Part {
	return []analyst.Part{
		{Kind: analyst.SQL, SQL: "SELECT 7", Verified: true},
		{Kind: analyst.Rows, Data: &analyst.Data{Columns: []analyst.Column{{Name: "x"}}, Rows: []demo.Row{{Cells: []*string{new(n)}}}}},
		{Kind: analyst.Text, Text: "It is " + n + "."},
	}
}

func examine(t *testing.T, b *backend) (exam.Report, []int, error) {
	t.Helper()
	var told []int
	report, err := examiner.New(b, b).Examine(t.Context(), examiner.Subject{Dataset: "d", Agent: "a", Version: version()}, func(percent int) { told = append(told, percent) })
	return report, told, err
}

func TestEverythingIsRunAndAsked(t *testing.T) {
	t.Parallel()
	report, told, err := examine(t, &backend{})
	if err != nil || report.Verdict() != demo.VerdictGreen || report.Phrasings() != (demo.Tally{Total: 4, Passed: 4}) {
		t.Errorf("%+v, %v", report, err)
	}
	if !slices.IsSorted(told) || len(told) != 6 || told[5] != 100 {
		t.Errorf("progress %v", told)
	}
	if !report.Items[0].Verified() || report.Items[1].QueryID != "b" || report.Items[1].Phrasings[1].Text != "b, please?" {
		t.Errorf("%+v", report.Items)
	}
}

func TestWhatAgentsDoInstead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parts   []analyst.Part
		outcome exam.Outcome
		detail  string
	}{
		"another number":        {answered("8"), exam.Wrong, "expected (7), got (8)"},
		"asks back":             {[]analyst.Part{{Kind: analyst.Clarification, Text: "Which year?"}}, exam.AskedBack, "Which year?"},
		"refuses":               {[]analyst.Part{{Kind: analyst.Text, Text: "I know nothing of that. Ask otherwise."}}, exam.Refused, "I know nothing of that"},
		"its statement fails":   {[]analyst.Part{{Kind: analyst.Error, Text: "Unrecognized name: total"}, {Kind: analyst.Text, Text: "Sorry."}}, exam.Failed, "Unrecognized name"},
		"mends its statement":   {append([]analyst.Part{{Kind: analyst.Error, Text: "Once more."}}, answered("7")...), exam.Right, ""},
		"ends in an error":      {append(answered("7"), analyst.Part{Kind: analyst.Error, Text: "The chart failed."}), exam.Failed, "The chart failed."},
		"says it and asks back": {append(answered("7"), analyst.Part{Kind: analyst.Clarification, Text: "Is that what you meant?"}), exam.Right, ""},
	} {
		report, _, err := examine(t, &backend{ask: func(text string, _ int) ([]analyst.Part, error) {
			if text == "b?" {
				return c.parts, nil
			}
			return answered("7"), nil
		}})
		if got := report.Items[1].Phrasings[0]; err != nil || got.Outcome != c.outcome || !strings.Contains(got.Detail, c.detail) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestQueriesThatFailForGoodAreTheDatasFault(t *testing.T) {
	t.Parallel()
	report, _, err := examine(t, &backend{query: func(sql string, _ int) (int64, error) {
		if sql == "SELECT a" {
			return 0, fault.New(fault.Invalid, "Unrecognized name: total.")
		}
		return 8, nil
	}})
	if err != nil || report.Items[0].SQL != exam.Failed || report.Items[1].SQL != exam.Wrong || report.Verdict() != demo.VerdictRed {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestBackendsThatStumble: what passes is tried again and leaves no trace; what stays away ends the exam without a verdict.
func TestBackendsThatStumble(t *testing.T) {
	t.Parallel()
	away := fault.New(fault.RateLimited, "Too many requests.")
	synctest.Test(t, func(t *testing.T) {
		report, _, err := examine(t, &backend{
			query: func(_ string, call int) (int64, error) {
				if call < 3 {
					return 0, fault.New(fault.Unavailable, "Try again.")
				}
				return 7, nil
			},
			ask: func(_ string, call int) ([]analyst.Part, error) {
				if call < 3 {
					return nil, away
				}
				return answered("7"), nil
			},
		})
		if err != nil || report.Verdict() != demo.VerdictGreen {
			t.Errorf("after two stumbles each: %+v, %v", report, err)
		}
		if _, _, err := examine(t, &backend{query: func(string, int) (int64, error) { return 0, away }}); !fault.Retryable(err) {
			t.Errorf("a warehouse that stays away: %v", err)
		}
		if _, _, err := examine(t, &backend{ask: func(string, int) ([]analyst.Part, error) { return nil, away }}); !fault.Retryable(err) {
			t.Errorf("agents that stay away: %v", err)
		}
		if _, _, err := examine(t, &backend{query: func(string, int) (int64, error) { return 0, errors.New("odd") }}); err == nil {
			t.Error("an odd error gave a verdict")
		}
	})
}

func TestOneQuestionInManyThatIsNeverAnsweredIsAmber(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := version()
		for i := range 10 {
			v.GoldenQueries[0].Phrasings = append(v.GoldenQueries[0].Phrasings, fmt.Sprintf("way %d?", i))
		}
		b := &backend{ask: func(text string, _ int) ([]analyst.Part, error) {
			if text == "way 3?" {
				return nil, fault.New(fault.Timeout, "It did not answer in time.")
			}
			return answered("7"), nil
		}}
		report, err := examiner.New(b, b).Examine(t.Context(), examiner.Subject{Dataset: "d", Agent: "a", Version: v}, func(int) {})
		if err != nil || report.Verdict() != demo.VerdictAmber || report.Items[0].Phrasings[5].Outcome != exam.Unanswered {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestAnExamEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		b := &backend{ask: func(string, int) ([]analyst.Part, error) {
			<-ctx.Done() // it hangs
			return nil, ctx.Err()
		}}
		_, err := examiner.New(b, b).Examine(ctx, examiner.Subject{Dataset: "d", Agent: "a", Version: version()}, func(int) {})
		if !fault.Is(err, fault.Timeout) {
			t.Errorf("%v, want a timeout", err)
		}
	})
}

func TestWithoutAnAgentOnlyQueriesAreRun(t *testing.T) {
	t.Parallel()
	b := &backend{ask: func(string, int) ([]analyst.Part, error) { return nil, errors.New("asked") }}
	report, err := examiner.New(b, b).Examine(t.Context(), examiner.Subject{Dataset: "d", Version: version()}, func(int) {})
	if err != nil || report.Verdict() != demo.VerdictGreen || report.Phrasings().Total != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}
