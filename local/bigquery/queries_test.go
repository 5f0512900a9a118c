package bigquery_test

import (
	"math/big"
	"net/http"
	"testing"
	"time"

	"cloud.google.com/go/bigquery"
	"cloud.google.com/go/civil"
	"github.com/google/go-cmp/cmp"
)

func TestEveryTypeReachesTheClient(t *testing.T) {
	t.Parallel()
	w := start(t)
	got := w.rows(t, `SELECT 1 AS i, -0.5 AS f, 1e10 AS big, NUMERIC '12.50' AS n, TRUE AS b, 'ä"\n' AS s, b'ab' AS bytes, DATE '2025-01-31' AS d,
		TIME '12:30:00.5' AS t, DATETIME '2025-01-31 12:30:00' AS dt, TIMESTAMP '2025-01-31 12:30:00.123456+02' AS ts, [1, 2] AS a,
		STRUCT(1 AS x, 'y' AS y) AS st, [STRUCT(1 AS x), STRUCT(2 AS x)] AS sts, JSON '{"b": 1.10, "a": [null]}' AS j, CAST(NULL AS STRING) AS missing,
		INTERVAL 14 MONTH AS iv`)
	want := []bigquery.Value{
		int64(1), -0.5, 1e10, big.NewRat(25, 2), true, "ä\"\n", []byte("ab"), civil.Date{Year: 2025, Month: 1, Day: 31},
		civil.Time{Hour: 12, Minute: 30, Nanosecond: 5e8}, civil.DateTime{Date: civil.Date{Year: 2025, Month: 1, Day: 31}, Time: civil.Time{Hour: 12, Minute: 30}},
		time.Date(2025, 1, 31, 10, 30, 0, 123456000, time.UTC), []bigquery.Value{int64(1), int64(2)},
		[]bigquery.Value{int64(1), "y"}, []bigquery.Value{[]bigquery.Value{int64(1)}, []bigquery.Value{int64(2)}}, `{"b":1.10,"a":[null]}`, nil,
		&bigquery.IntervalValue{Years: 1, Months: 2},
	}
	ratEqual := cmp.Comparer(func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	if diff := cmp.Diff(want, got[0], ratEqual); diff != "" {
		t.Errorf("row differs (-want +got):\n%s", diff)
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	w := start(t)
	named := w.rows(t, "SELECT @n + 1 AS n, @s AS s, @empty AS e, @none AS none, @d AS d, @ts AS ts, ARRAY_LENGTH(@list) AS len, 'b' IN UNNEST(@list) AS found, @st.x AS x",
		bigquery.QueryParameter{Name: "n", Value: 41}, bigquery.QueryParameter{Name: "s", Value: "it's"}, bigquery.QueryParameter{Name: "empty", Value: ""},
		bigquery.QueryParameter{Name: "none", Value: bigquery.NullString{}}, bigquery.QueryParameter{Name: "d", Value: civil.Date{Year: 2025, Month: 2, Day: 3}},
		bigquery.QueryParameter{Name: "ts", Value: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)},
		bigquery.QueryParameter{Name: "list", Value: []string{"a", "b"}}, bigquery.QueryParameter{Name: "st", Value: struct{ X int64 }{7}})
	want := []bigquery.Value{int64(42), "it's", "", nil, civil.Date{Year: 2025, Month: 2, Day: 3}, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), int64(2), true, int64(7)}
	if diff := cmp.Diff(want, named[0]); diff != "" {
		t.Errorf("named parameters differ (-want +got):\n%s", diff)
	}
	positional := w.rows(t, "SELECT ? AS a, ? AS b", bigquery.QueryParameter{Value: "x"}, bigquery.QueryParameter{Value: 2.5})
	if diff := cmp.Diff([]bigquery.Value{"x", 2.5}, positional[0]); diff != "" {
		t.Errorf("positional parameters differ (-want +got):\n%s", diff)
	}
}

func TestResultsInPages(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, n := range []int{0, 1, 1000, 60_000} { // the last beyond one page and beyond memory
		query := w.Query("SELECT i, REPEAT('x', 40) AS s, TIMESTAMP_SECONDS(i) AS ts FROM UNNEST(GENERATE_ARRAY(1, @n)) AS i ORDER BY i")
		query.Parameters = []bigquery.QueryParameter{{Name: "n", Value: n}}
		job, err := query.Run(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		it, err := job.Read(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		it.PageInfo().MaxSize = 7001
		rows := all(t, it)
		if len(rows) != n || it.TotalRows != uint64(n) {
			t.Fatalf("read %d rows of %d, want %d", len(rows), it.TotalRows, n)
		}
		for i, row := range rows {
			if row[0] != int64(i+1) || !row[2].(time.Time).Equal(time.Unix(int64(i+1), 0)) {
				t.Fatalf("row %d is %v", i, row)
			}
		}
	}
}

func TestQueryErrors(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	for _, c := range []struct {
		sql, reason, message string
		status               int
	}{
		{"SELEC 1", "invalidQuery", `Syntax error: Unexpected identifier "SELEC" at [1:1]`, http.StatusBadRequest},
		{"SELECT x", "invalidQuery", "Unrecognized name: x at [1:8]", http.StatusBadRequest},
		{"SELECT 1 FROM d.absent", "notFound", "Not found: Table demo-capi:d.absent was not found in location US", http.StatusNotFound},
		{"SELECT 1 FROM absent.t", "notFound", "Not found: Dataset demo-capi:absent was not found in location US", http.StatusNotFound},
		{"SELECT 1/0", "invalidQuery", "division by zero: 1 / 0", http.StatusBadRequest},
	} {
		_, err := w.Query(c.sql).Read(ctx(t))
		wantRefused(t, err, c.status, c.reason, c.message)
	}
	job, err := w.Query("SELECT x").Run(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	status, err := job.Status(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	wantJobError(t, status.Err(), "invalidQuery", "Unrecognized name: x")
	legacy := w.Query("SELECT 1")
	legacy.UseLegacySQL = true
	if _, err := legacy.Read(ctx(t)); err == nil {
		t.Error("legacy SQL was accepted")
	}
}

func TestDryRunTellsWhatAQueryWouldDo(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.load(t, ds.Table("customers"), w.upload("c.parquet", parquetOf(t, customers(1000))))
	for _, c := range []struct {
		sql, kind string
		bytes     int64
		fields    int
	}{
		{"SELECT id, spent FROM d.customers", "SELECT", 16_000, 2},
		{"SELECT COUNT(*) AS n FROM d.customers", "SELECT", 0, 1},
		{"SELECT 1 AS x", "SELECT", 0, 1},
		{"CREATE TABLE d.x AS SELECT active FROM d.customers", "CREATE_TABLE_AS_SELECT", 1000, 1},
		{"DELETE FROM d.customers WHERE id = 1", "DELETE", 8000, 0},
		{"DROP TABLE d.customers", "DROP_TABLE", 0, 0},
	} {
		query := w.Query(c.sql)
		query.DryRun = true
		job, err := query.Run(ctx(t))
		if err != nil {
			t.Fatalf("%s: %v", c.sql, err)
		}
		status := job.LastStatus()
		stats := status.Statistics.Details.(*bigquery.QueryStatistics)
		if stats.StatementType != c.kind || status.Statistics.TotalBytesProcessed != c.bytes || len(stats.Schema) != c.fields {
			t.Errorf("%s: %s of %d bytes with %d columns; want %s, %d, %d", c.sql, stats.StatementType, status.Statistics.TotalBytesProcessed, len(stats.Schema), c.kind, c.bytes, c.fields)
		}
		if c.kind == "SELECT" && c.bytes > 0 && len(stats.ReferencedTables) != 1 {
			t.Errorf("%s refers to %v", c.sql, stats.ReferencedTables)
		}
	}
	query := w.Query("SELECT name FROM d.customers")
	query.MaxBytesBilled = 5_000_000
	_, err := query.Read(ctx(t))
	wantRefused(t, err, http.StatusBadRequest, "bytesBilledLimitExceeded", "Query exceeded limit for bytes billed: 5000000. 10485760 or higher required.")
}

func TestDestinationTables(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	run := func(sql string, write bigquery.TableWriteDisposition) error {
		query := w.Query(sql)
		query.Dst, query.WriteDisposition = ds.Table("out"), write
		_, err := query.Read(ctx(t))
		return err
	}
	for _, step := range []struct {
		write bigquery.TableWriteDisposition
		rows  uint64
	}{{bigquery.WriteEmpty, 3}, {bigquery.WriteAppend, 6}, {bigquery.WriteTruncate, 3}} {
		if err := run("SELECT i, CAST(i AS STRING) AS s FROM UNNEST([1, 2, 3]) AS i", step.write); err != nil {
			t.Fatal(err)
		}
		if meta, err := ds.Table("out").Metadata(ctx(t)); err != nil || meta.NumRows != step.rows || len(meta.Schema) != 2 {
			t.Errorf("after %s: %d rows, %d fields, error %v", step.write, meta.NumRows, len(meta.Schema), err)
		}
	}
	if err := run("SELECT 1 AS i", bigquery.WriteEmpty); err == nil {
		t.Error("a table with rows was overwritten under WRITE_EMPTY")
	}
	if err := run("SELECT 1 AS other", bigquery.WriteAppend); err == nil {
		t.Error("another schema was appended")
	}
}
