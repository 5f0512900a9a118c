package reading

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// manyRows is the size from which "per customer" means an average over customers and not one row for each.
const manyRows = 1000

// per binds "orders per customer" and "average orders per day".
func (b *binder) per() {
	p := b.draft.per
	if p == nil {
		return
	}
	if p.unit != calendar.None {
		if !b.out.Measure.Adds() {
			b.temporal(*p) // "average price per month" is the average of each month
			return
		}
		b.out.Per = &compose.Per{Unit: p.unit, Name: p.unit.String()}
		return
	}
	for _, m := range p.meanings {
		t := m.Table
		if t == nil || t.Key == nil || !reaches(b.out.Measure.Base, t) || m.Rank >= 20 && len(p.meanings) > 1 {
			continue
		}
		if t == b.out.Measure.Base {
			b.perRow()
			return
		}
		if b.draft.average && b.draft.counted && b.out.Measure.Column != nil && b.model.Rows(t) <= fewValues {
			b.askAverage(t)
			return
		}
		if b.out.Measure.State() && b.staged() {
			b.failf("%s is kept for %s of every status; ask for those of one status, or for the sum.", b.out.Measure.Name, b.out.Measure.Base.Plural())
			return
		}
		if b.out.Measure.Adds() && (b.draft.average || b.model.Rows(t) > manyRows) {
			b.out.Per = &compose.Per{Key: keyIn(b.out.Measure.Base, t), Name: t.Singular()}
			b.tables = append(b.tables, t)
			return
		}
	}
	b.split(*p)
}

// askAverage asks whether "the average number of seats per plan" is over rows or over the few things.
func (b *binder) askAverage(t *semantic.Table) {
	name := b.out.Measure.Column.Spoken()
	b.ask = &Answer{Ask: "The average over " + b.out.Measure.Base.Plural() + ", or the sum of each " + t.Singular() + "?", Options: []string{
		"Average " + name + " by " + t.Singular(), "Total " + name + " by " + t.Singular(),
	}}
}

// staged reports whether the rows of the figure have a status that nothing limits.
func (b *binder) staged() bool {
	for _, c := range b.out.Measure.Base.Columns {
		limited := slices.ContainsFunc(b.out.Where, func(w semantic.Condition) bool { return slices.Contains(w.Columns, c) })
		if states[c.Name] && len(b.model.Values(c)) > 1 && !limited {
			return true
		}
	}
	return false
}

// perRow reads "minutes per call", where a row of the figure's own table is a call: their average.
func (b *binder) perRow() {
	if m := b.out.Measure; m.Column == nil || m.Form != semantic.Sum && m.Form != semantic.Average {
		b.failf("%s per %s is always the same.", m.Name, m.Base.Singular())
		return
	}
	b.remeasure("AVG")
}

// context gives a role to the things that a question names besides what it counts: "orders with a discount", "checkouts of campaigns".
func (b *binder) context() {
	base := b.out.Measure.Base
	var rest []named
	for _, e := range append(slices.Clone(b.draft.entities), b.lightTables()...) {
		if e.said == b.figure.used || b.figure.dim != nil && e.said == b.figure.dim.said {
			continue
		}
		rest = append(rest, e)
	}
	for _, n := range rest {
		t := b.nearest(n)
		if b.draft.namesFilter(n) {
			continue
		}
		switch {
		case !n.has(isTable) && b.valued(n):
		case !n.has(isTable) && !b.belongs(n):
			b.draft = b.draft.withUnread(n.said)
		case t == nil && b.asValue(n):
		case t == nil:
			b.failf("%s and %s cannot be combined: no relationship leads from one to the other without counting rows twice.", base.Plural(), n.said)
			return
		case t == base || b.figure.entity == t || slices.Contains(b.tables, t) && !b.splits(t):
		default:
			path, _, _ := base.Path(t)
			if c := path[0].From.Column(path[0].FromColumnName); b.model.MayBeNull(c) {
				b.limit(semantic.Condition{Expr: semantic.IsNotNull(c), Columns: []*semantic.Column{c}, Text: "with " + t.Singular()}, true)
			}
		}
	}
	b.sold()
}

// splits reports whether a table's columns are what is grouped by.
func (b *binder) splits(t *semantic.Table) bool {
	return slices.ContainsFunc(b.out.Dims, func(d compose.Dimension) bool {
		return slices.ContainsFunc(d.Columns, func(c *semantic.Column) bool { return c.Table == t })
	})
}

// asValue limits by a name that is a thing elsewhere and a value here: "visits from search".
func (b *binder) asValue(n named) bool {
	if !n.has(isValue) || len(b.columnsFor(n, isValue)) == 0 {
		return false
	}
	for _, t := range b.value(nil, filter{named: n, part: true}) {
		b.limit(t.condition(), true)
	}
	return true
}

// belongs reports whether an attribute that nothing introduces has been limited to a value ("region West"), or goes with a thing that is named as
// well ("discount code").
func (b *binder) belongs(n named) bool {
	for _, m := range n.meanings {
		if m.Column == nil {
			continue
		}
		limited := slices.ContainsFunc(append(slices.Clone(b.out.Where), b.out.ShareOf...), func(c semantic.Condition) bool { return slices.Contains(c.Columns, m.Column) })
		if limited || b.mentions(m.Column.Table) {
			return true
		}
	}
	return false
}

// lightTables are the things that verbs name: bought names purchases.
func (b *binder) lightTables() []named {
	var out []named
	for _, l := range b.draft.light {
		if !l.has(isMeasure) && l.said != b.figure.used {
			out = append(out, l)
		}
	}
	return out
}

// nearest is the table of a name that the measure's rows lead to by the shortest way, nil if none. The thing that a name means comes before
// what its figures and columns belong to.
func (b *binder) nearest(n named) *semantic.Table {
	var best *semantic.Table
	steps, things := 100, n.has(isTable)
	for _, m := range n.meanings {
		t := tableOf(m)
		if t == nil || things && !isTable(m) {
			continue
		}
		if path, ok, unsure := b.out.Measure.Base.Path(t); ok && !unsure && len(path) < steps {
			best, steps = t, len(path)
		}
	}
	return best
}

// sold asks back where "how many items did we sell" may count lines or pieces, and refuses to count a catalogue as sales.
func (b *binder) sold() {
	selling := slices.ContainsFunc(b.draft.light, func(l named) bool { return l.has(isMeasure) })
	if !selling || b.figure.entity == nil || b.figure.repeat != nil {
		return
	}
	t := b.figure.entity
	if b.out.Measure.Base == t {
		for _, c := range t.Columns {
			if countsPieces(c) {
				b.ask = &Answer{Ask: "Do you mean lines or pieces?", Options: []string{
					sentence(c.Spoken()) + " of " + t.Plural() + " " + b.whenAsked(), "Number of " + t.Plural() + " " + b.whenAsked(),
				}}
				return
			}
		}
	}
	for _, l := range b.draft.light {
		for _, m := range l.meanings {
			if m.Measure != nil && m.Measure.Base != t && !reaches(t, m.Measure.Base) {
				b.failf("“how many %s” may mean different %s or pieces sold; ask for the quantity, or for the number of different ones.", t.Plural(), t.Plural())
				return
			}
		}
	}
}

// whenAsked is the question's period in its own words.
func (b *binder) whenAsked() string {
	if len(b.draft.periods) == 0 || b.draft.periods[0].Period.IsZero() {
		return ""
	}
	r := compose.Request{Period: b.draft.periods[0].Period}
	return r.When()
}

// standard takes the table's standard conditions, except those that the question itself speaks about.
func (b *binder) standard() {
	var spoken []*semantic.Column
	for _, c := range append(slices.Clone(b.out.Where), b.out.ShareOf...) {
		spoken = append(spoken, c.Columns...)
	}
	for _, d := range b.out.Dims {
		spoken = append(spoken, d.Columns...)
	}
	if b.draft.flagRate {
		for _, f := range b.draft.filters {
			for _, m := range f.meanings {
				if isFlag(m) {
					spoken = append(spoken, m.Column)
				}
			}
		}
	}
	for _, c := range slices.Clone(spoken) {
		spoken = append(spoken, b.model.Tied(c)...)
	}
	base := b.out.Measure.Base
	if slices.ContainsFunc(spoken, func(c *semantic.Column) bool { return base.Exempt(c) || c.Table.Exempt(c) }) {
		return
	}
	b.out.Standard = base.Standard
}
