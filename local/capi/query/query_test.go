package query_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/capi/analyst"
	"capidemo.dev/platform/local/capi/analyst/result"
	"capidemo.dev/platform/local/capi/capitest"
	"capidemo.dev/platform/local/capi/query"
)

func run(ctx context.Context, t *testing.T, bq *capitest.BigQuery, s analyst.Statement) (*result.Result, error) {
	t.Helper()
	runner := query.NewRunner(bq.URL, "US")
	t.Cleanup(func() {
		if err := runner.Close(); err != nil {
			t.Error(err)
		}
	})
	return runner.Warehouse("p").Query(ctx, s, func(analyst.Job) error { return nil })
}

func TestRunnerReadsEveryType(t *testing.T) {
	t.Parallel()
	bq := capitest.New(t, map[string]capitest.Answer{"q": {
		Columns: []string{"s STRING", "i INTEGER", "f FLOAT", "n NUMERIC", "b BOOLEAN", "d DATE", "dt DATETIME", "ts TIMESTAMP", "x STRING"},
		Rows:    [][]any{{"a", "-5", "0.1", "12.500000000", "true", "2025-03-09", "2025-03-09T10:11:12", "1741514400000000", nil}},
		Total:   2000,
	}})
	got, err := run(t.Context(), t, bq, analyst.Statement{SQL: "q", MaxBytes: 77})
	if err != nil {
		t.Fatal(err)
	}
	want := &result.Result{
		Columns: []result.Column{
			{Name: "s", Type: "STRING"}, {Name: "i", Type: "INT64"}, {Name: "f", Type: "FLOAT64"}, {Name: "n", Type: "NUMERIC"}, {Name: "b", Type: "BOOL"},
			{Name: "d", Type: "DATE"}, {Name: "dt", Type: "DATETIME"}, {Name: "ts", Type: "TIMESTAMP"}, {Name: "x", Type: "STRING"},
		},
		Rows: [][]result.Cell{{
			{Text: "a"}, {Text: "-5"}, {Text: "0.1"}, {Text: "12.5"}, {Text: "true"}, {Text: "2025-03-09"}, {Text: "2025-03-09T10:11:12"},
			{Text: "2025-03-09T10:00:00Z"}, {Null: true},
		}},
		Total: 2000,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if inserted := bq.Inserted(); len(inserted) != 1 || inserted[0].MaxBytes != "77" || inserted[0].Project != "p" {
		t.Errorf("jobs %+v", inserted)
	}
}

func TestRunnerTellsTheStatementsErrors(t *testing.T) {
	t.Parallel()
	bq := capitest.New(t, map[string]capitest.Answer{"q": {Reason: "invalidQuery", Message: "Syntax error"}})
	_, err := run(t.Context(), t, bq, analyst.Statement{SQL: "q"})
	var q *analyst.QueryError
	if !errors.As(err, &q) || q.Reason != "invalidQuery" {
		t.Errorf("got %v, want the query's own error", err)
	}
}

func TestRunnerCancelsWhatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	bq := capitest.New(t, map[string]capitest.Answer{"q": {Hang: true}})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-bq.Waiting()
		cancel()
	}()
	if _, err := run(ctx, t, bq, analyst.Statement{SQL: "q"}); err == nil {
		t.Error("a cancelled query gave rows")
	}
	if sql := <-bq.Cancelled(); sql != "q" {
		t.Errorf("cancelled %q", sql)
	}
}
