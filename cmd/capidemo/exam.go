package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/certificate"
)

// shownCertificate is a certificate as the API shows it.
type shownCertificate struct {
	Status     string             `json:"status"`
	Progress   int                `json:"progress"`
	ExamID     string             `json:"exam_id"`
	ExaminedAt *time.Time         `json:"examined_at,omitempty"`
	Basis      string             `json:"basis,omitempty"`
	Reasons    []string           `json:"reasons"`
	Queries    tally              `json:"queries"`
	Phrasings  tally              `json:"phrasings"`
	Items      []certificate.Item `json:"items"`
	Valid      bool               `json:"valid"`
	Signature  string             `json:"signature"`
	KeyID      string             `json:"key_id"`
	Failure    string             `json:"failure,omitempty"`
}

type tally struct {
	Total  int `json:"total"`
	Passed int `json:"passed"`
}

// verdictError ends the program with the exit code of a verdict; what there is to say has been said.
type verdictError int

// Error is never shown.
func (e verdictError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// verdictCode is the exit code of a verdict: 0 green, 3 amber, 4 red.
func verdictCode(status string) error {
	switch status {
	case "green":
		return nil
	case "amber":
		return verdictError(3)
	default:
		return verdictError(4)
	}
}

func examCommand(connect connector) *cobra.Command {
	var asJSON bool
	var verify, keys string
	cmd := &cobra.Command{
		Use: "exam DEMO", Short: "Examine a demo: all golden queries, all golden questions in all phrasings",
		Long: "Examine a demo and print what was found about every golden query and every way to ask for it.\n\n" +
			"Ends with 0 when the demo is green, 3 when it is amber, 4 when it is red, and 1 when there is no result.\n" +
			"With --verify it proves a certificate instead: --json prints one, and so does the page.",
		Example: "  capidemo exam k3v9…\n  capidemo exam k3v9… --json > certificate.json\n  capidemo exam keys > keys.json\n  capidemo exam --verify certificate.json --keys keys.json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if verify != "" {
				return verifyFile(cmd, connect, verify, keys)
			}
			if len(args) != 1 {
				return errors.New("which demo? `capidemo demos` lists them")
			}
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			found, err := c.examine(cmd.Context(), args[0], progressLine())
			if err != nil {
				return err
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), found)
			} else {
				err = printCertificate(cmd.OutOrStdout(), found)
			}
			if err != nil {
				return err
			}
			return verdictCode(found.Status)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the certificate as JSON")
	cmd.Flags().StringVar(&verify, "verify", "", "prove the certificate in this file (JSON or JWS) instead of examining")
	cmd.Flags().StringVar(&keys, "keys", "", "file with the published keys, for --verify offline (default: ask the installation)")
	cmd.AddCommand(examKeysCommand(connect), examKeyCommand())
	return cmd
}

// examEvery is how often an exam under way is looked at.
const examEvery = 500 * time.Millisecond

// examine begins an exam and waits for its end; when one is under way already, that is the one.
func (c *client) examine(ctx context.Context, demoID string, progress func(percent int)) (shownCertificate, error) {
	path := "/api/v1/demos/" + demoID + "/exam"
	var started struct {
		ExamID string `json:"exam_id"`
	}
	if err := c.call(ctx, http.MethodPost, path, nil, &started, "Idempotency-Key", rand.Text()); err != nil {
		return shownCertificate{}, err
	}
	for {
		var now shownCertificate
		if err := c.call(ctx, http.MethodGet, path, nil, &now); err != nil {
			return now, err
		}
		progress(now.Progress)
		switch {
		case now.Status == "running":
		case now.Failure != "":
			return now, fmt.Errorf("the exam came to no result: %s", now.Failure)
		case now.Status == "none":
			return now, errors.New("the exam is gone; begin it again")
		default:
			return now, nil
		}
		select {
		case <-ctx.Done():
			return now, ctx.Err()
		case <-time.After(examEvery):
		}
	}
}

// progressLine draws progress on standard error.
func progressLine() func(int) {
	bar := progressbar.NewOptions(100, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetWidth(30),
		progressbar.OptionSetDescription("examining"), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false))
	return func(percent int) { _ = bar.Set(percent) } // a terminal that cannot draw shows no bar
}

func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// marks are what a table shows for an outcome.
var marks = map[string]string{ //nolint:gochecknoglobals // a constant table
	"right": "✓", "wrong": "✗", "failed": "!", "asked_back": "?", "refused": "–", "unanswered": "…", "not_asked": " ",
}

// printCertificate prints a table of golden queries and phrasings, and the verdict with its reasons.
func printCertificate(w io.Writer, c shownCertificate) error {
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "GOLDEN QUERY\tSQL\tPHRASINGS\tQUESTION") // the flush below reports a broken terminal
	for _, item := range c.Items {
		phrasings := make([]string, len(item.Phrasings))
		for i, p := range item.Phrasings {
			phrasings[i] = marks[p.Result]
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", item.QueryID, marks[item.Result], strings.Join(phrasings, " "), item.Question) // as above
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s: %d of %d golden queries and %d of %d phrasings are right.\n",
		strings.ToUpper(c.Status), c.Queries.Passed, c.Queries.Total, c.Phrasings.Passed, c.Phrasings.Total)
	for _, reason := range c.Reasons {
		_, _ = fmt.Fprintf(w, "  %s\n", reason) // as above
	}
	if c.ExaminedAt != nil {
		_, _ = fmt.Fprintf(w, "Certified at %s with the key %s (✓ right, ✗ wrong, ! failed, ? asked back, – refused, … not answered).\n", c.ExaminedAt.Local().Format(time.DateTime), c.KeyID) // as above
	}
	return err
}
