// Package exam compares the result of a query with the ledger's expected result. It is pure: running the queries, and what
// follows from a difference, belongs to its callers.
//
// Two results are equal when they have the same number of columns and the same rows: in order where the expectation is
// ordered, in any order elsewhere; numbers within the expectation's relative tolerance, everything else exactly. Column names
// are not compared, because an answer may well call a column differently. An agent's answer may hold more columns than expected
// (CompareAnswer). A Report gathers what came of every golden query and says the verdict; a Fingerprint is what was examined, and Changes
// says in people's words in what the present differs from it.
package exam

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"capidemo.dev/platform/shared/demo"
)

// maxDifferences bounds a report; a result that is wrong everywhere needs no longer one.
const maxDifferences = 20

// Difference is one place where a result is not what the ledger says. Row and Column count from 0; -1 is the whole result.
type Difference struct {
	Row    int
	Column int
	Want   string
	Got    string
	What   string // what differs: columns, rows, value
}

// String is one line for people.
func (d Difference) String() string {
	switch {
	case d.Row < 0:
		return fmt.Sprintf("%s: expected %s, got %s", d.What, d.Want, d.Got)
	case d.Column < 0:
		return fmt.Sprintf("row %d: %s: expected %s, got %s", d.Row+1, d.What, d.Want, d.Got)
	}
	return fmt.Sprintf("row %d, column %d: expected %s, got %s", d.Row+1, d.Column+1, d.Want, d.Got)
}

// Compare lists the differences between the expected result and what a query gave: rows of cells in the canonical text of
// demo.Result, nil for NULL. An empty list says they are equal.
func Compare(want *demo.Result, columns []string, rows []demo.Row) []Difference {
	if len(columns) != len(want.Columns) {
		return []Difference{{-1, -1, fmt.Sprintf("%d (%s)", len(want.Columns), strings.Join(want.Columns, ", ")),
			fmt.Sprintf("%d (%s)", len(columns), strings.Join(columns, ", ")), "number of columns"}}
	}
	for i, row := range rows {
		if len(row.Cells) != len(columns) {
			return []Difference{{i, -1, strconv.Itoa(len(columns)), strconv.Itoa(len(row.Cells)), "number of cells"}}
		}
	}
	expected := parseRows(want.Rows)
	got := parseRows(rows)
	if !want.Ordered {
		return compareUnordered(expected, got, want.Tolerance)
	}
	return compareOrdered(expected, got, want.Tolerance)
}

func compareOrdered(want, got [][]cell, tolerance float64) []Difference {
	var out []Difference
	if len(want) != len(got) {
		out = append(out, Difference{-1, -1, strconv.Itoa(len(want)), strconv.Itoa(len(got)), "number of rows"})
	}
	for i := range min(len(want), len(got)) {
		for j := range want[i] {
			if !want[i][j].equals(got[i][j], tolerance) && len(out) < maxDifferences {
				out = append(out, Difference{i, j, want[i][j].String(), got[i][j].String(), "value"})
			}
		}
	}
	return out
}

// compareUnordered pairs equal rows. With a tolerance equality is no equivalence, so rows are paired along their sorted
// order, in which rows that are equal within the tolerance lie side by side, and what remains is looked for one by one.
func compareUnordered(want, got [][]cell, tolerance float64) []Difference {
	slices.SortFunc(want, compareRows)
	slices.SortFunc(got, compareRows)
	var missing [][]cell
	rest := got
	for _, row := range want {
		i := slices.IndexFunc(rest, func(r []cell) bool { return rowsEqual(row, r, tolerance) })
		if i < 0 {
			missing = append(missing, row)
			continue
		}
		rest = slices.Delete(rest, i, i+1)
	}
	var out []Difference
	if len(missing) != len(rest) {
		out = append(out, Difference{-1, -1, strconv.Itoa(len(want)), strconv.Itoa(len(want) - len(missing) + len(rest)), "number of rows"})
	}
	for i := range max(len(missing), len(rest)) {
		if len(out) == maxDifferences {
			break
		}
		d := Difference{-1, -1, "no further row", "no further row", "row"}
		if i < len(missing) {
			d.Want = rowText(missing[i])
		}
		if i < len(rest) {
			d.Got = rowText(rest[i])
		}
		out = append(out, d)
	}
	return out
}

func rowsEqual(a, b []cell, tolerance float64) bool {
	for i := range a {
		if !a[i].equals(b[i], tolerance) {
			return false
		}
	}
	return true
}

func compareRows(a, b []cell) int {
	for i := range a {
		if c := a[i].compare(b[i]); c != 0 {
			return c
		}
	}
	return 0
}

func rowText(row []cell) string {
	texts := make([]string, len(row))
	for i, c := range row {
		texts[i] = c.String()
	}
	return "(" + strings.Join(texts, ", ") + ")"
}
