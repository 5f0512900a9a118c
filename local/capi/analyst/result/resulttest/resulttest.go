// Package resulttest builds results for tests.
package resulttest

import (
	"strings"

	"capidemo.dev/platform/local/capi/analyst/result"
)

// Of makes a result of columns written "region STRING, revenue NUMERIC" and rows of cells separated by "|", where NULL is a missing value.
func Of(columns string, rows ...string) *result.Result {
	r := &result.Result{Total: uint64(len(rows))}
	for column := range strings.SplitSeq(columns, ", ") {
		name, kind, _ := strings.Cut(column, " ")
		r.Columns = append(r.Columns, result.Column{Name: name, Type: kind})
	}
	for _, row := range rows {
		var cells []result.Cell
		for text := range strings.SplitSeq(row, "|") {
			if text == "NULL" {
				cells = append(cells, result.Cell{Null: true})
				continue
			}
			cells = append(cells, result.Cell{Text: text})
		}
		r.Rows = append(r.Rows, cells)
	}
	return r
}

// Samples are results of every shape, by what they are.
func Samples() map[string]*result.Result {
	return map[string]*result.Result{
		"nothing":             Of("region STRING, revenue NUMERIC"),
		"null sum":            Of("total_revenue NUMERIC", "NULL"),
		"one number":          Of("total_revenue NUMERIC", "1234567.5"),
		"one count":           Of("f0_ INT64", "80000"),
		"one share":           Of("refund_rate FLOAT64", "0.0834"),
		"number and previous": Of("revenue NUMERIC, previous_revenue NUMERIC", "110|100"),
		"rate and previous":   Of("refund_rate FLOAT64, previous_refund_rate FLOAT64", "0.08|0.1"),
		"one row":             Of("name STRING, revenue NUMERIC, orders INT64", "Acme|100|3"),
		"months":              Of("month DATE, revenue NUMERIC", "2025-01-01|100", "2025-02-01|150.5", "2025-03-01|120"),
		"quarters as text":    Of("quarter STRING, orders INT64", "2024-Q4|10", "2025-Q1|20", "2025-Q2|20"),
		"years as number":     Of("year INT64, orders INT64", "2023|10", "2024|20", "2025|15"),
		"flat days":           Of("day DATE, orders INT64", "2025-03-01|5", "2025-03-02|5"),
		"months by channel":   Of("month DATE, channel STRING, revenue NUMERIC", "2025-01-01|web|5", "2025-01-01|pos|2", "2025-02-01|web|6", "2025-02-01|pos|9"),
		"ranking":             Of("customer STRING, revenue NUMERIC", "Ada|900", "Bo|500.5", "Cy|100", "Di|50"),
		"ranking rising":      Of("product STRING, units INT64", "Cap|1", "Hat|2", "Mug|7"),
		"unordered":           Of("region STRING, orders INT64", "East|5", "North|50", "West|7"),
		"ranking with detail": Of("customer STRING, city STRING, revenue NUMERIC", "Ada|Rome|900", "Bo|Oslo|500", "Cy|Rome|100"),
		"shares":              Of("method STRING, share FLOAT64", "card|0.7", "cash|0.2", "other|0.1"),
		"two categories":      Of("customer_type STRING, average_order_value NUMERIC", "new|40", "returning|60"),
		"now and before":      Of("region STRING, revenue NUMERIC, previous_revenue NUMERIC", "West|120|100", "East|80|100", "North|10|NULL"),
		"change beside":       Of("region STRING, revenue NUMERIC, previous_revenue NUMERIC, change_percent FLOAT64", "West|120|100|20", "East|90|80|12.5", "North|10|20|-50"),
		"parts of a whole":    Of("region STRING, share_of_sales FLOAT64, sales NUMERIC", "West|0.5|50", "East|0.3|30", "North|0.2|20"),
		"grid":                Of("region STRING, channel STRING, revenue NUMERIC", "West|web|9", "West|pos|3", "East|web|4", "East|pos|8"),
		"names":               Of("product STRING, vendor STRING", "Cap|Acme", "Hat|Umbrella", "Mug|Acme", "Pin|Acme"),
		"id beside name":      Of("product_id INT64, title STRING, sales NUMERIC", "7|Cap|30", "3|Hat|20.5", "9|Mug|1"),
		"before and since":    Of("region STRING, orders_before INT64, orders_since INT64", "East|100|101", "North|50|50", "South|10|11", "West|200|120"),
		"days before":         Of("carrier STRING, days_before FLOAT64, days_since FLOAT64", "DHL|2|4", "UPS|3|3"),
		"rate of counts":      Of("device STRING, checkouts INT64, completed INT64, completion_rate FLOAT64", "pc|50|40|0.8", "tab|40|20|0.5", "mobile|30|9|0.3"),
		"return on spend":     Of("channel STRING, spend NUMERIC, return_on_ad_spend FLOAT64", "mail|10|8.5", "search|100|4", "social|90|1.25"),
		"growth":              Of("month DATE, net_sales NUMERIC, growth_percent FLOAT64", "2025-01-01|100|NULL", "2025-02-01|120|20", "2025-03-01|90|-25"),
		"null category":       Of("region STRING, revenue NUMERIC", "West|10", "NULL|5", "East|1"),
		"delivery":            Of("carrier STRING, avg_delivery_days FLOAT64", "DHL|2.25", "UPS|3.5", "FedEx|4.125"),
	}
}
