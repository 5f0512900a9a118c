package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
)

// golden is a golden query as the API shows it.
type golden struct {
	ID         string   `json:"id"`
	Question   string   `json:"question"`
	Phrasings  []string `json:"phrasings"`
	Complexity string   `json:"complexity"`
	ResultType string   `json:"result_type"`
	Expected   struct {
		Columns   []string    `json:"columns"`
		Rows      [][]*string `json:"rows"`
		Ordered   bool        `json:"ordered"`
		Tolerance float64     `json:"tolerance"`
	} `json:"expected"`
}

func tourCommand(connect connector) *cobra.Command {
	var template, customer string
	var questions int
	cmd := &cobra.Command{
		Use: "tour", Short: "Make a demo, ask it golden questions in other words, and check the answers", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			return tour(cmd.Context(), cmd.OutOrStdout(), c, template, customer, questions)
		},
	}
	cmd.Flags().StringVar(&template, "template", "shopify", "the template")
	cmd.Flags().StringVar(&customer, "customer", "Acme Corp", "whom the demo is for")
	cmd.Flags().IntVar(&questions, "questions", 5, "how many golden questions to ask")
	return cmd
}

// tour is the product in half a minute: it prints what a customer engineer would see, with the times, and fails when an answer is wrong.
func tour(ctx context.Context, w io.Writer, c *client, template, customer string, questions int) error {
	demoID, err := tourProvision(ctx, w, c, template, customer)
	if err != nil {
		return err
	}
	var page struct {
		Items []golden `json:"items"`
	}
	if err := c.call(ctx, http.MethodGet, "/api/v1/demos/"+demoID+"/golden-queries", nil, &page); err != nil {
		return err
	}
	wrong := 0
	for i, q := range variety(page.Items, questions) {
		right, err := tourAsk(ctx, w, c, demoID, i+1, q)
		if err != nil {
			return fmt.Errorf("question %q: %w", q.Question, err)
		}
		if !right {
			wrong++
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d answers differ from the answer key", wrong, questions)
	}
	sayf(w, "\nAll %d answers equal the answer key, which was computed while the data was generated and not by the SQL.\nOpen it: %s/demos/%s\n", questions, c.base, demoID)
	return nil
}

func tourProvision(ctx context.Context, w io.Writer, c *client, template, customer string) (demoID string, err error) {
	began := time.Now()
	accepted, err := c.provision(ctx, template, customer)
	if err != nil {
		return "", err
	}
	sayf(w, "\nProvisioning %s for %s, accepted in %d ms\n", template, customer, time.Since(began).Milliseconds())
	j, err := c.follow(ctx, accepted.JobID, func(job) {}, func(at time.Time, text string) { sayf(w, "  %s  %s\n", at.Local().Format("15:04:05.000"), text) })
	if err == nil {
		err = j.failure()
	}
	if err != nil {
		return "", err
	}
	sayf(w, "  active %d ms after acceptance\n", j.CompletedAt.Sub(j.CreatedAt).Milliseconds())
	return accepted.DemoID, nil
}

func tourAsk(ctx context.Context, w io.Writer, c *client, demoID string, n int, q golden) (right bool, err error) {
	question := q.Question
	if len(q.Phrasings) > 0 {
		question = q.Phrasings[n%len(q.Phrasings)]
	}
	a, _, err := c.ask(ctx, demoID, "", question, func(part) {})
	if err != nil {
		return false, err
	}
	differences := check(&a, q)
	verdict := "right"
	if len(differences) > 0 {
		verdict = "WRONG: " + strings.Join(differences, "; ")
	}
	sayf(w, "\n%d. %s  (%s, %s)\n", n, question, q.Complexity, q.ResultType)
	show(w, &answer{Parts: without(a.Parts, "suggestions")})
	sayf(w, "   first part after %d ms, complete after %d ms; %s\n", a.FirstByte.Milliseconds(), a.Complete.Milliseconds(), verdict)
	return len(differences) == 0, nil
}

// check holds the rows of an answer against the answer key.
func check(a *answer, q golden) []string {
	data, ok := a.find("data")
	if !ok || data.Data == nil {
		return []string{"the answer has no data"}
	}
	expected := &demo.Result{Columns: q.Expected.Columns, Ordered: q.Expected.Ordered, Tolerance: q.Expected.Tolerance}
	for _, cells := range q.Expected.Rows {
		expected.Rows = append(expected.Rows, demo.Row{Cells: cells})
	}
	got := demo.Result{}
	for _, column := range data.Data.Columns {
		got.Columns = append(got.Columns, column.Name)
	}
	for _, row := range data.Data.Rows {
		got.Rows = append(got.Rows, demo.Row{Cells: row.Cells})
	}
	var out []string
	for _, d := range exam.Compare(expected, got.Columns, got.Rows) {
		out = append(out, d.String())
	}
	return out
}

// variety picks questions of different kinds, in the order of the template.
func variety(all []golden, n int) []golden {
	var out []golden
	taken := map[string]bool{}
	for round := 0; len(out) < min(n, len(all)); round++ {
		kinds := map[string]bool{}
		for _, q := range all {
			if len(out) < n && !taken[q.ID] && !kinds[q.ResultType] {
				taken[q.ID], kinds[q.ResultType] = true, true
				out = append(out, q)
			}
		}
	}
	return out
}

func without(parts []part, kind string) []part {
	var out []part
	for _, p := range parts {
		if p.Kind != kind {
			out = append(out, p)
		}
	}
	return out
}

func sayf(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...) // a broken terminal is the user's to notice
}
