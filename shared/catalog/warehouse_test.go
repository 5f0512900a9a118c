package catalog_test

import (
	"context"
	"io"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/bigquery"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/warehouse"
)

// stand is a local warehouse with a storage that templates are published to.
type stand struct {
	bucket    *objects.Bucket
	warehouse *warehouse.Warehouse
}

func newStand(t *testing.T) *stand {
	t.Helper()
	storage, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(storage.Stop)
	bucket := objects.New(storage.Client(), "templates")
	if err := bucket.EnsureBucket(t.Context(), "demo-capi"); err != nil {
		t.Fatal(err)
	}
	server, err := bigquery.New(t.Context(), bigquery.Options{Dir: t.TempDir(), StorageEndpoint: storage.URL()})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server.Handler())
	w, err := warehouse.New(t.Context(), warehouse.Config{Project: "demo-capi", Location: "US", Endpoint: web.URL + "/bigquery/v2/"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.Close() // only releases connections
		web.Close()
		if err := server.Close(); err != nil {
			t.Errorf("closing the warehouse: %v", err)
		}
	})
	return &stand{bucket, w}
}

// load makes a dataset of a version's tables.
func (s *stand) load(t *testing.T, dataset string, tables []demo.Table) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.warehouse.CreateDataset(ctx, dataset, nil, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.warehouse.LoadTables(ctx, dataset, tables, "load_"+dataset); err != nil {
		t.Fatal(err)
	}
}

// wrong runs every golden query over a dataset and lists those whose result is not the expected one, with the differences.
func (s *stand) wrong(t *testing.T, dataset string, queries []demo.GoldenQuery) map[string][]exam.Difference {
	t.Helper()
	out := map[string][]exam.Difference{}
	for _, q := range queries {
		answer, err := s.warehouse.Query(t.Context(), warehouse.Question{
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
			s := newStand(t)
			for _, text := range anchors {
				day, err := time.Parse(time.DateOnly, text)
				if err != nil {
					t.Fatal(err)
				}
				p, err := catalog.Publish(t.Context(), spec, catalog.Options{Anchor: day, Now: day, Storage: s.bucket})
				if err != nil {
					t.Fatal(err)
				}
				s.load(t, p.Version.GoldenDataset, p.Version.Tables)
				for query, differences := range s.wrong(t, p.Version.GoldenDataset, p.Version.GoldenQueries) {
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
			s := newStand(t)
			p, err := catalog.Publish(t.Context(), spec, catalog.Options{Anchor: anchor, Now: anchor, Storage: s.bucket})
			if err != nil {
				t.Fatal(err)
			}
			for _, planted := range spec.Planted {
				dataset := "m_" + planted.Name
				s.load(t, dataset, s.mutate(t, spec, planted, p.Version.Tables))
				var failing []string
				for query := range s.wrong(t, dataset, p.Version.GoldenQueries) {
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
func (s *stand) mutate(t *testing.T, spec *dataspec.Spec, planted dataspec.Planted, tables []demo.Table) []demo.Table {
	t.Helper()
	folder := "mutation/" + planted.Name + "/"
	_, err := generate.Run(t.Context(), spec, generate.Options{
		Anchor: anchor, Planted: map[string]float64{planted.Name: planted.Mutation}, Sink: folderSink{s.bucket, folder},
	})
	if err != nil {
		t.Fatal(err)
	}
	out := slices.Clone(tables)
	for i := range out {
		out[i].Object = s.bucket.URL(folder + out[i].Name + ".parquet")
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
