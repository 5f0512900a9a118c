package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// asFilter: a value, or a flag that is negated.
func (g *gatherer) asFilter(n named) taken {
	if aggregated := g.next(-1).op.op; n.has(isMeasure) && (aggregated == average || aggregated == total || aggregated == maximum || aggregated == minimum) {
		return pass // "average delay" is no reason of that name
	}
	value := n.has(isValue) && (!n.has(isTable) || g.another(n) || g.attribute(n) != nil) && !strongMeasure(n)
	lacking := g.negated && n.has(isGroup) && len(g.draft.entities) > 0
	undone := lacking && !n.has(isTable) && !n.has(isMeasure) || g.negated && n.has(isMoment) && !n.has(isTable) && !n.has(isMeasure)
	if !value && !undone && (!g.negated || !n.has(isValue) && !n.has(isFlag)) {
		return pass
	}
	g.filter(n)
	return open
}

func (g *gatherer) filter(n named) {
	if op := g.next(-1).op.op; (op == listed || op == extreme) && g.next(1).meanings == nil {
		g.draft.unread = append(g.draft.unread, g.next(-1).said+" "+n.said) // "the best agent" ranks something that is not said
	}
	g.draft.filters = append(g.draft.filters, filter{named: n, not: g.negated, part: g.predicated() || g.kindOf(n), to: g.direction(), side: g.opposed(), column: g.attribute(n)})
	if next := g.next(1).op.op; next != linking || g.next(2).meanings == nil {
		g.negated = false
	}
	g.grouping, g.dividing, g.asking, g.ranking = false, false, false, false
}

// another reports whether a name is a further value of a column that the question has limited already: "from freight and from parcels".
func (g *gatherer) another(n named) bool {
	for back := 1; back <= 4; back++ {
		f := g.next(-back)
		if f.op.op == linking || f.op.op == versus {
			return slices.ContainsFunc(g.draft.filters, func(x filter) bool {
				return x.has(func(a semantic.Meaning) bool {
					return a.IsValue && n.has(func(b semantic.Meaning) bool { return b.IsValue && b.Column == a.Column })
				})
			})
		}
		if f.op.op != skip && f.op.op != howMuch && f.op.op != howMany {
			return false
		}
	}
	return false
}

// predicated reports whether a verb or relative pronoun stands before: "that are", "were", "who have", "with".
func (g *gatherer) predicated() bool {
	for back := 1; back <= 4; back++ {
		switch f := g.next(-back); {
		case predicates[f.said]:
			return true
		case f.op.op != skip && f.op.op != negation:
			return false
		}
	}
	return false
}

// direction is "to" or "from" where that stands before a name.
func (g *gatherer) direction() string {
	switch f := g.next(-1); {
	case f.said == "to" || f.said == "into":
		return "to"
	case f.said == "from" || strings.HasSuffix(f.said, " from"):
		return "from"
	}
	return ""
}

// attribute is the column that stands before one of its values, as in "origin is Vienna"; nil if none does.
func (g *gatherer) attribute(n named) *semantic.Column {
	for back := 1; back <= 3; back++ {
		f := g.next(-back)
		for _, a := range f.meanings {
			for _, m := range n.meanings {
				if m.IsValue && !a.IsValue && a.Column == m.Column {
					return m.Column
				}
			}
		}
		if f.op.op != skip {
			return nil
		}
	}
	return nil
}

// kindOf reports whether the attribute of a value stands before it: "thumbs up".
func (g *gatherer) kindOf(n named) bool {
	return shareColumn(n.meanings, g.next(-1).meanings)
}

func (g *gatherer) takeNegation() bool {
	n := g.negated
	g.negated = false
	return n
}
