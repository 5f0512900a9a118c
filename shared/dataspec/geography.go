package dataspec

import (
	_ "embed" // for the places
	"fmt"
	"slices"
	"strings"
)

// geography is the common dimension of places, which lists may take their rows from: one place a line, the first line names the columns.
// It has no quotes and no commas within values.
//
//go:embed geography.csv
var geography string

// Geography gives the columns and the rows of the common dimension of places. The column weight is how many people do business there.
func Geography() (columns []string, rows [][]Scalar) {
	for i, line := range strings.Split(strings.TrimSpace(geography), "\n") {
		cells := strings.Split(line, ",")
		if i == 0 {
			columns = cells
			continue
		}
		row := make([]Scalar, len(cells))
		for j, cell := range cells {
			row[j] = Scalar{Text: cell}
		}
		rows = append(rows, row)
	}
	return columns, rows
}

// fillLists gives lists that are taken from a common dimension its rows: the document holds them from then on, so that what is published
// does not change when the dimension does.
func fillLists(s *Spec) (faults Faults) {
	for i := range s.Lists {
		l := &s.Lists[i]
		if l.From != "geography" {
			continue // no dimension, or one that the validator does not know
		}
		if len(l.Rows) > 0 {
			faults.Addf(fmt.Sprintf("lists[%d].rows", i), l.Line, "drop the rows, or from", "the rows come from the common dimension %s", l.From)
			continue
		}
		columns, rows := Geography()
		if len(l.Columns) == 0 {
			l.Columns = columns
		}
		if !slices.Contains(l.Columns, "weight") {
			l.Columns = append(slices.Clone(l.Columns), "weight")
		}
		where := make([]int, len(l.Columns))
		for j, name := range l.Columns {
			if where[j] = slices.Index(columns, name); where[j] < 0 {
				faults.Addf(fmt.Sprintf("lists[%d].columns", i), l.Line, nearest(name, columns), "the common dimension %s has no column %q", l.From, name)
			}
		}
		if len(faults) > 0 {
			continue
		}
		l.Rows = make([][]Scalar, len(rows))
		for r, row := range rows {
			l.Rows[r] = make([]Scalar, len(where))
			for j, c := range where {
				l.Rows[r][j] = row[c]
			}
		}
	}
	return faults
}
