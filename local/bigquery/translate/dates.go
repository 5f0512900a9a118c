package translate

import (
	"fmt"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// part is a date part: a word such as MONTH, with the day a week starts on for WEEK.
type part struct {
	name  string
	start int // first day of a WEEK, 0 = Sunday
}

var weekdays = map[string]int{"SUNDAY": 0, "MONDAY": 1, "TUESDAY": 2, "WEDNESDAY": 3, "THURSDAY": 4, "FRIDAY": 5, "SATURDAY": 6}

// The parts that functions over each type take.
const (
	dateParts      = " DAY WEEK ISOWEEK MONTH QUARTER YEAR ISOYEAR "
	clockParts     = " MICROSECOND MILLISECOND SECOND MINUTE HOUR "
	timestampParts = clockParts + "DAY "
	datetimeParts  = clockParts + dateParts
	extractParts   = clockParts + dateParts + "DAYOFWEEK DAYOFYEAR DATE TIME DATETIME "
)

// contains reports whether a list of parts has a word.
func contains(parts, name string) bool { return strings.Contains(parts, " "+name+" ") }

// part reads a date part argument. allowed lists the words that the function takes.
func (t *translator) part(e googlesql.Expr, allowed, what string) part {
	var p part
	switch e := e.(type) {
	case *googlesql.Path:
		p.name = strings.ToUpper(e.Parts[len(e.Parts)-1].Name)
	case *googlesql.Call:
		p.name = strings.ToUpper(callName(e))
		day, ok := -1, false
		if len(e.Args) == 1 {
			if path, isPath := e.Args[0].Value.(*googlesql.Path); isPath {
				day, ok = weekdays[strings.ToUpper(path.Parts[0].Name)]
			}
		}
		if p.name != "WEEK" || !ok {
			t.failf(e, "A valid date part argument for %s is required", what)
		}
		p.start = day
	}
	if p.name == "" {
		t.failf(e, "A valid date part argument for %s is required", what)
	}
	if !contains(allowed, p.name) {
		if contains(extractParts, p.name) || p.name == "NANOSECOND" {
			t.failf(e, "%s does not support the %s date part", what, p.name)
		}
		t.failf(e, "A valid date part name is required but found %s", p.name)
	}
	return p
}

// trunc cuts a DATE or TIMESTAMP expression down to the start of a part; the result is a TIMESTAMP in DuckDB.
func (p part) trunc(sql string) string {
	switch p.name {
	case "WEEK":
		return fmt.Sprintf("(date_trunc('day', %s) - to_days(CAST((dayofweek(%s) + %d) %% 7 AS INTEGER)))", sql, sql, (7-p.start)%7)
	case "ISOWEEK":
		return "date_trunc('week', " + sql + ")"
	case "ISOYEAR":
		return "date_trunc('week', make_date(isoyear(" + sql + "), 1, 4))"
	}
	return "date_trunc('" + strings.ToLower(p.name) + "', " + sql + ")"
}

// boundaries counts how many starts of a part lie between b and a, both DATE or TIMESTAMP.
func (p part) boundaries(a, b string) string {
	switch p.name {
	case "WEEK", "ISOWEEK":
		return fmt.Sprintf("(date_diff('day', %s, %s) // 7)", p.trunc(b), p.trunc(a))
	case "ISOYEAR":
		return fmt.Sprintf("(isoyear(%s) - isoyear(%s))", a, b)
	}
	return fmt.Sprintf("date_diff('%s', %s, %s)", strings.ToLower(p.name), b, a)
}

var microseconds = map[string]int64{"MICROSECOND": 1, "MILLISECOND": 1e3, "SECOND": 1e6, "MINUTE": 60e6, "HOUR": 3600e6, "DAY": 86400e6}

var intervalForms = map[string]string{
	"YEAR": "to_years(CAST(%s AS INTEGER))", "QUARTER": "to_months(CAST(3 * %s AS INTEGER))", "MONTH": "to_months(CAST(%s AS INTEGER))", "WEEK": "to_days(CAST(7 * %s AS INTEGER))",
	"DAY": "to_days(CAST(%s AS INTEGER))", "HOUR": "to_hours(%s)", "MINUTE": "to_minutes(%s)", "SECOND": "to_seconds(%s)", "MILLISECOND": "to_milliseconds(%s)", "MICROSECOND": "to_microseconds(%s)",
}

func (t *translator) interval(e *googlesql.Interval, s *scope) string {
	form, ok := intervalForms[e.Unit]
	value := t.expr(e.Value, s)
	if !ok || e.To != "" {
		t.failf(e, "INTERVAL with the unit %s is not supported", strings.TrimSuffix(e.Unit+" TO "+e.To, " TO "))
	}
	t.want(e.Value, "INTERVAL", value, value.typ.Kind == Int64)
	return fmt.Sprintf(form, value.sql)
}

// intervalOf translates an argument that must be written as INTERVAL n part with one of the allowed parts.
func (t *translator) intervalOf(e googlesql.Expr, s *scope, allowed, what string) string {
	interval, ok := e.(*googlesql.Interval)
	if !ok {
		o := t.expr(e, s)
		t.want(e, "function "+what, o, o.typ.Kind == Interval)
		return o.sql
	}
	if !contains(allowed, interval.Unit) {
		t.failf(e, "%s does not support the %s date part when the argument is of this type", what, interval.Unit)
	}
	return t.interval(interval, s)
}
