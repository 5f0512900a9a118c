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
	verb      bool // owe, earn: the meanings are the figures of what it says
	un        bool // unpaid: the meanings are of what has not happened
}

// symbols are written out before the question is split into words.
var symbols = strings.NewReplacer(">=", " at least ", "<=", " at most ", ">", " above ", "<", " below ", "≥", " at least ", "≤", " at most ", "$", " ", "€", " ",
	"£", " ", "%", " percent ", "/", " per ", "=", " equals ")

// commas between words separate like "and" does; between numbers and years they do not.
var commas = regexp.MustCompile(`,\s+([a-z])`)

// amounts are numbers with a sign of money before them.
var amounts = regexp.MustCompile(`[$€£]\s?(\d[\d,.]*\d|\d)`)

// Correction is a word that was read as another one because of its spelling.
type Correction struct{ From, To string }

// scan reads a question from left to right, the longest match first.
func (r *Reader) scan(text string) (finds []find, corrections []Correction) {
	text = amounts.ReplaceAllString(text, "$1 dollars")
	tokens := word.Tokenize(symbols.Replace(commas.ReplaceAllString(strings.ToLower(text), " comma $1")))
	for i, t := range tokens {
		if to, ok := r.correct(t); ok {
			corrections = append(corrections, Correction{t.Word, to})
			tokens[i] = word.Of(to)
		}
	}
	tokens = r.elliptic(tokens)
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
	if f, n := r.dated(tokens, at); n > 0 {
		return f, n
	}
	meanings, stems, words := r.name(tokens, at)
	if thing := r.model.Lookup(tokens[at].Stem); at > 0 && tokens[at-1].Word == "which" && words > 1 && !slices.ContainsFunc(meanings, isGroup) && slices.ContainsFunc(thing, isTable) {
		return find{meanings: thing, stems: tokens[at].Stem}, 1 // "which campaigns | cost more"
	}
	u := calendar.UnitOf(tokens[at].Word)
	unit := find{unit: u, adverb: strings.HasSuffix(tokens[at].Word, "ly")}
	p, n, decided := r.phrase(tokens, at, words)
	if decided {
		return find{op: p}, n
	}
	if p.op != none && (n > words || n == words && !r.prefersName(p, meanings, tokens[at:at+words])) {
		if u != calendar.None && n == 1 && p.op != hour {
			return unit, 1
		}
		return find{op: p}, n
	}
	if meanings = nominal(meanings, tokens[at:at+words]); len(meanings) > 0 {
		return find{meanings: meanings, stems: stems}, words
	}
	if u != calendar.None {
		return unit, 1
	}
	return r.unnamed(tokens[at]), 1
}

// dated reads periods, and numbers and comparisons that look like them: "over 2000" is no year.
func (r *Reader) dated(tokens []word.Token, at int) (find, int) {
	m := r.calendar.Read(tokens, at)
	if m.Words > 0 && tokens[at].Word == between {
		return find{mention: &m}, m.Words
	}
	if p, n := operator(tokens, at); p.op == compare && at+n < len(tokens) && numeral(tokens[at+n].Word) != "" {
		return find{op: p}, n
	}
	if at > 0 && bounding(tokens, at) {
		return find{number: numeral(tokens[at].Word)}, 1
	}
	if m.Words > 0 {
		return find{mention: &m}, m.Words
	}
	return find{}, 0
}

// phrase is the phrase of the grammar at a place, unless a longer name begins inside of it. words is the length of the name at the place; decided
// says that the phrase comes before that name.
func (r *Reader) phrase(tokens []word.Token, at, words int) (p phrase, n int, decided bool) {
	p, n = operator(tokens, at)
	if n == 0 {
		return p, n, false
	}
	if p.op == by && n == 2 && at > 0 && tokens[at+1].Word == "by" && slices.ContainsFunc(r.model.Lookup(tokens[at].Stem), func(m semantic.Meaning) bool { return m.Segment != nil || m.Table != nil }) {
		return phrase{}, 0, false // "of a breakdown | by machine"
	}
	if (p.op == total || p.op == average) && n == 1 && at+1 < len(tokens) {
		if _, _, longer := r.name(tokens, at+1); longer > 1 && longer >= words {
			return p, n, true // "total | minutes watched", although total minutes is a name too
		}
	}
	if n > 1 {
		if _, _, longer := r.name(tokens, at+n-1); longer > 1 { // "and | by weight", although "and by" is a phrase
			if shorter, m := operator(tokens[:at+n-1], at); m == n-1 {
				return shorter, m, false
			}
		}
	}
	return p, n, false
}

// unnamed reads a word that no name begins with: a number, an adjective that ranks, what has not happened, a part of a value.
func (r *Reader) unnamed(t word.Token) find {
	if num := word.Number(t.Word); num != "" {
		return find{number: num}
	}
	if _, ok := adjectives[t.Word]; ok {
		return find{adjective: t.Word}
	}
	if figures := r.figuresOf(t.Word); len(figures) > 0 {
		return find{meanings: figures, stems: t.Stem, verb: true}
	}
	if done, found := strings.CutPrefix(t.Word, "un"); found && verbal(done) {
		if meanings := r.model.Lookup(word.Stem(done)); slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return isMoment(m) || isFlag(m) }) {
			return find{meanings: meanings, stems: word.Stem(done), un: true}
		}
	}
	if partly := r.parts[t.Stem]; len(partly) > 0 {
		return find{meanings: partly, stems: t.Stem}
	}
	return find{}
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

func said(tokens []word.Token) string {
	list := make([]string, len(tokens))
	for i, t := range tokens {
		list[i] = t.Word
	}
	return strings.Join(list, " ")
}
