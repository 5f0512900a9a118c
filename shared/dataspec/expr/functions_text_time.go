package expr

import (
	"errors"
	"strings"
	"time"
)

func texts(f func(string) string) func([]Func, []Type, int64) (Func, Type, error) {
	return unary(func(t Type) bool { return t == String }, errText, String, func(v Value) Value { return NewString(f(v.S)) })
}

func buildText(args []Func, types []Type, anchor int64) (Func, Type, error) {
	return unary(func(Type) bool { return true }, nil, String, func(v Value) Value { return NewString(v.Text()) })(args, types, anchor)
}

// Slug turns a text into lower case letters, digits and single hyphens, for addresses and handles.
func Slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '\'':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

func isTime(t Type) bool { return t == Date || t == Timestamp }

// days is the date of a DATE or TIMESTAMP.
func days(v Value) int64 {
	if v.T == Timestamp {
		return FloorDiv(v.I, Day)
	}
	return v.I
}

// micros is the instant of a TIMESTAMP or of the start of a DATE.
func micros(v Value) int64 {
	if v.T == Date {
		return v.I * Day
	}
	return v.I
}

// FloorDiv divides rounding towards minus infinity, which calendar arithmetic before 1970 needs.
func FloorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func dates(f func(int64) int64) func([]Func, []Type, int64) (Func, Type, error) {
	return unary(isTime, errTime, Date, func(v Value) Value { return NewDate(f(days(v))) })
}

func dateParts(f func(int64) int64) func([]Func, []Type, int64) (Func, Type, error) {
	return unary(isTime, errTime, Int, func(v Value) Value { return NewInt(f(days(v))) })
}

func buildHour(args []Func, types []Type, anchor int64) (Func, Type, error) {
	return unary(func(t Type) bool { return t == Timestamp }, errors.New("it needs a TIMESTAMP"), Int, func(v Value) Value {
		return NewInt((v.I - FloorDiv(v.I, Day)*Day) / Hour)
	})(args, types, anchor)
}

func buildSlot(args []Func, types []Type, _ int64) (Func, Type, error) {
	if types[0] != Timestamp || types[1] != Int {
		return nil, Null, errors.New("it needs a TIMESTAMP and whole minutes")
	}
	return func(fr *Frame) Value {
		v, minutes := args[0](fr), args[1](fr)
		if v.IsNull() || minutes.IsNull() || minutes.I <= 0 || minutes.I > 24*60 {
			return Value{}
		}
		width := minutes.I * (Hour / 60)
		v.I = FloorDiv(v.I, width) * width
		return v
	}, Timestamp, nil
}

func buildDaysBetween(args []Func, types []Type, _ int64) (Func, Type, error) {
	return between(args, types, Int, func(a, b Value) Value { return NewInt(days(b) - days(a)) })
}

func buildHoursBetween(args []Func, types []Type, _ int64) (Func, Type, error) {
	return between(args, types, Float, func(a, b Value) Value { return NewFloat(float64(micros(b)-micros(a)) / float64(Hour)) })
}

func between(args []Func, types []Type, result Type, f func(a, b Value) Value) (Func, Type, error) {
	if !isTime(types[0]) || !isTime(types[1]) {
		return nil, Null, errTime
	}
	return func(fr *Frame) Value {
		a, b := args[0](fr), args[1](fr)
		if a.IsNull() || b.IsNull() {
			return Value{}
		}
		return f(a, b)
	}, result, nil
}

func buildAddDays(args []Func, types []Type, _ int64) (Func, Type, error) {
	if !isTime(types[0]) || types[1] != Int {
		return nil, Null, errTime
	}
	return func(fr *Frame) Value {
		v, n := args[0](fr), args[1](fr)
		switch {
		case v.IsNull() || n.IsNull():
			return Value{}
		case v.T == Date:
			v.I += n.I
		default:
			v.I += n.I * Day
		}
		return v
	}, types[0], nil
}

func buildAddMonths(args []Func, types []Type, _ int64) (Func, Type, error) {
	if !isTime(types[0]) || types[1] != Int {
		return nil, Null, errTime
	}
	return func(fr *Frame) Value {
		v, n := args[0](fr), args[1](fr)
		if v.IsNull() || n.IsNull() {
			return Value{}
		}
		_, _, dayOfMonth := civil(days(v))
		first, next := monthStart(days(v), n.I), monthStart(days(v), n.I+1)
		return NewDate(min(first+dayOfMonth-1, next-1))
	}, Date, nil
}

func buildAnchor(_ []Func, _ []Type, anchor int64) (Func, Type, error) {
	return func(*Frame) Value { return NewDate(anchor) }, Date, nil
}

func anchored(f func(anchor, n int64) int64) func([]Func, []Type, int64) (Func, Type, error) {
	return func(args []Func, types []Type, anchor int64) (Func, Type, error) {
		if types[0] != Int {
			return nil, Null, errors.New("it needs a whole number")
		}
		return func(fr *Frame) Value { return NewDate(f(anchor, args[0](fr).I)) }, Date, nil
	}
}

// weekStart is the Monday of a day's week; 1970-01-01 was a Thursday.
func weekStart(day int64) int64 { return day - (day + 3 - FloorDiv(day+3, 7)*7) }

func civil(day int64) (year, month, dayOfMonth int64) {
	t := time.Unix(day*86400, 0).UTC()
	return int64(t.Year()), int64(t.Month()), int64(t.Day())
}

// monthStart is the first day of the month that lies the given number of months after a day's month.
func monthStart(day, months int64) int64 {
	t := time.Unix(day*86400, 0).UTC()
	return time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// MonthsAgo is the first day of the month that lies n months before the anchor's.
func MonthsAgo(anchor, n int64) int64 { return monthStart(anchor, -n) }

func quarterStart(day int64) int64 {
	_, m, _ := civil(day)
	return monthStart(day, -((m - 1) % 3))
}
