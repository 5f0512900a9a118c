package match

import (
	"fmt"
	"slices"
	"strings"
)

// How much of its weight a word costs that only one side has. Words of the intent's other phrasings cost less than foreign ones,
// which are refused altogether.
const (
	missingCost = 0.7
	bareCost    = 1 // of a missing word where nothing but words says what is asked
	extraCost   = 0.5
)

// compare scores a question against one phrasing. It fills hit.Score, or hit.Why with the reason for refusing, and returns how near
// the two are regardless of that, by which questions are suggested.
func (ix *Index) compare(asked reading, p *indexed, hit *Hit) float64 {
	shared, missing, lost := ix.covered(asked, p)
	extra, foreign := ix.beyond(asked, p)
	if shared == 0 {
		hit.Why = "it is about something else"
		return 0
	}
	cost := missingCost
	if asked.decisive == (decisive{}) {
		cost = bareCost
	}
	hit.Score = shared / (shared + cost*missing + extraCost*extra)
	if p.Complete && asked.direction == "" && asked.numbers == "" && p.numbers == "" && (len(asked.by) > 0 || asked.grain != "") {
		asked.direction = p.direction // "revenue by region" is answered by all regions, highest first
	}
	hit.Why = difference(asked, p.reading, foreign, lost, hit.Score)
	if hit.Why == "" && (len(asked.by) > 0 || asked.grain != "") && p.Single {
		hit.Why = "the grouping differs"
	}
	if hit.Why == "" && asked.aggregates != p.aggregates {
		hit.Score *= 0.95 // "orders per month" for "number of orders per month": the same, said with less care
	}
	if asked.decisive != p.decisive {
		return hit.Score * 0.8
	}
	return hit.Score
}

// covered weighs the words of a phrasing that a question has and lacks. lost is one that it lacks although all phrasings of the intent have it.
func (ix *Index) covered(asked reading, p *indexed) (shared, missing float64, lost string) {
	for _, s := range p.content {
		if slices.Contains(asked.content, s) {
			shared += ix.weight[s]
			continue
		}
		missing += ix.weight[s]
		if ix.intents[p.Intent].core[s] && lost == "" {
			lost = p.said[s]
		}
	}
	return shared, missing, lost
}

// beyond weighs the words of a question that a phrasing lacks. foreign is one that no phrasing of the intent has.
func (ix *Index) beyond(asked reading, p *indexed) (extra float64, foreign string) {
	for _, s := range asked.content {
		if slices.Contains(p.content, s) {
			continue
		}
		w, ok := ix.weight[s]
		if !ok {
			w = ix.unknown
		}
		extra += w
		if !ix.intents[p.Intent].vocabulary[s] && foreign == "" {
			foreign = asked.said[s]
		}
	}
	return extra, foreign
}

// difference names the first reason why a question is not the phrasing, "" if there is none.
func difference(asked, p reading, foreign, lost string, score float64) string {
	a, b := asked.decisive, p.decisive
	for _, part := range []struct{ name, asked, verified string }{
		{"number", a.numbers, b.numbers},
		{"period", a.periods, b.periods},
		{"time step", a.grain, b.grain},
		{"order of the ranking", a.direction, b.direction},
		{"negation", a.negated, b.negated},
		{"limit", a.bounds, b.bounds},
		{"comparison", a.versus + a.than, b.versus + b.than},
	} {
		if part.asked != part.verified {
			return "the " + part.name + " differs"
		}
	}
	if a.aggregates != b.aggregates && !countLeftOut(asked, p) {
		return "the kind of figure differs"
	}
	if foreign != "" {
		return fmt.Sprintf("it says nothing about %q", foreign)
	}
	if lost != "" {
		return fmt.Sprintf("it also speaks of %q", lost)
	}
	if a.direction == "" && len(asked.by) > 0 && len(p.by) > 0 && !overlaps(asked.by, p.by) {
		return "the grouping differs"
	}
	if len(asked.by) == 0 && len(p.by) > 0 && !overlaps(asked.content, p.by) {
		return "the grouping differs" // all lines are not the lines by plan
	}
	if len(p.by) > 0 && len(asked.by) > len(p.by) {
		return "the grouping differs" // "per seat by plan" is not "by plan"
	}
	if len(asked.by) > 0 && len(p.by) > len(asked.by) && slices.ContainsFunc(p.by, func(s string) bool { return !slices.Contains(asked.content, s) }) {
		return "the grouping differs" // "cost by studio" is not "cost per hour by studio"
	}
	if score < accept {
		return "too little of it is the same"
	}
	return ""
}

// countLeftOut accepts "orders by region" for "number of orders by region": where things are grouped, a bare noun is its count.
func countLeftOut(asked, p reading) bool {
	without := strings.TrimSpace(strings.Replace(p.aggregates, "count", "", 1))
	return without == asked.aggregates && (p.grain != "" || len(p.by) > 0 || p.direction != "")
}

func overlaps(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
