// Package semantictest makes a small model for tests: a shop with customers, orders, their lines, and stock without a time.
package semantictest

import (
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/result"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// Knowledge is what the shop's agent knows. The data end on Wednesday, 2026-05-20.
func Knowledge() *agent.Knowledge {
	return &agent.Knowledge{
		Instructions: "Today is 2026-05-20.",
		Tables: []agent.Table{
			table("customers", "A person with an account.", "customer_id INT64", "name STRING", "region STRING area", "tier STRING", "created_at TIMESTAMP registered"),
			table("products", "A thing for sale.", "product_id INT64", "title STRING", "category STRING", "price NUMERIC"),
			table("orders", "An order.", "order_id INT64", "customer_id INT64", "ordered_at TIMESTAMP", "channel STRING", "net NUMERIC net sales", "tax NUMERIC", "cancelled BOOL"),
			table("order_lines", "A line of an order.", "line_id INT64", "order_id INT64", "product_id INT64", "quantity INT64 units", "amount NUMERIC", "returned BOOL"),
			table("stock", "Stock of a product.", "stock_id INT64", "product_id INT64", "on_hand INT64 inventory"),
		},
		Relationships: []agent.Relationship{
			relation("orders", "customer_id", "customers"), relation("order_lines", "order_id", "orders"), relation("order_lines", "product_id", "products"),
			relation("stock", "product_id", "products"),
		},
		Glossary: []agent.Term{
			{Name: "Net sales", Definition: "Sum of orders.net of orders that were not cancelled.", Synonyms: []string{"sales", "revenue"}},
			{Name: "Margin", Definition: "What is left after all costs.", Synonyms: []string{"profit"}},
			{Name: "Tax rate", Definition: "orders.tax divided by orders.net"},
			{Name: "Loyal customer", Definition: "A customer with at least three orders."},
		},
		Verified: []agent.Verified{
			{Questions: []string{"Net sales?"}, SQL: "SELECT SUM(net) AS net_sales FROM `p.d.orders` WHERE NOT cancelled"},
			{Questions: []string{"Orders by channel?"}, SQL: "SELECT channel, COUNT(*) AS orders FROM `p.d.orders` WHERE NOT cancelled GROUP BY channel"},
			{Questions: []string{"Product sales?"}, SQL: "SELECT p.title, SUM(l.amount) AS sales FROM `p.d.order_lines` AS l JOIN `p.d.orders` AS o ON o.order_id = l.order_id " +
				"JOIN `p.d.products` AS p ON p.product_id = l.product_id WHERE NOT o.cancelled AND DATE(o.ordered_at) >= DATE '2026-05-01' GROUP BY p.title"},
			{Questions: []string{"Return rate?"}, SQL: "SELECT COUNTIF(returned) / COUNT(*) AS return_rate FROM `p.d.order_lines` AS l JOIN `p.d.orders` AS o ON o.order_id = l.order_id WHERE NOT o.cancelled"},
		},
	}
}

func table(name, description string, columns ...string) agent.Table {
	t := agent.Table{Project: "p", Dataset: "d", Name: name, Description: description}
	for _, c := range columns {
		parts := strings.SplitN(c, " ", 3)
		column := agent.Column{Name: parts[0], Type: parts[1]}
		if len(parts) > 2 {
			column.Synonyms = []string{parts[2]}
		}
		t.Columns = append(t.Columns, column)
	}
	return t
}

func relation(from, column, to string) agent.Relationship {
	return agent.Relationship{Left: "p.d." + from, LeftColumns: []string{column}, Right: "p.d." + to, RightColumns: []string{column}}
}

// values are the texts that the shop's tables hold.
var values = map[string][]any{
	"customers.region": {"West", "East", "O'Hara's"}, "customers.tier": {"Gold", "Silver"}, "products.title": {"Cap", "Hat", "Mug"},
	"products.category": {"Clothing", "Kitchen", "West"}, "orders.channel": {"Web", "App"}, "customers.name": nil,
}

// Model is the shop's model with its values.
func Model(tb testing.TB) *semantic.Model {
	tb.Helper()
	return model(tb, Knowledge(), values)
}

// model is what an agent knows, with 5000 rows in each table and the texts that they hold.
func model(tb testing.TB, k *agent.Knowledge, values map[string][]any) *semantic.Model {
	tb.Helper()
	m := semantic.New(k)
	profiles, err := m.Profiles()
	if err != nil {
		tb.Fatal(err)
	}
	rows := make([]*result.Result, len(profiles))
	for i, p := range profiles {
		r := &result.Result{Columns: []result.Column{{Name: "row_count", Type: "INT64"}}, Rows: [][]result.Cell{{{Text: "5000"}}}, Total: 1}
		for _, c := range p.Table.Columns {
			if list, ok := values[p.Table.Name+"."+c.Name]; ok {
				r.Columns = append(r.Columns, result.Column{Name: c.Name, Type: "STRING", Repeated: true})
				r.Rows[0] = append(r.Rows[0], result.Cell{Nested: slices.Clone(list)})
			}
		}
		rows[i] = r
	}
	return m.WithValues(profiles, rows)
}
