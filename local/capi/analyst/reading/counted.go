package reading

import (
	"slices"
	"strconv"

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
	if named := n.amounts(); (d.money || d.average) && len(named) > 0 {
		return named
	}
	switch {
	case d.money && n.has(isTable) && !d.counted:
		return r.amountsOf(n)
	case len(r.sales(n, d)) > 0:
		return r.sales(n, d)
	case n.has(isTable):
		return r.things(n, d)
	}
	if of := d.kinds(n); of != nil {
		if event := r.between(of, d); event != nil {
			return []figure{r.owners(of, event, n.said, 0)} // "people in the sales department who used reports"
		}
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

// amounts are the sums that a name means.
func (n named) amounts() []figure {
	var out []figure
	for _, m := range n.meanings {
		if isSum(m) {
			out = append(out, figure{measure: m.Measure, rank: m.Rank, used: n.said})
		}
	}
	return out
}

// things counts the rows of the tables of a name, or those that did or have something.
func (r *Reader) things(n named, d *Draft) []figure {
	var out []figure
	for _, m := range n.meanings {
		if m.Table == nil {
			continue
		}
		kept := sums(n, m)
		if m.Table.Snapshot != calendar.None && !d.counted && len(kept) > 0 {
			out = append(out, kept...) // nobody counts the rows of balances
			continue
		}
		if !d.counted && !d.common && d.per == nil {
			out = append(out, kept...)
		}
		f := figure{measure: r.model.CountOf(m.Table), rank: m.Rank, entity: m.Table, used: n.said}
		if event := r.event(m.Table, d); event != nil {
			f = r.owners(m.Table, event, n.said, m.Rank)
			if d.repeat {
				f = r.repeating(m.Table, event, compose.Bound{Op: ">", Number: "1"})
				f.used, f.rank = n.said, m.Rank
			}
		}
		if c := piecesOf(m.Table); c != nil && d.counted && !plural(n.said) && len(r.cases(d)) > 0 {
			f = figure{measure: r.model.MeasureOf(c), rank: m.Rank, used: n.said} // "how many pumps did we scrap"
		}
		if done, ok := r.whoDid(m.Table, n.said, d); ok {
			f = done
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

func attributesFirst(a, b semantic.Meaning) int {
	attribute := func(m semantic.Meaning) int {
		if m.Column != nil {
			return 0
		}
		return 1
	}
	return attribute(a) - attribute(b)
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

// segment counts a named part of a table.
func (r *Reader) segment(s *semantic.Segment) []figure {
	if s.Of == nil {
		return []figure{{measure: r.model.CountOf(s.Table), entity: s.Table, used: s.Name, segment: s}}
	}
	f := r.repeating(s.Table, s.Of, compose.Bound{Op: ">=", Number: strconv.Itoa(s.Least)})
	f.segment = s
	return []figure{f}
}
