// Command catalog is the workbench of templates: it checks data specifications, builds their data, shows what it looks like, and
// publishes it. Everything it does is in shared/dataspec, shared/generate and shared/catalog; here are only arguments, files and
// the terminal.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return exitCode(command(time.Now).ExecuteContext(ctx))
}

func command(now func() time.Time) *cobra.Command {
	root := &cobra.Command{
		Use:   "catalog",
		Short: "Start, check, build, preview, examine and publish templates",
		Long: `The workbench of templates. A template is one YAML file, its data specification: tables and how their values are made, the
stories hidden in them, and questions with their answers.

A shipped template is named by its id (` + strings.Join(catalog.IDs(), ", ") + `), any other by its file.
New here: catalog new coffee, then docs/writing-a-template.md.`,
		SilenceUsage: true,
	}
	root.SetOut(os.Stdout)
	root.AddCommand(newCommand(), checkCommand(now), buildCommand(now), previewCommand(now), publishCommand(now), examCommand(now), schemaCommand())
	return root
}

// load reads a template by id, or from a file when the argument looks like one.
func load(name string) (*dataspec.Spec, error) {
	read := dataspec.ParseAndValidate
	switch filepath.Ext(name) {
	case ".yaml", ".yml":
	case ".json": // the canonical form, as an export of a tenant has it
		read = dataspec.Restore
	default:
		return catalog.Load(name)
	}
	document, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	spec, err := read(document)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return spec, nil
}

// dayFlag is a flag for the anchor; today (UTC) when it is not given.
func dayFlag(c *cobra.Command, now func() time.Time) func() (time.Time, error) {
	text := c.Flags().String("anchor", "", "day the data ends, YYYY-MM-DD (default today, UTC)")
	return func() (time.Time, error) {
		if *text == "" {
			return now().UTC().Truncate(24 * time.Hour), nil
		}
		day, err := time.Parse(time.DateOnly, *text)
		if err != nil {
			return time.Time{}, fmt.Errorf("--anchor: %q is not a day; write YYYY-MM-DD", *text)
		}
		return day, nil
	}
}

// templates are the arguments, or all shipped templates when there are none.
func templates(args []string) []string {
	if len(args) == 0 {
		return catalog.IDs()
	}
	return args
}
