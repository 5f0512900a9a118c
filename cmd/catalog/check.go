package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/generate"
)

// errFaulty makes the exit code tell that a specification is wrong; the faults have been printed.
var errFaulty = errors.New("there are faults")

func checkCommand(now func() time.Time) *cobra.Command {
	return &cobra.Command{
		Use:   "check [template or file]...",
		Short: "Report every fault of data specifications (all shipped ones by default)",
		Long: `Read data specifications and report all their faults, never only the first: each with its line, its path in the
document, what is wrong, and what to do about it. Nothing is written. The exit code is 1 when there is a fault.`,
		Example: "  catalog check\n  catalog check shopify\n  catalog check my.yaml",
		RunE: func(c *cobra.Command, args []string) error {
			failed := false
			for _, name := range templates(args) {
				spec, err := load(name)
				if err == nil {
					err = generate.Check(spec, now())
				}
				if err != nil {
					failed = true // load names the file itself
					c.Printf("%s: %v\n", name, strings.TrimPrefix(err.Error(), name+": "))
					continue
				}
				c.Printf("%s: %s\n", name, summary(spec))
			}
			if failed {
				return errFaulty
			}
			return nil
		},
	}
}

func summary(spec *dataspec.Spec) string {
	rows := int64(0)
	for _, t := range spec.Tables {
		rows += spec.RowCount(t.Name)
	}
	return fmt.Sprintf("version %d, %d tables, %d rows, %d golden queries, %d insights: no faults",
		spec.Version, len(spec.Tables), rows, len(spec.GoldenQueries), len(spec.Insights))
}

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of data specifications, for editors",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			schema, err := dataspec.JSONSchema()
			if err == nil {
				_, err = c.OutOrStdout().Write(schema)
			}
			return err
		},
	}
}
