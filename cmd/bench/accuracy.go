package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/local/capi/quality"
)

// catalogFolder is the templates of the checkout, read as they are on disk, so that an author needs no build.
func catalogFolder(root string) fs.FS { return os.DirFS(filepath.Join(root, "shared", "catalog")) }

// measureAccuracy asks the local analyst the everyday questions of every template.
func measureAccuracy(ctx context.Context, b *bench) ([]row, error) {
	reports, failed := accuracy(ctx, catalogFolder(b.root), nil, b.sayf)
	if len(reports) == 0 {
		return nil, failed
	}
	rows := make([]row, 0, len(reports)+1)
	for _, r := range append(reports, quality.Total(reports)) {
		f := figuresOf(r)
		rows = append(rows, row{
			Name: r.Template + ": everyday questions answered rightly", Value: 100 * float64(f.Right) / float64(f.Questions), Unit: "%", Target: least(90),
			Note: fmt.Sprintf("of %d: %d verified, %d composed, %d asked back, %d refused, %d wrong; %d of %d unanswerable ones given a figure; score %.1f",
				f.Questions, f.Verified, f.Composed, f.AskedBack, f.Refused, f.Wrong, f.Invented, f.Unanswerable, f.Score),
		})
	}
	return rows, failed
}

// accuracy measures the named templates, or all that have questions. A template that cannot be measured does not keep the others from it.
func accuracy(ctx context.Context, folder fs.FS, ids []string, sayf func(string, ...any)) ([]*quality.Report, error) {
	if len(ids) == 0 {
		found, err := quality.Templates(folder)
		if err != nil {
			return nil, err
		}
		ids = found
	}
	var reports []*quality.Report
	var failed error
	for _, id := range ids {
		sayf("  asking about %s", id)
		r, err := quality.Measure(ctx, folder, id)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		reports = append(reports, r)
	}
	return reports, failed
}

// accuracyFigures are the counts of a report.
type accuracyFigures struct {
	Template     string  `json:"template"`
	Questions    int     `json:"questions"`
	Right        int     `json:"right"`
	Verified     int     `json:"verified"`
	Composed     int     `json:"composed"`
	AskedBack    int     `json:"asked_back"`
	Refused      int     `json:"refused"`
	Wrong        int     `json:"wrong"`
	Unanswerable int     `json:"unanswerable"`
	Invented     int     `json:"unanswerable_given_a_figure"`
	Phrasings    int     `json:"golden_phrasings"`
	Missed       int     `json:"golden_phrasings_missed"`
	Offered      int     `json:"offered"`
	DeadEnds     int     `json:"offered_not_answered"`
	Score        float64 `json:"score"`
	SlowestMS    float64 `json:"slowest_ms"`
}

func figuresOf(r *quality.Report) accuracyFigures {
	return accuracyFigures{
		Template: r.Template, Questions: len(r.Questions), Right: r.Right(), Verified: r.Count(quality.Verified), Composed: r.Count(quality.Composed),
		AskedBack: r.Count(quality.AskedBack), Refused: r.Count(quality.Refused), Wrong: r.Count(quality.Wrong), Unanswerable: len(r.Unanswerable),
		Invented: r.Invented(), Phrasings: r.Phrasings, Missed: len(r.Missed), Offered: r.Offered, DeadEnds: len(r.DeadEnds), Score: r.Score(), SlowestMS: float64(r.Slowest().Microseconds()) / 1000,
	}
}

// accuracyCommand prints the table of templates, and what went wrong where that is asked for.
func accuracyCommand(s *settings) *cobra.Command {
	var ids []string
	var verbose, all bool
	c := &cobra.Command{
		Use: "accuracy", Short: "Measure how the local analyst answers everyday questions of the templates", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			root, err := checkout()
			if err != nil {
				return err
			}
			sayf := func(format string, args ...any) { _, _ = fmt.Fprintf(c.ErrOrStderr(), format+"\n", args...) }
			reports, failed := accuracy(c.Context(), catalogFolder(root), ids, sayf)
			out := c.OutOrStdout()
			for _, r := range reports {
				if verbose || all {
					_, _ = fmt.Fprintf(out, "--- %s\n%s\n", r.Template, r.Details(all))
				}
			}
			return errors.Join(printAccuracy(out, reports, s.json), failed)
		},
	}
	c.Flags().StringSliceVar(&ids, "template", nil, "only these templates")
	c.Flags().BoolVar(&verbose, "verbose", false, "print each question that is not answered rightly, with what the analyst did and its statement")
	c.Flags().BoolVar(&all, "all-questions", false, "print every question so")
	return c
}

func printAccuracy(w io.Writer, reports []*quality.Report, asJSON bool) error {
	if len(reports) == 0 {
		return nil
	}
	if len(reports) > 1 {
		reports = append(reports, quality.Total(reports))
	}
	figures := make([]accuracyFigures, len(reports))
	for i, r := range reports {
		figures[i] = figuresOf(r)
	}
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(map[string]any{"results": figures})
	}
	var b strings.Builder
	b.WriteString("| template      | questions | right           | verified | composed | asked back | refused | wrong | score | invented | golden missed | dead ends | slowest |\n")
	b.WriteString("| ------------- | --------- | --------------- | -------- | -------- | ---------- | ------- | ----- | ----- | -------- | ------------- | --------- | ------- |\n")
	for _, f := range figures {
		fmt.Fprintf(&b, "| %-13s | %9d | %4d (%6.1f %%) | %8d | %8d | %10d | %7d | %5d | %5.1f | %3d / %2d | %5d / %5d | %3d / %3d | %4.0f ms |\n",
			f.Template, f.Questions, f.Right, 100*float64(f.Right)/float64(f.Questions), f.Verified, f.Composed, f.AskedBack, f.Refused, f.Wrong,
			f.Score, f.Invented, f.Unanswerable, f.Missed, f.Phrasings, f.DeadEnds, f.Offered, f.SlowestMS)
	}
	_, err := fmt.Fprint(w, b.String())
	return err
}
