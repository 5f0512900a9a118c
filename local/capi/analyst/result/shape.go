package result

import (
	"slices"
)

// Kind is the form of an answer; it decides the sentence and the chart.
type Kind uint8

// The kinds of answers.
const (
	Empty      Kind = iota // no row, or nothing but NULL
	Scalar                 // one row with one number, perhaps beside the number of another period
	Record                 // one row of several values
	TimeSeries             // a temporal column and a number, perhaps split by a category
	Ranking                // a category and a number, ordered by the number
	Comparison             // two categories, two numbers per category, or two periods
	Table                  // everything else
)

// Shape is a result's kind and the role of its columns. Column numbers are -1 when absent.
type Shape struct {
	Kind     Kind
	Time     int   // temporal column
	Category int   // the dimension that names a row
	Series   int   // a second dimension with few values
	Measure  int   // the number that the answer is about
	Previous int   // the same number for the period before
	Measures []int // all numbers, in column order
	Grain    Grain // of Time
}

// maxSeries is how many values a second dimension may have before a chart of it stops being readable.
const maxSeries = 8

// ShapeOf classifies a result by its columns and rows alone.
func (r *Result) ShapeOf() Shape {
	s := Shape{Time: -1, Category: -1, Series: -1, Measure: -1, Previous: -1}
	var dims []int
	for i, c := range r.Columns {
		switch {
		case s.Time < 0 && r.temporal(i):
			s.Time = i
		case c.isRank():
		case c.measure():
			s.Measures = append(s.Measures, i)
		default:
			dims = append(dims, i)
		}
	}
	dims = r.named(dims)
	if len(s.Measures) > 0 {
		s.Measure = r.primary(s.Measures)
		s.Previous = r.previous(s.Measures)
		if now := r.counterpart(s.Previous, s.Measures); now >= 0 {
			s.Measure = now
		}
	}
	s.place(r, dims)
	s.Kind = s.kind(r, dims)
	if s.Time >= 0 {
		s.Grain = r.grain(s.Time)
	}
	return s
}

// named drops ids where a name stands beside them: a person knows a product by its title.
func (r *Result) named(dims []int) []int {
	isID := func(col int) bool {
		words := r.Columns[col].words()
		return len(words) > 0 && words[len(words)-1] == "id"
	}
	names := slices.DeleteFunc(slices.Clone(dims), isID)
	if len(names) == 0 {
		return dims
	}
	return names
}

// place gives the dimensions their roles: the one with most distinct values names the row, a second one with few is a series.
func (s *Shape) place(r *Result, dims []int) {
	for _, d := range dims {
		switch {
		case s.Category < 0:
			s.Category = d
		case s.Series < 0:
			s.Series = d
		}
	}
	if s.Series < 0 {
		return
	}
	if r.distinct(s.Series) > r.distinct(s.Category) {
		s.Category, s.Series = s.Series, s.Category
	}
}

func (s *Shape) kind(r *Result, dims []int) Kind {
	switch {
	case len(r.Rows) == 0 || r.allNull(s.Measures, dims):
		return Empty
	case len(r.Rows) == 1 && len(dims) == 0 && s.Time < 0 && len(s.Measures) > 0:
		if len(s.Measures) == 1 || s.Previous >= 0 {
			return Scalar
		}
		return Record
	case len(r.Rows) == 1:
		return Record // that a single row is the highest of its kind cannot be seen from it
	case s.Measure < 0 || len(dims) > 2:
		return Table
	case s.Time >= 0:
		return s.timeKind(r, dims)
	case len(dims) == 2:
		if r.unique(s.Category, -1) {
			// The second dimension only describes the row (a customer's city), so the row is still a ranked thing.
			s.Series = -1
			return Ranking
		}
		if r.distinct(s.Series) <= maxSeries && r.unique(s.Category, s.Series) {
			return Comparison
		}
		return Table
	case len(dims) == 1 && r.unique(s.Category, -1):
		if s.Previous >= 0 || (len(r.Rows) == 2) {
			return Comparison
		}
		return Ranking
	}
	return Table
}

func (s *Shape) timeKind(r *Result, dims []int) Kind {
	switch {
	case len(dims) == 0 && r.unique(s.Time, -1):
		return TimeSeries
	case len(dims) == 1 && r.distinct(s.Category) <= maxSeries && r.unique(s.Time, s.Category):
		s.Series, s.Category = s.Category, -1
		return TimeSeries
	case len(dims) >= 1 && r.unique(s.Category, -1):
		return Ranking
	}
	return Table
}

var (
	previousWords = []string{"previous", "prev", "prior", "before", "baseline"}                            //nolint:gochecknoglobals // constant
	changeWords   = []string{"change", "delta", "diff", "difference", "growth", "increase", "pct", "drop"} //nolint:gochecknoglobals // constant
)

func (c Column) hasAny(list []string) bool {
	return slices.ContainsFunc(c.words(), func(w string) bool { return slices.Contains(list, w) })
}

// Ordered reports whether a measure falls (direction -1) or rises (+1) down the rows, ties allowed, not all equal.
func (r *Result) Ordered(col, direction int) bool {
	moved := false
	for row := 1; row < len(r.Rows); row++ {
		a, okA := r.Number(row-1, col)
		b, okB := r.Number(row, col)
		if !okA || !okB {
			return false
		}
		switch b.Cmp(a) {
		case 0:
		case direction:
			moved = true
		default:
			return false
		}
	}
	return moved
}

func (r *Result) allNull(groups ...[]int) bool {
	for row := range r.Rows {
		for _, cols := range groups {
			for _, c := range cols {
				if !r.Rows[row][c].Null {
					return false
				}
			}
		}
	}
	return len(groups[0])+len(groups[1]) > 0
}

func (r *Result) distinct(col int) int {
	seen := map[string]struct{}{}
	for _, row := range r.Rows {
		seen[row[col].Text] = struct{}{}
	}
	return len(seen)
}

// unique reports whether a column (with a second one, if not -1) names each row once.
func (r *Result) unique(col, with int) bool {
	seen := map[[2]string]struct{}{}
	for _, row := range r.Rows {
		key := [2]string{row[col].Text}
		if with >= 0 {
			key[1] = row[with].Text
		}
		seen[key] = struct{}{}
	}
	return len(seen) == len(r.Rows)
}
