package match

import (
	"slices"
	"strconv"
	"strings"
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
	tokens []token
	at     int

	out                                        reading
	numbers, periods, grains, directions, aggs []string
	negated, bounds, than                      []string
	negate, grouping                           bool
	pendingThan                                string
}

// read parses a question's tokens, in which synonyms and phrases have been replaced.
func read(tokens []token) reading {
	r := &reader{tokens: tokens, out: reading{said: map[string]string{}}}
	for r.at < len(r.tokens) {
		r.step()
	}
	r.finish()
	return r.out
}

func (r *reader) step() {
	tok := r.tokens[r.at]
	word := tok.word
	if n := r.readPeriod(); n > 0 {
		r.at += n
		r.grouping = false
		return
	}
	r.at++
	switch {
	case negations[word]:
		r.negate = true
	case versus[word]:
		r.out.versus = "versus"
	case word == "than" || word == "to":
		r.pendingThan = word
	case word == "above" || word == "below" || word == "atleast" || word == "atmost" || bounds[word]:
		r.bounds = append(r.bounds, word)
	case (word == "over" || word == "under") && r.nextIsNumber():
		r.bounds = append(r.bounds, map[string]string{"over": "above", "under": "below"}[word])
	case descending[word]:
		r.directions = append(r.directions, "desc")
	case ascending[word]:
		r.directions = append(r.directions, "asc")
	case aggregates[word] != "":
		r.aggs = append(r.aggs, aggregates[word])
	case own[word] && r.at < len(r.tokens) && ownNouns[r.tokens[r.at].word]:
		r.at++
	case groupers[word]:
		r.grouping = true
	case number(word) != "":
		r.numbers = append(r.numbers, number(word))
	case soft[word]:
	default:
		r.addContent(tok)
	}
}

func (r *reader) addContent(tok token) {
	stem := tok.stem
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
		r.out.said[stem] = tok.word
	}
}

func (r *reader) nextIsNumber() bool {
	return r.at < len(r.tokens) && number(r.tokens[r.at].word) != ""
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
		if strings.HasPrefix(t, "than ") || slices.ContainsFunc(r.tokens, func(t token) bool { return t.word == "from" }) {
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

// number gives the canonical form of a number written in digits or words ("ten", "1,000", "10k"), and "" for anything else.
func number(word string) string {
	if n, ok := numberWords[word]; ok {
		return n
	}
	if word == "" || word[0] < '0' || word[0] > '9' {
		return ""
	}
	factor := 1.0
	digits := word
	switch word[len(word)-1] {
	case 'k':
		factor, digits = 1e3, word[:len(word)-1]
	case 'm':
		factor, digits = 1e6, word[:len(word)-1]
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return word // "3d", "90th": kept as it is, and so decisive
	}
	return strconv.FormatFloat(n*factor, 'f', -1, 64)
}
