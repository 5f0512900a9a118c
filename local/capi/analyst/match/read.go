package match

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/word"
)

// reading is what a question says: the decisive parts, which must be equal, and the content words, which are weighed.
type reading struct {
	decisive
	content []string          // stems, in order, each once
	said    map[string]string // the word of each stem in content
	by      []string          // stems named after by, per, each
	period  string            // the first period as the asker wrote it
}

// decisive holds the parts of which any difference changes the answer. All are canonical and sorted, so == compares them.
type decisive struct {
	numbers    string // "10", "5 2025"
	periods    string // "last:1:month", "2025-03"
	grain      string // "month"
	direction  string // "desc", "asc"
	aggregates string // "average", "count"
	negated    string // stems after a negation
	bounds     string // "above", "since"
	versus     string // "versus" when two things are compared
	than       string // the stem after "than" and after "from ... to", whose exchange would turn the question round
}

// reader walks over the tokens of one question.
type reader struct {
	tokens []word.Token
	at     int

	out                                        reading
	numbers, periods, grains, directions, aggs []string
	negated, bounds, than                      []string
	negate, grouping                           bool
	pendingThan                                string
}

// read parses a question's tokens, in which synonyms and phrases have been replaced.
func read(tokens []word.Token) reading {
	r := &reader{tokens: tokens, out: reading{said: map[string]string{}}}
	for r.at < len(r.tokens) {
		r.step()
	}
	r.finish()
	return r.out
}

func (r *reader) step() {
	tok := r.tokens[r.at]
	said := tok.Word
	if n := r.readPeriod(); n > 0 {
		r.at += n
		r.grouping = false
		return
	}
	r.at++
	switch {
	case negations[said]:
		r.negate = true
	case versus[said]:
		r.out.versus = "versus"
	case said == "than" || said == "to":
		r.pendingThan = said
	case said == "above" || said == "below" || said == "atleast" || said == "atmost" || bounds[said]:
		r.bounds = append(r.bounds, said)
	case (said == "over" || said == "under") && r.nextIsNumber():
		r.bounds = append(r.bounds, map[string]string{"over": "above", "under": "below"}[said])
	case descending[said]:
		r.directions = append(r.directions, "desc")
	case ascending[said]:
		r.directions = append(r.directions, "asc")
	case aggregates[said] != "":
		r.aggs = append(r.aggs, aggregates[said])
	case own[said] && r.at < len(r.tokens) && ownNouns[r.tokens[r.at].Word]:
		r.at++
	case groupers[said]:
		r.grouping = true
	case word.Number(said) != "":
		r.numbers = append(r.numbers, word.Number(said))
	case soft[said]:
	default:
		r.addContent(tok)
	}
}

func (r *reader) addContent(tok word.Token) {
	stem := tok.Stem
	if r.negate {
		r.negated, r.negate = append(r.negated, stem), false
	}
	if r.grouping {
		r.out.by, r.grouping = append(r.out.by, stem), false
	}
	if r.pendingThan != "" {
		r.than, r.pendingThan = append(r.than, r.pendingThan+" "+stem), ""
	}
	if !slices.Contains(r.out.content, stem) {
		r.out.content = append(r.out.content, stem)
		r.out.said[stem] = tok.Word
	}
}

func (r *reader) nextIsNumber() bool {
	return r.at < len(r.tokens) && word.Number(r.tokens[r.at].Word) != ""
}

func (r *reader) finish() {
	d := &r.out.decisive
	if r.negate { // a negation of nothing that is left is still a negation
		r.negated = append(r.negated, "?")
	}
	d.numbers = canonical(r.numbers)
	d.periods = canonical(r.periods)
	d.grain = canonical(r.grains)
	d.direction = canonical(r.directions)
	d.aggregates = canonical(r.aggs)
	d.negated = canonical(r.negated)
	d.bounds = canonical(r.bounds)
	for _, t := range r.than {
		// "to" turns a question round only together with a "from"; alone it is grammar.
		if strings.HasPrefix(t, "than ") || slices.ContainsFunc(r.tokens, func(t word.Token) bool { return t.Word == "from" }) {
			d.than += t + ";"
		}
	}
	if d.grain != "" {
		// "Monthly trend" and "by month" are the same request.
		r.out.content = slices.DeleteFunc(r.out.content, func(s string) bool { return s == "trend" })
	}
}

func canonical(list []string) string {
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}
