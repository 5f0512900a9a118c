package warehouse_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// TestConformance holds every warehouse to the same promises.
func TestConformance(t *testing.T) {
	t.Parallel()
	cases := map[string]func(*testing.T, backend){
		"a dataset with our labels is ours":         datasetIsOurs,
		"labels are added and kept":                 labelsAreKept,
		"an absent dataset is dropped already":      dropAbsent,
		"loading twice ends in the same rows":       loadTwice,
		"a load that cannot work says why":          loadFails,
		"clones are complete and repeatable":        cloneAndRepeat,
		"a clone of an absent table is not found":   cloneAbsent,
		"a foreign table in the way is a conflict":  cloneConflict,
		"a query gives typed columns and rows":      queryRows,
		"a query keeps to its limits":               queryLimits,
		"a query that is not a SELECT is forbidden": queryForbidden,
		"what a query billed is known":              queryBilled,
		"datasets are found by a label":             datasetsByLabel,
		"a view does not lead out of its dataset":   queryThroughView,
		"a call ends with its context":              cancelled,
		"a table's record tells its state":          describeStates,
		"a clone says of what":                      describeClone,
		"equal rows have equal digests":             contentsFollowRows,
		"a profile counts what is there":            profileCounts,
		"odd names and odd values are profiled too": profileOddities,
	}
	for name, open := range backends() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			for title, run := range cases {
				t.Run(title, func(t *testing.T) {
					t.Parallel()
					run(t, b)
				})
			}
		})
	}
}

// dataset makes a dataset that the test's end drops.
func (b backend) dataset(t *testing.T) string {
	t.Helper()
	id := "conformance_" + unique()
	if err := b.CreateDataset(t.Context(), id, map[string]string{"purpose": "test"}, "Made by a test"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.DropDataset(context.WithoutCancel(t.Context()), id); err != nil {
			t.Errorf("dropping %s: %v", id, err)
		}
	})
	return id
}

type order struct {
	ID     int64   `parquet:"id"`
	City   string  `parquet:"city"`
	Amount float64 `parquet:"amount"`
}

// tables stores two tables of n rows each and describes them.
func (b backend) tables(t *testing.T, n int) []demo.Table {
	t.Helper()
	rows := make([]order, n)
	for i := range rows {
		rows[i] = order{int64(i), fmt.Sprintf("city %d", i%7), float64(i) / 4}
	}
	var buffer bytes.Buffer
	if err := parquet.Write(&buffer, rows); err != nil {
		t.Fatal(err)
	}
	out := make([]demo.Table, 0, len(both))
	for _, name := range both {
		out = append(out, demo.Table{
			Name: name, Description: "All " + name, Rows: int64(n), Object: b.put(t, name+unique()+".parquet", buffer.Bytes()),
			Columns: []demo.Column{
				{Name: "id", Type: "INT64", Required: true, Description: "Number of the order"},
				{Name: "city", Type: "STRING", Description: "Where it goes"}, {Name: "amount", Type: "FLOAT64"},
			},
		})
	}
	return out
}

var both = []string{"orders", "refunds"} //nolint:gochecknoglobals // a constant list

// loaded makes a dataset with both tables.
func (b backend) loaded(t *testing.T, n int) string {
	t.Helper()
	id := b.dataset(t)
	if err := b.LoadTables(t.Context(), id, b.tables(t, n), "load_"+unique()); err != nil {
		t.Fatal(err)
	}
	return id
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil {
		t.Errorf("error is %v (kind %v), want kind %v", err, fault.KindOf(err), kind)
	}
}

func (b backend) wantCounts(t *testing.T, dataset string, want map[string]int64) {
	t.Helper()
	got, err := b.RowCounts(t.Context(), dataset, append(slices.Collect(maps.Keys(want)), "absent"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows of %s differ (-want +got):\n%s", dataset, diff)
	}
}

func datasetIsOurs(t *testing.T, b backend) {
	t.Helper()
	id := b.dataset(t)
	if err := b.CreateDataset(t.Context(), id, map[string]string{"purpose": "test"}, ""); err != nil {
		t.Errorf("the same dataset again: %v", err)
	}
	wantKind(t, b.CreateDataset(t.Context(), id, map[string]string{"purpose": "other"}, ""), fault.Conflict)
	wantKind(t, b.CreateDataset(t.Context(), "not-a-name", nil, ""), fault.Invalid)
}

func labelsAreKept(t *testing.T, b backend) {
	t.Helper()
	id := b.dataset(t)
	if err := b.SetLabels(t.Context(), id, map[string]string{"state": "ready"}); err != nil {
		t.Fatal(err)
	}
	got, err := b.Labels(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"purpose": "test", "state": "ready"}, got); diff != "" {
		t.Errorf("labels differ (-want +got):\n%s", diff)
	}
	_, err = b.Labels(t.Context(), "absent_"+unique())
	wantKind(t, err, fault.NotFound)
	wantKind(t, b.SetLabels(t.Context(), "absent_"+unique(), map[string]string{"a": "b"}), fault.NotFound)
}

func dropAbsent(t *testing.T, b backend) {
	t.Helper()
	if err := b.DropDataset(t.Context(), "absent_"+unique()); err != nil {
		t.Error(err)
	}
}

func loadTwice(t *testing.T, b backend) {
	t.Helper()
	id, tables := b.dataset(t), b.tables(t, 1000)
	for _, prefix := range []string{"first_" + unique(), "second_" + unique()} {
		for range 2 { // the second time under a job id that is taken
			if err := b.LoadTables(t.Context(), id, tables, prefix); err != nil {
				t.Fatal(err)
			}
		}
	}
	b.wantCounts(t, id, map[string]int64{"orders": 1000, "refunds": 1000})
}

func loadFails(t *testing.T, b backend) {
	t.Helper()
	id, tables := b.dataset(t), b.tables(t, 10)
	absent := slices.Clone(tables)
	absent[1].Object += ".absent"
	wantKind(t, b.LoadTables(t.Context(), id, absent, "absent_"+unique()), fault.NotFound)
	broken := slices.Clone(tables)
	broken[0].Object = b.put(t, "broken.parquet", []byte("this is no Parquet"))
	wantKind(t, b.LoadTables(t.Context(), id, broken, "broken_"+unique()), fault.Invalid)
	odd := slices.Clone(tables)
	odd[0].Columns = []demo.Column{{Name: "id", Type: "MONEY"}}
	wantKind(t, b.LoadTables(t.Context(), id, odd, "odd_"+unique()), fault.Invalid)
}

func cloneAndRepeat(t *testing.T, b backend) {
	t.Helper()
	from, to := b.loaded(t, 500), b.dataset(t)
	prefix := "clone_" + unique()
	for _, again := range []string{prefix, prefix, "other_" + unique()} {
		if err := b.CloneTables(t.Context(), from, to, both, again); err != nil {
			t.Fatalf("with job prefix %s: %v", again, err)
		}
	}
	b.wantCounts(t, to, map[string]int64{"orders": 500, "refunds": 500})
	if err := b.DropDataset(t.Context(), from); err != nil {
		t.Fatal(err)
	}
	answer, err := b.Query(t.Context(), question(to, "SELECT COUNT(*) AS n FROM orders"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]bigquery.Value{{int64(500)}}, answer.Rows); diff != "" {
		t.Errorf("a clone does not outlive its source (-want +got):\n%s", diff)
	}
}

func cloneAbsent(t *testing.T, b backend) {
	t.Helper()
	from, to := b.dataset(t), b.dataset(t)
	wantKind(t, b.CloneTables(t.Context(), from, to, []string{"absent"}, "c_"+unique()), fault.NotFound)
	wantKind(t, b.CloneTables(t.Context(), "absent_"+unique(), to, both, "c_"+unique()), fault.NotFound)
}

func cloneConflict(t *testing.T, b backend) {
	t.Helper()
	from, to := b.loaded(t, 10), b.loaded(t, 11)
	wantKind(t, b.CloneTables(t.Context(), from, to, both, "c_"+unique()), fault.Conflict)
}
