package translate_test

import (
	"strings"
	"testing"

	"capidemo.dev/platform/local/bigquery/translate"
)

func TestQueries(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"SELECT 1", "1"},
		{"SELECT COUNT(*), SUM(total), AVG(tax) FROM orders", "5|135.75|4.166666666666667"},
		{"SELECT o.id, c.name FROM orders o JOIN customers c ON o.customer_id = c.id ORDER BY o.id", "1|Ada / 2|Ada / 3|Bob / 4|Cleo"},
		{"SELECT c.country, SUM(o.total) AS revenue FROM `p.d.orders` AS o LEFT JOIN d.customers c ON o.customer_id = c.id GROUP BY country ORDER BY revenue DESC", "US|105.25 / GB|30.5 / NULL|NULL"},
		{"SELECT DATE_TRUNC(day, MONTH) AS m, COUNT(*) AS n FROM orders GROUP BY m ORDER BY m", "NULL|1 / 2024-01-01|1 / 2024-02-01|2 / 2024-03-01|1"},
		{"WITH x AS (SELECT customer_id, SUM(total) t FROM orders GROUP BY 1) SELECT customer_id, t, RANK() OVER (ORDER BY t DESC) r FROM x QUALIFY r <= 2 ORDER BY r", "3|100|1 / 1|30.5|2"},
		{"SELECT status, COUNTIF(total > 10) FROM orders WHERE day >= '2024-02-01' GROUP BY status ORDER BY 1", "paid|2 / refunded|0"},
		{"SELECT UPPER(status) AS status, COUNT(*) FROM orders GROUP BY status ORDER BY status", "NULL|1 / PAID|3 / REFUNDED|1"},
		{"SELECT SAFE_DIVIDE(SUM(tax), SUM(total)) > 0.09 FROM orders", "true"},
		{"SELECT APPROX_QUANTILES(id, 4)[OFFSET(2)] FROM orders", "3"},
		{"SELECT t FROM orders, UNNEST(tags) AS t WHERE id = 1 ORDER BY t", "a / b"},
		{"SELECT id, t, o FROM orders, UNNEST(tags) AS t WITH OFFSET o ORDER BY id, o", "1|a|0 / 1|b|1 / 2|b|0 / 4|c|0 / 4|a|1"},
		{"SELECT id, l.sku, qty FROM items, items.lines AS l", "1|x|2 / 1|y|3"},
		{"SELECT id, (SELECT SUM(qty) FROM UNNEST(lines)) FROM items ORDER BY id", "1|5 / 2|NULL"},
		{"SELECT * FROM sales PIVOT(SUM(amount) FOR quarter IN ('Q1', 'Q2')) ORDER BY product", "apple|77|NULL / kale|51|23"},
		{"SELECT * FROM (SELECT 1 AS a, 2 AS b) UNPIVOT(v FOR k IN (a, b)) ORDER BY k", "1|a / 2|b"},
		{"SELECT * FROM customers ORDER BY id LIMIT 1 OFFSET 1", "2|Bob|US|2023-06-15T12:30:00"},
		{"SELECT * EXCEPT (signed_up, country) REPLACE (UPPER(name) AS name) FROM customers ORDER BY id LIMIT 1", "1|ADA"},
		{"SELECT c.* FROM customers AS c JOIN orders o ON o.customer_id = c.id WHERE o.id = 4", "3|Cleo|US|NULL"},
		{"SELECT country FROM customers ORDER BY country", "NULL / GB / US / US"},
		{"SELECT country FROM customers ORDER BY country DESC", "US / US / GB / NULL"},
		{"SELECT country FROM customers ORDER BY country NULLS LAST, name DESC", "GB / US / US / NULL"},
		{"SELECT DISTINCT country FROM customers ORDER BY 1", "NULL / GB / US"},
		{"SELECT id FROM customers UNION ALL SELECT customer_id FROM orders ORDER BY id DESC LIMIT 3", "9 / 4 / 3"},
		{"SELECT id FROM customers INTERSECT DISTINCT SELECT customer_id FROM orders ORDER BY id", "1 / 2 / 3"},
		{"SELECT id FROM customers EXCEPT DISTINCT SELECT customer_id FROM orders", "4"},
		{"(SELECT 1 AS x UNION ALL SELECT 2) UNION DISTINCT SELECT 2 ORDER BY -x", "2 / 1"},
		{"SELECT NULL AS x UNION ALL SELECT 'a' ORDER BY x", "NULL / a"},
		{"WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT SUM(n) FROM t", "10"},
		{"WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT a.x, b.x FROM a CROSS JOIN b", "1|2"},
		{"SELECT country, status, COUNT(*) FROM orders o JOIN customers c ON o.customer_id = c.id GROUP BY ROLLUP(country, status) ORDER BY 1, 2", "NULL|NULL|4 / GB|NULL|2 / GB|paid|2 / US|NULL|2 / US|paid|1 / US|refunded|1"},
		{"SELECT country, COUNT(*) AS n FROM customers GROUP BY ALL HAVING n > 1", "US|2"},
		{"SELECT SUM(total) AS total FROM orders HAVING SUM(total) > 100", "135.75"},
		{"SELECT customer_id + 1 AS k, COUNT(*) AS c FROM orders GROUP BY k ORDER BY c DESC, k LIMIT 2", "2|2 / 3|1"},
		{"SELECT id, LAG(total) OVER (ORDER BY id) AS before, SUM(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS two FROM orders ORDER BY id", "1|NULL|10.5 / 2|10.5|30.5 / 3|20|25.25 / 4|5.25|105.25 / 5|100|100"},
		{"SELECT id, FIRST_VALUE(tax IGNORE NULLS) OVER w, NTILE(2) OVER w, PERCENTILE_CONT(tax, 0.5) OVER () FROM orders WINDOW w AS (ORDER BY id DESC) ORDER BY id LIMIT 2", "1|9.5|2|2 / 2|9.5|2|2"},
		{"SELECT day, total, ROUND(100 * SAFE_DIVIDE(total - LAG(total) OVER (ORDER BY day), LAG(total) OVER (ORDER BY day)), 1) AS growth FROM orders WHERE day IS NOT NULL ORDER BY day LIMIT 3", "2024-01-05|10.5|NULL / 2024-02-10|20|90.5 / 2024-02-11|5.25|-73.8"},
		{"SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 50)", "Cleo"},
		{"SELECT name, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c ORDER BY n DESC, name", "Ada|2 / Bob|1 / Cleo|1 / Dan|0"},
		{"SELECT id, name, total FROM orders JOIN customers USING (id) ORDER BY id", "1|Ada|10.5 / 2|Bob|20 / 3|Cleo|5.25 / 4|Dan|100"},
		{"SELECT * FROM (SELECT 1 AS k, 'l' AS a) FULL JOIN (SELECT 2 AS k, 'r' AS b) USING (k) ORDER BY k", "1|l|NULL / 2|NULL|r"},
		{"SELECT COUNT(DISTINCT customer_id), APPROX_COUNT_DISTINCT(status), STDDEV(tax) > 4, CORR(total, tax) > 0.9, LOGICAL_OR(total > 50) FROM orders", "4|2|true|true|true"},
		{"SELECT MAX(day), MIN(ordered_at) FROM orders", "2024-03-31|2024-01-05 10:00:00+00"},
		{"SELECT product, Q1_s, Q1_n FROM sales PIVOT(SUM(amount) AS s, COUNT(*) AS n FOR quarter IN ('Q1' AS x)) ORDER BY product", "error: Unrecognized name: Q1_s at [1:17]"},
		{"SELECT product, s_x, n_x FROM sales PIVOT(SUM(amount) AS s, COUNT(*) AS n FOR quarter IN ('Q1' AS x)) ORDER BY product", "apple|77|1 / kale|51|1"},
		{"SELECT nope FROM orders", "error: Unrecognized name: nope at [1:8]"},
		{"SELECT nam FROM customers", "error: Unrecognized name: nam; Did you mean name? at [1:8]"},
		{"SELECT o.nope FROM orders o", "error: Name nope not found inside o at [1:10]"},
		{"SELECT id FROM orders, customers", "error: Column name id is ambiguous at [1:8]"},
		{"SELECT a FROM nowhere", "error: Not found: Table p:d.nowhere was not found in location US"},
		{"SELECT 1 AS a, a + 1", "error: Unrecognized name: a at [1:16]"},
		{"SELECT id AS k FROM orders WHERE k = 1", "error: Unrecognized name: k at [1:34]"},
		{"SELECT COUNT(*) FROM orders WHERE 1", "error: WHERE clause should return type BOOL, but returns INT64 at [1:35]"},
		{"SELECT ROW_NUMBER() FROM orders", "error: Analytic function ROW_NUMBER cannot be called without an OVER clause at [1:8]"},
		{"SELECT * FROM orders TABLESAMPLE SYSTEM (10 PERCENT)", "error: TABLESAMPLE is not supported by the local warehouse at [1:22]"},
		{"SELECT 1 UNION ALL SELECT 1, 2", "error: Queries in UNION ALL have mismatched column count; query 1 has 1 column, query 2 has 2 columns at [1:20]"},
		{"SELECT (SELECT id FROM orders)", "error: Scalar subquery produced more than one element"},
		{"SELECT FROM orders", "error: Syntax error: SELECT list must not be empty at [1:8]"},
	})
}

func TestColumnNames(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"SELECT 1, 2 AS b, 3":                         "f0_ INT64, b INT64, f1_ INT64",
		"SELECT ID, o.Status FROM orders o":           "ID INT64, Status STRING",
		"SELECT 1 AS a, 2 AS a":                       "a INT64, a_1 INT64",
		"SELECT * FROM customers":                     "id INT64, name STRING, country STRING, signed_up DATETIME",
		"SELECT * FROM UNNEST([1]) AS x":              "x INT64",
		"SELECT SUM(total), AVG(id) FROM orders":      "f0_ NUMERIC, f1_ FLOAT64",
		"SELECT tags, lines FROM orders, items":       "tags ARRAY<STRING>, lines ARRAY<STRUCT<sku STRING, qty INT64>>",
		"SELECT STRUCT(id, name AS n) FROM customers": "f0_ STRUCT<id INT64, n STRING>",
	} {
		result, err := translate.Statement(query, environment())
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if got := strings.TrimSuffix(strings.TrimPrefix(translate.Type{Kind: translate.Struct, Fields: result.Columns}.String(), "STRUCT<"), ">"); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
}
