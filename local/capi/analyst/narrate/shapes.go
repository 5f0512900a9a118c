package narrate

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// How many items a sentence names before it becomes unreadable.
const (
	namedItems   = 3
	namedColumns = 5
	namedRows    = 3
)

func (r Request) scalar() string {
	s := r.Shape
	text := fmt.Sprintf("%s%s is %s", r.label(s.Measure), r.period(), r.show(0, s.Measure))
	if s.Previous < 0 {
		return text + "."
	}
	now, ok := r.Result.Number(0, s.Measure)
	before, okBefore := r.Result.Number(0, s.Previous)
	if !ok || !okBefore {
		return text + "; there is no figure to compare it with."
	}
	return fmt.Sprintf("%s, against %s of %s: %s.", text, r.noun(s.Previous), r.show(0, s.Previous), r.change(before, now, s.Measure))
}

func (r Request) record() string {
	var parts []string
	for c := range r.Result.Columns {
		if len(parts) == namedColumns {
			break
		}
		parts = append(parts, fmt.Sprintf("%s is %s", r.noun(c), r.show(0, c)))
	}
	text := list(parts)
	if r.Period != "" {
		text = strings.TrimPrefix(r.period(), " ") + ", " + text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func (r Request) ranking() string {
	s := r.Shape
	order := r.order(s.Measure)
	if len(order) == 0 {
		return r.table()
	}
	rising := r.Result.Ordered(s.Measure, 1)
	adjective := "highest"
	if rising {
		adjective = "lowest"
	}
	name := func(row int) string { return r.show(row, s.Category) }
	text := fmt.Sprintf("%s has the %s %s%s with %s", name(order[0]), adjective, r.noun(s.Measure), r.period(), r.show(order[0], s.Measure))
	var others []string
	text += r.besides(order[0])
	for _, row := range order[1:min(len(order), namedItems)] {
		others = append(others, fmt.Sprintf("%s (%s)", name(row), r.show(row, s.Measure)))
	}
	if len(others) > 0 {
		text += ", followed by " + list(others)
	}
	text += "."
	if last := order[len(order)-1]; len(order) > namedItems {
		text += fmt.Sprintf(" The %s listed run from %s to %s (%s).",
			count(uint64(len(order))), r.show(order[0], s.Measure), r.show(last, s.Measure), name(last))
	}
	return text
}

// besides tells a row's other numbers: " (spend $100.00, sales $300.00)".
func (r Request) besides(row int) string {
	var parts []string
	for _, m := range r.Shape.Measures {
		if m != r.Shape.Measure && len(parts) < namedItems-1 {
			parts = append(parts, r.noun(m)+" "+r.show(row, m))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// order lists the rows that have a number: as they came if they came ordered, else from the highest.
func (r Request) order(col int) []int {
	var rows []int
	for row := range r.Result.Rows {
		if _, ok := r.Result.Number(row, col); ok {
			rows = append(rows, row)
		}
	}
	if !r.Result.Ordered(col, 1) && !r.Result.Ordered(col, -1) {
		slices.SortStableFunc(rows, func(a, b int) int {
			x, _ := r.Result.Number(a, col)
			y, _ := r.Result.Number(b, col)
			return y.Cmp(x)
		})
	}
	return rows
}

func (r Request) comparison() string {
	s := r.Shape
	switch {
	case s.Series >= 0:
		return r.grid()
	case s.Previous >= 0:
		return r.pairs()
	}
	order := r.order(s.Measure)
	if len(order) < 2 {
		return r.table()
	}
	a, b := order[0], order[1]
	x, _ := r.Result.Number(a, s.Measure)
	y, _ := r.Result.Number(b, s.Measure)
	if x.Cmp(y) < 0 {
		a, b, x, y = b, a, y, x
	}
	return fmt.Sprintf("%s%s: %s has %s and %s has %s. From %s to %s that is %s.", r.label(s.Measure), r.period(), r.show(a, s.Category),
		r.show(a, s.Measure), r.show(b, s.Category), r.show(b, s.Measure), r.show(b, s.Category), r.show(a, s.Category), r.change(y, x, s.Measure))
}

// pairs compares each category's number with the one of the period before.
func (r Request) pairs() string {
	s := r.Shape
	var parts []string
	for _, row := range r.movers() {
		now, ok := r.Result.Number(row, s.Measure)
		before, okBefore := r.Result.Number(row, s.Previous)
		if ok && okBefore && len(parts) < namedItems {
			parts = append(parts, fmt.Sprintf("%s has %s against %s, %s", r.show(row, s.Category), r.show(row, s.Measure), r.show(row, s.Previous), r.change(before, now, s.Measure)))
		}
	}
	if len(parts) == 0 {
		return r.table()
	}
	lead := ""
	if len(r.Result.Rows) > len(parts) {
		lead = ", largest changes first"
	}
	return fmt.Sprintf("%s%s compared with %s%s: %s.", r.label(s.Measure), r.period(), r.noun(s.Previous), lead, strings.Join(parts, "; "))
}

// movers lists the rows by the size of their relative change, largest first; those with nothing to compare come last.
func (r Request) movers() []int {
	rows := r.order(r.Shape.Measure)
	size := func(row int) *big.Rat {
		now, _ := r.Result.Number(row, r.Shape.Measure)
		before, ok := r.Result.Number(row, r.Shape.Previous)
		if !ok || before.Sign() == 0 {
			return new(big.Rat)
		}
		change := new(big.Rat).Sub(now, before)
		return change.Abs(change.Quo(change, before))
	}
	slices.SortStableFunc(rows, func(a, b int) int { return size(b).Cmp(size(a)) })
	return rows
}

// grid names the extremes of a measure over two dimensions.
func (r Request) grid() string {
	s := r.Shape
	order := r.order(s.Measure)
	if len(order) == 0 {
		return r.table()
	}
	first, last := order[0], order[len(order)-1]
	high, low := first, last
	if r.Result.Ordered(s.Measure, 1) {
		high, low = last, first
	}
	name := func(row int) string { return r.show(row, s.Category) + " / " + r.show(row, s.Series) }
	return fmt.Sprintf("%s by %s and %s%s: the highest is %s with %s, the lowest %s with %s.", r.label(s.Measure), r.noun(s.Category), r.noun(s.Series),
		r.period(), name(high), r.show(high, s.Measure), name(low), r.show(low, s.Measure))
}

func (r Request) table() string {
	n := len(r.Result.Rows)
	noun := "rows"
	if n == 1 {
		noun = "row"
	}
	rows := make([]string, 0, namedRows)
	for row := range min(n, namedRows) {
		cells := make([]string, 0, namedColumns)
		for c := range min(len(r.Result.Columns), namedColumns) {
			cells = append(cells, r.noun(c)+" "+r.show(row, c))
		}
		rows = append(rows, strings.Join(cells, ", "))
	}
	lead := "The first"
	if n <= namedRows {
		lead = "In full"
	}
	if len(r.Result.Columns) > namedColumns {
		lead = "From the first"
	}
	return fmt.Sprintf("The result%s has %s %s. %s: %s.", r.period(), count(uint64(n)), noun, lead, strings.Join(rows, "; "))
}
