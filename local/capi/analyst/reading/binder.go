package reading

import (
	"fmt"
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// binder makes a request of a draft and one figure. The first thing that does not work ends it.
type binder struct {
	*Reader

	draft  *Draft
	figure figure
	out    *compose.Request
	cost   int
	why    string
	ask    *Answer
	tables []*semantic.Table // that dimensions and filters have used
	parts  []string          // texts of the conditions that a share would be of
	each   []string          // aliases of what something is ranked within
}

func (b *binder) failf(format string, args ...any) {
	if b.why == "" {
		b.why = "I cannot answer this: " + fmt.Sprintf(format, args...)
	}
}

func (b *binder) bind() reading {
	b.cost = min(b.figure.rank, rankLimit) + b.figure.late
	if b.figure.rank >= 30 {
		b.cost += 2 * joinCost // another figure by the same word only where the first one does not do
	}
	b.out = &compose.Request{Model: b.model, Measure: b.figure.measure, Repeat: b.figure.repeat, Having: b.figure.having, Chart: b.draft.chart}
	if b.out.Measure == nil {
		return reading{why: "I cannot answer this: nothing says how to compute it."}
	}
	steps := 0
	for _, step := range []func(){b.shape, b.over, b.dims, b.filters, b.bounds, b.per, b.context, b.also, b.share, b.standard, b.time, b.ranking, b.accounted, b.leftover, b.check} {
		if step(); b.why != "" || b.ask != nil {
			break
		}
		steps++
	}
	return reading{request: b.out, cost: b.cost, why: b.why, steps: steps, ask: b.ask}
}

// dims binds what is grouped by.
func (b *binder) dims() {
	list := b.draft.dims
	if b.figure.dim != nil {
		list = append([]dim{*b.figure.dim}, list...)
	}
	apart := !b.out.Measure.Adds() && !b.draft.either && !slices.ContainsFunc(list, func(d dim) bool { return !d.temporal() })
	if b.draft.versus || apart { // an average of two kinds is one of each
		list = append(slices.Clone(list), b.contrasted()...)
	}
	for _, d := range list {
		b.split(d)
	}
	if len(b.out.Dims) > 3 {
		b.failf("more than three ways to split make no readable answer.")
	}
}

func (b *binder) temporal(d dim) {
	if d.part != "" {
		b.out.Dims = append(b.out.Dims, compose.Dimension{Part: d.part, Unit: calendar.Day, Alias: d.part})
		return
	}
	b.out.Dims = append(b.out.Dims, compose.Dimension{Unit: d.unit, Alias: d.unit.String()})
}

// contrasted groups by the column of which two values are compared: "mobile against desktop".
func (b *binder) contrasted() []dim {
	values := map[*semantic.Column]int{}
	for _, f := range b.draft.filters {
		for _, m := range f.meanings {
			c, value := m.Column, m.IsValue
			if m.Segment != nil {
				c, _, value = m.Segment.Value()
			}
			if value && !f.not && reaches(b.out.Measure.Base, c.Table) {
				values[c]++
				if values[c] == 2 {
					return []dim{{named: named{c.Spoken(), []semantic.Meaning{{Column: c}}}, exact: true}}
				}
			}
		}
	}
	return nil
}

// group binds a name to the columns that a person means by it.
func (b *binder) group(d dim) {
	n, is := d.named, isGroup
	if d.scored {
		is = func(m semantic.Meaning) bool {
			return m.Column != nil && !m.IsValue && m.Column.Kind == semantic.Amount
		}
	}
	if b.draft.common && n.has(func(m semantic.Meaning) bool {
		return m.Column != nil && isGroup(m) && m.Column.Table == b.out.Measure.Base
	}) {
		is = func(m semantic.Meaning) bool { return m.Column != nil && isGroup(m) } // the most frequent diagnosis is none of the rows
	}
	options := owned(b.columnsFor(n, is), d.owner)
	if own := b.ending(n.said); own != nil && !d.exact && (len(options) == 0 || options[0].table != b.out.Measure.Base) {
		options = own
	} else if len(n.meanings) == 0 {
		b.draft = b.draft.withUnread(n.said)
		return
	}
	if len(options) == 0 {
		b.unreachable(n)
		return
	}
	if b.unclear(n, options) {
		return
	}
	c := options[0]
	b.cost += c.cost
	b.known(c)
	if !slices.ContainsFunc(b.out.Dims, func(d compose.Dimension) bool { return d.Alias == c.dim.Alias }) {
		b.out.Dims = append(b.out.Dims, c.dim)
	}
	b.tables = append(b.tables, c.table)
}

// owned keeps the options that belong to the thing which stands directly before: "by customer city".
func owned(options []option, owner *named) []option {
	if owner == nil {
		return options
	}
	var out []option
	for _, o := range options {
		if owner.has(func(m semantic.Meaning) bool { return m.Table == o.table }) {
			out = append(out, o)
		}
	}
	if len(out) == 0 {
		return options
	}
	return out
}

// known leaves out rows without the thing that is ranked: what is not known is neither common nor best.
func (b *binder) known(o option) {
	r := b.draft.rank
	if !b.draft.common && !b.figure.frequent && (!r.set || r.sorted || !r.singular && r.limit == 0) {
		return
	}
	c := o.meaning.Column
	if o.meaning.Table != nil {
		path, _, _ := b.out.Measure.Base.Path(o.table)
		if len(path) == 0 {
			return
		}
		c = path[0].From.Column(path[0].FromColumnName)
	}
	if c == nil || !b.model.MayBeNull(c) {
		return
	}
	b.out.Where = append(b.out.Where, semantic.Condition{Expr: semantic.IsNotNull(c), Columns: []*semantic.Column{c}, Text: "with " + strings.TrimSuffix(c.Spoken(), " id")})
}

func (b *binder) unreachable(n named) {
	for _, m := range n.meanings {
		if t := tableOf(m); t != nil {
			b.failf("%s cannot be split by %s or limited to it: no relationship leads from %s to %s without counting rows twice.",
				b.out.Measure.Name, n.said, b.out.Measure.Base.Plural(), t.Plural())
			return
		}
	}
	b.failf("“%s” is nothing to split by.", n.said)
}

func tableOf(m semantic.Meaning) *semantic.Table {
	switch {
	case m.Table != nil:
		return m.Table
	case m.Column != nil:
		return m.Column.Table
	case m.Measure != nil:
		return m.Measure.Base
	case m.Segment != nil:
		return m.Segment.Table
	}
	return nil
}

// check writes the statement once: a reading that cannot be written is none.
func (b *binder) check() {
	if _, err := b.out.SQL(); err != nil {
		b.failf("%v.", err)
	}
	b.trivial()
	if missing := b.out.Missing(); missing != "" {
		b.failf("its definition speaks of %s, which no row has.", missing)
	}
}

// accounted refuses where something that the question asks for has not become part of the request.
func (b *binder) accounted() {
	d, r := b.draft, b.out
	for _, part := range []struct {
		asked, done bool
		what        string
	}{
		{d.share, r.Share || len(r.ShareOf) > 0 || r.Measure.Form == semantic.Ratio, "a share"},
		{d.growth, r.Growth || r.Compare != nil, "growth"},
		{d.running, r.Running, "a running total"},
		{d.moved, r.Compare != nil || r.Growth, "a change, but not against which period"},
		{d.trend, !b.noSeries() || r.Compare != nil, "a development"},
		{d.versus, r.Compare != nil || len(b.contrasted()) > 0 || len(r.Sides) > 0 || r.Growth || len(r.Also) > 0, "a comparison"},
		{d.contrast, len(b.contrasted()) > 0 || len(r.Sides) > 0, "a comparison of what is kept in different columns"},
		{d.fresh, b.needsTime() && r.Measure.Base == b.figure.entity && r.Time != nil && r.Time.Table == r.Measure.Base, "new ones"},
		{d.repeat, r.Repeat != nil, "what happened repeatedly"},
		{d.flagRate, len(d.measures) == 0, "a rate together with another figure"},
		{d.distinct, r.Measure.IsDistinct() || b.figure.entity != nil, "different ones"},
		{d.rank.limit > 0, r.Limit > 0, "a number of best or worst"},
	} {
		if part.asked && !part.done {
			b.failf("it asks for %s, and I cannot tell how that goes with %s.", part.what, r.Measure.Name)
		}
	}
}

// leftover refuses words without a role, except those that only describe the table.
func (b *binder) leftover() {
	var unread []string
	known := described(b.out.Measure.Base)
	for _, w := range b.draft.unread {
		if !slices.Contains(known, stemsOf(w)) {
			unread = append(unread, w)
		}
	}
	if len(unread) > 0 {
		b.why = b.unreadReason(unread)
	}
}
