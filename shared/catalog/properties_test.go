package catalog_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/column"
)

// TestProperties holds the data of every shipped template, made once, to what is promised of all.
func TestProperties(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			spec, err := catalog.Load(id)
			if err != nil {
				t.Fatal(err)
			}
			data, err := generate.Run(t.Context(), spec, generate.Options{Anchor: anchor})
			if err != nil {
				t.Fatal(err)
			}
			for _, property := range []struct {
				name string
				hold func(*testing.T, *dataspec.Spec, *generate.Output)
			}{
				{"row counts are exact", rowCountsAreExact},
				{"foreign keys hold", foreignKeysHold},
				{"nothing happens after the anchor", nothingHappensAfterTheAnchor},
				{"the last full month and week have data", theLastFullMonthAndWeekHaveData},
				{"shares of nulls are those declared", sharesOfNullsAreThoseDeclared},
				{"choices follow their weights", choicesFollowTheirWeights},
				{"addresses belong to nobody", addressesBelongToNobody},
			} {
				t.Run(property.name, func(t *testing.T) { property.hold(t, spec, data) })
			}
		})
	}
}

func rowCountsAreExact(t *testing.T, spec *dataspec.Spec, data *generate.Output) {
	t.Helper()
	for i, table := range data.Tables {
		c := data.Kept(table.Name, spec.Tables[i].Key)
		rows := 0
		for _, b := range c.Blocks {
			rows += b.Len()
		}
		if want := spec.RowCount(table.Name); int64(rows) != want || table.Rows != want {
			t.Errorf("%s has %d rows, reports %d, is declared with %d", table.Name, rows, table.Rows, want)
		}
	}
}

func foreignKeysHold(t *testing.T, spec *dataspec.Spec, data *generate.Output) {
	t.Helper()
	for i := range spec.Tables {
		table := &spec.Tables[i]
		keys := map[expr.Value]int{}
		each(data.Kept(table.Name, table.Key), func(_ int, v expr.Value) { keys[v]++ })
		for key, n := range keys {
			if n > 1 || key.IsNull() {
				t.Errorf("%s: key %s occurs %d times", table.Name, key.Text(), n)
			}
		}
		for _, c := range referring(spec, table.Name) {
			each(data.Kept(c.table, c.column), func(row int, v expr.Value) {
				if _, ok := keys[v]; !ok && !v.IsNull() {
					t.Errorf("%s.%s row %d: %s is no key of %s", c.table, c.column, row, v.Text(), table.Name)
				}
			})
		}
	}
}

type tableColumn struct{ table, column string }

func referring(spec *dataspec.Spec, to string) []tableColumn {
	var out []tableColumn
	for i := range spec.Tables {
		for j := range spec.Tables[i].Columns {
			if c := &spec.Tables[i].Columns[j]; c.References == to {
				out = append(out, tableColumn{spec.Tables[i].Name, c.Name})
			}
		}
	}
	return out
}

func each(k *column.Kept, visit func(row int, v expr.Value)) {
	for i, b := range k.Blocks {
		for j := range b.Len() {
			visit(i*column.BlockRows+j, b.Value(j))
		}
	}
}

func nothingHappensAfterTheAnchor(t *testing.T, spec *dataspec.Spec, data *generate.Output) {
	t.Helper()
	end := anchor.UnixMicro()
	forEachColumn(spec, func(table *dataspec.Table, c *dataspec.Column) {
		unit := map[string]int64{"TIMESTAMP": 1, "DATE": expr.Day}[c.Type]
		if unit == 0 {
			return
		}
		each(data.Kept(table.Name, c.Name), func(row int, v expr.Value) {
			if !v.IsNull() && v.I*unit >= end {
				t.Errorf("%s.%s row %d: %s is not before the anchor", table.Name, c.Name, row, v.Text())
			}
		})
	})
}

func forEachColumn(spec *dataspec.Spec, visit func(*dataspec.Table, *dataspec.Column)) {
	for i := range spec.Tables {
		for j := range spec.Tables[i].Columns {
			visit(&spec.Tables[i], &spec.Tables[i].Columns[j])
		}
	}
}

// theLastFullMonthAndWeekHaveData asks it of every table that is a timeline, that is, of things that keep happening.
func theLastFullMonthAndWeekHaveData(t *testing.T, spec *dataspec.Spec, data *generate.Output) {
	t.Helper()
	month := time.Date(anchor.Year(), anchor.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	monday := anchor.AddDate(0, 0, -int(anchor.Weekday()+6)%7-7)
	forEachColumn(spec, func(table *dataspec.Table, c *dataspec.Column) {
		if c.Gen.Timeline == nil || spec.RowCount(table.Name) < 1000 {
			return
		}
		days := map[string]int{}
		unit := map[string]int64{"TIMESTAMP": 1, "DATE": expr.Day}[c.Type]
		each(data.Kept(table.Name, c.Name), func(_ int, v expr.Value) { days[time.UnixMicro(v.I*unit).UTC().Format(time.DateOnly)]++ })
		for day := month; day.Month() == month.Month(); day = day.AddDate(0, 0, 1) {
			if days[day.Format(time.DateOnly)] == 0 {
				t.Errorf("%s.%s: nothing on %s of the last full month", table.Name, c.Name, day.Format(time.DateOnly))
			}
		}
		for i := range 7 {
			if day := monday.AddDate(0, 0, i).Format(time.DateOnly); days[day] == 0 {
				t.Errorf("%s.%s: nothing on %s of the last full week", table.Name, c.Name, day)
			}
		}
	})
}

// TestDocumentation holds every template to what the agent and the library need.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		spec, err := catalog.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		if id != spec.ID || len(spec.GoldenQueries) < 15 || len(spec.Insights) < 3 || len(spec.Glossary) < 5 || len(spec.Tags) == 0 {
			t.Errorf("%s: %d golden queries, %d insights, %d terms, tags %v", id, len(spec.GoldenQueries), len(spec.Insights), len(spec.Glossary), spec.Tags)
		}
		forEachColumn(spec, func(table *dataspec.Table, c *dataspec.Column) {
			if len(c.Synonyms) == 0 {
				t.Errorf("%s: %s.%s has no synonyms", id, table.Name, c.Name)
			}
		})
		for _, insight := range spec.Insights {
			if !slices.ContainsFunc(spec.GoldenQueries, func(q dataspec.GoldenQuery) bool { return q.Insight == insight.ID }) {
				t.Errorf("%s: no golden query uncovers insight %s", id, insight.ID)
			}
		}
	}
}

func TestShopifyIsAsPromised(t *testing.T) {
	t.Parallel()
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, table := range spec.Tables {
		total += spec.RowCount(table.Name)
	}
	if len(spec.Tables) != 15 || total != 145_000 || spec.RowCount("customers") != 80_000 {
		t.Errorf("%d tables, %d rows, %d customers", len(spec.Tables), total, spec.RowCount("customers"))
	}
	if diff := cmp.Diff([]string{"retail", "ecommerce", "payments"}, spec.Tags); diff != "" || spec.DisplayName != "Shopify E-commerce Analytics" || spec.Industry != "Retail & E-commerce" {
		t.Errorf("%s, %s: %s", spec.DisplayName, spec.Industry, diff)
	}
}
