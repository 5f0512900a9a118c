package bigquery_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/googleapi"
)

// affected runs DML and gives the number of changed rows.
func (w *warehouse) affected(tb testing.TB, sql string) int64 {
	tb.Helper()
	job, err := w.Query(sql).Run(ctx(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return wait(tb, job).Statistics.Details.(*bigquery.QueryStatistics).NumDMLAffectedRows
}

func TestDML(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.load(t, ds.Table("source"), w.upload("c.parquet", parquetOf(t, customers(100))))
	copier := ds.Table("t").CopierFrom(ds.Table("source"))
	copier.OperationType = bigquery.CloneOperation
	if err := runCopy(t, copier); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		sql     string
		changed int64
		want    []bigquery.Value // rows, sum of ids, sum of spent
	}{
		{"INSERT INTO d.t (id, name, spent) VALUES (1000, 'new', 1.5), (1001, 'newer', 2)", 2, []bigquery.Value{int64(102), int64(6951), 1241.0}},
		{"UPDATE d.t SET spent = spent + 1 WHERE id >= 1000", 2, []bigquery.Value{int64(102), int64(6951), 1243.0}},
		{"DELETE FROM d.t WHERE id < 50", 50, []bigquery.Value{int64(52), int64(5726), 936.75}},
		{"INSERT INTO d.t (id, name, spent) SELECT id + 5000, name, 0 FROM d.t WHERE id >= 1000", 2, []bigquery.Value{int64(54), int64(17727), 936.75}},
		{`MERGE d.t AS t USING (SELECT id, name FROM d.source WHERE id BETWEEN 40 AND 60) AS s ON t.id = s.id
			WHEN MATCHED THEN UPDATE SET spent = 0 WHEN NOT MATCHED THEN INSERT (id, name, spent) VALUES (s.id, s.name, 100)`, 21,
			[]bigquery.Value{int64(64), int64(18172), 1785.5}},
		{"TRUNCATE TABLE d.t", 64, []bigquery.Value{int64(0), nil, nil}},
	} {
		if got := w.affected(t, step.sql); got != step.changed {
			t.Errorf("%s changed %d rows, want %d", step.sql, got, step.changed)
		}
		if diff := cmp.Diff(step.want, w.rows(t, "SELECT COUNT(*), SUM(id), SUM(spent) FROM d.t")[0]); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", step.sql, diff)
		}
	}
	if diff := cmp.Diff([]bigquery.Value{int64(100), int64(4950)}, w.rows(t, "SELECT COUNT(*), SUM(id) FROM d.source")[0]); diff != "" {
		t.Errorf("the source of the clone changed (-want +got):\n%s", diff)
	}
}

func TestWritersOfOneTableTakeTurns(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	w.rows(t, "CREATE TABLE d.t (x INT64, y INT64)")
	var group sync.WaitGroup
	for i := range 40 { // more than a table may have objects
		group.Go(func() {
			if _, err := w.Query(fmt.Sprintf("INSERT INTO d.t (x, y) VALUES (%d, 0)", i)).Read(ctx(t)); err != nil {
				t.Error(err)
			}
			if _, err := w.Query(fmt.Sprintf("UPDATE d.t SET y = y + 1 WHERE x = %d", i)).Read(ctx(t)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if diff := cmp.Diff([]bigquery.Value{int64(40), int64(40), int64(780)}, w.rows(t, "SELECT COUNT(*), SUM(y), SUM(x) FROM d.t")[0]); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, sql := range []string{
		"CREATE SCHEMA d OPTIONS (description = 'Made by SQL', labels = [('a', 'b')])",
		"CREATE SCHEMA IF NOT EXISTS d",
		`CREATE TABLE d.t (id INT64 NOT NULL OPTIONS (description = 'Number'), at_day DATE, tags ARRAY<STRING>, item STRUCT<sku STRING, price NUMERIC>)
			PARTITION BY at_day CLUSTER BY id OPTIONS (description = 'A table')`,
		"CREATE TABLE IF NOT EXISTS d.t (id INT64)",
		"INSERT INTO d.t (id, at_day, tags, item) VALUES (1, DATE '2025-01-01', ['a', 'b'], STRUCT('s', NUMERIC '1.5'))",
		"CREATE OR REPLACE TABLE d.copy AS SELECT id, item.price AS price FROM d.t",
		"CREATE OR REPLACE TABLE d.copy AS SELECT id, price, 'x' AS note FROM d.copy",
		"CREATE TABLE d.clone CLONE d.t",
		"CREATE TABLE d.empty LIKE d.t",
		"CREATE SNAPSHOT TABLE d.kept CLONE d.t",
		"CREATE VIEW d.v AS SELECT id FROM d.t",
		"CREATE OR REPLACE VIEW d.v AS SELECT id, note FROM d.copy",
		"ALTER TABLE d.copy ADD COLUMN more FLOAT64, DROP COLUMN note",
		"ALTER TABLE d.copy SET OPTIONS (description = 'Altered')",
		"ALTER TABLE d.copy RENAME TO renamed",
		"DROP TABLE IF EXISTS d.absent",
		"DROP VIEW d.v",
	} {
		if _, err := w.Query(sql).Read(ctx(t)); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	meta, err := w.Dataset("d").Table("t").Metadata(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	want := bigquery.Schema{
		{Name: "id", Type: bigquery.IntegerFieldType, Required: true, Description: "Number"}, {Name: "at_day", Type: bigquery.DateFieldType},
		{Name: "tags", Type: bigquery.StringFieldType, Repeated: true},
		{Name: "item", Type: bigquery.RecordFieldType, Schema: bigquery.Schema{{Name: "sku", Type: bigquery.StringFieldType}, {Name: "price", Type: bigquery.NumericFieldType}}},
	}
	if diff := cmp.Diff(want, meta.Schema); diff != "" {
		t.Errorf("schema differs (-want +got):\n%s", diff)
	}
	if meta.Description != "A table" || meta.TimePartitioning.Field != "at_day" || meta.Clustering.Fields[0] != "id" {
		t.Errorf("metadata is %+v", meta)
	}
	if diff := cmp.Diff([]bigquery.Value{int64(1), int64(1), int64(1), int64(0)}, w.rows(t, "SELECT (SELECT COUNT(price) FROM d.renamed WHERE more IS NULL), (SELECT COUNT(*) FROM d.clone), (SELECT COUNT(*) FROM d.kept), (SELECT COUNT(*) FROM d.empty)")[0]); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	for sql, reason := range map[string]string{
		"CREATE TABLE d.t (id INT64)": "duplicate", "DROP TABLE d.absent": "notFound", "CREATE SCHEMA d": "duplicate",
		"INSERT INTO d.t (id) VALUES (NULL)": "invalidQuery", "DROP VIEW d.t": "invalidQuery", "DROP SCHEMA d": "resourceInUse",
		"CREATE TABLE absent.t (id INT64)": "notFound", "CREATE TABLE d.a AS SELECT * FROM d.a": "notFound",
	} {
		_, err := w.Query(sql).Read(ctx(t))
		failure, refused := err.(*googleapi.Error) //nolint:errorlint // the client returns it bare
		if !refused || failure.Errors[0].Reason != reason || failure.Code == http.StatusInternalServerError {
			t.Errorf("%s: error is %v, want reason %s", sql, err, reason)
		}
	}
	w.rows(t, "DROP SCHEMA d CASCADE")
}

func TestInformationSchema(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "one")
	w.dataset(t, "two")
	w.rows(t, "CREATE TABLE one.t (id INT64 NOT NULL, tags ARRAY<STRING>)")
	w.rows(t, "CREATE VIEW one.v AS SELECT id FROM one.t")
	for sql, want := range map[string][][]bigquery.Value{
		"SELECT table_name, table_type FROM one.INFORMATION_SCHEMA.TABLES ORDER BY 1": {{"t", "BASE TABLE"}, {"v", "VIEW"}},
		"SELECT column_name, ordinal_position, is_nullable, data_type FROM `demo-capi.one.INFORMATION_SCHEMA.COLUMNS` WHERE table_name = 't' ORDER BY 2": {
			{"id", int64(1), "NO", "INT64"}, {"tags", int64(2), "YES", "ARRAY<STRING>"}},
		"SELECT schema_name, location FROM INFORMATION_SCHEMA.SCHEMATA ORDER BY 1": {{"one", "US"}, {"two", "US"}},
		"SELECT COUNT(*) FROM two.INFORMATION_SCHEMA.TABLES":                       {{int64(0)}},
	} {
		if diff := cmp.Diff(want, w.rows(t, sql)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sql, diff)
		}
	}
}
