package dataspec_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/shared/dataspec"
)

// small is a valid specification to spoil.
const small = `
spec: "1.0"
id: small
version: 1
seed: 1
display_name: Small
industry: Retail
description: A small shop.
history_months: 12
instructions: Answer.
curves:
  - {name: days, weekdays: [1, 1, 1, 1, 1, 1, 1]}
planted:
  - {name: lift, value: 2, mutation: 1, insight: more, description: A lift., affects: [count]}
insights:
  - {id: more, title: More, story: There is more.}
tables:
  - name: customers
    description: A customer.
    rows: 100
    key: customer_id
    columns:
      - {name: customer_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
      - {name: created_at, type: TIMESTAMP, description: Time., gen: {timeline: {curve: days}}}
      - {name: tier, type: STRING, description: Tier., gen: {choice: {of: {A: 1, B: $lift}}}}
  - name: orders
    description: An order.
    rows: 300
    key: order_id
    children_of: {table: customers, min: 1}
    columns:
      - {name: order_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
      - {name: customer_id, type: INT64, description: Customer., references: customers, gen: {parent: {}}}
      - {name: amount, type: NUMERIC, description: Amount., gen: {number: {dist: lognormal, median: 20, sigma: 1}}}
      - {name: tier, type: STRING, description: Tier of the customer., gen: {formula: customers.tier}}
golden_queries:
  - id: count
    question: How many orders by tier?
    phrasings: [Orders per tier, Count orders for each tier, Tier by tier order numbers]
    complexity: easy
    result_type: table
    sql: SELECT tier, COUNT(*) AS n FROM orders GROUP BY tier
    expect: {result: {from: orders, by: {tier: tier}, measures: {n: count()}}}
`

func TestSmallIsValid(t *testing.T) {
	t.Parallel()
	if _, err := dataspec.ParseAndValidate([]byte(small)); err != nil {
		t.Fatal(err)
	}
}

// TestEachFaultIsFound spoils the small specification in one place and wants a fault with a path and words.
func TestEachFaultIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, path, message string }{
		"unknown field":        {"industry:", "industri:", "industri", "unknown field"},
		"missing field":        {"instructions: Answer.\n", "", "instructions", "is missing"},
		"wrong type":           {"rows: 100", "rows: many", "tables[0].rows", "expected a whole number"},
		"field twice":          {"seed: 1", "seed: 1\nseed: 2", "", "already defined"},
		"alias":                {"version: 1", "version: &v 1", "version", "anchor"},
		"tag":                  {"display_name: Small", "display_name: !!binary Small", "display_name", "tag"},
		"language":             {`spec: "1.0"`, `spec: "2.0"`, "spec", "2.0"},
		"template id":          {"id: small", "id: Small Shop", "id", "cannot name a template"},
		"reserved word":        {"name: tier, type: STRING, description: Tier.,", "name: group, type: STRING, description: Tier.,", "tables[0].columns[2].name", "reserved word"},
		"duplicate column":     {"{name: created_at,", "{name: customer_id,", "tables[0].columns[1].name", "there are two columns"},
		"duplicate table":      {"- name: orders", "- name: customers", "tables[1].name", "there are two tables"},
		"type":                 {"type: NUMERIC", "type: MONEY", "tables[1].columns[2].type", `"MONEY" is not possible`},
		"too many rows":        {"rows: 300", "rows: 1000000000000", "tables[1]", "1000000000000 rows"},
		"rows and ratio":       {"rows: 300", "rows: 300\n    ratio: {of: customers, per: 2}", "tables[1]", "either rows or a ratio"},
		"ratio to nothing":     {"rows: 300", "ratio: {of: nobody, per: 2}", "tables[1].ratio.of", "no table"},
		"ratio to itself":      {"rows: 300", "ratio: {of: orders, per: 2}", "tables[1]", "circle"},
		"too few rows":         {"rows: 300", "rows: 50", "tables[1].children_of.min", "too few"},
		"key missing":          {"key: order_id", "key: orderid", "tables[1].key", "no column"},
		"key not unique":       {"key: order_id", "key: amount", "tables[1].key", "may repeat"},
		"no such parent":       {"children_of: {table: customers,", "children_of: {table: clients,", "tables[1].children_of.table", "no table"},
		"two generators":       {"gen: {parent: {}}", "gen: {parent: {}, formula: 1}", "tables[1].columns[1].gen", "exactly one generator"},
		"no generator":         {"gen: {parent: {}}", "gen: {}", "tables[1].columns[1].gen", "exactly one generator"},
		"wrong generator":      {"gen: {formula: customers.tier}", "gen: {pick: {count: 3}}", "tables[1].columns[3].gen", "cannot make STRING"},
		"impossible numbers":   {"sigma: 1}", "sigma: -1}", "tables[1].columns[2].gen.number", "lognormal needs"},
		"no such distribution": {"dist: lognormal", "dist: bell", "tables[1].columns[2].gen.number.dist", `"bell" is not possible`},
		"no such curve":        {"timeline: {curve: days}", "timeline: {curve: nights}", "tables[0].columns[1].gen.timeline.curve", "no curve"},
		"curve of eight days":  {"weekdays: [1,", "weekdays: [1, 1,", "curves[0].weekdays", "7 weights"},
		"negative weight":      {"{A: 1, B: $lift}", "{A: 1, B: 0 - $lift}", "tables[0].columns[2].gen.choice.of.B", "not a number of 0 or more"},
		"weights all zero":     {"{A: 1, B: $lift}", "{A: 0, B: 0}", "tables[0].columns[2].gen.choice.of", "weight above 0"},
		"unknown number":       {"$lift", "$left", "tables[0].columns[2].gen.choice.of.B", "no planted number"},
		"unknown column":       {"formula: customers.tier", "formula: customers.teir", "tables[1].columns[3].gen.formula", `did you mean "tier"?`},
		"no way to the table":  {"gen: {choice: {of: {A: 1, B: $lift}}}", "gen: {formula: orders.tier}", "tables[0].columns[2].gen.formula", "no foreign keys lead"},
		"circle of columns":    {"gen: {formula: customers.tier}", "gen: {formula: tier || 'x'}", "tables", "circle"},
		"type of a formula":    {"formula: customers.tier", "formula: customers.created_at", "tables[1].columns[3].gen.formula", "the column is STRING"},
		"broken formula":       {"formula: customers.tier", "formula: customers. ", "tables[1].columns[3].gen.formula", "column's name must follow"},
		"wrong reference":      {"references: customers", "references: orders", "tables[1].columns[1].references", "makes keys of customers"},
		"few phrasings":        {"Count orders for each tier, ", "", "golden_queries[0].phrasings", "3 other wordings"},
		"same phrasing":        {"Count orders for each tier", "orders per TIER!", "golden_queries[0].phrasings", "there twice"},
		"not a SELECT":         {"sql: SELECT tier", "sql: DELETE tier", "golden_queries[0].sql", "one SELECT"},
		"depends on the clock": {"FROM orders GROUP", "FROM orders WHERE CURRENT_DATE() > '' GROUP", "golden_queries[0].sql", "when it runs"},
		"no such insight":      {"insight: more", "insight: less", "planted[0].insight", "no insight"},
		"no such query":        {"affects: [count]", "affects: [sum]", "planted[0].affects", "no golden query"},
		"control characters":   {"display_name: Small", `display_name: "a\u0007b"`, "display_name", "control characters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(small, c.old) {
				t.Fatalf("the small specification has no %q", c.old)
			}
			_, err := dataspec.ParseAndValidate([]byte(strings.Replace(small, c.old, c.new, 1)))
			var faults dataspec.Faults
			if !errors.As(err, &faults) {
				t.Fatalf("want faults, got %v", err)
			}
			for _, f := range faults {
				if f.Path == c.path && strings.Contains(f.String(), c.message) && f.Line > 0 {
					return
				}
			}
			t.Errorf("no fault at %q with %q and a line: %v", c.path, c.message, err)
		})
	}
}

func TestColumnsMayBeCalledCurrent(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(small, "tier", "current_tier")
	if _, err := dataspec.ParseAndValidate([]byte(text)); err != nil {
		t.Errorf("a column called current_tier: %v", err)
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("rows: 100", "rows: -1", "{curve: days}", "{curve: x}", "sigma: 1", "sigma: 0", "customers.tier", "nope",
		"insight: more", "insight: x", "key: order_id", "key: x").Replace(small)
	_, err := dataspec.ParseAndValidate([]byte(text))
	var faults dataspec.Faults
	if !errors.As(err, &faults) || len(faults) < 6 {
		t.Fatalf("want all six faults at once, got %v", err)
	}
	for i := 1; i < len(faults); i++ {
		if faults[i].Line < faults[i-1].Line {
			t.Errorf("faults are not in the order of the document: %v", faults)
		}
	}
}

func TestHostileDocumentsCostLittle(t *testing.T) {
	t.Parallel()
	for name, document := range map[string][]byte{
		"empty":           {},
		"two documents":   []byte("a: 1\n---\nb: 2\n"),
		"a list":          []byte("- 1\n- 2\n"),
		"million lines":   bytes.Repeat([]byte("a: 1\n"), 1_000_000),
		"deep brackets":   bytes.Repeat([]byte("["), 100_000),
		"deep blocks":     []byte(deepBlocks(400)),
		"alias bomb":      []byte("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"),
		"not UTF-8":       {0xff, 0xfe, 0x00},
		"many bad fields": []byte(strings.Repeat("x", 3) + ": 1\n" + manyFields(15_000)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			_, err := dataspec.ParseAndValidate(document)
			var faults dataspec.Faults
			if !errors.As(err, &faults) || len(faults) == 0 || len(faults) > 1000 {
				t.Fatalf("want a bounded list of faults, got %d: %.300v", len(faults), err)
			}
			t.Logf("%d faults in %v", len(faults), time.Since(start))
		})
	}
}

func deepBlocks(levels int) string {
	var b strings.Builder
	for i := range levels {
		fmt.Fprintf(&b, "%sa:\n", strings.Repeat(" ", i))
	}
	return b.String()
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "f%d: 1\n", i)
	}
	return b.String()
}

func TestDigestKnowsMeaningNotLayout(t *testing.T) {
	t.Parallel()
	digest := func(text string) string {
		spec, err := dataspec.ParseAndValidate([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		d, err := spec.Digest()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if digest(small) != digest("# a comment\n"+strings.Replace(small, "id: small", `id: "small"`, 1)) {
		t.Error("a comment and quotes changed the digest")
	}
	if digest(small) == digest(strings.Replace(small, "rows: 300", "rows: 301", 1)) {
		t.Error("another number of rows has the same digest")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("spec: [}"))
	f.Add([]byte("tables: [{name: a, columns: [{gen: {choice: {of: {a: 1}}}}]}]"))
	f.Fuzz(func(_ *testing.T, document []byte) {
		if spec, err := dataspec.Parse(document); err == nil {
			_ = dataspec.Validate(spec).Error()
		}
	})
}
