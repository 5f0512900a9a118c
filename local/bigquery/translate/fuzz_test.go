package translate_test

import (
	"testing"

	"capidemo.dev/platform/local/bigquery/translate"
	"capidemo.dev/platform/shared/googlesql"
)

// FuzzStatement holds that no text makes the translator panic and that what reads as a query never becomes anything else.
func FuzzStatement(f *testing.F) {
	for _, sql := range []string{
		golden, "SELECT * EXCEPT (id) FROM orders o, o.tags t WHERE t LIKE 'x%' ORDER BY 1", "INSERT sales SELECT name, country, id FROM customers", "DELETE sales WHERE amount > 1",
		"SELECT FORMAT_DATE('%Y-%E4Y%Q', day), TIMESTAMP_TRUNC(ordered_at, WEEK(MONDAY), 'UTC') FROM orders", "SELECT STRUCT(1 AS a, [2] AS b).b[OFFSET(0)], JSON_VALUE('{}', '$.a[0]')",
		"SELECT * FROM sales PIVOT(SUM(amount) FOR quarter IN ('Q1'))", "WITH RECURSIVE t AS (SELECT 1 n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t", "CREATE TABLE sales (a ARRAY<STRUCT<b INT64>>)",
		"SELECT APPROX_QUANTILES(id, 4), STRING_AGG(status, ',' ORDER BY id LIMIT 2) OVER () FROM orders", "MERGE sales t USING customers c ON t.amount = c.id WHEN MATCHED THEN DELETE",
	} {
		f.Add(sql)
	}
	env := environment()
	f.Fuzz(func(t *testing.T, sql string) {
		result, err := translate.Statement(sql, env)
		if err != nil {
			return
		}
		statements, err := googlesql.Parse(sql)
		if err != nil || len(statements) != 1 || statements[0].Kind() != result.Kind {
			t.Fatalf("kind %s of %q (%v)", result.Kind, sql, err)
		}
		if result.Kind == googlesql.KindSelect && result.Target != nil {
			t.Fatalf("a SELECT has a target: %q", sql)
		}
	})
}
