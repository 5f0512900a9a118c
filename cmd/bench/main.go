// Command bench measures the platform and prints one table: what, ours, target, peers, ceiling, ratio. `bench help` lists the
// subjects; docs/benchmarks.md is a kept run of all of them.
//
// It asserts nothing: a figure that misses its target says "over" and the reader judges, because the machine may be busy. It talks to a
// stack of its own, in a temporary folder and on 127.0.0.1, as a user's programs do: through the public API and the services' addresses.
//
// To add a figure, append a row in the subject's file; to add a subject, add a line to subjects below. What a function must do is held
// by tests beside it, not here.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return command().ExecuteContext(ctx)
}

// subject is one thing that is measured.
type subject struct {
	name    string
	short   string
	measure func(context.Context, *bench) ([]row, error)
}

// subjects come in the order in which `all` runs them: what needs a quiet machine first, what shares a stack together.
func subjects() []subject {
	return []subject{
		{"generate", "rows to Parquet, beside other generators", measureGenerate},
		{"catalog", "all shipped templates built, loaded and examined", measureCatalog},
		{"edge", "the HTTP adapter beside bare net/http", measureEdge},
		{"read", "an authenticated list of 50 beside its bare query", measureRead},
		{"intake", "accepting a demo beside the bare commit of its documents", measureIntake},
		{"quota", "100 creates at once against a quota of 50", measureQuota},
		{"start", "start of the functions and of the stack, its memory", measureStart},
		{"lists", "lists and the dashboard with 100,000 demos in the tenant", measureLists},
		{"provision", "accepted to active, one after the other and 100 at once; memory after it", measureProvision},
		{"chat", "verified questions: first byte and complete", measureChat},
		{"warehouse", "load, clone, join and small queries through BigQuery's API", measureWarehouse},
		// After the others on the same stack: the emulator keeps the listeners of a page that was closed (docs/local-stack.md).
		{"web", "the page in a real browser: paints, first words, progress, scrolling", measureWeb},
		{"demo", "make demo", measureDemo},
		{"accuracy", "how the local analyst answers everyday questions of the templates", measureAccuracy},
	}
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use: "bench", Short: "Measure the platform beside its targets, its peers and what the machine can do",
		SilenceUsage: true, SilenceErrors: true,
	}
	s := settings{}
	root.PersistentFlags().BoolVar(&s.json, "json", false, "print JSON instead of a table")
	root.PersistentFlags().BoolVar(&s.peer, "peer", false, "measure goccy's BigQuery emulator beside our warehouse; it compiles for 7 minutes the first time")
	root.PersistentFlags().StringVar(&s.write, "write", "", "also write the table as a document, with machine, date and command")
	all := subjects()
	for _, one := range all {
		if one.name == "accuracy" { // has a table of its own
			continue
		}
		c := s.command(one.name, "Measure "+one.short, []subject{one})
		if one.name == "generate" {
			c.Flags().IntVar(&s.rows, "rows", 0, "only our generator, with so many rows, such as 100000000: its memory must not grow with them")
		}
		root.AddCommand(c)
	}
	root.AddCommand(s.command("all", "Measure everything, one after the other: minutes on a quiet machine", all), accuracyCommand(&s), askCommand(), competitorCommand())
	return root
}

// settings are the flags of every subject.
type settings struct {
	json  bool
	peer  bool
	write string
	rows  int
}

func (s *settings) command(name, short string, list []subject) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
		return s.run(c, list)
	}}
}

func (s *settings) run(c *cobra.Command, list []subject) (err error) {
	began := time.Now()
	b, err := newBench(c.ErrOrStderr())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	b.peer, b.rows = s.peer, s.rows
	r := report{began: began, machine: thisMachine(), command: "go run ./cmd/bench " + strings.Join(os.Args[1:], " ")}
	for _, one := range list {
		b.sayf("measuring %s: %s", one.name, one.short)
		rows, failed := one.measure(c.Context(), b)
		if failed != nil { // the others' figures are worth having all the same
			err = errors.Join(err, fmt.Errorf("%s: %w", one.name, failed))
		}
		for _, figure := range rows {
			figure.Subject = one.name
			r.rows = append(r.rows, figure)
		}
	}
	r.took, r.machine.LoadAfter = time.Since(began), load()
	return errors.Join(err, s.print(c, &r))
}

// print shows the report, and writes it where it was asked for.
func (s *settings) print(c *cobra.Command, r *report) error {
	if s.write != "" {
		if err := os.WriteFile(s.write, []byte(r.document()), 0o644); err != nil {
			return fmt.Errorf("write the document: %w", err)
		}
	}
	if s.json {
		return r.printJSON(c.OutOrStdout())
	}
	_, err := fmt.Fprint(c.OutOrStdout(), r.table())
	return err
}
