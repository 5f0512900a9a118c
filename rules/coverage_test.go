package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// coverage is the emulator's report of what the rules' expressions came to.
type coverage struct {
	Rules struct {
		Files []struct {
			Content string `json:"content"`
		} `json:"files"`
	} `json:"rules"`
	Report []expression `json:"report"`
}

// expression is a part of a condition, with the expressions it is made of.
type expression struct {
	Position struct {
		Line  int `json:"line"`
		Start int `json:"currentOffset"`
		End   int `json:"endOffset"`
	} `json:"sourcePosition"`
	Values []struct {
		Value struct {
			Bool *bool `json:"boolValue"`
		} `json:"value"`
	} `json:"values"`
	Children []expression `json:"children"`
}

// coverageGaps names every expression that was never evaluated, and every condition that never was true or never was false.
func (d *database) coverageGaps(t *testing.T) []string {
	t.Helper()
	var report coverage
	if err := json.Unmarshal(d.control(t, http.MethodGet, "ruleCoverage", nil), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Report) == 0 || len(report.Rules.Files) != 1 {
		t.Fatalf("the emulator reports on %d expressions of %d files", len(report.Report), len(report.Rules.Files))
	}
	gaps := make([]string, 0, len(report.Report))
	for _, e := range report.Report {
		gaps = append(gaps, e.gaps(report.Rules.Files[0].Content)...)
	}
	return gaps
}

func (e expression) gaps(source string) []string {
	seen := map[bool]bool{}
	for _, v := range e.Values {
		if v.Value.Bool != nil {
			seen[*v.Value.Bool] = true
		}
	}
	var gaps []string
	text := source[e.Position.Start:e.Position.End]
	switch {
	case len(e.Values) == 0:
		gaps = append(gaps, fmt.Sprintf("line %d: %q was never evaluated", e.Position.Line, text))
	case len(seen) == 1:
		gaps = append(gaps, fmt.Sprintf("line %d: %q was never %t", e.Position.Line, text, !seen[true]))
	}
	for _, child := range e.Children {
		gaps = append(gaps, child.gaps(source)...)
	}
	return gaps
}
