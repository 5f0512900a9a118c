package dataspec

import (
	"fmt"
	"strings"
)

// Fault is one thing wrong with a specification.
type Fault struct {
	Path    string `json:"path"`           // where: tables[3].columns[1].gen.ref.table
	Line    int    `json:"line,omitempty"` // line of the document, 0 when it was not read from one
	Message string `json:"message"`        // what is wrong
	Hint    string `json:"hint,omitempty"` // what to do about it
}

// String is one line: path, line, message and hint.
func (f Fault) String() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", f.Line)
	}
	if f.Path != "" {
		fmt.Fprintf(&b, "%s: ", f.Path)
	}
	b.WriteString(f.Message)
	if f.Hint != "" {
		fmt.Fprintf(&b, " (%s)", f.Hint)
	}
	return b.String()
}

// Faults are all the faults of a specification, in the order of the document.
type Faults []Fault //nolint:errname,recvcheck // faults is the word of the language; adding needs a pointer, an error value none

// maxFaults bounds the report on a hostile document.
const maxFaults = 1000

// Error lists the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, 0, len(f)+1)
	lines = append(lines, fmt.Sprintf("the data specification has %d fault(s)", len(f)))
	for _, fault := range f {
		lines = append(lines, "  "+fault.String())
	}
	return strings.Join(lines, "\n")
}

// OrNil is f as an error, nil when there is no fault.
func (f Faults) OrNil() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// Addf adds a fault; those beyond a bound are dropped.
func (f *Faults) Addf(path string, line int, hint, format string, args ...any) {
	if len(*f) < maxFaults {
		*f = append(*f, Fault{Path: path, Line: line, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
}

// nearest suggests the candidate that a name was probably meant to be.
func nearest(name string, candidates []string) string {
	best, distance := "", len(name)/2+1
	for _, c := range candidates {
		if d := editDistance(strings.ToLower(name), strings.ToLower(c)); d < distance {
			best, distance = c, d
		}
	}
	if best == "" {
		return oneOf(candidates)
	}
	return fmt.Sprintf("did you mean %q?", best)
}

func oneOf(candidates []string) string {
	const most = 12
	if len(candidates) > most {
		return "one of " + strings.Join(candidates[:most], ", ") + ", ..."
	}
	return "one of " + strings.Join(candidates, ", ")
}

// editDistance is Levenshtein's; names are short, and longer ones are cut.
func editDistance(a, b string) int {
	const longest = 64
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
