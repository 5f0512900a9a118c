package semantic

import (
	"slices"
)

// habits are what verified queries of a table do.
type habits struct {
	queries    int
	conditions []tally // structural ones: flags and NULL tests
	times      map[*Column]int
	grouped    []groupedBy
}

type tally struct {
	Condition

	queries int
}

type groupedBy struct {
	column     *Column
	conditions []Condition
}

// note counts a query's structural conditions for the table's habits.
func (l *learner) note(h *habits, conditions []Condition) {
	for _, c := range conditions {
		if !structural(c.Expr) {
			continue
		}
		i := slices.IndexFunc(h.conditions, func(t tally) bool { return Same(t.Expr, c.Expr) })
		if i < 0 {
			i = len(h.conditions)
			h.conditions = append(h.conditions, tally{Condition: c})
		}
		h.conditions[i].queries++
	}
}

// finish decides which conditions are standard, and takes those away from what defines each measure.
func (l *learner) finish() {
	for t, h := range l.seen {
		for _, c := range h.conditions {
			if h.queries > 1 && float64(c.queries) >= standardShare*float64(h.queries) {
				t.Standard = append(t.Standard, c.Condition)
			}
		}
		for _, g := range h.grouped {
			if g.column.Table == t && len(t.Standard) > 0 && !hasAll(g.conditions, t.Standard) {
				t.exempt = append(t.exempt, g.column)
			}
		}
		t.Time = h.time(l.model)
		t.taughtTime = t.Time != nil
	}
	for _, t := range l.taught {
		t.measure.Where = slices.DeleteFunc(common(t.conditions), func(c Condition) bool { return hasAll(t.measure.Base.Standard, []Condition{c}) })
		l.model.Measures = append(l.model.Measures, t.measure)
	}
	l.settle()
}

// time is the column that most queries restrict, the earlier one of equals.
func (h *habits) time(m *Model) *Column {
	var best *Column
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			if n := h.times[c]; n > 0 && (best == nil || n > h.times[best]) {
				best = c
			}
		}
	}
	return best
}

// common are the conditions that all lists have.
func common(lists [][]Condition) []Condition {
	var out []Condition
	for _, c := range lists[0] {
		if !slices.ContainsFunc(lists[1:], func(other []Condition) bool { return !hasAll(other, []Condition{c}) }) {
			out = append(out, c)
		}
	}
	return out
}

func hasAll(list, wanted []Condition) bool {
	return !slices.ContainsFunc(wanted, func(w Condition) bool {
		return !slices.ContainsFunc(list, func(c Condition) bool { return Same(c.Expr, w.Expr) })
	})
}
