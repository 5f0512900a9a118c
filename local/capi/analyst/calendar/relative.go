package calendar

import (
	"time"
)

// relative: "last month", "previous full quarter", "past 30 days", "this year", "last 12 months".
func (s scan) relative() Mention {
	n := s.skip(0, "the")
	which := s.word(n)
	if !has([]string{"last", "previous", "prior", "preceding", "past", "trailing", "this", "current", "next", "coming"}, which) {
		return Mention{}
	}
	n++
	begun := n
	n += s.skip(n, "full", "complete", "whole", "calendar", "entire")
	full := n > begun
	count, counted := number(s.word(n))
	if counted {
		n++
	}
	begun = n
	n += s.skip(n, "full", "complete", "whole", "calendar", "entire")
	full = full || n > begun
	if which == "last" && s.word(n) == "half" && s.word(n+1) == "year" {
		return s.last(6, Month, true, n+2)
	}
	if m := months[s.word(n)]; m > 0 && !counted && (which == "last" || which == "this") {
		return s.monthBefore(m, which, n+1)
	}
	u := units[s.word(n)]
	if u == None || u == Hour {
		return Mention{}
	}
	switch which {
	case "next", "coming":
		return Mention{Words: n + 1, Trouble: "it lies after the end of the data, and I do not forecast"}
	case "this", "current":
		if counted {
			return Mention{}
		}
		return s.current(u, n+1)
	}
	if !counted {
		count = 1
	}
	rolling := !full && (counted || which == "past" || which == "trailing") // "the past year" are the last twelve months, "last year" is a calendar year
	return s.last(count, u, rolling, n+1)
}

func (s scan) last(count int, u Unit, rolling bool, words int) Mention {
	m := Mention{Words: words}
	if s.Anchor.IsZero() {
		m.Trouble = noAnchor
		return m
	}
	if count == 0 || count > 5000 {
		m.Trouble = "no data lie in a period of that length"
		return m
	}
	to := s.Anchor
	if !rolling {
		to = Start(s.Anchor, u)
	}
	m.Period = Period{From: Add(to, -count, u), To: to, Unit: u, Count: count, Rolling: rolling}
	return m
}

func (s scan) monthBefore(month time.Month, which string, words int) Mention {
	if s.Anchor.IsZero() {
		return Mention{Words: words, Trouble: noAnchor}
	}
	from := date(s.Anchor.Year(), month, 1)
	if which == "last" && Add(from, 1, Month).After(s.Anchor) {
		from = Add(from, -1, Year)
	}
	return Mention{Words: words, Period: Period{From: from, To: Add(from, 1, Month), Unit: Month, Count: 1}}
}
