package query_test

import (
	"errors"
	"testing"

	"capidemo.dev/platform/local/capi/analyst"
	"capidemo.dev/platform/local/capi/capitest"
	"capidemo.dev/platform/local/capi/query"
	"capidemo.dev/platform/shared/warehouse"
)

func TestGuardedRunsOnlyQueriesOverItsDatasets(t *testing.T) {
	t.Parallel()
	const allowed = "SELECT 1 FROM `p.mine.orders`, `q.shared.rates`"
	bq := capitest.New(t, map[string]capitest.Answer{allowed: {Columns: []string{"n INTEGER"}, Rows: [][]any{{"1"}}}})
	runner := query.NewRunner(bq.URL, "US")
	t.Cleanup(func() { _ = runner.Close() })
	w := query.Guarded(runner.Warehouse("p"), []warehouse.Dataset{{Project: "p", ID: "mine"}, {Project: "q", ID: "shared"}})
	ask := func(sql string) error {
		_, err := w.Query(t.Context(), analyst.Statement{SQL: sql}, func(analyst.Job) error { return nil })
		return err
	}
	if err := ask(allowed); err != nil {
		t.Error(err)
	}
	for _, sql := range []string{"SELECT * FROM `p.other.orders`", "DELETE FROM `p.mine.orders` WHERE TRUE", "SELECT SESSION_USER()", "SELECT 1; SELECT 2"} {
		var complaint *analyst.QueryError
		if err := ask(sql); !errors.As(err, &complaint) || complaint.Reason != "accessDenied" {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if jobs := bq.Inserted(); len(jobs) != 1 {
		t.Errorf("%d jobs reached BigQuery, want 1", len(jobs))
	}
}
