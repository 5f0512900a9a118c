package translate_test

import "testing"

// TestAnalytics holds combinations that analysts write every day.
func TestAnalytics(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"SELECT country, ARRAY_AGG(STRUCT(name, id) ORDER BY id) AS people FROM customers WHERE country IS NOT NULL GROUP BY country ORDER BY country", "GB|[{name=Ada, id=1}] / US|[{name=Bob, id=2}, {name=Cleo, id=3}]"},
		{"SELECT d, COUNT(o.id) FROM UNNEST(GENERATE_DATE_ARRAY('2024-02-10', '2024-02-12')) AS d LEFT JOIN orders o ON o.day = d GROUP BY d ORDER BY d", "2024-02-10|1 / 2024-02-11|1 / 2024-02-12|0"},
		{"SELECT EXTRACT(YEAR FROM day), COUNT(*) FROM orders GROUP BY EXTRACT(YEAR FROM day) ORDER BY COUNT(*) DESC", "2024|4 / NULL|1"},
		{"SELECT FORMAT_DATE('%Y-%m', day) AS m, SUM(total) AS s, SUM(SUM(total)) OVER (ORDER BY FORMAT_DATE('%Y-%m', day)) AS running FROM orders WHERE day IS NOT NULL GROUP BY 1 ORDER BY m", "2024-01|10.5|10.5 / 2024-02|25.25|35.75 / 2024-03|100|135.75"},
		{"SELECT COUNT(DISTINCT IF(status = 'paid', customer_id, NULL)) FROM orders", "2"},
		{"SELECT o.* EXCEPT (tags, ordered_at, tax) FROM orders AS o WHERE (o.id, o.status) IN ((1, 'paid'), (3, 'x'))", "1|1|2024-01-05|10.5|paid"},
		{"SELECT status FROM orders GROUP BY status HAVING COUNT(*) > (SELECT AVG(n) FROM (SELECT COUNT(*) AS n FROM orders GROUP BY status))", "paid"},
		{"SELECT name, total FROM customers AS c CROSS JOIN (SELECT SUM(total) AS total FROM orders) WHERE c.id = 1", "Ada|135.75"},
		{"SELECT customer_id, ROUND(SUM(total) / SUM(SUM(total)) OVER () * 100, 1) AS share FROM orders WHERE total IS NOT NULL GROUP BY customer_id ORDER BY share DESC", "3|73.7 / 1|22.5 / 2|3.9"},
		{"WITH ranked AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_at DESC) AS rn FROM orders) SELECT id FROM ranked WHERE rn = 1 ORDER BY id", "2 / 3 / 4 / 5"},
		{"SELECT t, COUNT(*) AS n FROM orders, UNNEST(tags) AS t GROUP BY t HAVING n > 1 ORDER BY n DESC, t", "a|2 / b|2"},
		{"SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM UNNEST(o.tags) AS t WHERE t = 'c')", "4"},
		{"SELECT c.name, o.total FROM customers c LEFT JOIN (SELECT customer_id, MAX(total) AS total FROM orders GROUP BY customer_id) o ON o.customer_id = c.id AND o.total > 10 ORDER BY c.id", "Ada|20 / Bob|NULL / Cleo|100 / Dan|NULL"},
		{"SELECT IF(total > 15, 'big', 'small') AS size, COUNT(*) FROM orders WHERE total IS NOT NULL GROUP BY size ORDER BY size DESC", "small|2 / big|2"},
		{"SELECT CASE WHEN total >= 20 THEN 'A' WHEN total >= 10 THEN 'B' ELSE 'C' END AS class, MIN(id) FROM orders GROUP BY 1 ORDER BY 1", "A|2 / B|1 / C|3"},
		{"SELECT DATE_DIFF(MAX(day), MIN(day), DAY), TIMESTAMP_DIFF(MAX(ordered_at), MIN(ordered_at), HOUR) FROM orders", "86|2066"},
		{"SELECT customer_id, COUNT(*) FROM orders GROUP BY customer_id HAVING COUNT(*) > 1 UNION ALL SELECT 0, 0 ORDER BY customer_id", "0|0 / 1|2"},
		{"SELECT x.a, y FROM (SELECT 1 AS a UNION ALL SELECT 2) AS x, UNNEST(GENERATE_ARRAY(1, x.a)) AS y ORDER BY 1, 2", "1|1 / 2|1 / 2|2"},
		{"SELECT a.id FROM orders a, orders b WHERE a.customer_id = b.customer_id AND a.id < b.id", "1"},
		{"SELECT (SELECT MAX(x) FROM UNNEST([total, tax]) AS x) FROM orders WHERE id = 4", "100"},
		{"SELECT product, SUM(IF(quarter = 'Q1', amount, 0)) AS q1 FROM sales GROUP BY product ORDER BY q1", "kale|51 / apple|77"},
		{"SELECT AVG(total) OVER (ORDER BY UNIX_DATE(day) RANGE BETWEEN 40 PRECEDING AND CURRENT ROW) FROM orders WHERE id < 4 ORDER BY id", "10.5 / 15.25 / 11.916666667"},
		{"SELECT LAST_VALUE(id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), CUME_DIST() OVER (ORDER BY id), PERCENT_RANK() OVER (ORDER BY id) FROM orders ORDER BY id LIMIT 1", "5|0.2|0"},
		{"SELECT product, quarter, amount, amount - AVG(amount) OVER (PARTITION BY product) AS over FROM sales ORDER BY product, quarter", "error: Syntax error: Unexpected keyword OVER at [1:86]"},
		{"SELECT APPROX_QUANTILES(total, 100)[OFFSET(90)] AS p90, APPROX_QUANTILES(DISTINCT status, 1) FROM orders WHERE total IS NOT NULL", "100|[paid, refunded]"},
		{"SELECT status, GROUPING(status) FROM orders WHERE status IS NOT NULL GROUP BY GROUPING SETS (status, ()) ORDER BY 1", "NULL|1 / paid|0 / refunded|0"},
		{"SELECT id, STRING_AGG(t, '+' ORDER BY t) FROM orders JOIN UNNEST(tags) AS t GROUP BY id ORDER BY id", "1|a+b / 2|b / 4|a+c"},
		{"SELECT name FROM customers WHERE LOWER(name) LIKE '%o%' OR name IN (SELECT name FROM customers WHERE country IS NULL) ORDER BY name", "Bob / Cleo / Dan"},
		{"SELECT customer_id, total FROM orders WHERE total = (SELECT MAX(total) FROM orders)", "3|100"},
		{"SELECT * FROM (SELECT id, RANK() OVER (ORDER BY total DESC) AS r FROM orders WHERE total > 0) WHERE r = 1", "4|1"},
		{"SELECT country, total FROM orders JOIN customers ON customer_id = customers.id GROUP BY country", "error: SELECT list expression references column total which is neither grouped nor aggregated"},
		{"SELECT SUM(COUNT(*)) FROM orders", "error: Aggregations of aggregations are not allowed"},
		{"SELECT MAX(day) - MIN(day), total IS NULL, NOT total > 1 FROM orders GROUP BY total ORDER BY total LIMIT 0", ""},
	})
}
