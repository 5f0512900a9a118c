package translate

import (
	"fmt"
	"strings"
	"time"

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
			t.fail(e, "A valid date part argument for %s is required", what)
		}
		p.start = day
	}
	if p.name == "" {
		t.fail(e, "A valid date part argument for %s is required", what)
	}
	if !strings.Contains(allowed, " "+p.name+" ") {
		if strings.Contains(extractParts+"NANOSECOND ", " "+p.name+" ") {
			t.fail(e, "%s does not support the %s date part", what, p.name)
		}
		t.fail(e, "A valid date part name is required but found %s", p.name)
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
		t.fail(e, "INTERVAL with the unit %s is not supported", strings.TrimSuffix(e.Unit+" TO "+e.To, " TO "))
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
	if !strings.Contains(allowed, " "+interval.Unit+" ") {
		t.fail(e, "%s does not support the %s date part when the argument is of this type", what, interval.Unit)
	}
	return t.interval(interval, s)
}

// subject reads the value that a date function works on. The function's name tells the type; DATE_TRUNC and its kin take the wider types too.
func (t *translator) subject(c *googlesql.Call, i int, s *scope) operand {
	name := strings.ToUpper(callName(c))
	own := scalar(Kind(strings.SplitN(strings.TrimPrefix(strings.TrimPrefix(name, "FORMAT_"), "PARSE_"), "_", 2)[0]))
	if name == "LAST_DAY" {
		own = scalar(Date)
	}
	o := t.argument(c, i, s)
	o = as(o, own)
	switch {
	case o.typ.Kind == Unknown && !o.null():
		o.typ = own
	case o.typ.Kind == own.Kind, o.null():
	case o.typ.temporal() && o.typ.Kind != Time && own.Kind != Time && !strings.HasPrefix(name, "FORMAT_") && (own.Kind != Timestamp || o.typ.Kind != Date):
	default:
		t.fail(c, "No matching signature for function %s for argument types: %s", name, o.typ)
	}
	if o.null() {
		o = operand{sql: "CAST(NULL AS " + own.DuckDB() + ")", typ: own}
	}
	return o
}

func partsOf(k Kind) string {
	switch k {
	case Date:
		return dateParts
	case Time:
		return clockParts
	default:
		return datetimeParts
	}
}

// addition is DATE_ADD, DATE_SUB and their kin.
func addition(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	t.arity(c, 2, 2)
	x := t.subject(c, 0, s)
	allowed := partsOf(x.typ.Kind)
	if x.typ.Kind == Timestamp {
		allowed = timestampParts
	}
	step := t.intervalOf(c.Args[1].Value, s, allowed, name)
	op := "+"
	if strings.HasSuffix(name, "_SUB") {
		op = "-"
	}
	sql := "(" + x.sql + " " + op + " " + step + ")"
	if x.typ.Kind == Date {
		sql = "CAST(" + sql + " AS DATE)"
	}
	return operand{sql: sql, typ: x.typ}
}

// difference is DATE_DIFF and its kin: boundaries for civil types, whole units for TIMESTAMP.
func difference(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	t.arity(c, 3, 3)
	a, b := t.subject(c, 0, s), t.subject(c, 1, s)
	if a.typ.Kind != b.typ.Kind {
		if a.typ.Kind == Timestamp || b.typ.Kind == Timestamp {
			t.fail(c, "No matching signature for function %s for argument types: %s, %s", name, a.typ, b.typ)
		}
		a, b = as(a, scalar(Datetime)), as(b, scalar(Datetime))
	}
	if a.typ.Kind == Timestamp {
		p := t.part(c.Args[2].Value, timestampParts, name)
		return of(Int64, "((epoch_us(%s) - epoch_us(%s)) // %d)", a.sql, b.sql, microseconds[p.name])
	}
	p := t.part(c.Args[2].Value, partsOf(a.typ.Kind), name)
	return of(Int64, "%s", p.boundaries(a.sql, b.sql))
}

// truncation is DATE_TRUNC and its kin.
func truncation(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	t.arity(c, 2, 3)
	x := t.subject(c, 0, s)
	p := t.part(c.Args[1].Value, partsOf(x.typ.Kind), name)
	if len(c.Args) == 3 && x.typ.Kind != Timestamp {
		t.fail(c, "No matching signature for function %s for argument types: %s, DATE_TIME_PART, STRING", name, x.typ)
	}
	switch x.typ.Kind {
	case Date:
		return of(Date, "CAST(%s AS DATE)", p.trunc(x.sql))
	case Time:
		return of(Time, "CAST(date_trunc('%s', DATE '1970-01-01' + %s) AS TIME)", strings.ToLower(p.name), x.sql)
	case Timestamp:
		zone := t.zone(c, 2, s)
		return of(Timestamp, "%s", zone.instant("CAST("+p.trunc(zone.local(x.sql))+" AS TIMESTAMP)"))
	default:
		return of(Datetime, "CAST(%s AS TIMESTAMP)", p.trunc(x.sql))
	}
}

func lastDay(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, "LAST_DAY")
	t.arity(c, 1, 2)
	x := t.subject(c, 0, s)
	p := part{name: "MONTH"}
	if len(c.Args) == 2 {
		p = t.part(c.Args[1].Value, " YEAR QUARTER MONTH WEEK ISOWEEK ISOYEAR ", "LAST_DAY")
	}
	steps := map[string]string{"YEAR": "to_years(1)", "QUARTER": "to_months(3)", "MONTH": "to_months(1)", "WEEK": "to_days(7)", "ISOWEEK": "to_days(7)"}
	if p.name == "ISOYEAR" {
		return of(Date, "CAST(date_trunc('week', make_date(isoyear(%s) + 1, 1, 4)) - to_days(1) AS DATE)", x.sql)
	}
	return of(Date, "CAST(%s + %s - to_days(1) AS DATE)", p.trunc(x.sql), steps[p.name])
}

// extract is EXTRACT(part FROM x [AT TIME ZONE zone]).
func (t *translator) extract(e *googlesql.Extract, s *scope) operand {
	x := t.expr(e.X, s)
	p := t.part(e.Part, extractParts, "EXTRACT")
	if x.typ.Kind == Interval {
		return of(Int64, "extract('%s' FROM %s)", strings.ToLower(p.name), x.sql)
	}
	t.want(e, "function EXTRACT", x, x.typ.temporal())
	if x.typ.Kind == Date && strings.Contains(clockParts+"TIME DATETIME ", " "+p.name+" ") || x.typ.Kind == Time && !strings.Contains(clockParts, " "+p.name+" ") {
		t.fail(e.Part, "EXTRACT from %s does not support the %s date part", x.typ, p.name)
	}
	switch {
	case e.Zone != nil && x.typ.Kind != Timestamp && x.typ.Kind != Unknown:
		t.fail(e.Zone, "EXTRACT from %s does not support AT TIME ZONE", x.typ)
	case e.Zone != nil:
		x.sql = t.zoneOf(e.Zone, s).local(x.sql)
	case x.typ.Kind == Timestamp:
		x.sql = utc.local(x.sql)
	}
	return p.extract(x.sql)
}

// extract reads a part of a DATE, TIME or local TIMESTAMP.
func (p part) extract(sql string) operand {
	switch p.name {
	case "DATE", "TIME":
		return of(Kind(p.name), "CAST(%s AS %s)", sql, p.name)
	case "DATETIME":
		return of(Datetime, "CAST(%s AS TIMESTAMP)", sql)
	case "DAYOFWEEK":
		return of(Int64, "(dayofweek(%s) + 1)", sql)
	case "WEEK":
		// The days before the first start of a week in the year are week 0.
		return of(Int64, "((dayofyear(%s) + 6 - (dayofweek(%s) + %d) %% 7) // 7)", sql, sql, (7-p.start)%7)
	case "ISOWEEK":
		return of(Int64, "week(%s)", sql)
	case "MILLISECOND":
		return of(Int64, "(millisecond(%s) %% 1000)", sql)
	case "MICROSECOND":
		return of(Int64, "(microsecond(%s) %% 1000000)", sql)
	}
	return of(Int64, "%s(%s)", strings.ToLower(p.name), sql)
}

// current gives CURRENT_DATE and its kin at the statement's time.
func (t *translator) current(name string, zone googlesql.Expr, at googlesql.Node, s *scope) (operand, bool) {
	location := time.UTC
	if zone != nil {
		text, ok := t.constantText(zone)
		if !ok {
			t.fail(zone, "The time zone of %s must be a string literal or a query parameter in the local warehouse", name)
		}
		var err error
		if location, err = loadLocation(text); err != nil {
			t.fail(at, "Invalid time zone: %s", text)
		}
	}
	now := t.env.Now.In(location)
	switch name {
	case "CURRENT_DATE":
		return of(Date, "DATE '%s'", now.Format("2006-01-02")), true
	case "CURRENT_DATETIME":
		return of(Datetime, "TIMESTAMP '%s'", now.Format("2006-01-02 15:04:05.999999")), true
	case "CURRENT_TIME":
		return of(Time, "TIME '%s'", now.Format("15:04:05.999999")), true
	case "CURRENT_TIMESTAMP":
		return of(Timestamp, "TIMESTAMPTZ '%s'", t.env.Now.UTC().Format("2006-01-02 15:04:05.999999+00")), true
	}
	return operand{}, false
}

func currentCall(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	var zone googlesql.Expr
	if len(c.Args) > 0 {
		zone = c.Args[0].Value
	}
	most := 1
	if name == "CURRENT_TIMESTAMP" {
		most = 0
	}
	t.arity(c, 0, most)
	o, _ := t.current(name, zone, c, s)
	return o
}
