package translate

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
	_ "time/tzdata" // zones are checked before DuckDB sees them, also where the machine has no zone files

	"capidemo.dev/platform/shared/googlesql"
)

// zone is a time zone in SQL: a name that DuckDB knows, or an offset from UTC in minutes, which DuckDB does not take.
type zone struct {
	sql    string
	offset int
	fixed  bool
}

var utc = zone{sql: "'UTC'"}

// local turns an instant (TIMESTAMPTZ) into the zone's civil time (TIMESTAMP).
func (z zone) local(sql string) string {
	if z.fixed {
		return fmt.Sprintf("(bq_utc(%s) + to_minutes(%d))", sql, z.offset)
	}
	if z == utc {
		return "bq_utc(" + sql + ")"
	}
	if z.sql[0] != '\'' {
		return "bq_local(" + sql + ", " + z.sql + ")"
	}
	return "(" + sql + " AT TIME ZONE " + z.sql + ")"
}

// instant is the inverse of local.
func (z zone) instant(sql string) string {
	if z.fixed {
		return fmt.Sprintf("bq_from_utc(%s - to_minutes(%d))", sql, z.offset)
	}
	if z == utc {
		return "bq_from_utc(" + sql + ")"
	}
	if z.sql[0] != '\'' {
		return "bq_instant(" + sql + ", " + z.sql + ")"
	}
	return "(" + sql + " AT TIME ZONE " + z.sql + ")"
}

var offsetForm = regexp.MustCompile(`^(?:UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$`)

// loadLocation reads a zone by name or offset.
func loadLocation(text string) (*time.Location, error) {
	if m := offsetForm.FindStringSubmatch(text); m != nil {
		return time.FixedZone(text, 60*offsetMinutes(m)), nil
	}
	return time.LoadLocation(text)
}

func offsetMinutes(m []string) int {
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	total := 60*hours + minutes
	if m[1] == "-" {
		return -total
	}
	return total
}

// zone reads an optional zone argument.
func (t *translator) zone(c *googlesql.Call, i int, s *scope) zone {
	if i >= len(c.Args) {
		return utc
	}
	return t.zoneOf(c.Args[i].Value, s)
}

func (t *translator) zoneOf(e googlesql.Expr, s *scope) zone {
	text, ok := t.constantText(e)
	if !ok {
		o := t.expr(e, s)
		t.want(e, "AT TIME ZONE", o, o.typ.Kind == String)
		return zone{sql: "(" + o.sql + ")"}
	}
	if m := offsetForm.FindStringSubmatch(text); m != nil {
		return zone{offset: offsetMinutes(m), fixed: true}
	}
	if _, err := time.LoadLocation(text); err != nil || text == "" || text == "Local" {
		t.failf(e, "Invalid time zone: %s", text)
	}
	return zone{sql: stringSQL(text)}
}
