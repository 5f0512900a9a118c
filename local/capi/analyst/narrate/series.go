package narrate

import (
	"fmt"
	"slices"

	"capidemo.dev/platform/local/capi/analyst/result"
)

func (r Request) timeSeries() string {
	s := r.Shape
	if s.Series >= 0 {
		return r.manySeries()
	}
	rows := r.byTime()
	if len(rows) < 2 {
		return r.table()
	}
	first, last := rows[0], rows[len(rows)-1]
	low, high := first, first
	for _, row := range rows {
		n, _ := r.Result.Number(row, s.Measure)
		if least, _ := r.Result.Number(low, s.Measure); n.Cmp(least) < 0 {
			low = row
		}
		if most, _ := r.Result.Number(high, s.Measure); n.Cmp(most) > 0 {
			high = row
		}
	}
	from, _ := r.Result.Number(first, s.Measure)
	to, _ := r.Result.Number(last, s.Measure)
	text := fmt.Sprintf("%s went from %s %s to %s %s, %s.", r.label(s.Measure), r.show(first, s.Measure), r.at(first),
		r.show(last, s.Measure), r.at(last)+r.besides(last), r.change(from, to, s.Measure))
	if low == high {
		return text
	}
	return text + fmt.Sprintf(" The peak is %s %s, the low %s %s.", r.show(high, s.Measure), r.at(high), r.show(low, s.Measure), r.at(low))
}

// manySeries compares the series at the last period, because sums of what is in the cells would not hold for averages and rates.
func (r Request) manySeries() string {
	s := r.Shape
	rows := r.byTime()
	if len(rows) == 0 {
		return r.table()
	}
	end := r.when(rows[len(rows)-1])
	var parts []string
	for _, row := range r.order(s.Measure) {
		if r.when(row) == end {
			parts = append(parts, fmt.Sprintf("%s has %s", r.show(row, s.Series), r.show(row, s.Measure)))
		}
	}
	return fmt.Sprintf("%s by %s from %s to %s. The last period: %s.", r.label(s.Measure), r.noun(s.Series), r.when(rows[0]), end,
		list(parts[:min(len(parts), namedItems)]))
}

// byTime lists the rows that have both a time and a number, earliest first.
func (r Request) byTime() []int {
	s := r.Shape
	var rows []int
	for row := range r.Result.Rows {
		_, hasTime := r.Result.Time(row, s.Time)
		if _, ok := r.Result.Number(row, s.Measure); ok && hasTime {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		x, _ := r.Result.Time(a, s.Time)
		y, _ := r.Result.Time(b, s.Time)
		return x.Compare(y)
	})
	return rows
}

func (r Request) when(row int) string {
	t, ok := r.Result.Time(row, r.Shape.Time)
	if !ok {
		return r.show(row, r.Shape.Time)
	}
	return r.Shape.Grain.Label(t)
}

// at is a period with its preposition: "in March 2025", "on March 3, 2025".
func (r Request) at(row int) string {
	if g := r.Shape.Grain; g == result.Day || g == result.Moment {
		return "on " + r.when(row)
	}
	return "in " + r.when(row)
}
