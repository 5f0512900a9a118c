package reading

import (
	"regexp"
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/word"
)

// find is what one or more words of a question stand for. Exactly one of op, mention, unit, number, meanings and adjective is set; a find with
// none of them was not understood.
type find struct {
	said      string
	stems     string
	op        phrase
	mention   *calendar.Mention
	unit      calendar.Unit
	adverb    bool // monthly, daily
	number    string
	meanings  []semantic.Meaning
	adjective string
	un        bool // unpaid: the meanings are of what has not happened
}

// symbols are written out before the question is split into words.
var symbols = strings.NewReplacer(">=", " at least ", "<=", " at most ", ">", " above ", "<", " below ", "≥", " at least ", "≤", " at most ", "$", " ", "€", " ",
	"£", " ", "%", " percent ", "/", " per ", "=", " equals ")

// commas between words separate like "and" does; between numbers and years they do not.
var commas = regexp.MustCompile(`,\s+([a-z])`)

// Correction is a word that was read as another one because of its spelling.
type Correction struct{ From, To string }

// scan reads a question from left to right, the longest match first.
func (r *Reader) scan(text string) (finds []find, corrections []Correction) {
	tokens := word.Tokenize(symbols.Replace(commas.ReplaceAllString(strings.ToLower(text), " comma $1")))
	for i, t := range tokens {
		if to, ok := r.correct(t); ok {
			corrections = append(corrections, Correction{t.Word, to})
			tokens[i] = word.Of(to)
		}
	}
	for at := 0; at < len(tokens); {
		f, n := r.at(tokens, at)
		if v := r.valueOf(finds, tokens[at]); v != nil && n == 1 {
			f = find{meanings: v, stems: tokens[at].Stem}
		}
		f.said = said(tokens[at : at+n])
		finds = append(finds, f)
		at += n
	}
	return finds, corrections
}

func (r *Reader) at(tokens []word.Token, at int) (find, int) {
	if m := r.calendar.Read(tokens, at); m.Words > 0 && tokens[at].Word == between {
		return find{mention: &m}, m.Words
	}
	if p, n := operator(tokens, at); p.op == compare && at+n < len(tokens) && numeral(tokens[at+n].Word) != "" {
		return find{op: p}, n // "over 2000" is no year
	}
	if at > 0 && bounding(tokens, at) {
		return find{number: numeral(tokens[at].Word)}, 1
	}
	if m := r.calendar.Read(tokens, at); m.Words > 0 {
		return find{mention: &m}, m.Words
	}
	p, n := operator(tokens, at)
	meanings, stems, words := r.name(tokens, at)
	if at > 0 && tokens[at-1].Word == "which" && words > 1 && !slices.ContainsFunc(meanings, isGroup) {
		if thing := r.model.Lookup(tokens[at].Stem); slices.ContainsFunc(thing, isTable) {
			return find{meanings: thing, stems: tokens[at].Stem}, 1 // "which campaigns | cost more"
		}
	}
	if p.op == by && n == 2 && slices.ContainsFunc(r.model.Lookup(tokens[at].Stem), func(m semantic.Meaning) bool { return m.Segment != nil || m.Table != nil }) && at > 0 {
		p, n = phrase{}, 0 // "of a breakdown | by machine"
	}
	if (p.op == total || p.op == average) && n == 1 && at+1 < len(tokens) {
		if _, _, longer := r.name(tokens, at+1); longer > 1 && longer >= words {
			return find{op: p}, n // "total | minutes watched", although total minutes is a name too
		}
	}
	if n > 1 {
		if _, _, longer := r.name(tokens, at+n-1); longer > 1 { // "and | by weight", although "and by" is a phrase
			if shorter, m := operator(tokens[:at+n-1], at); m == n-1 {
				p, n = shorter, m
			}
		}
	}
	if p.op != none && (n > words || n == words && !r.prefersName(p, meanings, tokens[at:at+words])) {
		if u := calendar.UnitOf(tokens[at].Word); u != calendar.None && n == 1 && p.op != hour {
			return find{unit: u, adverb: strings.HasSuffix(tokens[at].Word, "ly")}, 1
		}
		return find{op: p}, n
	}
	if u := calendar.UnitOf(tokens[at].Word); u != calendar.None && words == 1 && !slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return !isMoment(m) && !isValue(m) }) {
		words = 0 // "per day" is no date, and "by month" no monthly billing
	}
	if words == 1 && verbal(tokens[at].Word) { // "planned" is none of the plans
		happens := func(t *semantic.Table) bool {
			return slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return isMoment(m) && m.Column.Table == t })
		}
		meanings = slices.DeleteFunc(slices.Clone(meanings), func(m semantic.Meaning) bool {
			counts := m.Measure != nil && m.Measure.Form == semantic.Count && m.Measure.Column == nil && strings.HasPrefix(m.Measure.Origin, "the rows")
			return m.Table != nil && !happens(m.Table) || counts && !happens(m.Measure.Base)
		})
		words = min(words, len(meanings))
	}
	if words > 0 {
		return find{meanings: meanings, stems: stems}, words
	}
	w := tokens[at].Word
	if u := calendar.UnitOf(w); u != calendar.None {
		return find{unit: u, adverb: strings.HasSuffix(w, "ly")}, 1
	}
	if num := word.Number(w); num != "" {
		return find{number: num}, 1
	}
	if _, ok := adjectives[w]; ok {
		return find{adjective: w}, 1
	}
	if done, found := strings.CutPrefix(w, "un"); found && verbal(done) {
		if meanings := r.model.Lookup(word.Stem(done)); slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return isMoment(m) || isFlag(m) }) {
			return find{meanings: meanings, stems: word.Stem(done), un: true}, 1
		}
	}
	if partly := r.parts[tokens[at].Stem]; len(partly) > 0 {
		return find{meanings: partly, stems: tokens[at].Stem}, 1
	}
	return find{}, 1
}

// valueOf is what a word means directly behind the attribute that has it as a value, whatever else it is: "class A", "zone 2".
func (r *Reader) valueOf(before []find, t word.Token) []semantic.Meaning {
	if len(before) == 0 || len(t.Word) > 3 {
		return nil
	}
	var out []semantic.Meaning
	for _, m := range before[len(before)-1].meanings {
		if m.Column == nil || m.IsValue || m.Column.Kind != semantic.Attribute {
			continue
		}
		for _, v := range r.model.Values(m.Column) {
			if strings.EqualFold(v, t.Word) {
				out = append(out, semantic.Meaning{Column: m.Column, Value: v, IsValue: true})
			}
		}
	}
	return out
}

// numeral is a number where one must stand: there "one" is a number, elsewhere it is grammar.
func numeral(w string) string {
	if w == "one" {
		return "1"
	}
	return word.Number(w)
}

// bounding reports whether the number at a place is what a comparison compares with.
func bounding(tokens []word.Token, at int) bool {
	if numeral(tokens[at].Word) == "" {
		return false
	}
	for back := 1; back <= longest && at-back >= 0; back++ {
		if p, n := operator(tokens, at-back); p.op == compare && n == back {
			return true
		}
	}
	return false
}

// operator is the longest phrase of the grammar at a place.
func operator(tokens []word.Token, at int) (phrase, int) {
	for n := min(longest, len(tokens)-at); n > 0; n-- {
		if p, ok := grammar[said(tokens[at:at+n])]; ok {
			return p, n
		}
	}
	return phrase{}, 0
}

// prefersName lets a name of the model win over a word of the grammar where the word could be both: "total" is a column if nothing follows
// that it could add up, so that is decided by gather; all other grammar stays grammar.
func (r *Reader) prefersName(p phrase, meanings []semantic.Meaning, tokens []word.Token) bool {
	if len(meanings) == 0 {
		return false
	}
	switch p.op {
	case light, total, moved:
		return p.op != total && slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return m.Rank == 0 && (m.Measure != nil || m.IsValue) })
	case skip:
		nouns := p.arg == soft && slices.ContainsFunc(meanings, func(m semantic.Meaning) bool {
			return m.Table != nil || m.Measure != nil || m.Segment != nil || m.Rank == 0 && !m.IsValue
		})
		return nouns || slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { // "pay" is no invoice that was paid
			return m.IsValue && len(m.Value) > 3 && strings.EqualFold(m.Value, said(tokens))
		})
	case lasting, onDay:
		return slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return m.Measure != nil || m.IsValue })
	case refused:
		return p.arg == causal && slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return isGroup(m) })
	case none, by, per, which, howMany, howMuch, amountOf, listed, extreme, common, average, fresh, maximum, minimum, share, growth, trend, versus, negation, compare, atLeast2,
		sorted, chart, also, only, linking, rate, distinct, weekday, hour, cause:
	}
	return false
}

// name is the longest name of the model at a place.
func (r *Reader) name(tokens []word.Token, at int) (meanings []semantic.Meaning, stems string, words int) {
	for n := min(semantic.MaxWords, len(tokens)-at); n > 0; n-- {
		stems = stemsIn(tokens[at : at+n])
		found := r.model.Lookup(stems)
		if len(found) == 0 {
			continue
		}
		if p, _ := operator(tokens, at+n-1); n > 1 && p.op == skip { // "searches for" is no search term, where searches are a thing
			if thing := r.model.Lookup(stemsIn(tokens[at : at+n-1])); slices.ContainsFunc(thing, isTable) {
				continue
			}
		}
		return found, stems, n
	}
	return nil, "", 0
}

// stemsIn joins the stems of words; articles between them do not count: "led to a sale".
func stemsIn(tokens []word.Token) string {
	parts := make([]string, 0, len(tokens))
	for i, t := range tokens {
		if article := t.Word == "a" || t.Word == "an" || t.Word == "the"; article && i > 0 && i < len(tokens)-1 {
			continue
		}
		parts = append(parts, t.Stem)
	}
	return strings.Join(parts, " ")
}

// correct gives the word that a misspelt one probably is.
func (r *Reader) correct(t word.Token) (string, bool) {
	w := t.Word
	if len(w) < 4 || len(w) > 40 || r.known[w] || r.known[t.Stem] || word.Number(w) != "" || calendar.UnitOf(w) != calendar.None || word.Correct(w) {
		return "", false
	}
	if _, ok := grammar[w]; ok {
		return "", false
	}
	return word.Nearest(w, r.candidates)
}

func said(tokens []word.Token) string {
	list := make([]string, len(tokens))
	for i, t := range tokens {
		list[i] = t.Word
	}
	return strings.Join(list, " ")
}
