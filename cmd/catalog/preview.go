package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/generate"
)

func previewCommand(now func() time.Time) *cobra.Command {
	c := &cobra.Command{
		Use:   "preview <template or file> [table]...",
		Short: "Show what the data looks like: counts, distributions, seasonality",
		Long: `Make a template's data in memory and show what it looks like: for every column its commonest values, or the
range and shape of its numbers; for columns of times also how they are spread over months, weekdays (Monday first)
and hours. Nothing is written, except the picture that --svg asks for.`,
		Example: "  catalog preview shopify\n  catalog preview my.yaml orders\n  catalog preview my.yaml --svg my.svg",
		Args:    cobra.MinimumNArgs(1),
	}
	svg := c.Flags().String("svg", "", "also draw it all into this file")
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
		for _, name := range args[1:] {
			if spec.Table(name) == nil {
				return fmt.Errorf("template %s has no table %q; it has %v", spec.ID, name, tableNames(spec))
			}
		}
		out, err := generate.Run(c.Context(), spec, generate.Options{Anchor: day})
		if err != nil {
			return err
		}
		tables := portraits(spec, out, args[1:])
		for _, t := range tables {
			printTable(c, t)
		}
		if *svg == "" {
			return nil
		}
		return os.WriteFile(*svg, drawPreview(spec, tables), 0o644)
	}
	return c
}

// tablePortrait is a table with the portraits of its columns; nil ones are of tables that are made as a stream.
type tablePortrait struct {
	spec    *dataspec.Table
	rows    int64
	columns []*portrait
}

// portraits looks at the named tables, or at all.
func portraits(spec *dataspec.Spec, out *generate.Output, names []string) []tablePortrait {
	var tables []tablePortrait
	for i := range spec.Tables {
		t := &spec.Tables[i]
		if len(names) > 0 && !slices.Contains(names, t.Name) {
			continue
		}
		one := tablePortrait{spec: t, rows: spec.RowCount(t.Name)}
		for j := range t.Columns {
			var seen *portrait
			if kept := out.Kept(t.Name, t.Columns[j].Name); kept != nil {
				p := portray(kept)
				seen = &p
			}
			one.columns = append(one.columns, seen)
		}
		tables = append(tables, one)
	}
	return tables
}

func printTable(c *cobra.Command, t tablePortrait) {
	c.Printf("\n%s: %d rows. %s\n", t.spec.Name, t.rows, t.spec.Description)
	for i := range t.spec.Columns {
		column, p := &t.spec.Columns[i], t.columns[i]
		if p == nil {
			c.Printf("  %-22s (the table is made as a stream)\n", column.Name)
			continue
		}
		c.Printf("  %-22s %-9s %s\n", column.Name, column.Type, p.line())
		if len(p.months) > 1 {
			c.Printf("  %-32s months %s  weekdays %s%s\n", "", bars(p.counts()), bars(p.weekdays), hours(column, p))
		}
	}
}

// hours are shown for times only: dates have none.
func hours(column *dataspec.Column, p *portrait) string {
	if column.Type != "TIMESTAMP" {
		return ""
	}
	return "  hours " + bars(p.hours)
}

func tableNames(spec *dataspec.Spec) []string {
	names := make([]string, len(spec.Tables))
	for i := range spec.Tables {
		names[i] = spec.Tables[i].Name
	}
	return names
}
