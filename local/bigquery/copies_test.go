package bigquery_test

import (
	"errors"
	"net/http"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/iterator"
)

func runCopy(tb testing.TB, copier *bigquery.Copier) error {
	tb.Helper()
	job, err := copier.Run(ctx(tb))
	if err != nil {
		return err
	}
	status, err := job.Wait(ctx(tb))
	if err != nil {
		return err
	}
	return status.Err()
}

func TestCopyOperations(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	source := ds.Table("source")
	w.load(t, source, w.upload("c.parquet", parquetOf(t, customers(10))))
	for _, step := range []struct {
		to        string
		operation bigquery.TableCopyOperationType
		kind      bigquery.TableType
	}{
		{"copied", bigquery.CopyOperation, bigquery.RegularTable}, {"cloned", bigquery.CloneOperation, bigquery.RegularTable},
		{"kept", bigquery.SnapshotOperation, bigquery.Snapshot},
	} {
		copier := ds.Table(step.to).CopierFrom(source)
		copier.OperationType = step.operation
		if err := runCopy(t, copier); err != nil {
			t.Fatalf("%s: %v", step.to, err)
		}
		meta, err := ds.Table(step.to).Metadata(ctx(t))
		if err != nil || meta.Type != step.kind || meta.NumRows != 10 {
			t.Errorf("%s is a %s with %d rows, error %v", step.to, meta.Type, meta.NumRows, err)
		}
		wantJobError(t, runCopy(t, copier), "duplicate", "Already Exists: Table demo-capi:d."+step.to)
	}
	w.rows(t, "DELETE FROM d.source WHERE id < 5")
	restore := ds.Table("restored").CopierFrom(ds.Table("kept"))
	restore.OperationType = bigquery.RestoreOperation
	if err := runCopy(t, restore); err != nil {
		t.Fatal(err)
	}
	got := w.rows(t, `SELECT (SELECT COUNT(*) FROM d.source), (SELECT COUNT(*) FROM d.cloned), (SELECT COUNT(*) FROM d.restored)`)
	if diff := cmp.Diff([][]bigquery.Value{{int64(5), int64(10), int64(10)}}, got); diff != "" {
		t.Errorf("a copy is not independent of its source (-want +got):\n%s", diff)
	}
	both := ds.Table("both").CopierFrom(source, ds.Table("cloned"))
	if err := runCopy(t, both); err != nil {
		t.Fatal(err)
	}
	both.WriteDisposition = bigquery.WriteAppend
	if err := runCopy(t, both); err != nil {
		t.Fatal(err)
	}
	if meta, err := ds.Table("both").Metadata(ctx(t)); err != nil || meta.NumRows != 30 {
		t.Errorf("both has %d rows, error %v", meta.NumRows, err)
	}
	wantJobError(t, runCopy(t, ds.Table("x").CopierFrom(ds.Table("absent"))), "notFound", "Not found: Table demo-capi:d.absent")
	clone := ds.Table("x").CopierFrom(source, source)
	clone.OperationType = bigquery.CloneOperation
	wantJobError(t, runCopy(t, clone), "invalid", "Only one source table")
}

func TestJobIdsAreTakenOnce(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.load(t, ds.Table("source"), w.upload("c.parquet", parquetOf(t, customers(10))))
	copier := ds.Table("one").CopierFrom(ds.Table("source"))
	copier.JobID, copier.Labels = "my_job-1", map[string]string{"demo": "x"}
	if err := runCopy(t, copier); err != nil {
		t.Fatal(err)
	}
	copier.Dst = ds.Table("two")
	_, err := copier.Run(ctx(t))
	wantRefused(t, err, http.StatusConflict, "duplicate", "Already Exists: Job demo-capi:US.my_job-1")
	job, err := w.JobFromID(ctx(t), "my_job-1")
	if err != nil || !job.LastStatus().Done() || job.LastStatus().Statistics.CreationTime.IsZero() {
		t.Errorf("job is %+v, error %v", job, err)
	}
	_, err = w.JobFromID(ctx(t), "absent")
	wantRefused(t, err, http.StatusNotFound, "notFound", "Not found: Job demo-capi:US.absent")
	seen := false
	for it := w.Jobs(ctx(t)); ; {
		listed, err := it.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		seen = seen || listed.ID() == "my_job-1"
	}
	if !seen {
		t.Error("the job is not listed")
	}
	if err := job.Delete(ctx(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.JobFromID(ctx(t), "my_job-1"); err == nil {
		t.Error("a deleted job is still there")
	}
}
