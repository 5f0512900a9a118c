package reading

import (
	"slices"
	"strings"

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
		b.out.Per = &compose.Per{Unit: p.unit, Name: p.unit.String()}
		if !b.out.Measure.Adds() {
			b.fail("%s is not a sum, so an average per %s of it would mislead.", b.out.Measure.Name, p.unit)
		}
		return
	}
	for _, m := range p.meanings {
		t := m.Table
		if t == nil || t.Key == nil || !reaches(b.out.Measure.Base, t) || m.Rank >= 20 && len(p.meanings) > 1 {
			continue
		}
		if b.out.Measure.Adds() && (b.draft.average || b.model.Rows(t) > manyRows) {
			b.out.Per = &compose.Per{Key: keyIn(b.out.Measure.Base, t), Name: t.Singular()}
			b.tables = append(b.tables, t)
			return
		}
	}
	b.group(*p)
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
		switch {
		case !n.has(isTable) && !b.belongs(n):
			b.draft = b.draft.withUnread(n.said)
		case t == nil:
			b.fail("%s and %s cannot be combined: no relationship leads from one to the other without counting rows twice.", base.Plural(), n.said)
			return
		case t == base || slices.Contains(b.tables, t) || b.figure.entity == t:
		default:
			path, _, _ := base.Path(t)
			if c := path[0].From.Column(path[0].FromColumnName); b.model.MayBeNull(c) {
				b.out.Where = append(b.out.Where, semantic.Condition{Expr: semantic.IsNotNull(c), Columns: []*semantic.Column{c}, Text: "with " + t.Singular()})
			}
		}
	}
	b.sold()
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

// nearest is the table of a name that the measure's rows lead to by the shortest way, nil if none.
func (b *binder) nearest(n named) *semantic.Table {
	var best *semantic.Table
	steps := 100
	for _, m := range n.meanings {
		t := tableOf(m)
		if t == nil {
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
				b.fail("“how many %s” may mean different %s or pieces sold; ask for the quantity, or for the number of different ones.", t.Plural(), t.Plural())
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

// also binds further figures; they must come from the same rows.
func (b *binder) also() {
	for _, n := range b.draft.measures {
		if n.said == b.figure.used || n.said == "" {
			continue
		}
		if len(b.draft.measures) == 1 && b.figure.repeat != nil {
			continue
		}
		found := b.describes(n)
		for _, m := range n.meanings {
			if m.Measure != nil && m.Measure.Base == b.out.Measure.Base && !found {
				found = true
				if m.Measure != b.out.Measure {
					b.out.Also = append(b.out.Also, m.Measure)
				}
			}
		}
		if !found {
			b.fail("%s and %s do not come from the same rows; ask for one after the other.", b.out.Measure.Name, n.said)
		}
	}
	for _, n := range b.draft.pairs {
		if n.said == b.figure.used {
			continue
		}
		for _, m := range n.meanings {
			if m.Table == b.out.Measure.Base && b.model.CountOf(m.Table) != nil {
				b.out.Also = append(b.out.Also, b.model.CountOf(m.Table))
			}
		}
		if len(b.out.Also) == 0 {
			b.fail("%s and %s do not come from the same rows; ask for one after the other.", b.out.Measure.Name, n.said)
		}
	}
}

// describes reports whether a name only repeats what the measure's column is described as: "pieces in stock".
func (b *binder) describes(n named) bool {
	c := b.out.Measure.Column
	if c == nil {
		return false
	}
	stems := strings.Fields(stemsOf(c.Description))
	for _, w := range strings.Fields(stemsOf(n.said)) {
		if !slices.Contains(stems, w) {
			return false
		}
	}
	return true
}

// share turns filters into the part, or groups into parts of the whole.
func (b *binder) share() {
	if !b.draft.share {
		return
	}
	if !b.out.Measure.Adds() {
		if b.out.Measure.Form == semantic.Ratio && len(b.out.Measure.Base.Name) > 0 && !b.out.Measure.IsDistinct() {
			return // "share of returns" is a ratio of its own
		}
		b.fail("%s is not a sum of parts, so it has no shares.", b.out.Measure.Name)
		return
	}
	switch {
	case len(b.out.Dims) > 0 && len(b.out.Where) == 1 && b.out.Where[0].Columns[0].Kind == semantic.Flag:
		b.out.ShareOf, b.out.Where = b.out.Where, nil // "the percentage of orders that are cancelled, by region"
	case len(b.out.Dims) > 0 && len(b.out.Where) > 0:
		b.fail("it may ask for the share of those %s within each %s, or for how they are spread; ask for the figure itself.", b.out.Measure.Name, b.out.Dims[0].Spoken())
	case len(b.out.Dims) > 0:
		b.out.Share = true
	case len(b.out.Where) == 1:
		b.out.ShareOf, b.out.Where = b.out.Where, nil
	default:
		b.fail("it does not say clearly which part of the whole is asked for.")
	}
	if len(b.out.Also) > 0 || b.out.Per != nil {
		b.fail("shares of several figures at once are not one answer.")
	}
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
	base := b.out.Measure.Base
	if slices.ContainsFunc(spoken, func(c *semantic.Column) bool { return base.Exempt(c) || c.Table.Exempt(c) }) {
		return
	}
	b.out.Standard = base.Standard
}

// ranking sets order and limit.
func (b *binder) ranking() {
	r := b.draft.rank
	if !r.set || len(b.out.Dims) == 0 {
		return
	}
	b.out.Order = compose.Descending
	if r.ascending {
		b.out.Order = compose.Ascending
	}
	if r.judged && undesired(b.out.Measure) {
		b.out.Order = compose.Descending + compose.Ascending - b.out.Order
	}
	b.out.Limit = r.limit
	if r.sorted || r.limit > 0 {
		b.limitable()
		return
	}
	many := slices.ContainsFunc(b.out.Dims, func(d compose.Dimension) bool {
		return d.Temporal() || len(d.Columns) > 1 || len(d.Columns) == 1 && (b.model.Values(d.Columns[0]) == nil || len(b.model.Values(d.Columns[0])) > 25)
	})
	switch {
	case many && r.singular:
		b.out.Limit = 1
	case many:
		b.out.Limit = 10
	}
	b.limitable()
}

// undesired reports whether less of a measure is better, by its name.
func undesired(m *semantic.Measure) bool {
	name := m.Name
	if m.Column != nil {
		name += " " + m.Column.Spoken()
	}
	for _, w := range []string{"return rate", "returned", "refund", "cancel", "low stock", "abandon", "delivery", "cost", "fee", "error", "churn", "complaint", "late", "delay", "defect", "loss", "downtime", "wait", "default rate"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

func (b *binder) limitable() {
	if b.out.Limit > 1 && len(b.out.Dims) > 1 {
		b.fail("a list of the first %d by two things at once can be cut in several ways.", b.out.Limit)
	}
}
