package catalog_test

import (
	"context"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/testkit/stand"
	"capidemo.dev/platform/shared/warehouse"
)

// wrong runs every golden query over a dataset and lists those whose result is not the expected one, with the differences.
func wrong(t *testing.T, w *warehouse.Warehouse, dataset string, queries []demo.GoldenQuery) map[string][]exam.Difference {
	t.Helper()
	out := map[string][]exam.Difference{}
	for _, q := range queries {
		answer, err := w.Query(t.Context(), warehouse.Question{
			SQL: q.SQL, Dataset: dataset, MaxBytes: 1 << 40, MaxRows: 10_000, Within: time.Minute,
		})
		if err != nil {
			t.Errorf("golden query %s: %v\n%s", q.ID, err, q.SQL)
			continue
		}
		columns := make([]string, len(answer.Columns))
		for i, c := range answer.Columns {
			columns[i] = c.Name
		}
		if d := exam.Compare(q.Expected, columns, exam.Rows(answer.Rows)); len(d) > 0 {
			out[q.ID] = d
		}
	}
	return out
}

// anchors are days on which calendars are awkward: the first of a month and year, a Monday, a leap day, a plain day.
var anchors = []string{"2026-03-18", "2027-01-01", "2026-06-01", "2028-02-29", "2026-12-07"}

func TestSQLResultEqualsLedger(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		spec, err := catalog.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s := stand.New(t)
			for _, text := range anchors {
				day, err := time.Parse(time.DateOnly, text)
				if err != nil {
					t.Fatal(err)
				}
				p, err := catalog.Publish(t.Context(), spec, catalog.Options{Anchor: day, Now: day, Storage: s.Bucket})
				if err != nil {
					t.Fatal(err)
				}
				s.Load(t, p.Version.GoldenDataset, p.Version.Tables)
				for query, differences := range wrong(t, s.Warehouse, p.Version.GoldenDataset, p.Version.GoldenQueries) {
					t.Errorf("anchor %s, golden query %s: the warehouse and the ledger differ: %v", text, query, differences)
				}
			}
		})
	}
}

// TestPlantedNumbersMatter changes one planted number after the other, and expects exactly the golden queries that the
// specification names to give another result than the ledger of the unchanged data.
func TestPlantedNumbersMatter(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		spec, err := catalog.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s := stand.New(t)
			p, err := catalog.Publish(t.Context(), spec, catalog.Options{Anchor: anchor, Now: anchor, Storage: s.Bucket})
			if err != nil {
				t.Fatal(err)
			}
			for _, planted := range spec.Planted {
				dataset := "m_" + planted.Name
				s.Load(t, dataset, mutate(t, s, spec, planted, p.Version.Tables))
				var failing []string
				for query := range wrong(t, s.Warehouse, dataset, p.Version.GoldenQueries) {
					failing = append(failing, query)
				}
				slices.Sort(failing)
				want := slices.Sorted(slices.Values(planted.Affects))
				if diff := cmp.Diff(want, failing); diff != "" {
					t.Errorf("planted number %s, %v instead of %v: queries with another result (-declared +found):\n%s",
						planted.Name, planted.Mutation, planted.Value, diff)
				}
			}
		})
	}
}

// mutate makes the data with another value of a planted number and gives the tables where it lies.
func mutate(t *testing.T, s *stand.Stand, spec *dataspec.Spec, planted dataspec.Planted, tables []demo.Table) []demo.Table {
	t.Helper()
	folder := "mutation/" + planted.Name + "/"
	_, err := generate.Run(t.Context(), spec, generate.Options{
		Anchor: anchor, Planted: map[string]float64{planted.Name: planted.Mutation}, Sink: folderSink{s.Bucket, folder},
	})
	if err != nil {
		t.Fatal(err)
	}
	out := slices.Clone(tables)
	for i := range out {
		out[i].Object = s.Bucket.URL(folder + out[i].Name + ".parquet")
	}
	return out
}

type folderSink struct {
	bucket *objects.Bucket
	folder string
}

func (f folderSink) Create(ctx context.Context, table string) (io.WriteCloser, error) {
	return f.bucket.Writer(ctx, f.folder+table+".parquet", "application/vnd.apache.parquet"), nil
}
