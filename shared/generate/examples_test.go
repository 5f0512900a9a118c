package generate_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/generate"
)

// stage is the specification that the examples of docs/data-spec.md play on.
const stage = `
spec: "1.0"
id: examples
version: 1
seed: 7
display_name: Examples
industry: None
description: The examples of the documentation.
history_months: 12
instructions: None.
lists:
  - {name: places, columns: [city, country, weight], rows: [[Springfield, USA, 3], [Riverton, Canada, 1]]}
curves:
  - {name: shopping, growth: 0.2, weekdays: [1, 1, 1, 1, 1.2, 1.4, 1.1], holidays: [{name: Sale, from: 11-24, to: 11-30, lift: 2}]}
planted:
  - {name: failing, value: 0.4, mutation: 0.1, insight: story, description: Share of failing orders., affects: []}
  - {name: west, value: 0.5, mutation: 1, insight: story, description: Demand of the West., affects: []}
insights:
  - {id: story, title: A story, story: A story.}
tables:
  - name: customers
    description: A customer.
    rows: 200
    key: customer_id
    columns:
      - {name: customer_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
      - {name: region, type: STRING, description: Region., gen: {choice: {of: {West: 1, East: 1}}}}
      - {name: created_at, type: TIMESTAMP, description: Sign-up., gen: {timeline: {curve: shopping, days: 1500}}}
  - name: items
    description: An item.
    rows: 900
    key: item_id
    children_of: {table: orders, min: 1}
    columns:
      - {name: item_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
      - {name: order_id, type: INT64, description: Order., references: orders, gen: {parent: {}}}
      - {name: amount, type: NUMERIC, description: Amount., gen: {number: {dist: uniform, min: 1, max: 90}}}
  - name: orders
    description: An order.
    rows: 600
    key: order_id
    children_of: {table: customers, min: 1}
    columns:
      - {name: order_id, type: INT64, description: Key., gen: {sequence: {start: 1}}}
      - {name: ordered_at, type: TIMESTAMP, description: Time., gen: {timeline: {curve: shopping}}}
      - {name: device, type: STRING, description: Device., gen: {choice: {of: {mobile: 2, desktop: 1}}}}
`

const keyOfCustomer = "      - {name: customer_id, type: INT64, description: Customer., references: customers, gen: {parent: {}}}\n"

var fenced = regexp.MustCompile("(?s)```yaml( expect)?\n(.*?)```")

func TestExamplesOfTheDocumentationWork(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/data-spec.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, block := range fenced.FindAllStringSubmatch(string(text), -1) {
		document := stage
		if !strings.Contains(block[2], "gen: {parent: {}}") {
			document += keyOfCustomer
		}
		if block[1] == "" {
			document += indent(block[2], "      ")
		} else {
			document += "golden_queries:\n  - id: example\n    question: Example?\n    phrasings: [One, Two, Three]\n    complexity: hard\n" +
				"    result_type: scalar\n    sql: SELECT 1\n    expect:\n" + indent(block[2], "      ")
		}
		spec, err := dataspec.ParseAndValidate([]byte(document))
		if err != nil {
			t.Errorf("%s\n%v", block[2], err)
			continue
		}
		out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: day})
		if err != nil {
			t.Errorf("%s\n%v", block[2], err)
			continue
		}
		for _, c := range spec.Table("orders").Columns[3:] {
			for _, name := range c.Gen.Names() {
				shown[name] = true
			}
			if k := out.Kept("orders", c.Name); k.Value(0).IsNull() && c.Required() {
				t.Errorf("%s is NULL", c.Name)
			}
		}
	}
	for _, name := range dataspec.GeneratorNames() {
		if !shown[name] || !strings.Contains(string(text), "### ") {
			t.Errorf("the documentation has no example of generator %s", name)
		}
	}
}

func indent(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+by) + "\n"
}
