package translate_test

import "testing"

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
	})
}
