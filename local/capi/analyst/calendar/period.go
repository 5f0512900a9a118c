package calendar

import (
	"fmt"
	"time"
)

// Unit is a length of time that calendars know.
type Unit uint8

// The units. None is no unit.
const (
	None Unit = iota
	Hour
	Day
	Week
	Month
	Quarter
	Year
)

// String is the unit's word in the singular.
func (u Unit) String() string {
	return [...]string{"", "hour", "day", "week", "month", "quarter", "year"}[u]
}

// Period is a range of days: From inclusive, To exclusive, both midnight UTC; a zero time is open. It is Count units long where Unit is set.
// A Rolling period ends at the anchor wherever in the calendar that is; a Partial one is a calendar unit that has not ended.
type Period struct {
	From, To         time.Time
	Unit             Unit
	Count            int
	Rolling, Partial bool
}

// IsZero reports whether the period is all of time.
func (p Period) IsZero() bool { return p.From.IsZero() && p.To.IsZero() }

// Days is the number of days, 0 for an open period.
func (p Period) Days() int {
	if p.From.IsZero() || p.To.IsZero() {
		return 0
	}
	return int(p.To.Sub(p.From).Hours() / 24)
}

// Start is the first day of the unit that holds a day. Weeks begin on Monday.
func Start(t time.Time, u Unit) time.Time {
	switch u {
	case Week:
		return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	case Month:
		return date(t.Year(), t.Month(), 1)
	case Quarter:
		return date(t.Year(), (t.Month()-1)/3*3+1, 1)
	case Year:
		return date(t.Year(), time.January, 1)
	case None, Hour, Day:
	}
	return t
}

// Add moves a day by n units; a day that the month does not have becomes its last one, as in BigQuery.
func Add(t time.Time, n int, u Unit) time.Time {
	switch u {
	case Day:
		return t.AddDate(0, 0, n)
	case Week:
		return t.AddDate(0, 0, 7*n)
	case Quarter:
		n *= 3
	case Year:
		n *= 12
	case None, Hour, Month:
	}
	first := date(t.Year(), t.Month(), 1).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// Previous is the period of equal length just before; for a part of a unit, the same part of the unit before. ok is false if the
// period is open.
func (p Period) Previous() (before Period, ok bool) {
	if p.From.IsZero() || p.To.IsZero() {
		return Period{}, false
	}
	before = p
	switch {
	case p.Partial:
		before.From, before.To = Add(p.From, -p.Count, p.Unit), Add(p.To, -p.Count, p.Unit)
	case p.Unit != None:
		before.From, before.To = Add(p.From, -p.Count, p.Unit), p.From
	default:
		before.From, before.To = p.From.AddDate(0, 0, -p.Days()), p.From
	}
	return before, true
}

// YearBefore is the same period a year earlier; weeks stay weeks.
func (p Period) YearBefore() (before Period, ok bool) {
	if p.From.IsZero() || p.To.IsZero() {
		return Period{}, false
	}
	before = p
	if p.Unit == Week {
		before.From, before.To = Add(p.From, -52, Week), Add(p.To, -52, Week)
	} else {
		before.From, before.To = Add(p.From, -1, Year), Add(p.To, -1, Year)
	}
	return before, true
}

// Aligned makes "the last n units" full units, as a series by that unit or a smaller one wants them.
func (p Period) Aligned(u Unit) Period {
	whole := p.Unit == u || u == Month && p.Unit > Month || u == Quarter && p.Unit == Year
	if !p.Rolling || !whole || u == Day {
		return p
	}
	p.To = Start(p.To, u)
	p.From = Add(p.To, -p.Count, p.Unit)
	p.Rolling = false
	return p
}

// String says the period's dates: "April 2026", "Q1 2026", "2025", "March 3, 2026", "March 3 to April 9, 2026", "since March 3, 2026".
func (p Period) String() string {
	last := p.To.AddDate(0, 0, -1)
	switch {
	case p.IsZero():
		return "all time"
	case p.From.IsZero():
		return "before " + long(p.To)
	case p.To.IsZero():
		return "since " + long(p.From)
	case p.From.Equal(last):
		return long(p.From)
	}
	for _, u := range []Unit{Month, Quarter, Year} {
		if Start(p.From, u).Equal(p.From) && Add(p.From, 1, u).Equal(p.To) {
			return named(p.From, u)
		}
	}
	if p.From.Year() == last.Year() {
		return p.From.Format("January 2") + " to " + long(last)
	}
	return long(p.From) + " to " + long(last)
}

func named(t time.Time, u Unit) string {
	switch u {
	case Year:
		return t.Format("2006")
	case Quarter:
		return fmt.Sprintf("Q%d %d", (int(t.Month())+2)/3, t.Year())
	case None, Hour, Day, Week, Month:
	}
	return t.Format("January 2006")
}

func long(t time.Time) string { return t.Format("January 2, 2006") }

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
