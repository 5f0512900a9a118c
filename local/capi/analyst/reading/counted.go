package reading

import (
	"slices"
	"strconv"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// flagged counts the rows of the tables that have the flag of a rate: "cancellation rate".
func (r *Reader) flagged(d *Draft) []figure {
	var out []figure
	for _, f := range d.filters {
		for _, m := range f.meanings {
			if isFlag(m) {
				out = append(out, figure{measure: r.model.CountOf(m.Column.Table), rank: m.Rank, entity: m.Column.Table})
			}
		}
	}
	return out
}

// counted counts the things of the entity that was asked for: the one after "how many", which is the first.
func (r *Reader) counted(d *Draft) []figure {
	n := d.entities[0]
	var out []figure
	if d.money || d.average {
		for _, m := range n.meanings {
			if m.Measure != nil && m.Measure.Form == semantic.Sum {
				out = append(out, figure{measure: m.Measure, rank: m.Rank, used: n.said})
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	if d.money && n.has(isTable) && !d.counted {
		return r.amountsOf(n)
	}
	if !n.has(isTable) {
		if of := d.kinds(n); of != nil {
			f := figure{measure: r.model.CountOf(of), entity: of, used: n.said}
			if len(d.filters) > 1 && len(d.dims) == 0 {
				f.dim = &dim{named: n} // "up and down" are told apart
			}
			return []figure{f}
		}
		if d.counted && d.varied != n.said && !d.distinct {
			return nil // "how many nurses do we employ" counts no kinds of employment
		}
		return r.varieties(n)
	}
	for _, m := range n.meanings {
		if m.Table == nil {
			continue
		}
		f := figure{measure: r.model.CountOf(m.Table), rank: m.Rank, entity: m.Table, used: n.said}
		if kept := sums(n, m); m.Table.Snapshot != calendar.None && !d.counted && len(kept) > 0 {
			out = append(out, kept...) // nobody counts the rows of balances
			continue
		}
		if !d.counted && !d.common && d.per == nil {
			out = append(out, sums(n, m)...)
		}
		if event := r.event(m.Table, d); event != nil {
			f = r.owners(m.Table, event, n.said, m.Rank)
			if d.repeat {
				f = r.repeating(m.Table, event, compose.Bound{Op: ">", Number: "1"})
				f.used, f.rank = n.said, m.Rank
			}
		}
		out = append(out, f)
	}
	return out
}

// amountsOf are the sums of money that the things of a name have: "how much money is in savings accounts". A question after an amount is never
// answered by a number of things.
func (r *Reader) amountsOf(n named) []figure {
	var out []figure
	for _, m := range r.model.Measures {
		if m.Column == nil || m.Form != semantic.Sum || m.Column.Type == "INT64" || len(m.Where) > 0 {
			continue
		}
		if n.has(func(x semantic.Meaning) bool { return x.Table == m.Base }) {
			out = append(out, figure{measure: m, used: n.said, entity: nil})
		}
	}
	return out
}

// pieces are the columns that count pieces, for "how many Wren Jackets did we sell".
func (r *Reader) pieces() []figure {
	var out []figure
	for _, m := range r.model.Measures {
		if m.Column != nil && m.Form == semantic.Sum && countsPieces(m.Column) {
			out = append(out, figure{measure: m})
		}
	}
	return out
}

func countsPieces(c *semantic.Column) bool {
	return c.Kind == semantic.Amount && (c.Name == "quantity" || c.Name == "qty" || c.Name == "units" || c.Name == "pieces")
}

// varieties counts the different values of an attribute: "how many vendors do we have".
func (r *Reader) varieties(n named) []figure {
	var out []figure
	for _, m := range n.meanings {
		c := m.Column
		if c == nil || m.IsValue || c.Kind != semantic.Attribute || c.Type != "STRING" {
			continue
		}
		out = append(out, figure{rank: m.Rank, used: n.said, measure: &semantic.Measure{
			Name: "different " + c.Spoken(), Alias: "different_" + c.Name, Base: c.Table, Expr: semantic.CountDistinct(c.Expr()), Form: semantic.Ratio,
			Origin: "the distinct values of " + c.Table.Name + "." + c.Name,
		}})
	}
	return out
}

func isSum(m semantic.Meaning) bool { return m.Measure != nil && m.Measure.Form == semantic.Sum }

// sums are the amounts that a thing's own name means as well: "refunds" is their number or the money refunded.
func sums(n named, table semantic.Meaning) []figure {
	var out []figure
	for _, m := range n.meanings {
		if isSum(m) && m.Measure.Base == table.Table && m.Rank <= table.Rank {
			out = append(out, figure{measure: m.Measure, rank: m.Rank, used: n.said})
		}
	}
	return out
}

// frequent counts the rows that "the most common reason" is common in: those of the column's own table, or those that lead to the thing.
func (r *Reader) frequent(d *Draft) []figure {
	var out []figure
	for _, x := range d.dims {
		for _, m := range slices.SortedStableFunc(slices.Values(x.meanings), attributesFirst) {
			if m.Column != nil && isGroup(m) && !slices.Contains(m.Column.Table.Label, m.Column) {
				out = append(out, figure{measure: r.model.CountOf(m.Column.Table), rank: m.Rank, entity: m.Column.Table, frequent: true})
			}
			if m.Table == nil || len(out) > 0 {
				continue
			}
			for _, t := range r.model.Tables {
				if slices.ContainsFunc(t.Edges, func(e semantic.Edge) bool { return e.To == m.Table }) {
					out = append(out, figure{measure: r.model.CountOf(t), rank: m.Rank, entity: t})
				}
			}
		}
		if !x.temporal() {
			break
		}
	}
	return out
}

// limitedBy is the table of what limits the counted things from outside, "customers with a savings account": one that all limits are reached from.
func (d *Draft) limitedBy(of *semantic.Table) *semantic.Table {
	within := func(f filter, from *semantic.Table) bool {
		return f.has(func(m semantic.Meaning) bool {
			return (isValue(m) || isFlag(m) || isSegment(m)) && reaches(from, tableOf(m))
		})
	}
	for _, f := range d.filters {
		if f.not || within(f, of) {
			continue
		}
		for _, m := range f.meanings {
			t := tableOf(m)
			if !isValue(m) && !isFlag(m) && !isSegment(m) || m.Rank >= partial || !leads(t, of) {
				continue
			}
			moment := d.moment == nil || d.moment.has(func(m semantic.Meaning) bool { return isMoment(m) && reaches(t, m.Column.Table) })
			if moment && !slices.ContainsFunc(d.filters, func(f filter) bool { return !within(f, t) }) {
				return t
			}
		}
	}
	return nil
}

func attributesFirst(a, b semantic.Meaning) int {
	attribute := func(m semantic.Meaning) int {
		if m.Column != nil {
			return 0
		}
		return 1
	}
	return attribute(a) - attribute(b)
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

// kinds is the table whose rows are meant where an attribute stands beside its own values, "thumbs up and down"; nil elsewhere.
func (d *Draft) kinds(n named) *semantic.Table {
	for _, f := range d.filters {
		for _, m := range f.meanings {
			if m.IsValue && !d.distinct && n.has(func(x semantic.Meaning) bool { return x.Column == m.Column && !x.IsValue }) {
				return m.Column.Table
			}
		}
	}
	return nil
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

// segment counts a named part of a table.
func (r *Reader) segment(s *semantic.Segment) []figure {
	if s.Of == nil {
		return []figure{{measure: r.model.CountOf(s.Table), entity: s.Table, used: s.Name, segment: s}}
	}
	f := r.repeating(s.Table, s.Of, compose.Bound{Op: ">=", Number: strconv.Itoa(s.Least)})
	f.segment = s
	return []figure{f}
}
