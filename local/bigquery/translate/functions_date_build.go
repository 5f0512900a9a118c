package translate

import (
	"strings"
	"time"

	"capidemo.dev/platform/shared/googlesql"
)

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
		t.failf(c, "No matching signature for function %s for argument types: %s", name, o.typ)
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
			t.failf(c, "No matching signature for function %s for argument types: %s, %s", name, a.typ, b.typ)
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
		t.failf(c, "No matching signature for function %s for argument types: %s, DATE_TIME_PART, STRING", name, x.typ)
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
	t.want(c, "function LAST_DAY", x, x.typ.Kind == Date || x.typ.Kind == Datetime)
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

// current gives CURRENT_DATE and its kin at the statement's time.
func (t *translator) current(name string, zone googlesql.Expr, at googlesql.Node) (operand, bool) {
	location := time.UTC
	if zone != nil {
		text, ok := t.constantText(zone)
		if !ok {
			t.failf(zone, "The time zone of %s must be a string literal or a query parameter in the local warehouse", name)
		}
		var err error
		if location, err = loadLocation(text); err != nil {
			t.failf(at, "Invalid time zone: %s", text)
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

func currentCall(t *translator, c *googlesql.Call, _ *scope) operand {
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
	o, _ := t.current(name, zone, c)
	return o
}
