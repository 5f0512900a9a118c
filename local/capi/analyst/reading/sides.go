package reading

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// opposed reports whether a value is the other side of a comparison: behind "against", or behind "with" or "and" after "compare".
func (g *gatherer) opposed() bool {
	for back := 1; back <= 4; back++ {
		switch f := g.next(-back); {
		case f.op.op == versus:
			return len(g.draft.filters) > 0
		case g.draft.versus && (f.said == "with" || f.said == "to" || f.said == "and"):
			return len(g.draft.filters) > 0
		case f.op.op != skip && !attribute(f):
			return false
		}
	}
	return false
}

// attribute reports whether a find names a column and nothing else: "against region East".
func attribute(f find) bool {
	n := named{f.said, f.meanings}
	return n.has(isGroup) && !n.has(isTable) && !n.has(isValue)
}

// opposed puts two values of different columns beside each other: "Ohio against the Heartland region". Any third value would leave open to which of
// the sides it belongs.
func (b *binder) opposed(texts []*chosen) bool {
	d := b.draft
	second := slices.ContainsFunc(d.filters, func(f filter) bool { return f.side })
	if !d.versus || !second || len(texts) != 2 || len(d.filters) != 2 || texts[0].not || texts[1].not {
		return false
	}
	if d.share || d.growth || d.moved || d.running || d.rank.set || d.per != nil || b.out.Having != nil || b.out.Repeat != nil || len(d.measures) > 1 || len(d.bounds) > 0 {
		return false
	}
	b.out.Sides = []semantic.Condition{texts[0].condition(), texts[1].condition()}
	return true
}
