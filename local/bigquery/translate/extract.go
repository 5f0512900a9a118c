package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// extract is EXTRACT(part FROM x [AT TIME ZONE zone]).
func (t *translator) extract(e *googlesql.Extract, s *scope) operand {
	x := t.expr(e.X, s)
	p := t.part(e.Part, extractParts, "EXTRACT")
	if x.typ.Kind == Interval {
		return of(Int64, "extract('%s' FROM %s)", strings.ToLower(p.name), x.sql)
	}
	t.want(e, "function EXTRACT", x, x.typ.temporal())
	if x.typ.Kind == Date && (contains(clockParts, p.name) || p.name == "TIME" || p.name == "DATETIME") || x.typ.Kind == Time && !contains(clockParts, p.name) {
		t.failf(e.Part, "EXTRACT from %s does not support the %s date part", x.typ, p.name)
	}
	switch {
	case e.Zone != nil && x.typ.Kind != Timestamp && x.typ.Kind != Unknown:
		t.failf(e.Zone, "EXTRACT from %s does not support AT TIME ZONE", x.typ)
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
