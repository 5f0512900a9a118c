package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/shared/googlesql"
)

// whoDid counts the things that did what a conditional count of other rows counts: "how many patients left without being seen", where leaving so is
// counted by visits.
func (r *Reader) whoDid(of *semantic.Table, said string, d *Draft) (f figure, ok bool) {
	if !d.counted || len(d.measures) != 1 || d.repeat || d.per != nil {
		return f, false
	}
	for _, m := range d.measures[0].meanings {
		if m.Measure == nil || !m.Measure.Conditional() || !leads(m.Measure.Base, of) {
			continue
		}
		call, isCall := m.Measure.Expr.(*googlesql.Call)
		if !isCall || len(call.Args) != 1 {
			continue
		}
		f = r.owners(of, m.Measure.Base, said, m.Rank)
		f.did = d.measures[0].said
		f.measure.Time = m.Measure.Time
		f.measure.Where = append(slices.Clone(m.Measure.Where), semantic.Condition{Expr: call.Args[0].Value, Columns: columnsIn(m.Measure.Base, call.Args[0].Value), Text: m.Measure.Name})
		return f, true
	}
	return f, false
}

// columnsIn lists the columns of a table in an expression.
func columnsIn(t *semantic.Table, e googlesql.Expr) []*semantic.Column {
	var out []*semantic.Column
	googlesql.Walk(e, func(n googlesql.Node) bool {
		if p, ok := n.(*googlesql.Path); ok && len(p.Parts) == 2 && p.Parts[0].Name == t.As && t.Column(p.Parts[1].Name) != nil {
			out = append(out, t.Column(p.Parts[1].Name))
		}
		return true
	})
	return out
}

// trivial refuses a rate of only those rows that it is the rate of: the on-time rate of what was on time.
func (b *binder) trivial() {
	m := b.out.Measure
	if m.Form != semantic.Ratio || m.IsDistinct() {
		return
	}
	counted := columnsIn(m.Base, m.Expr)
	for _, w := range b.out.Where {
		if len(w.Columns) == 1 && w.Columns[0].Kind == semantic.Flag && slices.Contains(counted, w.Columns[0]) {
			b.failf("%s of only those that are %s says nothing.", m.Name, w.Text)
		}
	}
}

// valued limits by an attribute that is called by one of its values, "agency staff" of a column that says Agency.
func (b *binder) valued(n named) bool {
	word, _, several := strings.Cut(n.said, " ")
	if !several {
		return false
	}
	for _, m := range n.meanings {
		if m.Column == nil || m.IsValue || m.Column.Kind != semantic.Attribute || !reaches(b.out.Measure.Base, m.Column.Table) {
			continue
		}
		for _, v := range b.model.Values(m.Column) {
			if strings.EqualFold(v, word) {
				b.limit((&chosen{column: m.Column, values: []string{v}}).condition(), false)
				b.tables = append(b.tables, m.Column.Table)
				return true
			}
		}
	}
	return false
}

// heads reports whether a question begins with what it is to be split by: "reasons for returns".
func (g *gatherer) heads(f find) bool {
	if g.at != 0 {
		return false
	}
	bare := (f.said == "reasons" || f.said == "causes") && g.next(1).said == "for"
	return bare || strings.HasPrefix(f.said, "reasons for ") && slices.ContainsFunc(f.meanings, isGroup)
}
