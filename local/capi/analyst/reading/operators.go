package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// operator gives a word of the grammar its effect.
func (g *gatherer) operator(f find) {
	d := g.draft
	switch f.op.op {
	case by:
		g.grouping, g.each = true, eachOf(f.said)
		d.goesOn = d.goesOn || g.at == 0 // "by month, please"
	case per:
		g.dividing, g.each = true, true
	case which:
		g.asking = f.said != "what" || !auxiliaries[g.next(1).said]
	case howMany:
		d.versus = d.versus || d.counted && g.at > 0 && d.limited() // each of them is asked for
		d.counted, g.counting, g.asking = true, true, false
	case howMuch:
		d.versus = d.versus || d.money && d.limited()
		d.money, g.asking = true, false
	case listed, extreme, common:
		g.rank(f)
		d.common = d.common || f.op.op == common
	case sorted:
		d.rank.set, d.rank.sorted, d.rank.ascending, d.rank.judged = true, true, f.op.arg == "asc", judging(f.said)
	case average:
		d.average, g.asking = true, false
	case share:
		g.shared(f)
	case growth:
		d.growth = true
	case running:
		d.running = true
	case trend:
		d.trend = true
	case versus:
		d.versus = true
		d.contrast = d.contrast || g.contrasts()
	case moved:
		g.moves(f)
	case negation:
		g.negated, g.grouping = true, false
	case fresh, onDay, lasting, amountOf, maximum, minimum:
		g.kind(f)
	default:
		g.more(f)
	}
}

// limited reports whether the question has named a value.
func (d *Draft) limited() bool {
	return slices.ContainsFunc(d.filters, func(f filter) bool { return f.has(isValue) })
}

// kind notes which of the things or which of their figures is meant.
func (g *gatherer) kind(f find) {
	d := g.draft
	switch f.op.op {
	case fresh:
		if slices.ContainsFunc(g.next(1).meanings, isTable) {
			d.fresh = true
		} else {
			d.unread = append(d.unread, f.said)
		}
	case onDay:
		d.days = append(d.days, strings.Fields(f.op.arg)...)
	case lasting:
		d.lasts = first(d.lasts, strings.TrimPrefix(f.said, "how "))
	case amountOf:
		d.amounts = true
	case maximum:
		d.extreme = "MAX"
	case minimum:
		d.extreme = "MIN"
	default:
	}
}

// shared asks for a share; "payer mix" for that of each payer.
func (g *gatherer) shared(f find) {
	d := g.draft
	d.share, g.asking = true, false
	if last := len(d.entities) - 1; f.said == "mix" && last >= 0 && d.entities[last].said == g.next(-1).said {
		d.addDim(dim{named: d.entities[last]})
		d.entities = d.entities[:last]
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
		d.narrows = d.narrows || f.op.op == only
		g.grouping = f.op.arg == "by"
	case linking:
		if g.at == 0 {
			d.goesOn = true
		}
		d.either = d.either || f.said == "or"
		if f.said == "comma" && g.next(-1).number != "" {
			g.ranking = false // "top 5, in the last month"
		}
	case weekday, hour:
		d.dims = append(d.dims, dim{part: map[op]string{weekday: "weekday", hour: "hour"}[f.op.op]})
		d.rank.singular = d.rank.singular || g.asking
		g.asking, g.grouping = false, false
	case distinct:
		d.distinct = true
	case cause:
		g.because(f)
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

// because leads to a recorded reason, or asks for one that is not.
func (g *gatherer) because(f find) {
	for ahead := 1; ahead <= 4; ahead++ {
		next := g.next(ahead)
		if slices.ContainsFunc(next.meanings, isValue) {
			g.draft.causes = true
			return
		}
		if next.op.op != skip {
			break
		}
	}
	g.draft.trouble = first(g.draft.trouble, "I cannot answer this: "+f.op.arg+".")
}

// verb takes the name of a figure, a thing or a moment that a verb implies.
func (g *gatherer) verb(f find) {
	n := named{said: f.said}
	noun, instead, _ := strings.Cut(f.op.arg, "|")
	if n.meanings = g.reader.model.Lookup(stemsOf(noun)); len(n.meanings) == 0 && instead != "" {
		n.meanings = g.reader.model.Lookup(stemsOf(instead)) // what was done, and not what it came to
		n.meanings = slices.DeleteFunc(slices.Clone(n.meanings), func(m semantic.Meaning) bool { return m.Table == nil })
	}
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
	if g.draft.counted && strings.HasSuffix(f.said, "ed") && len(g.draft.periods) == 0 {
		g.draft.unread = append(g.draft.unread, f.said) // "how many calls were dropped" asks for no change
		return
	}
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
	case f.op.arg == between && g.draft.versus: // "the difference between East and West"
	default:
		g.draft.unread = append(g.draft.unread, f.said)
	}
}

// total is a filler before a figure, and a column of that name elsewhere ("the order total").
func (g *gatherer) total(f find) {
	for ahead := 1; ahead <= 3; ahead++ {
		next := g.next(ahead)
		n := named{next.said, next.meanings}
		if next.op.op == light || next.op.op == howMany || n.has(isMeasure) || n.has(isTable) {
			g.draft.total = true
			return
		}
		if next.op.op != skip {
			break
		}
	}
	if meanings := g.reader.model.Lookup(stemsOf(f.said)); len(meanings) > 0 && f.said == "total" {
		g.name(named{f.said, meanings})
	}
}

// contrasts reports whether what follows a comparison is a value and no period.
func (g *gatherer) contrasts() bool {
	for ahead := 1; ahead <= 4; ahead++ {
		f := g.next(ahead)
		if f.mention != nil {
			return false
		}
		if slices.ContainsFunc(f.meanings, isValue) {
			return true
		}
		if f.op.op != skip && !slices.ContainsFunc(f.meanings, isGroup) {
			return false
		}
	}
	return false
}
