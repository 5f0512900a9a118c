package warehouse_test

import (
	"context"
	"testing"
	"time"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/meter"
	"capidemo.dev/platform/shared/warehouse"
)

func question(dataset, sql string) warehouse.Question {
	return warehouse.Question{
		SQL: sql, Dataset: dataset, MaxBytes: 100 << 20, MaxRows: 100, Within: 30 * time.Second, Labels: map[string]string{"purpose": "test"},
	}
}

func queryRows(t *testing.T, b backend) {
	t.Helper()
	id := b.loaded(t, 70)
	got, err := b.Query(t.Context(), question(id,
		"SELECT city, COUNT(*) AS orders, SUM(amount) AS amount, MAX(id) > 68 AS latest FROM orders GROUP BY city ORDER BY city LIMIT 2"))
	if err != nil {
		t.Fatal(err)
	}
	if got.JobID == "" {
		t.Error("the answer names no job")
	}
	got.JobID = ""
	want := warehouse.Answer{
		Columns: []warehouse.Column{{Name: "city", Type: "STRING"}, {Name: "orders", Type: "INTEGER"}, {Name: "amount", Type: "FLOAT"}, {Name: "latest", Type: "BOOLEAN"}},
		Rows:    [][]bigquery.Value{{"city 0", int64(10), 78.75, false}, {"city 1", int64(10), 81.25, false}},
		Total:   2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer differs (-want +got):\n%s", diff)
	}
	_, err = b.Query(t.Context(), question(id, "SELECT nothing FROM orders"))
	wantKind(t, err, fault.Invalid)
	_, err = b.Query(t.Context(), question(id, "SELECT 1 FROM absent"))
	wantKind(t, err, fault.NotFound)
}

func queryLimits(t *testing.T, b backend) {
	t.Helper()
	id := b.loaded(t, 300)
	cut := question(id, "SELECT id FROM orders ORDER BY id")
	cut.MaxRows = 7
	answer, err := b.Query(t.Context(), cut)
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Rows) != 7 || answer.Total != 300 {
		t.Errorf("got %d rows of %d, want 7 of 300", len(answer.Rows), answer.Total)
	}
	costly := question(id, "SELECT id FROM orders")
	costly.MaxBytes = 1
	_, err = b.Query(t.Context(), costly)
	wantKind(t, err, fault.TooLarge)
	unlimited := question(id, "SELECT 1")
	unlimited.MaxRows = 0
	_, err = b.Query(t.Context(), unlimited)
	wantKind(t, err, fault.Internal)
}

func queryForbidden(t *testing.T, b backend) {
	t.Helper()
	mine, other := b.loaded(t, 10), b.loaded(t, 10)
	for _, sql := range []string{
		"DELETE FROM orders WHERE TRUE", "CREATE TABLE copy AS SELECT 1 AS x", "DROP TABLE orders", "INSERT INTO orders (id) VALUES (1)",
		"SELECT id FROM " + other + ".orders", "SELECT id FROM orders UNION ALL SELECT id FROM " + other + ".refunds",
		"SELECT 1; SELECT 2", "SELECT SESSION_USER()", "SELECT @@project_id", "SELECT table_name FROM INFORMATION_SCHEMA.TABLES", "SELECT f(1)",
	} {
		_, err := b.Query(t.Context(), question(mine, sql))
		if err == nil || fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: error is %v, want forbidden", sql, err)
		}
	}
	b.wantCounts(t, mine, map[string]int64{"orders": 10, "refunds": 10})
}

// queryBilled: what a query billed is told of the job that its answer names; an unknown job billed nothing.
func queryBilled(t *testing.T, b backend) {
	t.Helper()
	ctx, queries := meter.From(t.Context())
	answer, err := b.Query(ctx, question(b.loaded(t, 10), "SELECT id FROM orders"))
	if err != nil {
		t.Fatal(err)
	}
	if jobs := queries.Jobs(); len(jobs) != 1 || jobs[0] != answer.JobID {
		t.Fatalf("jobs %v, want %q", jobs, answer.JobID)
	}
	if bytes, err := b.Billed(t.Context(), append(queries.Jobs(), "no_such_job")); err != nil || bytes != 10<<20 {
		t.Errorf("%d bytes, %v; one small table is billed as 10 MiB", bytes, err)
	}
}

func queryThroughView(t *testing.T, b backend) {
	t.Helper()
	mine, other := b.loaded(t, 10), b.loaded(t, 10)
	b.view(t, mine, "own", "SELECT id FROM "+mine+".orders")
	b.view(t, mine, "out", "SELECT id FROM "+other+".orders")
	if answer, err := b.Query(t.Context(), question(mine, "SELECT COUNT(*) AS n FROM own")); err != nil || len(answer.Rows) != 1 {
		t.Errorf("a view over its own dataset: %v, %v", answer.Rows, err)
	}
	_, err := b.Query(t.Context(), question(mine, "SELECT COUNT(*) AS n FROM `out`"))
	wantKind(t, err, fault.Forbidden)
}

func cancelled(t *testing.T, b backend) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantKind(t, b.CreateDataset(ctx, "never_"+unique(), nil, ""), fault.Cancelled)
	_, err := b.Query(ctx, question("never", "SELECT 1"))
	wantKind(t, err, fault.Cancelled)
}

// datasetsByLabel: those that carry it are listed with their age, and what their tables hold; an absent one holds nothing.
func datasetsByLabel(t *testing.T, b backend) {
	t.Helper()
	id := b.loaded(t, 10)
	listed := false
	for found, err := range b.Datasets(t.Context(), "purpose", "test") {
		if err != nil {
			t.Fatal(err)
		}
		listed = listed || found == id
	}
	for found, err := range b.Datasets(t.Context(), "purpose", "nothing-like-it") {
		t.Errorf("listed %s, %v", found, err)
	}
	if made, err := b.DatasetMade(t.Context(), id); !listed || err != nil || time.Since(made) > time.Hour {
		t.Errorf("listed %v, made %s, %v", listed, made, err)
	}
	if bytes, err := b.Stored(t.Context(), id); err != nil || bytes <= 0 {
		t.Errorf("%d bytes, %v", bytes, err)
	}
	if bytes, err := b.Stored(t.Context(), "never_"+unique()); err != nil || bytes != 0 {
		t.Errorf("an absent dataset: %d bytes, %v", bytes, err)
	}
	_, err := b.DatasetMade(t.Context(), "never_"+unique())
	wantKind(t, err, fault.NotFound)
}
