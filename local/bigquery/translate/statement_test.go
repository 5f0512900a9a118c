package translate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/bigquery/translate"
)

// exec runs a statement that gives no rows.
func exec(t *testing.T, steps []string, query string) string {
	t.Helper()
	db := database(t)
	for _, step := range steps {
		result, err := translate.Statement(step, environment())
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		if _, err := db.ExecContext(t.Context(), result.SQL); err != nil {
			t.Fatalf("%s\n%s: %v", step, result.SQL, err)
		}
	}
	return run(t.Context(), db, query, environment())
}

func TestChangingStatements(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		steps []string
		query string
		want  string
	}{
		{"insert values", []string{"INSERT INTO customers (id, name, signed_up) VALUES (7, 'Gus', '2024-05-01 10:00:00'), (8, 'Hal', DEFAULT)"}, "SELECT id, name, signed_up FROM customers WHERE id > 4 ORDER BY id", "7|Gus|2024-05-01T10:00:00 / 8|Hal|NULL"},
		{"insert select", []string{"INSERT d.sales SELECT name, 'Q9', id FROM customers WHERE id < 3"}, "SELECT * FROM sales WHERE quarter = 'Q9' ORDER BY amount", "Ada|Q9|1 / Bob|Q9|2"},
		{"update", []string{"UPDATE customers SET country = UPPER(name), name = DEFAULT WHERE id = 1"}, "SELECT id, name, country FROM customers WHERE id = 1", "1|NULL|ADA"},
		{"update from", []string{"UPDATE customers c SET name = o.status FROM orders o WHERE o.customer_id = c.id AND o.id = 3"}, "SELECT name FROM customers WHERE id = 2", "refunded"},
		{"delete", []string{"DELETE FROM customers c WHERE c.id IN (SELECT customer_id FROM orders)"}, "SELECT name FROM customers", "Dan"},
		{"delete all", []string{"DELETE sales WHERE TRUE"}, "SELECT COUNT(*) FROM sales", "0"},
		{"truncate", []string{"TRUNCATE TABLE sales"}, "SELECT COUNT(*) FROM sales", "0"},
		{"merge", []string{"MERGE sales t USING (SELECT 'kale' AS product, 'Q1' AS quarter, 1 AS amount UNION ALL SELECT 'pear', 'Q1', 2) s ON t.product = s.product AND t.quarter = s.quarter " +
			"WHEN MATCHED THEN UPDATE SET amount = t.amount + s.amount WHEN NOT MATCHED THEN INSERT ROW WHEN NOT MATCHED BY SOURCE AND t.product = 'apple' THEN DELETE"},
			"SELECT * FROM sales ORDER BY product, quarter", "kale|Q1|52 / kale|Q2|23 / pear|Q1|2"},
		{"drop and create", []string{"DROP TABLE sales", "CREATE TABLE sales AS SELECT name AS product, country AS quarter, id AS amount FROM customers"}, "SELECT product FROM sales ORDER BY amount LIMIT 1", "Ada"},
		{"replace", []string{"CREATE OR REPLACE TABLE sales (product STRING NOT NULL, quarter STRING DEFAULT 'Q0', amount INT64)", "INSERT sales (product) VALUES ('x')"}, "SELECT * FROM sales", "x|Q0|NULL"},
		{"view", []string{"DROP TABLE sales", "CREATE VIEW sales AS SELECT name AS product, ROUND(SAFE_DIVIDE(id, 2), 1) AS quarter, id AS amount FROM customers"}, "SELECT COUNT(*), SUM(amount) FROM sales", "4|10"},
		{"alter", []string{"ALTER TABLE sales ADD COLUMN extra DATE"}, "SELECT amount FROM sales WHERE amount = 1", "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := exec(t, c.steps, c.query); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestRefusedStatements(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"INSERT customers (id, nope) VALUES (1, 2)":    "Column nope is not present in table customers at [1:23]",
		"INSERT customers (id, name) VALUES (1)":       "Inserted row has wrong column count; Has 1, expected 2 at [1:1]",
		"INSERT customers (id) VALUES ('x')":           "Value of type STRING cannot be assigned to id, which has type INT64 at [1:31]",
		"UPDATE customers SET nope = 1 WHERE TRUE":     "Unrecognized name: nope at [1:22]",
		"CREATE TABLE sales AS SELECT 1":               "CREATE TABLE columns must be named, but column 1 has no name at [1:1]",
		"DROP TABLE nowhere":                           "Not found: Table p:d.nowhere was not found in location US",
		"EXPORT DATA OPTIONS(uri='x') AS SELECT 1":     "EXPORT DATA statements are not supported by the local warehouse at [1:1]",
		"CREATE MATERIALIZED VIEW sales AS SELECT 1 a": "CREATE MATERIALIZED VIEW is not supported by the local warehouse at [1:1]",
		"SELECT * FROM external_query('a', 'b')":       "Table-valued function not found: external_query at [1:15]",
		"SELECT @@time_zone":                           "System variable @@time_zone is not supported at [1:8]",
		"":                                             "Syntax error: Unexpected end of statement at [1:1]",
	} {
		if _, err := translate.Statement(sql, environment()); err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", sql, err, want)
		}
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	db := database(t)
	env := environment()
	list := translate.Value{Array: []translate.Value{{Scalar: "1"}, {Scalar: "3"}}}
	row := translate.Value{Struct: map[string]translate.Value{"a": {Scalar: "5"}, "b": {Scalar: "it's"}}}
	env.Parameters = []translate.Parameter{
		{Name: "n", Type: translate.Type{Kind: translate.Int64}, Value: &translate.Value{Scalar: "2"}}, {Name: "day", Type: translate.Type{Kind: translate.String}, Value: &translate.Value{Scalar: "2024-02-11"}},
		{Name: "ids", Type: translate.ArrayOf(translate.Type{Kind: translate.Int64}), Value: &list}, {Name: "none", Type: translate.Type{Kind: translate.String}, Value: &translate.Value{Null: true}},
		{Name: "s", Type: translate.Type{Kind: translate.Struct, Fields: columns("a INT64, b STRING")}, Value: &row}, {Name: "ts", Type: translate.Type{Kind: translate.Timestamp}, Value: &translate.Value{Scalar: "2024-02-01T00:00:00Z"}},
	}
	for query, want := range map[string]string{
		"SELECT id FROM orders ORDER BY id LIMIT @N":                           "1 / 2",
		"SELECT id FROM orders WHERE day = @day":                               "3",
		"SELECT id FROM orders WHERE id IN UNNEST(@ids) ORDER BY id":           "1 / 3",
		"SELECT @none IS NULL, @s.b, @s.a + @n":                                "true|it's|7",
		"SELECT COUNT(*) FROM orders WHERE ordered_at >= @ts":                  "3",
		"SELECT REGEXP_EXTRACT(@day, r'^(\\d+)'), SPLIT(@day, '-')[OFFSET(1)]": "2024|02",
		"SELECT @missing": "error: Query parameter 'missing' not found at [1:8]",
		"SELECT ?":        "error: Query parameter number 1 is not set at [1:8]",
	} {
		if got := run(t.Context(), db, query, env); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	env.Parameters = []translate.Parameter{{Type: translate.Type{Kind: translate.Int64}, Value: &translate.Value{Scalar: "1; DROP"}}}
	if got, want := run(t.Context(), db, "SELECT ?", env), `error: Invalid value for query parameter at position 1: "1; DROP" is not of type INT64 at [1:8]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPlaceholders(t *testing.T) {
	t.Parallel()
	env := environment()
	env.Parameters = []translate.Parameter{{Name: "a", Type: translate.Type{Kind: translate.Int64}}, {Name: "b", Type: translate.Type{Kind: translate.Date}}}
	result, err := translate.Statement("SELECT @b, @a, @B, @a", env)
	if err != nil {
		t.Fatal(err)
	}
	if want := `SELECT CAST($1 AS DATE) AS "f0_", CAST($2 AS BIGINT) AS "f1_", CAST($1 AS DATE) AS "f2_", CAST($2 AS BIGINT) AS "f3_"`; result.SQL != want {
		t.Errorf("got %s", result.SQL)
	}
	if len(result.Parameters) != 2 || result.Parameters[0].Name != "b" || result.Parameters[1].Name != "a" {
		t.Errorf("got %v", result.Parameters)
	}
}

func TestReferencedTables(t *testing.T) {
	t.Parallel()
	result, err := translate.Statement("CREATE OR REPLACE TABLE sales AS WITH RECURSIVE x AS (SELECT id FROM orders UNION ALL SELECT id + 1 FROM x WHERE id < 2) SELECT x.id FROM x, `p.d.customers`, d.orders, UNNEST([1])", environment())
	if err != nil {
		t.Fatal(err)
	}
	want := []translate.Table{{Project: "p", Dataset: "d", Table: "orders"}, {Project: "p", Dataset: "d", Table: "customers"}}
	if diff := cmp.Diff(want, result.Tables); diff != "" {
		t.Error(diff)
	}
	if result.Target == nil || result.Target.Table != "sales" || result.Kind != "CREATE_TABLE_AS_SELECT" || !strings.HasPrefix(result.Query, "WITH RECURSIVE") {
		t.Errorf("got %+v", result)
	}
}

// TestUnknownColumns holds that a table whose columns the caller does not know still works, with DuckDB deciding names and types.
func TestUnknownColumns(t *testing.T) {
	t.Parallel()
	db := database(t)
	env := environment()
	env.Columns = nil
	for query, want := range map[string]string{
		"SELECT o.status, COUNT(*) AS n FROM orders o JOIN customers c ON o.customer_id = c.id WHERE o.total > 6 GROUP BY status ORDER BY n DESC": "paid|3",
		"SELECT DATE_TRUNC(day, MONTH) AS m, SUM(total) / COUNT(*) AS a FROM orders GROUP BY m ORDER BY m DESC LIMIT 1":                           "2024-03-01|100",
		"SELECT id, name FROM orders JOIN customers USING (id) WHERE id = 2":                                                                      "2|Bob",
	} {
		if got := run(t.Context(), db, query, env); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	result, err := translate.Statement("SELECT *, 1 AS one FROM orders", env)
	if err != nil || !result.Open {
		t.Errorf("a star over unknown columns must be open: %+v, %v", result, err)
	}
}
