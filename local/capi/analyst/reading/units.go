package reading

import (
	"slices"
	"strconv"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// seconds are the lengths of units of time, by which limits are converted: "waited more than two hours" of a column in minutes.
var seconds = map[string]float64{"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}

// unitOf takes the unit behind a number, if columns are kept in it, and the verb that only leads to it: "weighed more than 20 kg".
func (g *gatherer) unitOf(b *bound) {
	next := named{g.next(1).said, g.next(1).meanings}
	unit := singular(next.said)
	if unit == "" || len(g.reader.kept(unit)) == 0 || seconds[unit] == 0 && next.has(isMeasure) {
		return
	}
	b.unit = unit
	d := g.draft
	if n := len(d.measures); n > 0 && g.justBefore(d.measures[n-1].said) {
		b.named = d.measures[n-1]
		if n > 1 || len(d.entities) > 0 {
			d.measures = d.measures[:n-1]
		}
	}
	g.at++
	if n := len(g.draft.unread); n > 0 {
		for back := 2; back <= 5; back++ {
			if f := g.next(-back); f.said == g.draft.unread[n-1] && verbal(f.said) {
				g.draft.unread, b.verb = g.draft.unread[:n-1], f.said
				return
			}
		}
	}
}

func singular(unit string) string {
	if _, isTime := seconds[strings.TrimSuffix(unit, "s")]; isTime {
		return strings.TrimSuffix(unit, "s")
	}
	return unit
}

// kept lists the numbers that are kept in a unit, or in one that it can be converted to, by the last word of their names.
func (r *Reader) kept(unit string) []*semantic.Column {
	var out []*semantic.Column
	for _, t := range r.model.Tables {
		for _, c := range t.Columns {
			if c.Kind == semantic.Amount && factor(unit, c) > 0 {
				out = append(out, c)
			}
		}
	}
	return out
}

// factor converts a number of a unit to the unit of a column, 0 if that is impossible.
func factor(unit string, c *semantic.Column) float64 {
	for w := range strings.SplitSeq(c.Name, "_") {
		w = singular(w)
		if w == unit {
			return 1
		}
		if from, to := seconds[unit], seconds[w]; from > 0 && to > 0 {
			return from / to
		}
	}
	return 0
}

// inUnit finds the number of the counted rows that a limit with a unit is about, and converts the limit.
func (b *binder) inUnit(limit *bound) *semantic.Column {
	var found *semantic.Column
	for _, c := range b.out.Measure.Base.Columns {
		named := len(limit.meanings) == 0 || limit.has(func(m semantic.Meaning) bool { return m.Column == c })
		if c.Kind != semantic.Amount || factor(limit.unit, c) == 0 || !named {
			continue
		}
		said, exact := b.saysOf(limit.verb, c), factor(limit.unit, c) == 1
		switch {
		case found == nil || said && !b.saysOf(limit.verb, found) || exact && factor(limit.unit, found) != 1:
			found = c
		case said == b.saysOf(limit.verb, found) && exact == (factor(limit.unit, found) == 1):
			return nil
		}
	}
	if n, err := strconv.ParseFloat(limit.number, 64); found != nil && err == nil {
		limit.number = strconv.FormatFloat(n*factor(limit.unit, found), 'f', -1, 64)
	}
	return found
}

// saysOf reports whether a verb is of the name of a column: waited, of wait_minutes.
func (b *binder) saysOf(verb string, c *semantic.Column) bool {
	return verb != "" && slices.Contains(strings.Fields(stemsOf(c.Spoken())), stemsOf(verb))
}

// lasting takes the length of what is named, where a question asks how long it is: "the longest stop", "average repair time".
func (g *gatherer) lasting() {
	d := g.draft
	if d.lasts == "" {
		return
	}
	counts := !slices.ContainsFunc(d.measures, func(n named) bool {
		return n.meanings[0].Measure == nil || n.meanings[0].Measure.Form != semantic.Count
	})
	if len(d.measures) > 0 && !counts {
		if d.lasts != "long" && d.lasts != "longest" && d.lasts != "shortest" {
			d.unread = append(d.unread, d.lasts)
		}
		return
	}
	var out []semantic.Meaning
	for _, t := range d.tables() {
		for _, c := range t.Columns {
			if m := g.reader.model.MeasureOf(c); c.Kind == semantic.Amount && c.Span() && m != nil {
				out = append(out, semantic.Meaning{Measure: m, Column: nil})
			}
		}
	}
	if len(out) != 1 {
		d.unread = append(d.unread, d.lasts)
		return
	}
	d.typical = true
	d.measures = []named{{"length", out}}
	d.counted = false
}

// tables are those of what a draft names.
func (d *Draft) tables() []*semantic.Table {
	var out []*semantic.Table
	add := func(t *semantic.Table) {
		if t != nil && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	for _, n := range append(slices.Clone(d.entities), d.measures...) {
		for _, m := range n.meanings {
			if m.Measure != nil {
				add(m.Measure.Base)
			}
			add(m.Table)
		}
	}
	for _, f := range d.filters {
		for _, m := range f.meanings {
			if m.Segment != nil {
				add(m.Segment.Table)
			}
		}
	}
	return out
}
