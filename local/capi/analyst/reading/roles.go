package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// taken is what a rule has done with a name.
type taken uint8

const (
	pass taken = iota // nothing
	done              // it has a role, and what stood before it is used up
	open              // it has a role, and what stood before it also counts for the next name: "by region and channel"
)

// name gives a name its role by what stands before it. The first rule that takes it decides.
func (g *gatherer) name(n named) {
	for _, rule := range []func(named) taken{
		g.asRate, g.asModifier, g.asList, g.asDimension, g.asDivisor, g.asFilter, g.asRanked, g.asThing, g.asAnything,
	} {
		switch rule(n) {
		case pass:
			continue
		case open:
			return
		case done:
		}
		g.grouping, g.dividing, g.asking, g.ranking, g.counting = false, false, false, false, false
		return
	}
}

// asRate: "cancellation rate".
func (g *gatherer) asRate(n named) taken {
	if !n.has(isFlag) || g.next(1).op.op != rate {
		return pass
	}
	g.draft.flagRate = true
	g.draft.filters = append(g.draft.filters, filter{named: n, not: g.takeNegation()})
	g.at++
	return done
}

// asModifier: "cheapest product price", "by product category", where what follows is meant.
func (g *gatherer) asModifier(n named) taken {
	if !g.modifies(n) {
		return pass
	}
	g.draft.entities = append(g.draft.entities, n)
	g.draft.modifiers = append(g.draft.modifiers, n.said)
	g.owner = &n
	return open
}

// asDimension: "by region". After "top 10 products by" a name that is a figure is what ranks.
func (g *gatherer) asDimension(n named) taken {
	d := g.draft
	ranks := d.rank.set && len(d.dims) > 0 && !g.each && (n.has(isMeasure) || d.countsIn(n))
	if !g.grouping || !n.has(isGroup) || ranks || onlyMeasure(n) {
		return pass
	}
	if g.hasLast(n) {
		return done
	}
	if g.sortOf(n) {
		return open
	}
	d.addDim(dim{named: n, owner: g.takeOwner(), each: g.each})
	return open
}

// takeOwner is the thing that stood directly before an attribute.
func (g *gatherer) takeOwner() *named {
	owner := g.owner
	g.owner = nil
	return owner
}

// asDivisor: "orders per customer" is a ratio over many customers, and one group each for a few regions; bind decides.
func (g *gatherer) asDivisor(n named) taken {
	if g.dividing && onlyMeasure(n) && n.has(isSum) && len(g.draft.measures) > 0 {
		g.draft.over = &n // "revenue per seat"
		return done
	}
	if !g.dividing || !n.has(isGroup) {
		return pass
	}
	if g.next(1).op.op == linking && g.next(2).unit != calendar.None {
		g.draft.addDim(dim{named: n, each: true}) // "per region and month"
		g.dividing, g.grouping = false, true
		return open
	}
	if next := (named{g.next(2).said, g.next(2).meanings}); g.next(1).op.op == linking && next.has(isGroup) && !next.has(isMeasure) {
		g.draft.addDim(dim{named: n, each: true}) // "per region and segment"
		g.dividing, g.grouping = false, true
		return open
	}
	g.draft.per = &dim{named: n, each: true}
	return done
}

// asRanked: "which carrier", "top 10 products"; but "the most orders" ranks by orders.
func (g *gatherer) asRanked(n named) taken {
	d := g.draft
	if !n.has(isGroup) {
		return pass
	}
	figure := d.rank.set && !d.rank.listed && n.has(isTable)
	asked := g.asking && !n.has(isFlag) && !strongMeasure(n)
	if !asked && (!g.ranking || onlyMeasure(n) || figure && len(d.dims) > 0) {
		return pass
	}
	if figure && len(d.measures) == 0 && g.next(-1).op.op == extreme {
		d.sized = sizes[g.next(-1).said] && !d.counted
		d.entities = append(d.entities, n)
		return done
	}
	if !n.has(isTable) && n.has(isMeasure) && g.next(-1).op.op == extreme {
		return pass // "the most units" ranks by a figure
	}
	if !n.has(isTable) && g.next(-1).op.op == extreme {
		d.unread = append(d.unread, g.next(-1).said+" "+n.said) // "the most cities" counts something that is not said
		return done
	}
	if last := g.next(-1).said; (last == "longest" || last == "shortest") && n.has(isTable) && !g.asking {
		d.entities = append(d.entities, n)
		return done
	}
	if g.asking && g.next(-1).op.op == which && !strings.HasSuffix(n.said, "s") {
		d.rank.singular = true // "which campaign", not "which campaigns"
	}
	d.addDim(dim{named: n, owner: g.takeOwner(), one: !plural(n.said)})
	return done
}

// asThing: what is counted, or named beside it.
func (g *gatherer) asThing(n named) taken {
	d := g.draft
	if !n.has(isTable) {
		return pass
	}
	d.entities = append(d.entities, n)
	if g.paired() {
		d.pairs = append(d.pairs, n)
	}
	if g.takeNegation() {
		d.unread = append(d.unread, "without "+n.said)
	}
	return done
}

// asAnything: flags, segments, figures, verbs of time, and attributes that nothing introduced.
func (g *gatherer) asAnything(n named) taken {
	d := g.draft
	switch {
	case g.happened(n):
		if n.has(isFlag) || n.has(isValue) {
			g.filter(n)
		} else {
			d.moment = &n
		}
	case g.negated && len(d.entities) > 0 && n.has(isSum):
		g.negated = false
		d.bounds = append(d.bounds, bound{named: n, op: "=", number: "0"}) // "searches without results"
	case n.has(isMeasure) && (!n.has(isFlag) || !d.counted):
		d.measures = append(d.measures, n)
	case n.has(isSegment), n.has(isFlag), n.has(isValue):
		g.filter(n)
	case n.has(isMoment):
		d.moment = &n
		d.habit = len(d.dims) > 0 && g.next(-1).said == d.dims[len(d.dims)-1].said && plural(n.said)
	case n.has(isGroup):
		// "customers, region West" or "discount code": an attribute without a value says nothing by itself; bind checks that it belongs there.
		d.entities = append(d.entities, n)
		if g.counting {
			d.varied = n.said
		}
	default:
		d.unread = append(d.unread, n.said)
	}
	if g.takeNegation() {
		d.unread = append(d.unread, "not "+n.said)
	}
	return done
}

// happened reports whether a name is what happened to the things before it: "subscribers cancelled", "trials converted".
func (g *gatherer) happened(n named) bool {
	d := g.draft
	return verbal(n.said) && len(d.entities)+len(d.measures) > 0 && n.has(func(m semantic.Meaning) bool { return isMoment(m) && d.about(m.Column.Table) })
}

// about reports whether something that is counted or measured lies in a table.
func (d *Draft) about(t *semantic.Table) bool {
	for _, n := range append(slices.Clone(d.entities), d.measures...) {
		if n.has(func(m semantic.Meaning) bool { return !m.IsValue && m.Column == nil && tableOf(m) == t }) {
			return true
		}
	}
	return false
}

// modifies reports whether a thing stands directly before a figure or an attribute of it, which is what is meant then.
func (g *gatherer) modifies(n named) bool {
	next := named{g.next(1).said, g.next(1).meanings}
	if g.next(1).op.op == total {
		next.meanings = g.reader.model.Lookup(stemsOf(next.said))
	}
	if !n.has(isTable) || next.meanings == nil || n.has(isValue) {
		return false
	}
	if g.ranking && strongMeasure(next) && !g.draft.rank.listed {
		return true
	}
	if g.asking && onlyMeasure(next) && g.next(2).op.op == compare {
		return false // "which campaigns cost more than 10,000"
	}
	if !g.grouping && !g.asking && !g.ranking && !g.dividing {
		return false
	}
	return slices.ContainsFunc(n.meanings, func(m semantic.Meaning) bool {
		return m.Table != nil && slices.ContainsFunc(next.meanings, func(x semantic.Meaning) bool {
			t := tableOf(x)
			return isGroup(x) && t != nil && reaches(m.Table, t)
		})
	})
}
