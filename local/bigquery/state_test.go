package bigquery_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"

	local "capidemo.dev/platform/local/bigquery"
)

func TestStateSurvivesARestart(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.load(t, ds.Table("source"), w.upload("c.parquet", parquetOf(t, customers(100))))
	copier := ds.Table("clone").CopierFrom(ds.Table("source"))
	copier.OperationType, copier.JobID = bigquery.CloneOperation, "clone-1"
	if err := runCopy(t, copier); err != nil {
		t.Fatal(err)
	}
	w.rows(t, "DELETE FROM d.clone WHERE id >= 10")
	if _, err := local.New(t.Context(), local.Options{Dir: w.dir}); err == nil {
		t.Fatal("a second server opened the same directory")
	}
	w.end()
	w.open(t)
	if diff := cmp.Diff([]bigquery.Value{int64(100), int64(10)}, w.rows(t, "SELECT (SELECT COUNT(*) FROM d.source), (SELECT COUNT(*) FROM d.clone)")[0]); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	if err := runCopy(t, w.Dataset("d").Table("again").CopierFrom(w.Dataset("d").Table("clone"))); err != nil {
		t.Error(err)
	}
	job, err := w.JobFromID(ctx(t), "clone-1")
	if err != nil || !job.LastStatus().Done() {
		t.Errorf("the clone's job is %+v, error %v", job, err)
	}
}

func TestObjectsVanishWithTheirLastTable(t *testing.T) {
	t.Parallel()
	w := start(t)
	golden, demo := w.dataset(t, "golden"), w.dataset(t, "demo")
	w.load(t, golden.Table("t"), w.upload("c.parquet", parquetOf(t, customers(100))))
	if err := runCopy(t, demo.Table("t").CopierFrom(golden.Table("t"))); err != nil {
		t.Fatal(err)
	}
	objects := func() int {
		entries, err := os.ReadDir(filepath.Join(w.dir, "objects"))
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	for _, step := range []struct {
		what string
		do   func() error
		want int
	}{
		{"dropping the source", func() error { return golden.DeleteWithContents(ctx(t)) }, 1},
		{"rewriting the copy", func() error { w.rows(t, "DELETE FROM demo.t WHERE id > 5"); return nil }, 1},
		{"reading", func() error { w.rows(t, "SELECT COUNT(*) FROM demo.t"); return nil }, 1},
		{"dropping the table", func() error { return demo.Table("t").Delete(ctx(t)) }, 0},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got := objects(); got != step.want {
			t.Errorf("after %s there are %d objects, want %d", step.what, got, step.want)
		}
	}
	if err := os.WriteFile(filepath.Join(w.dir, "objects", "leftover.parquet"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.end()
	w.open(t)
	if got := objects(); got != 0 {
		t.Errorf("after a restart there are %d objects, want 0", got)
	}
}

func TestAHundredDemosAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t)
	golden := w.dataset(t, "golden")
	const tables, demos = 15, 100
	uri := w.upload("c.parquet", parquetOf(t, customers(1000)))
	for i := range tables {
		w.load(t, golden.Table(fmt.Sprint("t", i)), uri)
	}
	var group sync.WaitGroup
	for d := range demos {
		group.Go(func() {
			ds := w.Dataset(fmt.Sprint("demo", d))
			if err := ds.Create(ctx(t), nil); err != nil {
				t.Error(err)
			}
			for i := range tables {
				name := fmt.Sprint("t", i)
				group.Go(func() {
					copier := ds.Table(name).CopierFrom(golden.Table(name))
					copier.OperationType = bigquery.CloneOperation
					if err := runCopy(t, copier); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
	group.Wait()
	got := w.rows(t, "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE table_type = 'CLONE'")
	if diff := cmp.Diff([][]bigquery.Value{{int64(tables * demos)}}, got); diff != "" {
		t.Errorf("clones differ (-want +got):\n%s", diff)
	}
	for d := range demos {
		group.Go(func() {
			if err := w.Dataset(fmt.Sprint("demo", d)).DeleteWithContents(ctx(t)); err != nil {
				t.Error(err)
			}
		})
		group.Go(func() { w.rows(t, "SELECT COUNT(*) FROM golden.t0") })
	}
	group.Wait()
}
