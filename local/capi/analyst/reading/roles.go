package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// has reports whether any meaning is of a kind.
func (n named) has(is func(semantic.Meaning) bool) bool { return slices.ContainsFunc(n.meanings, is) }

func isTable(m semantic.Meaning) bool   { return m.Table != nil }
func isMeasure(m semantic.Meaning) bool { return m.Measure != nil }
func isValue(m semantic.Meaning) bool   { return m.IsValue }
func isSegment(m semantic.Meaning) bool { return m.Segment != nil }
func isGroup(m semantic.Meaning) bool {
	return m.Table != nil || m.Column != nil && !m.IsValue && (m.Column.Kind == semantic.Attribute || m.Column.Kind == semantic.Flag)
}
func isFlag(m semantic.Meaning) bool {
	return m.Column != nil && !m.IsValue && m.Column.Kind == semantic.Flag
}
func isMoment(m semantic.Meaning) bool {
	return m.Column != nil && m.Column.Kind == semantic.Moment
}

// name gives a name its role by what stands before it.
func (g *gatherer) name(n named) {
	d := g.draft
	switch {
	case n.has(isFlag) && g.next(1).op.op == rate:
		d.flagRate = true
		d.filters = append(d.filters, filter{n, g.takeNegation()})
		g.at++
	case g.modifies(n):
		d.entities = append(d.entities, n)
		d.modifiers = append(d.modifiers, n.said)
		return // "cheapest product price", "by product category": what follows is meant
	case g.grouping && onlyMeasure(n) && len(d.entities) > 0 && len(d.dims)+len(d.measures) == 0:
		g.listBy(n)
	case g.grouping && n.has(isGroup) && !(d.rank.set && len(d.dims) > 0 && n.has(isMeasure)) && !onlyMeasure(n):
		d.addDim(dim{named: n})
		return // "by region and channel": goes on
	case g.dividing && n.has(isGroup):
		g.divide(n)
	case n.has(isValue) && !n.has(isTable) && !strongMeasure(n) || g.negated && (n.has(isValue) || n.has(isFlag)):
		g.filter(n)
		return
	case g.asking && n.has(isGroup) && !n.has(isFlag) && !strongMeasure(n), g.ranking && n.has(isGroup) && !onlyMeasure(n) && !(d.rank.set && !d.rank.listed && n.has(isTable) && len(d.dims) > 0):
		if d.rank.set && !d.rank.listed && n.has(isTable) && len(d.measures) == 0 && g.next(-1).op.op == extreme {
			d.entities = append(d.entities, n) // "the most orders"
			break
		}
		if g.asking && g.next(-1).op.op == which && n.said != pluralOf(n) {
			d.rank.singular = true
		}
		d.addDim(dim{named: n})
	case n.has(isTable) && (!strongMeasure(n) || g.counting || !d.money):
		d.entities = append(d.entities, n)
		if g.paired() {
			d.pairs = append(d.pairs, n)
		}
		if g.negated {
			d.unread = append(d.unread, "without "+n.said)
			g.negated = false
		}
	default:
		g.rest(n)
	}
	g.grouping, g.dividing, g.asking, g.ranking, g.counting = false, false, false, false, false
}

// paired reports whether "and" stands between this name and a figure.
func (g *gatherer) paired() bool {
	figure := func(f find) bool {
		return f.meanings != nil && strongMeasure(named{f.said, f.meanings})
	}
	return g.next(1).op.op == linking && figure(g.next(2)) || g.next(-1).op.op == linking && figure(g.next(-2))
}

// listBy reads "campaigns by spend" as a list of campaigns, and "reviews by rating" as their number for each rating.
func (g *gatherer) listBy(n named) {
	d := g.draft
	if scored(find{meanings: n.meanings}) != nil {
		d.addDim(dim{named: n, scored: true})
		return
	}
	last := len(d.entities) - 1
	d.addDim(dim{named: d.entities[last]})
	d.entities = d.entities[:last]
	d.measures = append(d.measures, n)
	d.rank.set = true
	d.rank.sorted = true
}

// rest: flags, segments, figures, verbs of time, and attributes that nothing introduced.
func (g *gatherer) rest(n named) {
	d := g.draft
	switch {
	case n.has(isMeasure) && !(n.has(isFlag) && d.counted):
		d.measures = append(d.measures, n)
	case n.has(isSegment), n.has(isFlag), n.has(isValue):
		g.filter(n)
	case n.has(isMoment):
		d.moment = &n
	case n.has(isGroup):
		// "customers, region West" or "discount code": an attribute without a value says nothing by itself; bind checks that it belongs there.
		d.entities = append(d.entities, n)
	default:
		d.unread = append(d.unread, n.said)
	}
	if g.negated {
		d.unread = append(d.unread, "not "+n.said)
		g.negated = false
	}
}

func (g *gatherer) filter(n named) {
	g.draft.filters = append(g.draft.filters, filter{n, g.negated})
	if next := g.next(1).op.op; next != linking || g.next(2).meanings == nil {
		g.negated = false
	}
	g.grouping, g.dividing, g.asking, g.ranking = false, false, false, false
}

func (g *gatherer) takeNegation() bool {
	n := g.negated
	g.negated = false
	return n
}

// divide: "orders per customer" is a ratio over many customers, and one group each for a few regions; bind decides.
func (g *gatherer) divide(n named) {
	g.draft.per = &dim{named: n}
}

// strongMeasure reports whether the name is a figure's own before it is anything else's.
func strongMeasure(n named) bool {
	return len(n.meanings) > 0 && !n.has(isTable) && n.has(func(m semantic.Meaning) bool { return m.Measure != nil && m.Rank == n.meanings[0].Rank })
}

func onlyMeasure(n named) bool {
	return n.has(isMeasure) && !n.has(isGroup)
}

// pluralOf is the name with an s, roughly: enough to tell "which campaign" from "which campaigns".
func pluralOf(n named) string {
	if n.said != "" && n.said[len(n.said)-1] == 's' {
		return n.said
	}
	return n.said + "s"
}

// operator gives a word of the grammar its effect.
func (g *gatherer) operator(f find) {
	d := g.draft
	switch f.op.op {
	case by:
		g.grouping = true
		if d.goesOn || g.at > 0 {
			break
		}
		d.goesOn = true // "by month, please"
	case per:
		g.dividing = true
	case which:
		g.asking = true
	case howMany:
		d.counted, g.counting, g.asking = true, true, false
	case howMuch:
		d.money, g.asking = true, false
	case listed, extreme:
		g.rank(f)
	case sorted:
		d.rank.set, d.rank.sorted, d.rank.ascending, d.rank.judged = true, true, f.op.arg == "asc", judging(f.said)
	case average:
		d.average, g.asking = true, false
	case maximum:
		d.extreme = "MAX"
	case minimum:
		d.extreme = "MIN"
	case share:
		d.share = true
		g.asking = false
	case growth:
		d.growth = true
	case trend:
		d.trend = true
	case versus:
		d.versus = true
	case moved:
		g.moves(f)
	case negation:
		g.negated = true
		g.grouping = false
	default:
		g.more(f)
	}
}

func (g *gatherer) more(f find) {
	d := g.draft
	switch f.op.op {
	case compare:
		g.compared(f)
	case atLeast2:
		d.repeat = true
	case chart:
		d.chart = first(f.op.arg, d.chart, "auto")
	case also, only:
		d.goesOn = true
		g.grouping = f.op.arg == "by"
	case linking:
		if g.at == 0 {
			d.goesOn = true
		}
	case weekday, hour:
		d.dims = append(d.dims, dim{part: map[op]string{weekday: "weekday", hour: "hour"}[f.op.op]})
		d.rank.singular = d.rank.singular || g.asking
		g.asking, g.grouping = false, false
	case distinct:
		d.distinct = true
	case refused:
		d.trouble = first(d.trouble, "I cannot answer this: "+f.op.arg+".")
	case light:
		g.verb(f)
	case total:
		g.total(f)
	case rate:
		if n := len(d.measures); n == 0 || d.measures[n-1].said != g.next(-1).said || !ratio(d.measures[n-1]) {
			d.unread = append(d.unread, f.said)
		}
	default: // skip
	}
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

// verb takes the name of a figure, a thing or a moment that a verb implies.
func (g *gatherer) verb(f find) {
	n := named{f.said, g.reader.model.Lookup(stemsOf(f.op.arg))}
	switch {
	case len(n.meanings) == 0:
		g.draft.unread = append(g.draft.unread, f.said)
	case n.has(isMeasure) || n.has(isTable):
		g.draft.light = append(g.draft.light, n)
	case n.has(isMoment):
		g.draft.moment = &n
	default:
		g.draft.unread = append(g.draft.unread, f.said)
	}
}

// moves: "did orders rise". Up and down say so only in questions for yes or no; elsewhere they belong to verbs.
func (g *gatherer) moves(f find) {
	if f.said != "up" && f.said != "down" {
		g.draft.moved = true
		return
	}
	opening, _, _ := strings.Cut(g.finds[0].said, " ")
	switch {
	case slices.Contains(strings.Fields("is are was were did do does has have"), opening):
		g.draft.moved = true
	case slices.ContainsFunc(g.finds[:g.at], func(x find) bool { return strings.HasPrefix(x.said, "break") }):
	default:
		g.draft.unread = append(g.draft.unread, f.said)
	}
}

// compared: "over" and "more than" compare with a number; before a period "more than last year" compares periods.
func (g *gatherer) compared(f find) {
	next := g.next(1)
	switch {
	case next.number != "":
		g.comparison = f.op.arg
	case next.mention != nil && (f.op.arg == ">" || f.op.arg == "<"):
		g.draft.versus = true
		if f.said == "over" || f.said == "under" {
			g.draft.versus = false
		}
	case f.said == "over" || f.said == "exactly" || f.said == "under":
	default:
		g.draft.unread = append(g.draft.unread, f.said)
	}
}

// total is a filler before a figure, and a column of that name elsewhere ("the order total").
func (g *gatherer) total(f find) {
	for ahead := 1; ahead <= 3; ahead++ {
		next := g.next(ahead)
		if next.meanings != nil || next.op.op == light || next.op.op == howMany {
			if next.op.op != light && len(next.meanings) == 0 || !(next.meanings != nil && next.meanings[0].Measure == nil && next.meanings[0].Table == nil && next.meanings[0].Column != nil && next.meanings[0].IsValue) {
				return
			}
		}
		if next.op.op != skip {
			break
		}
	}
	if meanings := g.reader.model.Lookup(stemsOf(f.said)); len(meanings) > 0 && f.said == "total" {
		g.name(named{f.said, meanings})
	}
}

// judging reports whether a word ranks by good and bad and not by more and less.
func judging(said string) bool {
	for _, w := range []string{"best", "worst", "strong", "weak", "poor", "performing", "leading"} {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}

// rank: top 10, the best, the highest. The number may follow.
func (g *gatherer) rank(f find) {
	d := g.draft
	if d.rank.set && !d.rank.sorted && d.rank.limit > 0 && f.op.op == extreme {
		g.ranking = false // "which five cities have the highest sales"
		d.rank.ascending = f.op.arg == "asc"
		return
	}
	g.ranking = true
	rising := f.op.arg == "asc" || d.rank.set && d.rank.ascending && f.said == "top" // "lowest first, top 5"
	d.rank = ranking{set: true, listed: f.op.op == listed, ascending: rising, limit: d.rank.limit, singular: d.rank.singular, judged: judging(f.said)}
}
