package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/column"
)

func previewCommand(now func() time.Time) *cobra.Command {
	c := &cobra.Command{
		Use:   "preview <template or file> [table]...",
		Short: "Show what the data looks like: counts, distributions, seasonality",
		Args:  cobra.MinimumNArgs(1),
	}
	anchor := dayFlag(c, now)
	c.RunE = func(c *cobra.Command, args []string) error {
		day, err := anchor()
		if err != nil {
			return err
		}
		spec, err := load(args[0])
		if err != nil {
			return err
		}
		out, err := generate.Run(c.Context(), spec, generate.Options{Anchor: day})
		if err != nil {
			return err
		}
		for i := range spec.Tables {
			if t := &spec.Tables[i]; len(args) == 1 || slices.Contains(args[1:], t.Name) {
				c.Printf("\n%s: %d rows. %s\n", t.Name, spec.RowCount(t.Name), t.Description)
				previewTable(c, t, out)
			}
		}
		return nil
	}
	return c
}

func previewTable(c *cobra.Command, t *dataspec.Table, out *generate.Output) {
	for i := range t.Columns {
		name := t.Columns[i].Name
		kept := out.Kept(t.Name, name)
		if kept == nil {
			c.Printf("  %-22s (the table is made as a stream)\n", name)
			continue
		}
		c.Printf("  %-22s %-9s %s\n", name, t.Columns[i].Type, describe(kept))
	}
}

// describe is one line about a column: the commonest values, or the range and shape of numbers and times.
func describe(k *column.Kept) string {
	counts, nulls, rows := map[string]int{}, 0, 0
	var numbers []float64
	var low, high expr.Value
	var kind expr.Type
	for _, b := range k.Blocks {
		for i := range b.Len() {
			v := b.Value(i)
			rows++
			if v.IsNull() {
				nulls++
				continue
			}
			kind = v.T
			if v.T == expr.String || v.T == expr.Bool {
				counts[v.Text()]++
				continue
			}
			numbers = append(numbers, v.Float())
			if low.IsNull() || expr.Compare(v, low) < 0 {
				low = v
			}
			if high.IsNull() || expr.Compare(v, high) > 0 {
				high = v
			}
		}
	}
	var text string
	switch {
	case nulls == rows:
		return "always NULL"
	case kind == expr.String || kind == expr.Bool:
		text = commonest(counts, rows-nulls)
	default:
		text = fmt.Sprintf("%s  %s to %s", histogram(numbers), low.Text(), high.Text())
	}
	if nulls > 0 {
		text += fmt.Sprintf("  (%.0f %% NULL)", 100*float64(nulls)/float64(rows))
	}
	return text
}

// commonest lists the most frequent texts with their shares, or says that nearly all differ.
func commonest(counts map[string]int, rows int) string {
	const most = 5
	if len(counts) > rows/2 && rows > 2*most {
		for text := range counts {
			return fmt.Sprintf("%d different, as %q", len(counts), smallest(counts, text))
		}
	}
	texts := make([]string, 0, len(counts))
	for text := range counts {
		texts = append(texts, text)
	}
	slices.SortFunc(texts, func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) })
	var parts []string
	for _, text := range texts[:min(most, len(texts))] {
		parts = append(parts, fmt.Sprintf("%s %.0f %%", text, 100*float64(counts[text])/float64(rows)))
	}
	if len(texts) > most {
		parts = append(parts, fmt.Sprintf("and %d more", len(texts)-most))
	}
	return strings.Join(parts, ", ")
}

// smallest is the first text in alphabetical order, so that a preview does not change from run to run.
func smallest(counts map[string]int, text string) string {
	for other := range counts {
		text = min(text, other)
	}
	return text
}

// histogram draws how values are spread between the smallest and the largest.
func histogram(values []float64) string {
	const bars = 24
	low, high := slices.Min(values), slices.Max(values)
	var counts [bars]float64
	for _, v := range values {
		i := 0
		if high > low {
			i = int((v - low) / (high - low) * bars)
		}
		counts[min(i, bars-1)]++
	}
	shades := []rune(" ▁▂▃▄▅▆▇█")
	top := slices.Max(counts[:])
	var b strings.Builder
	for _, n := range counts {
		b.WriteRune(shades[int(math.Ceil(n/top*float64(len(shades)-1)))])
	}
	return b.String()
}
