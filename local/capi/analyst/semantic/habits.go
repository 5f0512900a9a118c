package semantic

import (
	"slices"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
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
		if !structural(c.Expr) || slices.ContainsFunc(c.Columns, func(x *Column) bool { return x.Kind != Flag }) {
			continue // a time that is set belongs to the question
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
		m := t.measure
		m.Where = common(t.conditions)
		if m.Form != Ratio { // of what a rate is of belongs to it
			m.Where = slices.DeleteFunc(m.Where, func(c Condition) bool { return hasAll(m.Base.Standard, []Condition{c}) })
		}
		if m.plain(l.model) {
			m.Where = slices.DeleteFunc(m.Where, func(c Condition) bool { return m.Form != Ratio || !structural(c.Expr) })
		}
		if m.Time = agreed(t.times); m.Time == m.Base.Time {
			m.Time = nil
		}
		l.model.Measures = append(l.model.Measures, m)
	}
	l.addsUp()
	l.settle()
}

// agreed is the one column that all queries restrict which restrict any, nil if they differ.
func agreed(times []*Column) *Column {
	var found *Column
	for _, c := range times {
		if c != nil && found != nil && c != found {
			return nil
		}
		if c != nil {
			found = c
		}
	}
	return found
}

// plain reports whether a measure is called by nothing but its columns or its table. The conditions of its query then belong to the
// question and not to the figure: hours to resolve of phone calls are hours to resolve.
func (m *Measure) plain(model *Model) bool {
	names := []string{m.Base.Name, "average total sum number of count rate share percent ratio mean"}
	names = append(names, m.Base.Synonyms...)
	if m.Base.Key != nil {
		names = append(append(names, strings.TrimSuffix(m.Base.Key.Name, "_id")), m.Base.Key.Synonyms...)
	}
	for _, c := range columnsIn(model, m.Expr) {
		names = append(append(names, c.Name), c.Synonyms...)
	}
	known := strings.Fields(key(strings.Join(names, " ")))
	for stem := range strings.FieldsSeq(key(m.Name)) {
		if !slices.Contains(known, stem) {
			return false
		}
	}
	return true
}

// columnsIn lists the columns that an expression of the model reads.
func columnsIn(m *Model, e googlesql.Expr) []*Column {
	var out []*Column
	googlesql.Walk(e, func(n googlesql.Node) bool {
		if p, ok := n.(*googlesql.Path); ok && len(p.Parts) == 2 {
			if t := m.Aliased(p.Parts[0].Name); t != nil && t.Column(p.Parts[1].Name) != nil {
				out = append(out, t.Column(p.Parts[1].Name))
			}
		}
		return true
	})
	return out
}

// addsUp lets verified queries decide whether a number is added up or averaged; where they do both, its name decides.
func (l *learner) addsUp() {
	sums, averages := map[*Column]bool{}, map[*Column]bool{}
	for _, t := range l.taught {
		googlesql.Walk(t.measure.Expr, func(n googlesql.Node) bool {
			e, ok := n.(googlesql.Expr)
			if !ok {
				return true
			}
			switch _, name := called(e); name {
			case "SUM", "AVG":
				for _, c := range columnsIn(l.model, e) {
					map[string]map[*Column]bool{"SUM": sums, "AVG": averages}[name][c] = true
				}
			}
			return true
		})
	}
	for _, t := range l.model.Tables {
		for _, c := range t.Columns {
			if sums[c] != averages[c] {
				c.Average, c.Vague = averages[c], false
			}
		}
	}
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
