package calendar

import (
	"strconv"
	"strings"
	"time"
)

var units = map[string]Unit{
	"hour": Hour, "hours": Hour, "hourly": Hour, "day": Day, "days": Day, "daily": Day, "date": Day, "week": Week, "weeks": Week, "weekly": Week,
	"month": Month, "months": Month, "monthly": Month, "quarter": Quarter, "quarters": Quarter, "quarterly": Quarter,
	"year": Year, "years": Year, "yearly": Year, "annually": Year, "annual": Year,
}

var months = map[string]time.Month{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7,
	"august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}

var ordinals = map[string]int{"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}

// named: "today", "March 5, 2026", "5 March", "2026-03-05", "March 2025", "Q1 2026", "first half of 2025", "2025".
func (s scan) named() Mention {
	for _, rule := range []func() Mention{s.today, s.isoDay, s.monthDay, s.dayMonth, s.month, s.quarter, s.half, s.year} {
		if m := rule(); m.Words > 0 {
			return m
		}
	}
	return Mention{}
}

func (s scan) today() Mention {
	back := map[string]int{"today": 0, "yesterday": 1}
	n, ok := back[s.word(0)]
	if !ok {
		return Mention{}
	}
	if s.Anchor.IsZero() {
		return Mention{Words: 1, Trouble: noAnchor}
	}
	return day(s.Anchor.AddDate(0, 0, -n), 1)
}

func day(from time.Time, words int) Mention {
	return Mention{Words: words, Period: Period{From: from, To: from.AddDate(0, 0, 1), Unit: Day, Count: 1}}
}

func (s scan) isoDay() Mention {
	if !isYear(s.word(0)) || len(s.word(1)) != 2 || len(s.word(2)) != 2 {
		return Mention{}
	}
	t, err := time.Parse(time.DateOnly, s.word(0)+"-"+s.word(1)+"-"+s.word(2))
	if err != nil {
		return Mention{Words: 3, Trouble: "there is no such day"}
	}
	return day(t, 3)
}

func dayNumber(w string) int {
	w = strings.TrimRight(w, "stndrh")
	n, err := strconv.Atoi(w)
	if err != nil || n < 1 || n > 31 || len(w) > 2 {
		return 0
	}
	return n
}

func (s scan) monthDay() Mention {
	m, d := months[s.word(0)], dayNumber(s.word(1))
	if m == 0 || d == 0 {
		return Mention{}
	}
	return s.dayOf(m, d, 2)
}

func (s scan) dayMonth() Mention {
	n := 1 + s.skip(1, "of")
	d, m := dayNumber(s.word(0)), months[s.word(n)]
	if m == 0 || d == 0 {
		return Mention{}
	}
	return s.dayOf(m, d, n+1)
}

// dayOf takes the year that follows, that of a later bound ("January 1 to March 31, 2026"), or the latest that has begun.
func (s scan) dayOf(m time.Month, d, words int) Mention {
	year, said := s.yearAt(words + s.skip(words, "of", "in"))
	yearless := said == 0
	if !yearless {
		words += s.skip(words, "of", "in") + said
	} else {
		if s.Anchor.IsZero() {
			return Mention{Words: words, Trouble: noAnchor}
		}
		if year = s.Anchor.Year(); !date(year, m, d).Before(s.Anchor) {
			year--
		}
	}
	t := date(year, m, d)
	if t.Day() != d {
		return Mention{Words: words, Trouble: "there is no " + m.String() + " " + strconv.Itoa(d)}
	}
	out := day(t, words)
	out.Yearless = yearless
	return out
}

func (s scan) month() Mention {
	m := months[s.word(0)]
	n := 1
	if m == 0 {
		return Mention{}
	}
	n += s.skip(n, "of", "in")
	_, said := s.yearAt(n)
	if s.word(0) == "may" && said == 0 && !has([]string{"in", "of", "since", "until", "during", "for", "before", "after", "last", "this", "to", "from", "between", "only", "and", "about"}, s.word(-1)) {
		return Mention{}
	}
	return s.within(date(2000, m, 1), Month, n)
}

func (s scan) quarter() Mention {
	w := s.word(0)
	n := 1
	var q int
	if len(w) == 2 && w[0] == 'q' && w[1] >= '1' && w[1] <= '4' {
		q = int(w[1] - '0')
	} else if q = ordinals[w]; q > 0 && s.word(1) == "quarter" {
		n = 2
	} else {
		return Mention{}
	}
	n += s.skip(n, "of", "in")
	return s.within(date(2000, time.Month(3*q-2), 1), Quarter, n)
}

func (s scan) half() Mention {
	n := 1
	var h int
	switch w := s.word(0); {
	case w == "h1" || w == "h2":
		h = int(w[1] - '0')
	case ordinals[w] > 0 && ordinals[w] < 3 && s.word(1) == "half":
		h, n = ordinals[w], 2
	default:
		return Mention{}
	}
	n += s.skip(n, "of", "in")
	year, said := s.yearAt(n)
	if said == 0 {
		return Mention{}
	}
	from := date(year, time.Month(6*h-5), 1)
	return Mention{Words: n + said, Period: Period{From: from, To: Add(from, 6, Month), Unit: Month, Count: 6}}
}

// within puts a month or quarter into the year that follows, or the latest in which it has begun.
func (s scan) within(start time.Time, u Unit, n int) Mention {
	var from time.Time
	year, said := s.yearAt(n)
	switch {
	case said > 0:
		from = date(year, start.Month(), 1)
		n += said
	case s.Anchor.IsZero():
		return Mention{Words: 1, Trouble: noAnchor}
	default:
		for n > 1 && has([]string{"of", "in"}, s.word(n-1)) {
			n--
		}
		if from = date(s.Anchor.Year(), start.Month(), 1); !from.Before(s.Anchor) {
			from = Add(from, -1, Year)
		}
	}
	return Mention{Words: n, Yearless: said == 0, Period: Period{From: from, To: Add(from, 1, u), Unit: u, Count: 1}}
}

// yearAt is the year that stands at a place, "2025" or "last year", and how many words say it; 0 if none does.
func (s scan) yearAt(n int) (year, words int) {
	if isYear(s.word(n)) {
		year, _ = strconv.Atoi(s.word(n))
		return year, 1
	}
	the := s.skip(n, "the")
	if s.Anchor.IsZero() || s.word(n+the+1) != "year" {
		return 0, 0
	}
	switch s.word(n + the) {
	case "this", "current":
		return s.Anchor.Year(), the + 2
	case "last", "previous", "prior":
		return s.Anchor.Year() - 1, the + 2
	}
	return 0, 0
}

func (s scan) year() Mention {
	n := s.skip(0, "the", "year")
	if !isYear(s.word(n)) {
		return Mention{}
	}
	year, _ := strconv.Atoi(s.word(n))
	return Mention{Words: n + 1, Period: Period{From: date(year, 1, 1), To: date(year+1, 1, 1), Unit: Year, Count: 1}}
}
