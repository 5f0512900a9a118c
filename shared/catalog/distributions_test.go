package catalog_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/words"
)

func sharesOfNullsAreThoseDeclared(t *testing.T, spec *dataspec.Spec, data *generate.Output) {
	t.Helper()
	forEachColumn(spec, func(table *dataspec.Table, c *dataspec.Column) {
		nulls, rows := 0, 0
		each(data.Kept(table.Name, c.Name), func(_ int, v expr.Value) {
			rows++
			if v.IsNull() {
				nulls++
			}
		})
		share := float64(nulls) / float64(rows)
		switch {
		case c.Required() && nulls > 0:
			t.Errorf("%s.%s is required and has %d NULLs", table.Name, c.Name, nulls)
		case c.Nulls > 0 && !c.Nullable && c.OnlyIf == "" && math.Abs(share-c.Nulls) > 0.01+1/float64(rows):
			t.Errorf("%s.%s: %.4f of the values are NULL, %.4f declared", table.Name, c.Name, share, c.Nulls)
		}
	})
}

// choicesFollowTheirWeights is a chi-square test of every choice without cases.
func choicesFollowTheirWeights(t *testing.T, spec *dataspec.Spec, data *generate.Output) {
	t.Helper()
	forEachColumn(spec, func(table *dataspec.Table, c *dataspec.Column) {
		if c.Gen.Choice == nil || len(c.Gen.Choice.Cases) > 0 {
			return
		}
		seen, rows := map[string]float64{}, 0.0
		each(data.Kept(table.Name, c.Name), func(_ int, v expr.Value) {
			if !v.IsNull() {
				seen[v.Text()]++
				rows++
			}
		})
		total, statistic := 0.0, 0.0
		weights := map[string]float64{}
		for _, w := range c.Gen.Choice.Of {
			var x float64
			if _, err := fmt.Sscan(w.Weight, &x); err != nil {
				return // an expression of planted numbers
			}
			weights[w.Value], total = x, total+x
		}
		for value, w := range weights {
			want := rows * w / total
			statistic += (seen[value] - want) * (seen[value] - want) / want
		}
		// The mean of chi-square is its degrees of freedom, its deviation the root of twice that; five of them is far out.
		if freedom := float64(len(weights) - 1); statistic > freedom+5*math.Sqrt(2*freedom)+5 {
			t.Errorf("%s.%s: chi-square %.1f with %v degrees of freedom: %v for weights %v", table.Name, c.Name, statistic, freedom, seen, weights)
		}
	})
}

func addressesBelongToNobody(t *testing.T, spec *dataspec.Spec, data *generate.Output) {
	t.Helper()
	forEachColumn(spec, func(table *dataspec.Table, c *dataspec.Column) {
		switch {
		case c.Gen.Email != nil:
			seen := map[string]bool{}
			each(data.Kept(table.Name, c.Name), func(row int, v expr.Value) {
				_, domain, _ := strings.Cut(v.S, "@")
				if !slices.Contains(words.Domains(), domain) || seen[v.S] {
					t.Errorf("%s.%s row %d: %s is at no example domain, or there twice", table.Name, c.Name, row, v.S)
				}
				seen[v.S] = true
			})
		case c.Gen.Phone != nil:
			each(data.Kept(table.Name, c.Name), func(row int, v expr.Value) {
				if !v.IsNull() && !strings.Contains(v.S, "-555-01") {
					t.Errorf("%s.%s row %d: %s is not reserved for fiction", table.Name, c.Name, row, v.S)
				}
			})
		}
	})
}
