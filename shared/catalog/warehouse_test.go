package catalog_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/parquetfile"
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
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			spec, err := catalog.Load(id)
			if err != nil {
				t.Fatal(err)
			}
			s := stand.New(t)
			for _, text := range anchors {
				day, err := time.Parse(time.DateOnly, text)
				if err != nil {
					t.Fatal(err)
				}
				agree(t, s, spec, "anchor "+text, generate.Options{Anchor: day})
			}
		})
	}
}

// agree makes the data of a specification, loads it, and wants every golden query to give what the ledger says.
func agree(t *testing.T, s *stand.Stand, spec *dataspec.Spec, what string, opts generate.Options) {
	t.Helper()
	v, err := catalog.Describe(spec, opts.Anchor)
	if err != nil {
		t.Fatal(err)
	}
	dataset := strings.NewReplacer(" ", "_", "-", "_").Replace(what)
	opts.Sink, opts.Codec = folderSink{s.Bucket, dataset + "/"}, parquetfile.None // compression has tests of its own
	out, err := generate.Run(t.Context(), spec, opts)
	if err != nil {
		t.Fatal(err)
	}
	for i, table := range out.Tables {
		v.Tables[i].Rows, v.Tables[i].Object = table.Rows, s.Bucket.URL(dataset+"/"+table.Name+".parquet")
	}
	for i := range v.GoldenQueries {
		v.GoldenQueries[i].Expected = out.Answers[v.GoldenQueries[i].ID]
	}
	s.Load(t, dataset, v.Tables)
	for query, differences := range wrong(t, s.Warehouse, dataset, v.GoldenQueries) {
		t.Errorf("%s, golden query %s: the warehouse and the ledger differ: %v", what, query, differences)
	}
}

// TestPlantedNumbersMatter changes one planted number after the other, and expects exactly the golden queries that the specification
// names to have another answer in the ledger than for the unchanged data. That SQL follows the ledger also there, it asks the warehouse
// with all planted numbers changed at once.
func TestPlantedNumbersMatter(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			spec, err := catalog.Load(id)
			if err != nil {
				t.Fatal(err)
			}
			plantedNumbersMatter(t, spec)
		})
	}
	t.Run("skeleton", func(t *testing.T) {
		t.Parallel()
		plantedNumbersMatter(t, cafes(t, "cafes"))
	})
}

func plantedNumbersMatter(t *testing.T, spec *dataspec.Spec) {
	t.Helper()
	answers := func(planted map[string]float64) map[string]*demo.Result {
		out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: anchor, Planted: planted})
		if err != nil {
			t.Fatal(err)
		}
		return out.Answers
	}
	unchanged, all := answers(nil), map[string]float64{}
	for _, planted := range spec.Planted {
		all[planted.Name] = planted.Mutation
		var failing []string
		for query, changed := range answers(map[string]float64{planted.Name: planted.Mutation}) {
			if len(exam.Compare(unchanged[query], changed.Columns, changed.Rows)) > 0 {
				failing = append(failing, query)
			}
		}
		slices.Sort(failing)
		want := slices.Sorted(slices.Values(planted.Affects))
		if diff := cmp.Diff(want, failing); diff != "" {
			t.Errorf("planted number %s, %v instead of %v: queries with another result (-declared +found):\n%s",
				planted.Name, planted.Mutation, planted.Value, diff)
		}
	}
	if len(all) > 0 {
		agree(t, stand.New(t), spec, "all planted numbers changed", generate.Options{Anchor: anchor, Planted: all})
	}
}

type folderSink struct {
	bucket *objects.Bucket
	folder string
}

func (f folderSink) Create(ctx context.Context, table string) (io.WriteCloser, error) {
	return f.bucket.Writer(ctx, f.folder+table+".parquet", "application/vnd.apache.parquet"), nil
}
