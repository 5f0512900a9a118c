package translate_test

import (
	"testing"

	"capidemo.dev/platform/local/bigquery/translate"
	"capidemo.dev/platform/shared/googlesql"
)

// golden is a query of the size and kind that the shipped templates verify.
const golden = `
WITH monthly AS (
  SELECT
    DATE_TRUNC(day, MONTH) AS month,
    c.country,
    COUNT(DISTINCT o.customer_id) AS buyers,
    COUNTIF(o.status = 'refunded') AS refunds,
    SUM(o.total) AS revenue,
    SAFE_DIVIDE(SUM(o.total), COUNT(*)) AS average_order
  FROM orders AS o
  JOIN customers AS c ON c.id = o.customer_id
  WHERE o.day BETWEEN DATE_SUB(DATE '2024-03-31', INTERVAL 12 MONTH) AND DATE '2024-03-31'
    AND o.status IN ('paid', 'refunded')
  GROUP BY month, country
),
compared AS (
  SELECT
    *,
    LAG(revenue) OVER (PARTITION BY country ORDER BY month) AS before,
    ROW_NUMBER() OVER (PARTITION BY month ORDER BY revenue DESC) AS place
  FROM monthly
)
SELECT
  FORMAT_DATE('%b %Y', month) AS label,
  COALESCE(country, 'unknown') AS country,
  ROUND(revenue, 2) AS revenue,
  ROUND(100 * SAFE_DIVIDE(revenue - before, before), 1) AS growth,
  CASE WHEN refunds > 0 THEN 'some' ELSE 'none' END AS refunds
FROM compared
WHERE place <= 3
ORDER BY month DESC, revenue DESC
LIMIT 100`

func TestGolden(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{{golden, "Mar 2024|US|100|1804.8|none / Feb 2024|GB|20|90.5|none / Feb 2024|US|5.25|NULL|some / Jan 2024|GB|10.5|NULL|none"}})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := googlesql.Parse(golden); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTranslate(b *testing.B) {
	env := environment()
	for b.Loop() {
		if _, err := translate.Statement(golden, env); err != nil {
			b.Fatal(err)
		}
	}
}
