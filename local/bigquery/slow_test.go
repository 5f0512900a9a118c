package bigquery_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
)

// slow is a statement that runs for minutes.
const slow = "SELECT COUNT(*) FROM d.big a CROSS JOIN d.big b CROSS JOIN d.big c WHERE a.i + b.i + c.i = 7"

func TestASlowQueryBlocksNobodyAndCanBeCancelled(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	w.rows(t, "CREATE TABLE d.big AS SELECT i FROM UNNEST(GENERATE_ARRAY(1, 20000)) AS i")
	jobs := make([]*bigquery.Job, 0, 3)
	for range 3 {
		job, err := w.Query(slow).Run(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	if diff := cmp.Diff([][]bigquery.Value{{int64(20000)}}, w.rows(t, "SELECT COUNT(*) FROM d.big")); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	for _, job := range jobs {
		if status, err := job.Status(ctx(t)); err != nil || status.Done() {
			t.Errorf("the slow query ended: %+v, %v", status, err)
		}
		if err := job.Cancel(ctx(t)); err != nil {
			t.Fatal(err)
		}
		if _, err := job.Wait(ctx(t)); err == nil {
			t.Error("a cancelled query ended without an error")
		}
		status, err := job.Status(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		wantJobError(t, status.Err(), "stopped", "cancelled")
	}
}

func TestATimeoutAnswersBeforeTheQuery(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	w.rows(t, "CREATE TABLE d.big AS SELECT i FROM UNNEST(GENERATE_ARRAY(1, 20000)) AS i")
	answer := w.post(t, "/projects/demo-capi/queries", `{"query":"`+slow+`","useLegacySql":false,"timeoutMs":1}`)
	if answer["jobComplete"] != false || answer["rows"] != nil {
		t.Errorf("answer is %v", answer)
	}
	query := w.Query(slow)
	query.JobTimeout = 50 * time.Millisecond
	job, err := query.Run(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	_, err = job.Wait(ctx(t))
	if err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a query past its jobTimeoutMs ended with %v", err)
	}
	status, err := job.Status(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	wantJobError(t, status.Err(), "timeout", "timed out")
}
