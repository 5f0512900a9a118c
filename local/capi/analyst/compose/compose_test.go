package compose_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/reading"
	"capidemo.dev/platform/local/capi/analyst/semantic/semantictest"
)

func request(t *testing.T, question string) *compose.Request {
	t.Helper()
	a := reading.New(semantictest.Model(t)).Read(question, nil)
	if a.Request == nil {
		t.Fatalf("%s: %+v", question, a)
	}
	return a.Request
}

// TestStatements shows every form of statement, on one line each.
func TestStatements(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"revenue by region": "SELECT c.region AS region, SUM(o.net) AS net_sales FROM `p.d.orders` AS o JOIN `p.d.customers` AS c ON c.customer_id = o.customer_id " +
			"WHERE NOT o.cancelled GROUP BY c.region ORDER BY net_sales DESC NULLS LAST, region",
		"sales in O'Hara's last month": "SELECT SUM(o.net) AS net_sales FROM `p.d.orders` AS o JOIN `p.d.customers` AS c ON c.customer_id = o.customer_id " +
			"WHERE NOT o.cancelled AND c.region = 'O\\'Hara\\'s' AND DATE(o.ordered_at) >= DATE '2026-04-01' AND DATE(o.ordered_at) < DATE '2026-05-01'",
		"top 3 products by units": "SELECT p.product_id AS product_id, p.title AS product, SUM(ol.quantity) AS quantity FROM `p.d.order_lines` AS ol " +
			"JOIN `p.d.orders` AS o ON o.order_id = ol.order_id JOIN `p.d.products` AS p ON p.product_id = ol.product_id WHERE NOT o.cancelled " +
			"GROUP BY p.product_id, p.title ORDER BY quantity DESC NULLS LAST, product_id, product LIMIT 3",
		"Orders last month compared with the month before": "SELECT COUNTIF(DATE(o.ordered_at) >= DATE '2026-04-01' AND DATE(o.ordered_at) < DATE '2026-05-01') AS orders, " +
			"COUNTIF(DATE(o.ordered_at) >= DATE '2026-03-01' AND DATE(o.ordered_at) < DATE '2026-04-01') AS previous_orders, " +
			"ROUND(SAFE_DIVIDE(COUNTIF(DATE(o.ordered_at) >= DATE '2026-04-01' AND DATE(o.ordered_at) < DATE '2026-05-01') - " +
			"COUNTIF(DATE(o.ordered_at) >= DATE '2026-03-01' AND DATE(o.ordered_at) < DATE '2026-04-01'), " +
			"COUNTIF(DATE(o.ordered_at) >= DATE '2026-03-01' AND DATE(o.ordered_at) < DATE '2026-04-01')) * 100, 2) AS change_percent " +
			"FROM `p.d.orders` AS o WHERE NOT o.cancelled AND (DATE(o.ordered_at) >= DATE '2026-04-01' AND DATE(o.ordered_at) < DATE '2026-05-01' " +
			"OR DATE(o.ordered_at) >= DATE '2026-03-01' AND DATE(o.ordered_at) < DATE '2026-04-01')",
		"share of orders through the app": "SELECT ROUND(SAFE_DIVIDE(COUNTIF(o.channel = 'App'), COUNT(*)), 6) AS share_of_orders, COUNTIF(o.channel = 'App') AS part_of_orders, COUNT(*) AS orders " +
			"FROM `p.d.orders` AS o WHERE NOT o.cancelled",
		"share of sales by channel": "SELECT o.channel AS channel, ROUND(SAFE_DIVIDE(SUM(o.net), SUM(SUM(o.net)) OVER ()), 6) AS share_of_net_sales, SUM(o.net) AS net_sales " +
			"FROM `p.d.orders` AS o WHERE NOT o.cancelled GROUP BY o.channel ORDER BY share_of_net_sales DESC NULLS LAST, channel",
		"how many customers ordered in 2025": "SELECT COUNT(DISTINCT o.customer_id) AS customers FROM `p.d.orders` AS o " +
			"WHERE NOT o.cancelled AND DATE(o.ordered_at) >= DATE '2025-01-01' AND DATE(o.ordered_at) < DATE '2026-01-01'",
		"how many customers have more than two orders": "WITH owners AS ( SELECT o.customer_id AS customer_id, COUNT(*) AS orders FROM `p.d.orders` AS o WHERE NOT o.cancelled " +
			"GROUP BY o.customer_id HAVING COUNT(*) > 2 ) SELECT COUNT(*) AS customers FROM owners",
		"sales per customer": "SELECT ROUND(SAFE_DIVIDE(SUM(o.net), COUNT(DISTINCT o.customer_id)), 4) AS net_sales_per_customer FROM `p.d.orders` AS o WHERE NOT o.cancelled",
		"average orders per day": "WITH series AS ( SELECT DATE(o.ordered_at) AS day, COUNT(*) AS orders FROM `p.d.orders` AS o WHERE NOT o.cancelled GROUP BY DATE(o.ordered_at) ) " +
			"SELECT ROUND(AVG(orders), 4) AS orders_per_day FROM series",
		"growth of orders by quarter in 2025": "WITH series AS ( SELECT DATE_TRUNC(DATE(o.ordered_at), QUARTER) AS quarter, COUNT(*) AS orders FROM `p.d.orders` AS o " +
			"WHERE NOT o.cancelled AND DATE(o.ordered_at) >= DATE '2024-10-01' AND DATE(o.ordered_at) < DATE '2026-01-01' GROUP BY DATE_TRUNC(DATE(o.ordered_at), QUARTER) ), " +
			"changes AS ( SELECT quarter AS quarter, orders AS orders, ROUND(SAFE_DIVIDE(orders - LAG(orders) OVER (ORDER BY quarter), LAG(orders) OVER (ORDER BY quarter)) * 100, 2) AS growth_percent FROM series ) " +
			"SELECT quarter AS quarter, orders AS orders, growth_percent AS growth_percent FROM changes WHERE quarter >= DATE '2025-01-01' ORDER BY quarter",
		"running total of orders by month in 2025": "WITH series AS ( SELECT DATE_TRUNC(DATE(o.ordered_at), MONTH) AS month, COUNT(*) AS orders FROM `p.d.orders` AS o " +
			"WHERE NOT o.cancelled AND DATE(o.ordered_at) >= DATE '2025-01-01' AND DATE(o.ordered_at) < DATE '2026-01-01' GROUP BY DATE_TRUNC(DATE(o.ordered_at), MONTH) ) " +
			"SELECT month AS month, SUM(orders) OVER (ORDER BY month) AS running_orders, orders AS orders FROM series ORDER BY month",
		"lowest 2 tiers by orders in each region": "WITH figures AS ( SELECT c.region AS region, c.tier AS tier, COUNT(*) AS orders FROM `p.d.orders` AS o " +
			"JOIN `p.d.customers` AS c ON c.customer_id = o.customer_id WHERE NOT o.cancelled GROUP BY c.region, c.tier ), " +
			"ranked AS ( SELECT region AS region, tier AS tier, orders AS orders, ROW_NUMBER() OVER (PARTITION BY region ORDER BY orders, tier) AS place_in_group FROM figures WHERE orders IS NOT NULL ) " +
			"SELECT region AS region, tier AS tier, orders AS orders FROM ranked WHERE place_in_group <= 2 ORDER BY region, place_in_group",
		"revenue: Gold vs East": "SELECT SUM(IF(c.tier = 'Gold', o.net, NULL)) AS net_sales_tier_is_gold, SUM(IF(c.region = 'East', o.net, NULL)) AS net_sales_region_is_east " +
			"FROM `p.d.orders` AS o JOIN `p.d.customers` AS c ON c.customer_id = o.customer_id WHERE NOT o.cancelled",
	} {
		sql, err := request(t, question).SQL()
		if err != nil {
			t.Errorf("%s: %v", question, err)
			continue
		}
		if diff := cmp.Diff(want, strings.Join(strings.Fields(sql), " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", question, diff)
		}
	}
}

// TestBasisSaysEverything: measure, standard and asked conditions, period and what is missing are all told.
func TestBasisSaysEverything(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"Gold revenue last month":            "net sales is the sum of orders.net, only rows: not cancelled; tier is Gold, by orders.ordered_at in April 2026",
		"orders by month":                    "orders is the number of orders, only rows: not cancelled, over all time; the last month is not over",
		"return rate since March":            "return rate is SAFE_DIVIDE(COUNTIF(ol.returned), COUNT(*)), only rows: not cancelled, by orders.ordered_at from March 1 to May 19, 2026",
		"revenue: Gold vs East":              "net sales is the sum of orders.net, one side: tier is Gold, one side: region is East, only rows: not cancelled, over all data",
		"cumulative orders by month in 2025": "running total of orders, where orders is the number of orders, only rows: not cancelled, by orders.ordered_at in 2025",
		"products with units > 10":           "quantity is the sum of order_lines.quantity, above 10, only rows: not cancelled, over all data",
	} {
		if diff := cmp.Diff(want, request(t, question).Basis()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", question, diff)
		}
	}
}
