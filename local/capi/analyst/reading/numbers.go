package reading

import (
	"slices"
	"strconv"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// numeral: top 5, above 300, below 3, 1 star.
func (g *gatherer) numeral(f find) {
	d := g.draft
	switch {
	case g.comparison != "":
		g.limit(f.number)
	case g.next(1).said == "percent":
		d.unread = append(d.unread, f.said+" percent")
		g.at++
	case scored(g.next(1)) != nil: // "5 star reviews"
		d.bounds = append(d.bounds, bound{named: named{g.next(1).said, g.next(1).meanings}, op: "=", number: f.number})
		g.at++
	case g.superlative(g.next(1)):
		if n, err := strconv.Atoi(f.number); err == nil && n >= 1 && n <= 1000 {
			d.rank.limit = n // "the 10 most expensive"
			return
		}
		d.unread = append(d.unread, f.said)
	case g.ranking || g.asking || d.rank.set && d.rank.limit == 0 && g.next(-1).op.op == listed || g.next(-1).op.op == only:
		n, err := strconv.Atoi(f.number)
		if err != nil || n < 1 || n > 1000 {
			d.unread = append(d.unread, f.said)
			return
		}
		d.rank.set, d.rank.limit = true, n
	default:
		d.unread = append(d.unread, f.said)
	}
}

// superlative reports whether a word ranks.
func (g *gatherer) superlative(f find) bool {
	return f.op.op == listed || f.op.op == extreme || f.op.op == common || f.adjective != "" && adjectives[f.adjective].direction != ""
}

// scored is the column of whole marks that a name stands for, such as stars; nil for any other name.
func scored(f find) *semantic.Column {
	for _, m := range f.meanings {
		if c := m.Column; c != nil && !m.IsValue && c.Kind == semantic.Amount && c.Average && c.Type == "INT64" {
			return c
		}
	}
	return nil
}

// limit takes the number that something is compared with, or two: between 50 and 100.
func (g *gatherer) limit(number string) {
	b := bound{op: g.comparison, number: number}
	g.comparison = ""
	var upper *bound
	if b.op == between {
		if g.next(1).op.op != linking || g.next(2).number == "" {
			g.draft.unread = append(g.draft.unread, "between "+number)
			return
		}
		b.op = ">="
		upper = &bound{op: "<=", number: g.next(2).number}
		g.at += 2
	}
	if g.unitOf(&b); b.unit == "" {
		g.boundTo(&b)
	}
	if g.next(1).said == "percent" {
		b.percent = true
		g.at++
	}
	b.money = strings.HasPrefix(g.next(1).said, "dollar") || g.next(1).said == "usd"
	g.draft.bounds = append(g.draft.bounds, b)
	if upper != nil {
		upper.named = b.named
		g.draft.bounds = append(g.draft.bounds, *upper)
	}
}

// boundTo looks for what is compared: what was named just before ("a total above 300"), else what follows ("more than 3 pieces").
func (g *gatherer) boundTo(b *bound) {
	ahead := 1
	for g.next(ahead).op.op == skip && ahead < 3 {
		ahead++
	}
	if kind := (named{g.next(ahead).said, g.next(ahead).meanings}); kind.has(isValue) && !kind.has(isTable) && slices.ContainsFunc(g.next(ahead+1).meanings, isTable) {
		g.draft.filters = append(g.draft.filters, filter{named: kind}) // "more than three active accounts"
		ahead++
	}
	after := g.next(ahead)
	if after.meanings != nil && slices.ContainsFunc(after.meanings, func(m semantic.Meaning) bool {
		return m.Column != nil && m.Column.Kind == semantic.Amount || m.Table != nil || m.Measure != nil && m.Measure.Form == semantic.Count
	}) {
		b.named = named{after.said, after.meanings}
		g.at += ahead
		return
	}
	d := g.draft
	if n := len(d.measures); n > 0 && g.justBefore(d.measures[n-1].said) {
		b.named = d.measures[n-1]
		if n > 1 || len(d.entities) > 0 {
			d.measures = d.measures[:n-1]
		}
	}
}

// justBefore reports whether a name stands before the comparison with nothing but grammar between.
func (g *gatherer) justBefore(said string) bool {
	for back := 1; back <= 4; back++ {
		f := g.next(-back)
		if f.meanings != nil || f.op.op == total {
			return f.said == said
		}
		if f.op.op == none || f.mention != nil {
			return false
		}
	}
	return false
}
