package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/local/capi/analyst/word"
)

// Calendar reads periods. Anchor is the first day without data; with a zero one, relative periods are not understood.
type Calendar struct{ Anchor time.Time }

// Mention is a period that stands in a text. Trouble says why it cannot be used ("there is no February 30"). Relative is set for "the
// month before" and "the previous period", which count from another period.
type Mention struct {
	Period   Period
	Words    int // tokens it takes
	Trouble  string
	Relative Unit // the unit of "the month before"
	SameLast bool // "the same month last year"
	AtEnd    bool // "at the end of March"
	Yearless bool // a month, quarter or day whose year was not said
}

// Read looks for a period that begins at a token; Words is 0 if there is none.
func (c Calendar) Read(tokens []word.Token, at int) Mention {
	s := scan{Calendar: c, tokens: tokens, at: at}
	for _, rule := range []func() Mention{s.atEnd, s.between, s.bound, s.ago, s.edge, s.weekOf, s.toDate, s.same, s.unitBefore, s.relative, s.named} {
		if m := rule(); m.Words > 0 {
			return m
		}
	}
	return Mention{}
}

// InYearOf moves a period that was said without a year next to one that has a year: "Q1 and Q2 2025".
func (m Mention) InYearOf(other Mention) Mention {
	if m.Yearless && !other.Yearless && !other.Period.From.IsZero() && !m.Period.From.IsZero() {
		n := other.Period.From.Year() - m.Period.From.Year()
		m.Period.From, m.Period.To = Add(m.Period.From, n, Year), Add(m.Period.To, n, Year)
		m.Yearless = false
	}
	return m
}

// UnitOf is the unit that a word names, None if none: month, months, monthly.
func UnitOf(w string) Unit { return units[w] }

type scan struct {
	Calendar

	tokens []word.Token
	at     int
}

func (s scan) word(offset int) string {
	if i := s.at + offset; i >= 0 && i < len(s.tokens) {
		return s.tokens[i].Word
	}
	return ""
}

// skip counts the words from offset on that are in a list.
func (s scan) skip(offset int, words ...string) int {
	n := 0
	for has(words, s.word(offset+n)) {
		n++
	}
	return n
}

func has(list []string, w string) bool {
	return w != "" && slices.Contains(list, w)
}

// point reads a period that can bound another: a day, month, quarter or year, named or relative.
func (s scan) point(offset int) Mention {
	s.at += offset
	skipped := s.skip(0, "the", "start", "beginning", "of", "in", "on")
	s.at += skipped
	for _, rule := range []func() Mention{s.relative, s.named} {
		if m := rule(); m.Words > 0 {
			m.Words += skipped
			return m
		}
	}
	return Mention{}
}

// between: "between January 1 and March 31, 2026", "from March to May", "January to March 2025".
func (s scan) between() Mention {
	opening := s.skip(0, "between", "from")
	first := s.point(opening)
	if first.Words == 0 || first.Trouble != "" {
		return Mention{}
	}
	n := opening + first.Words
	joint := s.word(n)
	if !has([]string{"to", "through", "until", "till"}, joint) && (joint != "and" || s.word(0) != "between") {
		return Mention{}
	}
	second := s.point(n + 1)
	if second.Words == 0 {
		return Mention{}
	}
	m := Mention{Words: n + 1 + second.Words, Trouble: second.Trouble}
	from := first.Period
	if first.Yearless && !from.From.IsZero() {
		for from.From.After(second.Period.From) { // "November to January 2026" begins in the year before
			from.From = Add(from.From, -1, Year)
		}
		for Add(from.From, 1, Year).Before(second.Period.From) {
			from.From = Add(from.From, 1, Year)
		}
	}
	m.Period = Period{From: from.From, To: second.Period.To}
	if !m.Period.From.Before(m.Period.To) && m.Trouble == "" {
		m.Trouble = "the period ends before it begins"
	}
	return m
}

// bound: "since March", "before 2025", "until last month", "after March 5".
func (s scan) bound() Mention {
	w := s.word(0)
	if w == "from" && !has([]string{"on", "onward", "onwards"}, s.word(1)) {
		w = "since"
		if p := s.point(1); p.Words == 0 || !has([]string{"on", "onward", "onwards"}, s.word(1+p.Words)) {
			return Mention{}
		}
	}
	if !has([]string{"since", "before", "until", "till", "after", "starting", "through"}, w) {
		return Mention{}
	}
	p := s.point(1)
	if p.Words == 0 {
		return Mention{}
	}
	m := Mention{Words: 1 + p.Words, Trouble: p.Trouble}
	m.Words += s.skip(m.Words, "on", "onward", "onwards")
	switch w {
	case "since", "starting":
		m.Period = Period{From: p.Period.From, To: s.Anchor}
	case "after":
		m.Period = Period{From: p.Period.To, To: s.Anchor}
	case "before":
		m.Period = Period{To: p.Period.From}
	default:
		m.Period = Period{To: p.Period.To}
	}
	if !m.Period.To.IsZero() && !m.Period.From.Before(m.Period.To) && m.Trouble == "" {
		m.Trouble = "no day lies in that period; the data end before it"
	}
	return m
}

// toDate: "year to date", "ytd", "so far this year".
func (s scan) toDate() Mention {
	short := map[string]Unit{"ytd": Year, "mtd": Month, "qtd": Quarter, "wtd": Week}
	if u := short[s.word(0)]; u != None {
		return s.current(u, 1)
	}
	if u := units[s.word(0)]; u > Day && s.word(1) == "to" && s.word(2) == "date" {
		return s.current(u, 3)
	}
	if s.word(0) == "so" && s.word(1) == "far" && s.word(2) == "this" && units[s.word(3)] != None {
		return s.current(units[s.word(3)], 4)
	}
	return Mention{}
}

// current is the unit that holds the last day with data, up to that day.
func (s scan) current(u Unit, words int) Mention {
	m := Mention{Words: words + s.skip(words, "so", "far")}
	if s.Anchor.IsZero() {
		m.Trouble = noAnchor
		return m
	}
	from := Start(s.Anchor, u)
	m.Period = Period{From: from, To: s.Anchor, Unit: u, Count: 1, Partial: true}
	if !from.Before(s.Anchor) {
		m.Trouble = "no day of this " + u.String() + " has ended yet"
	}
	return m
}

const noAnchor = "the agent does not say which day its data end, so I cannot tell what that period is"

// same: "the same month last year", "same period of the previous year".
func (s scan) same() Mention {
	n := s.skip(0, "the")
	if s.word(n) != "same" {
		return Mention{}
	}
	n++
	if units[s.word(n)] == None && s.word(n) != "period" && s.word(n) != "time" {
		return Mention{}
	}
	n++
	n += s.skip(n, "of", "in", "the", "a")
	switch {
	case has([]string{"last", "previous", "prior"}, s.word(n)) && s.word(n+1) == "year":
		return Mention{Words: n + 2, SameLast: true}
	case s.word(n) == "year" && has([]string{"before", "ago", "earlier"}, s.word(n+1)):
		return Mention{Words: n + 2, SameLast: true}
	}
	return Mention{}
}

// unitBefore: "the month before", "a year earlier", "the previous period".
func (s scan) unitBefore() Mention {
	n := s.skip(0, "the", "a", "one")
	u := units[s.word(n)]
	switch {
	case n > 0 && u != None && has([]string{"before", "earlier", "prior"}, s.word(n+1)):
		if s.word(n+1) == "before" && (s.word(n+2) != "" && s.point(n+2).Words > 0) {
			return Mention{}
		}
		return Mention{Words: n + 2, Relative: u}
	case has([]string{"previous", "prior", "last"}, s.word(n)) && s.word(n+1) == "period":
		return Mention{Words: n + 2, Relative: None, SameLast: false, Period: Period{Count: -1}}
	}
	return Mention{}
}

func isYear(w string) bool {
	return len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) && strings.Trim(w, "0123456789") == ""
}

func number(w string) (int, bool) {
	n, err := strconv.Atoi(word.Number(w))
	return n, err == nil && n >= 0 && n < 100_000
}
