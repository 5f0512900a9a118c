package result

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Grain is the length of a time series' periods.
type Grain uint8

// The grains.
const (
	Moment Grain = iota
	Day
	Week
	Month
	Quarter
	Year
)

var periodWords = []string{"month", "week", "day", "date", "quarter", "year", "period", "time", "at", "ts", "timestamp"} //nolint:gochecknoglobals // constant

// temporal reports whether a column's values are points or periods in time: dates by type, or texts and whole numbers that
// look like periods under a name that says so.
func (r *Result) temporal(col int) bool {
	c := r.Columns[col]
	if c.date() {
		return true
	}
	if c.Repeated || (c.Type != "STRING" && !c.integer()) || !c.hasAny(periodWords) || len(r.Rows) == 0 {
		return false
	}
	for row := range r.Rows {
		t, ok := r.Time(row, col)
		if !ok || t.Year() < 1900 || t.Year() > 2200 {
			return false
		}
	}
	return true
}

// grain is read from the column's name, else from the values: periods that all begin on the first of a month are months.
func (r *Result) grain(col int) Grain {
	words := r.Columns[col].words()
	for word, grain := range map[string]Grain{"week": Week, "month": Month, "quarter": Quarter, "year": Year, "day": Day} {
		if slices.Contains(words, word) {
			return grain
		}
	}
	grain := Year
	for row := range r.Rows {
		t, ok := r.Time(row, col)
		switch {
		case !ok:
			continue
		case t.Hour()+t.Minute()+t.Second() > 0:
			return Moment
		case t.Day() != 1:
			grain = min(grain, Day)
		case t.Month() != time.January:
			grain = min(grain, Month)
		}
	}
	return grain
}

// Label names the period that begins at t: "March 2025", "Q1 2025", "the week of March 3, 2025".
func (g Grain) Label(t time.Time) string {
	switch g {
	case Year:
		return t.Format("2006")
	case Quarter:
		return fmt.Sprintf("Q%d %d", (int(t.Month())+2)/3, t.Year())
	case Month:
		return t.Format("January 2006")
	case Week:
		return "the week of " + t.Format("January 2, 2006")
	case Day:
		return t.Format("January 2, 2006")
	case Moment:
	}
	return t.Format("January 2, 2006 15:04")
}

// Show writes a cell for a person: numbers in their format, dates by grain, a missing name as "no region".
func (r *Result) Show(row, col int, currency string) string {
	cell := r.Rows[row][col]
	if cell.Null {
		if r.Columns[col].numeric() {
			return "none"
		}
		return "no " + strings.ToLower(r.Columns[col].Label())
	}
	if n, ok := r.Number(row, col); ok {
		return r.FormatOf(col, currency).Print(n)
	}
	if r.Columns[col].date() {
		if t, ok := r.Time(row, col); ok {
			g := Day
			if t.Hour()+t.Minute()+t.Second() > 0 {
				g = Moment
			}
			return g.Label(t)
		}
	}
	if cell.Nested != nil {
		return strings.Trim(fmt.Sprint(cell.Nested), "[]")
	}
	return cell.Text
}
