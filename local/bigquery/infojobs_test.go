package bigquery_test

import (
	"strings"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
)

func TestJobsCanBeQueried(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	w.rows(t, "CREATE TABLE d.t AS SELECT 1 AS x")
	labelled := w.Query(`SELECT x, "it's" AS s FROM d.t`)
	labelled.Labels, labelled.JobID = map[string]string{"team": "a", "cost": "b"}, "labelled"
	if _, err := labelled.Read(ctx(t)); err != nil {
		t.Fatal(err)
	}
	failing := w.Query("SELECT 1 / 0")
	failing.JobID = "failing"
	if _, err := failing.Read(ctx(t)); err == nil {
		t.Fatal("a division by zero gave rows")
	}
	got := w.rows(t, "SELECT job_id, job_type, statement_type, state, query, total_bytes_processed, total_bytes_billed, error_result.reason, labels, "+
		"ARRAY(SELECT table_id FROM UNNEST(referenced_tables)), end_time >= start_time AND creation_time <= start_time "+
		"FROM `region-us`.INFORMATION_SCHEMA.JOBS WHERE job_id IN ('labelled', 'failing') ORDER BY job_id")
	want := [][]bigquery.Value{
		{"failing", "QUERY", "SELECT", "DONE", "SELECT 1 / 0", int64(0), int64(0), "invalidQuery", []bigquery.Value(nil), []bigquery.Value(nil), true},
		{
			"labelled", "QUERY", "SELECT", "DONE", `SELECT x, "it's" AS s FROM d.t`, int64(8), int64(10 << 20), nil,
			[]bigquery.Value{[]bigquery.Value{"cost", "b"}, []bigquery.Value{"team", "a"}}, []bigquery.Value{"t"}, true,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	if n := w.rows(t, "SELECT COUNT(*) FROM `demo-capi.region-us.INFORMATION_SCHEMA.JOBS_BY_PROJECT` WHERE statement_type = 'CREATE_TABLE_AS_SELECT'"); n[0][0] != int64(1) {
		t.Errorf("%v jobs made a table", n[0][0])
	}
	if _, err := w.Query("SELECT * FROM INFORMATION_SCHEMA.JOBS").Read(ctx(t)); err == nil || !strings.Contains(err.Error(), "needs a region") {
		t.Errorf("without a region: %v", err)
	}
}
