package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// limitedBy is the table of what limits the counted things from outside, "customers with a savings account": one that all limits are reached from. nil
// if nothing does, or if two tables know the limit equally well and the question names neither.
func (d *Draft) limitedBy(of *semantic.Table) *semantic.Table {
	for _, f := range d.filters {
		if f.not || f.within(of) {
			continue
		}
		var found *semantic.Table
		rank := 0
		for _, m := range f.meanings {
			t := tableOf(m)
			if !d.limits(m, of) {
				continue
			}
			if found != nil && found != t && m.Rank == rank || isValue(m) && f.happensElsewhere(t, of) {
				return nil
			}
			if found == nil {
				found, rank = t, m.Rank
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// within reports whether a value, flag or part of a name is reached from a table.
func (f filter) within(from *semantic.Table) bool {
	return f.has(func(m semantic.Meaning) bool {
		return (isValue(m) || isFlag(m) || isSegment(m)) && reaches(from, tableOf(m))
	})
}

// limits reports whether a meaning lies in a table that leads to the counted things, and from which all the question's limits are reached. A value that
// is a reason says what happened only where the question says because.
func (d *Draft) limits(m semantic.Meaning, of *semantic.Table) bool {
	t := tableOf(m)
	if !isValue(m) && !isFlag(m) && !isSegment(m) || m.Rank >= partial || !leads(t, of) || isValue(m) && givesReason(m.Column) && !d.causes {
		return false
	}
	moment := d.moment == nil || d.moment.has(func(m semantic.Meaning) bool { return isMoment(m) && reaches(t, m.Column.Table) })
	return moment && !slices.ContainsFunc(d.filters, func(f filter) bool { return !f.within(t) })
}

// happensElsewhere reports whether a value's word also says when another table's rows happened to the counted things: "admitted".
func (f filter) happensElsewhere(t, of *semantic.Table) bool {
	return verbal(f.said) && f.has(func(x semantic.Meaning) bool { return isMoment(x) && x.Column.Table != t && leads(x.Column.Table, of) })
}

// event is the table of what the counted things did: "customers who ordered", "bought".
func (r *Reader) event(of *semantic.Table, d *Draft) *semantic.Table {
	var others []named
	for _, n := range d.entities[1:] {
		if !d.namesFilter(n) {
			others = append(others, n)
		}
	}
	for _, l := range d.light {
		if !l.has(isMeasure) {
			others = append(others, l)
		}
	}
	for _, n := range others {
		for _, m := range n.meanings {
			if m.Table != nil && leads(m.Table, of) {
				return m.Table
			}
		}
	}
	if t := d.limitedBy(of); t != nil {
		return t
	}
	if t := r.between(of, d); t != nil {
		return t
	}
	if d.moment == nil || d.moment.has(func(m semantic.Meaning) bool { return isMoment(m) && reaches(of, m.Column.Table) }) {
		return nil
	}
	for _, m := range d.moment.meanings { // "how many titles were watched": the table that says when
		if isMoment(m) && leads(m.Column.Table, of) {
			return m.Column.Table
		}
	}
	return nil
}

// between is the one table whose rows belong to the counted things as well as to what limits them from outside: "users who used Dashboards" by their
// sessions. nil if nothing does so from outside, or if several tables lie between.
func (r *Reader) between(of *semantic.Table, d *Draft) *semantic.Table {
	var outside []filter
	for _, f := range d.filters {
		if !f.within(of) && f.has(isValue) && !f.not && f.meanings[0].Rank < partial {
			outside = append(outside, f)
		}
	}
	if len(outside) == 0 {
		return nil
	}
	var found *semantic.Table
	for _, t := range r.model.Tables {
		within := func(f filter) bool {
			return f.has(func(m semantic.Meaning) bool { return isValue(m) && reaches(t, tableOf(m)) })
		}
		if !leads(t, of) || slices.ContainsFunc(outside, func(f filter) bool { return !within(f) }) {
			continue
		}
		if found != nil {
			return nil
		}
		found = t
	}
	return found
}

// leads reports whether rows of another table belong to one row of a table each.
func leads(from, to *semantic.Table) bool {
	_, ok, unsure := from.Path(to)
	return ok && !unsure && from != to
}

// namesFilter reports whether a name only repeats what a filter is about: "with an 18+ rating" is about the age rating and no rating of its own.
func (d *Draft) namesFilter(n named) bool {
	stems := stemsOf(n.said)
	return slices.ContainsFunc(d.filters, func(f filter) bool {
		return f.has(func(m semantic.Meaning) bool {
			if m.Column == nil || !m.IsValue {
				return false
			}
			return slices.ContainsFunc(append([]string{m.Column.Spoken()}, m.Column.Synonyms...), func(name string) bool {
				return strings.HasSuffix(" "+stemsOf(name), " "+stems)
			})
		})
	})
}

// owners counts the distinct things that rows of an event belong to.
func (r *Reader) owners(of, event *semantic.Table, said string, rank int) figure {
	key := keyIn(event, of)
	return figure{
		measure: &semantic.Measure{
			Name: of.Plural() + " with " + event.Plural(), Alias: of.Name, Base: event, Expr: semantic.CountDistinct(key.Expr()), Form: semantic.Ratio,
			Origin: "the distinct " + of.Plural() + " of " + event.Plural(),
		},
		rank: rank, entity: of, used: said,
	}
}

func (r *Reader) repeating(of, event *semantic.Table, b compose.Bound) figure {
	return figure{
		measure: r.model.CountOf(event), entity: of,
		repeat: &compose.Repeat{Key: keyIn(event, of), Entity: of, Bound: b},
	}
}

// keyIn is the column that tells to which row of a table the rows of another belong: the key that leads there, else the key itself.
func keyIn(from, to *semantic.Table) *semantic.Column {
	path, ok, _ := from.Path(to)
	if ok && len(path) == 1 {
		return from.Column(path[0].FromColumnName)
	}
	return to.Key
}
