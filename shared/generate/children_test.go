package generate_test

import (
	"strings"
	"testing"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/generate"
)

// TestChildrenFollowTheWeightOfTheirParents gives subscriptions invoices in proportion to their months.
func TestChildrenFollowTheWeightOfTheirParents(t *testing.T) {
	t.Parallel()
	run := func(weight string) (map[int64]int, error) {
		spec, err := dataspec.ParseAndValidate([]byte(strings.Replace(subscriptions, "WEIGHT", weight, 1)))
		if err != nil {
			return nil, err
		}
		out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: day})
		if err != nil {
			return nil, err
		}
		invoices := map[int64]int{}
		kept := out.Kept("invoices", "subscription_id")
		for row := range 5050 {
			invoices[kept.Value(row).I]++
		}
		return invoices, nil
	}
	invoices, err := run("subscription_id")
	if err != nil {
		t.Fatal(err)
	}
	for id := int64(1); id <= 100; id++ { // 1 + 2 + ... + 100 = 5050
		if n := invoices[id]; n < int(id)-1 || n > int(id)+1 {
			t.Errorf("subscription %d has %d invoices, its weight is %d", id, n, id)
		}
	}
	if _, err := run("0"); err == nil || !strings.Contains(err.Error(), "weight") {
		t.Errorf("no parent has a weight: %v", err)
	}
	if _, err := run("text(subscription_id)"); err == nil || !strings.Contains(err.Error(), "a number is needed") {
		t.Errorf("a weight that is no number: %v", err)
	}
}

const subscriptions = `spec: "1.0"
id: subscriptions
version: 1
seed: 3
display_name: Subscriptions
industry: Test
description: Subscriptions and their invoices.
tags: [test]
history_months: 12
instructions: None.
tables:
  - name: subscriptions
    description: A subscription.
    rows: 100
    key: subscription_id
    columns:
      - {name: subscription_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
  - name: invoices
    description: An invoice.
    rows: 5050
    key: invoice_id
    children_of: {table: subscriptions, weight: WEIGHT}
    columns:
      - {name: invoice_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
      - {name: subscription_id, type: INT64, description: Subscription., references: subscriptions, gen: {parent: {}}}
golden_queries:
  - id: invoices
    question: How many invoices are there?
    phrasings: [Count the invoices, Number of invoices, Invoices]
    complexity: easy
    result_type: table
    sql: SELECT subscription_id, COUNT(*) AS invoices FROM invoices GROUP BY subscription_id
    expect: {result: {from: invoices, by: {subscription_id: subscription_id}, measures: {invoices: count()}}}
`
