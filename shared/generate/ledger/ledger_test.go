package ledger_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/generate"
)

// sales are eight rows that a person can add up. The shops take turns:
//
//	id  shop_id  amount  pieces  day
//	 1     1      10.00     1    2026-01-05
//	 2     2      20.50     2    2026-01-20
//	 3     1      NULL      3    2026-02-03
//	 4     2       5.25     4    2026-02-10
//	 5     1      10.00     5    2026-02-28
//	 6     2       0.00     6    2026-03-01
//	 7     1      99.99     7    2026-03-02
//	 8     2       1.01     8    2026-03-17
const sales = `
spec: "1.0"
id: sales
version: 1
seed: 1
display_name: Sales
industry: None
description: Eight sales.
history_months: 12
instructions: None.
planted:
  - {name: few, value: 5, mutation: 6, insight: none, description: A limit., affects: []}
insights:
  - {id: none, title: None, story: None.}
tables:
  - name: shops
    description: A shop.
    rows: 2
    key: shop_id
    columns:
      - {name: shop_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
      - {name: city, type: STRING, description: City., gen: {values: {of: [Oslo, Rome]}}}
  - name: sales
    description: A sale.
    rows: 8
    key: sale_id
    columns:
      - {name: sale_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
      - {name: turn, type: INT64, description: One or two., gen: {values: {of: [1, 2]}}}
      - {name: shop_id, type: INT64, description: Shop., references: shops, gen: {ref: {table: shops, accept: "if(shops.shop_id = turn, 1, 0)"}}}
      - {name: amount, type: NUMERIC, nullable: true, description: Amount., gen: {values: {of: [10.00, 20.50, null, 5.25, 10.00, 0.00, 99.99, 1.01]}}}
      - {name: pieces, type: INT64, description: Pieces., gen: {values: {of: [1, 2, 3, 4, 5, 6, 7, 8]}}}
      - {name: day, type: DATE, description: Day., gen: {values: {of: [2026-01-05, 2026-01-20, 2026-02-03, 2026-02-10, 2026-02-28, 2026-03-01, 2026-03-02, 2026-03-17]}}}
golden_queries:
  - id: q
    question: Question?
    phrasings: [One, Two, Three]
    complexity: easy
    result_type: table
    sql: SELECT 1
    expect: `

func answer(t *testing.T, expect string) (*demo.Result, error) {
	t.Helper()
	spec, err := dataspec.ParseAndValidate([]byte(sales + expect))
	if err != nil {
		t.Fatal(err)
	}
	out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return nil, err
	}
	return out.Answers["q"], nil
}

func text(r *demo.Result) string {
	rows := append(make([]string, 0, 1+len(r.Rows)), strings.Join(r.Columns, " "))
	for _, row := range r.Rows {
		var cells []string
		for _, c := range row.Cells {
			if c == nil {
				cells = append(cells, "NULL")
				continue
			}
			cells = append(cells, *c)
		}
		rows = append(rows, strings.Join(cells, " "))
	}
	return strings.Join(rows, " | ")
}

func TestAnswersWorkedOutByHand(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ expect, want string }{
		"counts and sums are exact": {
			`{result: {from: sales, measures: {n: count(), total: sum(amount), pieces: sum(pieces)}}}`,
			"n total pieces | 8 146.75 36"},
		"NULL takes no part": {
			`{result: {from: sales, measures: {mean: avg(amount), least: min(amount), most: max(amount), different: count_distinct(amount)}}}`,
			"mean least most different | 20.964285714285715 0 99.99 6"},
		"conditional": {
			`{result: {from: sales, measures: {n: count_if(pieces > $few), total: "sum_if(amount, pieces > $few)", mean: "avg_if(pieces, pieces > $few)", shops: "count_distinct_if(shop_id, pieces = 8)"}}}`,
			"n total mean shops | 3 101 7 1"},
		"of no rows": {
			`{result: {from: sales, where: pieces > 100, measures: {n: count(), total: sum(amount), mean: avg(amount)}}}`,
			"n total mean | 0 " + "NULL" + " NULL"},
		"of no groups": {
			`{result: {from: sales, where: pieces > 100, by: {shop: shop_id}, measures: {n: count()}}}`,
			"shop n"},
		"by a joined column, ordered": {
			`{result: {from: sales, by: {city: shops.city}, measures: {total: sum(amount)}, order: [-total]}}`,
			"city total | Oslo 119.99 | Rome 26.76"},
		"by month": {
			`{result: {from: sales, by: {month: month(day)}, measures: {n: count(), last: max(day)}, order: [month]}}`,
			"month n last | 2026-01-01 2 2026-01-20 | 2026-02-01 3 2026-02-28 | 2026-03-01 3 2026-03-17"},
		"ratio of aggregates, and of earlier measures": {
			`{result: {from: sales, measures: {n: count(), share: count_if(shop_id = 1) / n, double: share * 2}}}`,
			"n share double | 8 0.5 1"},
		"having": {
			`{result: {from: sales, by: {month: month(day)}, measures: {n: count()}, having: n > 2, order: [month], columns: [n]}}`,
			"n | 3 | 3"},
		"NULL comes first, or last when descending": {
			`{result: {from: sales, where: "sale_id in (1, 3, 4)", by: {amount: amount}, order: [-amount]}}`,
			"amount | 10 | 5.25 | NULL"},
		"ties by the next name": {
			`{result: {from: sales, where: amount = 10, by: {amount: amount, sale_id: sale_id}, order: [amount, -sale_id]}}`,
			"amount sale_id | 10 5 | 10 1"},
		"limit": {
			`{result: {from: sales, by: {sale_id: sale_id}, measures: {p: sum(pieces)}, order: [-p], limit: 2}}`,
			"sale_id p | 8 8 | 7 7"},
		"windows": {
			`{result: {from: sales, by: {month: month(day)}, measures: {n: count()}, order: [month],
			  compute: {place: row_number(), before: lag(n), so_far: running(n), share: n / total(n), change: "n - lag(n)"}}}`,
			"month n place before so_far share change | 2026-01-01 2 1 NULL 2 0.25 NULL | 2026-02-01 3 2 2 5 0.375 1 | 2026-03-01 3 3 3 8 0.375 0"},
		"filter after compute": {
			`{result: {from: sales, by: {month: month(day)}, measures: {n: count()}, order: [month], compute: {before: lag(n)}, filter: before is not null, columns: [before, n]}}`,
			"before n | 2 3 | 3 3"},
		"stages": {
			`{with: [{name: shops_total, from: sales, by: {shop: shop_id}, measures: {total: sum(amount)}},
			         {name: large, from: shops_total, where: total > 50, by: {shop: shop}}],
			  result: {from: large, measures: {n: count()}}}`,
			"n | 1"},
		"relative to the anchor": {
			`{result: {from: sales, where: day >= months_ago(1) and day < months_ago(0), measures: {n: count()}}}`,
			"n | 3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := answer(t, c.expect)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, text(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOrderAndToleranceAreHandedOn(t *testing.T) {
	t.Parallel()
	got, err := answer(t, `{tolerance: 0.01, result: {from: sales, by: {s: shop_id}, order: [s]}}`)
	if err != nil || !got.Ordered || got.Tolerance != 0.01 {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = answer(t, `{result: {from: sales, by: {s: shop_id}}}`)
	if err != nil || got.Ordered || got.Tolerance != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFaultsAreNamed(t *testing.T) {
	t.Parallel()
	for expect, want := range map[string]string{
		`{result: {from: nowhere, measures: {n: count()}}}`:                              `no table or earlier stage "nowhere"`,
		`{result: {from: sales}}`:                                                        "no columns",
		`{result: {from: sales, where: pieces, measures: {n: count()}}}`:                 "not a condition",
		`{result: {from: sales, measures: {n: sum(day)}}}`:                               "does not take DATE",
		`{result: {from: sales, measures: {n: sum()}}}`:                                  "write sum(number)",
		`{result: {from: sales, measures: {n: pieces}}}`:                                 `no column "pieces"`,
		`{result: {from: sales, measures: {n: count()}, order: [m]}}`:                    `no column "m"`,
		`{result: {from: sales, measures: {n: count()}, columns: [m]}}`:                  `no column "m"`,
		`{result: {from: sales, measures: {n: count()}, compute: {x: lag()}}}`:           "takes 1 argument",
		`{result: {from: sales, by: {a: 1, b: 2, c: 3, d: 4, e: 5}}}`:                    "at most 4",
		`{with: [{name: a, from: sales, by: {x: nope}}], result: {from: a, by: {x: x}}}`: "stage a",
	} {
		if _, err := answer(t, expect); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "golden query q") {
			t.Errorf("%s: want a fault with %q, got %v", expect, want, err)
		}
	}
}
