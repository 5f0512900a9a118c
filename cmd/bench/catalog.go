package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"time"
)

// measureCatalog builds, loads and examines all shipped templates, as `catalog exam` does: every golden query on the warehouse and every
// phrasing of the agent.
func measureCatalog(ctx context.Context, b *bench) ([]row, error) {
	program, err := b.program(ctx, "catalog")
	if err != nil {
		return nil, err
	}
	run := exec.CommandContext(ctx, program, "exam", "--json")
	var out, complaints bytes.Buffer
	run.Stdout, run.Stderr = &out, &complaints
	began := time.Now()
	err = run.Run()
	took := time.Since(began)
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) { // a template that is not green ends it with a code of its own
		return nil, fmt.Errorf("run catalog exam: %w\n%s", err, complaints.String())
	}
	var report struct {
		Results []struct {
			Template string  `json:"template"`
			Status   string  `json:"status"`
			Seconds  float64 `json:"seconds"`
			Queries  struct {
				Passed int `json:"passed"`
			} `json:"queries"`
		} `json:"results"`
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		return nil, fmt.Errorf("read what catalog exam reports: %w\n%s", err, complaints.String())
	}
	green, queries, slowest, longest := 0, 0, "", 0.0
	for _, r := range report.Results {
		if r.Status == "green" {
			green++
		}
		if queries += r.Queries.Passed; r.Seconds > longest {
			slowest, longest = r.Template, r.Seconds
		}
	}
	return []row{
		{Name: fmt.Sprintf("%d templates built, loaded and examined", len(report.Results)), Value: took.Seconds(), Unit: "s", Target: most(60),
			Note: fmt.Sprintf("%d golden queries right; the longest is %s with %.1f s", queries, slowest, longest)},
		{Name: "of them green", Value: float64(green), Unit: "of " + strconv.Itoa(len(report.Results)), Target: least(float64(len(report.Results)))},
	}, nil
}
