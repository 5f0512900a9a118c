package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// gatherer walks over the finds and gives each its role.
type gatherer struct {
	reader *Reader
	finds  []find
	at     int
	draft  *Draft

	grouping   bool // after by
	each       bool // after in each, or per
	dividing   bool // after per
	asking     bool // after which
	ranking    bool // after top 5
	negated    bool
	counting   bool // after how many
	comparison string
	owner      *named // the thing directly before
}

func (r *Reader) gather(finds []find, corrections []Correction) *Draft {
	g := &gatherer{reader: r, finds: finds, draft: &Draft{corrected: corrections}}
	for g.at = 0; g.at < len(finds); g.at++ {
		g.step(finds[g.at])
	}
	g.finish()
	return g.draft
}

func (g *gatherer) next(offset int) find {
	if i := g.at + offset; i >= 0 && i < len(g.finds) {
		return g.finds[i]
	}
	return find{}
}

func (g *gatherer) step(f find) {
	switch {
	case g.heads(f):
		g.draft.addDim(dim{named: named{f.said, f.meanings}})
		g.draft.counted, g.draft.common = true, true
	case f.mention != nil:
		g.period(*f.mention)
	case f.unit != calendar.None:
		g.unit(f)
	case f.number != "":
		g.numeral(f)
	case f.un:
		g.negated = true
		g.name(named{f.said, f.meanings})
	case f.meanings != nil:
		g.draft.verbal = g.draft.verbal || f.verb
		g.name(named{f.said, f.meanings})
	case f.adjective != "":
		g.adjective(f.adjective)
	case f.op.op != none:
		g.draft.made = g.draft.made || making[f.said]
		g.operator(f)
	case g.grouping && (generic[f.said] || generic[strings.TrimSuffix(f.said, "s")]):
		if n := (named{said: f.said}); !g.sortOf(n) {
			g.draft.addDim(dim{named: n}) // what it is of tells bind
		}
	default:
		g.counting = false
		g.draft.unread = append(g.draft.unread, f.said)
	}
}

func (g *gatherer) period(m calendar.Mention) {
	if n := len(g.draft.periods); n > 0 {
		g.draft.periods[n-1] = g.draft.periods[n-1].InYearOf(m)
	}
	before := -1
	for g.next(before).op.op == skip {
		before--
	}
	if u := m.Period.Unit; g.next(before).op.op == by && u > calendar.Hour && m.Period.Count > 1 {
		g.draft.addDim(dim{unit: u}) // "in each of the past twelve months"
	}
	g.draft.periods = append(g.draft.periods, m)
	if m.Trouble != "" && g.draft.trouble == "" {
		g.draft.trouble = "I cannot answer this: the period “" + g.finds[g.at].said + "” cannot be used: " + m.Trouble + "."
	}
	g.grouping, g.dividing, g.asking, g.ranking = false, false, false, false
}

// unit: by month, per day, which week, best month, monthly.
func (g *gatherer) unit(f find) {
	d := g.draft
	if f.unit == calendar.Hour {
		g.hours(f)
		return
	}
	switch {
	case f.unit == calendar.Month && g.over(calendar.Month), f.unit == calendar.Week && g.over(calendar.Week), f.unit == calendar.Quarter && g.over(calendar.Quarter), f.unit == calendar.Year && g.over(calendar.Year):
		// "month over month" has been taken
	case f.adverb && d.average:
		d.per = &dim{unit: f.unit} // "average daily sales"
	case f.adverb || g.grouping || g.asking || g.ranking || d.rank.set && !d.rank.sorted && len(d.dims) == 0 && len(d.measures) > 0:
		d.addDim(dim{unit: f.unit, each: g.each && g.grouping})
		d.rank.singular = d.rank.singular || g.asking || d.rank.set && !f.adverb && !g.grouping
	case g.dividing:
		d.addDim(dim{unit: f.unit, divides: true})
		g.grouping = g.next(1).op.op == linking && g.next(2).meanings != nil && !onlyMeasure(named{g.next(2).said, g.next(2).meanings})
	default:
		d.unread = append(d.unread, f.said)
	}
	g.asking, g.ranking, g.dividing = false, false, false
}

// hours: by hour, which hour, hourly, and "orders per hour" are hours of the day; "how many hours" and an average per hour are not.
func (g *gatherer) hours(f find) {
	if f.adverb || g.grouping || g.asking && !g.draft.counted || g.ranking || g.dividing && !g.draft.average {
		g.draft.dims = append(g.draft.dims, dim{part: "hour"})
		g.draft.rank.singular = g.draft.rank.singular || g.asking
	} else {
		g.draft.unread = append(g.draft.unread, f.said)
	}
	g.asking, g.grouping, g.dividing, g.ranking = false, false, false, false
}

// over reads "month over month" and "month by month".
func (g *gatherer) over(u calendar.Unit) bool {
	if g.next(2).unit != u {
		return false
	}
	switch g.next(1).said {
	case "over", "on":
		g.draft.growth = true
	case "by":
	default:
		return false
	}
	g.draft.addDim(dim{unit: u})
	g.at += 2
	return true
}

func (g *gatherer) adjective(w string) {
	a := adjectives[w]
	d := g.draft
	for _, name := range a.names {
		if meanings := g.reader.model.Lookup(stemsOf(name)); len(meanings) > 0 {
			explicit := slices.ContainsFunc(d.measures, func(n named) bool { return shareColumn(n.meanings, meanings) })
			if !explicit {
				d.implied = &named{name, meanings}
			}
			if a.direction != "" && g.next(-1).said != "how" { // "how fast" asks for the figure itself
				least := d.rank.set && d.rank.ascending && !d.rank.listed
				d.rank.set, d.rank.ascending = true, (a.direction == "asc") != least
			}
			g.ranking, d.typical = true, true
			return
		}
	}
	d.unread = append(d.unread, w)
}

func (g *gatherer) finish() {
	d := g.draft
	for i, x := range d.dims {
		if x.divides && d.average && d.per == nil { // "orders per day on average", whichever came first
			d.per = &x
			d.dims = slices.Delete(slices.Clone(d.dims), i, i+1)
			break
		}
	}
	if d.average && d.counted && d.per == nil && len(d.entities) == 2 && len(d.measures) == 0 && d.entities[1].has(isTable) {
		d.per = &dim{named: d.entities[1]} // "how many orders does a customer have on average"
		d.entities = d.entities[:1]
	}
	g.amountOf()
	g.lasting()
	if d.implied != nil && len(d.measures) == 0 { // "the most expensive by license fee" names another figure
		d.measures = append(d.measures, *d.implied)
	}
	g.momentous()
	if d.sized && len(d.measures) == 0 && !d.counted && len(d.entities) > 0 {
		d.unread = append(d.unread, "the size of "+d.entities[0].said)
	}
	if g.comparison != "" || g.negated {
		d.trouble = first(d.trouble, "The question seems to break off: something is compared or excluded, but not what.")
	}
}

// amountOf takes the amount of the things that are named, if they have one: "the amount of unpaid invoices".
func (g *gatherer) amountOf() {
	d := g.draft
	if !d.amounts || len(d.measures) > 0 || len(d.entities) == 0 {
		return
	}
	n := named{said: "amount"}
	for _, m := range g.reader.model.Lookup(stemsOf("amount")) {
		if isMeasure(m) && d.entities[0].has(func(x semantic.Meaning) bool { return x.Table == m.Measure.Base }) {
			n.meanings = append(n.meanings, m)
		}
	}
	if len(n.meanings) > 0 {
		d.measures = append(d.measures, n)
	}
}

// verbal reports whether a word says that something was done, as "opened" does and "open" does not.
func verbal(said string) bool { return strings.HasSuffix(said, "ed") }

// sameTable reports whether a value or flag of the name lies in the table of one of its moments.
func (f filter) sameTable(moment semantic.Meaning) bool {
	return f.has(func(m semantic.Meaning) bool {
		return (isValue(m) || isFlag(m)) && m.Column.Table == moment.Column.Table || isSegment(m) && m.Segment.Table == moment.Column.Table && verbal(f.said)
	})
}

// momentous reads a word that is a state and a moment, such as delivered, as the moment where a period says when.
func (g *gatherer) momentous() {
	d := g.draft
	if len(d.periods) == 0 || d.moment != nil {
		return
	}
	for i, f := range d.filters {
		if !f.not && f.has(func(m semantic.Meaning) bool {
			return isMoment(m) && (f.sameTable(m) || verbal(f.said) && d.about(m.Column.Table))
		}) {
			d.moment = &named{f.said, f.meanings}
			d.filters = slices.Delete(slices.Clone(d.filters), i, i+1)
			return
		}
	}
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
