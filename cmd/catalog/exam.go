package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/local/workbench"
	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
)

// examined is what an exam found about a template.
type examined struct {
	Template  string             `json:"template"`
	Version   int                `json:"version"`
	Anchor    string             `json:"anchor"`
	Status    demo.Verdict       `json:"status"`
	Seconds   float64            `json:"seconds"` // for building, loading and examining
	Reasons   []string           `json:"reasons"`
	Queries   demo.Tally         `json:"queries"`
	Phrasings demo.Tally         `json:"phrasings"`
	Items     []certificate.Item `json:"items"`
}

// Exit codes of the worst verdict, the same as capidemo's.
const (
	amberCode = 3
	redCode   = 4
)

// examsAtOnce is how many templates are examined side by side: building takes all processors, asking mostly waits.
const examsAtOnce = 2

func examCommand(now func() time.Time) *cobra.Command {
	c := &cobra.Command{
		Use:   "exam [template or file]...",
		Short: "Build, load and examine templates on servers of their own (all shipped ones by default)",
		Long: "Build templates, load them into a local warehouse, make their agents, run every golden query and ask every golden question in every " +
			"phrasing. Nothing is published and no running stack is needed.\n\nEnds with 0 when all are green, 3 when one is amber, 4 when one is red.",
	}
	asJSON := c.Flags().Bool("json", false, "print the results as JSON")
	anchor := dayFlag(c, now)
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		day, err := anchor()
		if err != nil {
			return err
		}
		bench, err := workbench.Open(c.Context())
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, bench.Close()) }()
		began := now()
		results, err := examineAll(c.Context(), bench, templates(args), day, now)
		if err != nil {
			return err
		}
		if *asJSON {
			encoder := json.NewEncoder(c.OutOrStdout())
			encoder.SetIndent("", "  ")
			err = encoder.Encode(map[string]any{"results": results})
		} else {
			err = printExams(c, results, now().Sub(began))
		}
		if err != nil {
			return err
		}
		return worst(results)
	}
	return c
}

// examineAll examines templates and gives the results in their order.
func examineAll(ctx context.Context, bench *workbench.Bench, names []string, day time.Time, now func() time.Time) ([]examined, error) {
	results := make([]examined, len(names))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(examsAtOnce)
	for i, name := range names {
		group.Go(func() error {
			began := now()
			spec, err := load(name)
			if err != nil {
				return err
			}
			subject, err := bench.Demo(ctx, spec, day, fmt.Sprintf("t%d", i))
			if err != nil {
				return fmt.Errorf("making a demo of %s: %w", name, err)
			}
			if results[i], err = examine(ctx, bench, subject); err != nil {
				return fmt.Errorf("examining %s: %w", name, err)
			}
			results[i].Seconds = now().Sub(began).Seconds()
			return nil
		})
	}
	return results, group.Wait()
}

func examine(ctx context.Context, bench *workbench.Bench, s examiner.Subject) (examined, error) {
	e := examiner.New(bench.Warehouse, bench.Analyst)
	report, err := e.Examine(ctx, s, func(int) {})
	if err != nil {
		return examined{}, err
	}
	found, _, err := e.Fingerprint(ctx, s, nil)
	if err != nil {
		return examined{}, err
	}
	verdict, reasons := exam.Judge(exam.Missing(&s.Version, &found), &report)
	return examined{
		Template: s.Version.TemplateID, Version: s.Version.Number, Anchor: s.Version.Anchor, Status: verdict, Reasons: append([]string{}, reasons...),
		Queries: report.Queries(), Phrasings: report.Phrasings(), Items: certificate.Items(&report),
	}, nil
}

func printExams(c *cobra.Command, results []examined, took time.Duration) error {
	table := tabwriter.NewWriter(c.OutOrStdout(), 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "TEMPLATE\tVERDICT\tGOLDEN QUERIES\tPHRASINGS\tSECONDS") // the flush below reports a broken terminal
	for _, r := range results {
		_, _ = fmt.Fprintf(table, "%s v%d\t%s\t%d of %d\t%d of %d\t%.1f\n",
			r.Template, r.Version, strings.ToUpper(string(r.Status)), r.Queries.Passed, r.Queries.Total, r.Phrasings.Passed, r.Phrasings.Total, r.Seconds) // as above
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, r := range results {
		for _, reason := range r.Reasons {
			c.Printf("%s: %s\n", r.Template, reason)
		}
	}
	c.Printf("%d templates built, loaded and examined in %.1f s.\n", len(results), took.Seconds())
	return nil
}

// verdictError ends the program with the exit code of a verdict; what there is to say has been printed.
type verdictError demo.Verdict

// Error names the verdict.
func (v verdictError) Error() string { return "the exam is " + string(v) }

// worst is nil when every verdict is green.
func worst(results []examined) error {
	var out error
	for _, r := range results {
		switch r.Status {
		case demo.VerdictRed, demo.VerdictNone:
			return verdictError(demo.VerdictRed)
		case demo.VerdictAmber:
			out = verdictError(demo.VerdictAmber)
		case demo.VerdictGreen:
		}
	}
	return out
}

// exitCode is what the program ends with.
func exitCode(err error) int {
	verdict, isVerdict := errors.AsType[verdictError](err)
	switch {
	case err == nil:
		return 0
	case isVerdict && verdict == verdictError(demo.VerdictAmber):
		return amberCode
	case isVerdict:
		return redCode
	default:
		return 1 // cobra has printed the error
	}
}
