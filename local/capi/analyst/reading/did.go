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
		f.measure.Where = append(slices.Clone(m.Measure.Where), semantic.Condition{Expr: call.Args[0].Value, Columns: r.columnsIn(call.Args[0].Value), Text: m.Measure.Name})
		return f, true
	}
	return f, false
}

// columnsIn lists the model's columns in an expression.
func (r *Reader) columnsIn(e googlesql.Expr) []*semantic.Column {
	var out []*semantic.Column
	googlesql.Walk(e, func(n googlesql.Node) bool {
		p, ok := n.(*googlesql.Path)
		if !ok || len(p.Parts) != 2 {
			return true
		}
		if t := r.model.Aliased(p.Parts[0].Name); t != nil && t.Column(p.Parts[1].Name) != nil {
			out = append(out, t.Column(p.Parts[1].Name))
		}
		return true
	})
	return out
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
	return g.at == 0 && (f.said == "reasons" || f.said == "causes") && g.next(1).said == "for"
}
