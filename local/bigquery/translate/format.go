package translate

import (
	"fmt"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// formatElements gives, per element of FORMAT_* , DuckDB's own element (%x) or an expression over the local time, where $ stands for it.
var formatElements = map[string]string{
	"A": "%A", "a": "%a", "B": "%B", "b": "%b", "h": "%b", "d": "%d", "f": "%f", "G": "%G", "g": "lpad(CAST(isoyear($) % 100 AS VARCHAR), 2, '0')", "H": "%H", "I": "%I", "j": "%j",
	"M": "%M", "m": "%m", "p": "%p", "S": "%S", "U": "%U", "u": "%u", "V": "%V", "W": "%W", "w": "%w", "Y": "CAST(year($) AS VARCHAR)", "y": "%y", "%": "%%",
	"c": "strftime($, '%a %b ') || lpad(CAST(day($) AS VARCHAR), 2, ' ') || strftime($, ' %H:%M:%S %Y')",
	"C": "lpad(CAST(year($) // 100 AS VARCHAR), 2, '0')", "D": "%m/%d/%y", "x": "%m/%d/%y", "e": "lpad(CAST(day($) AS VARCHAR), 2, ' ')", "F": "%Y-%m-%d",
	"k": "lpad(CAST(hour($) AS VARCHAR), 2, ' ')", "l": "lpad(CAST((hour($) + 11) % 12 + 1 AS VARCHAR), 2, ' ')", "n": "chr(10)", "t": "chr(9)",
	"P": "lower(strftime($, '%p'))", "Q": "CAST(quarter($) AS VARCHAR)", "R": "%H:%M", "T": "%H:%M:%S", "X": "%H:%M:%S",
	"E4Y": "%Y", "E*S": "bq_seconds($)", "E1S": "bq_seconds_n($, 1)", "E2S": "bq_seconds_n($, 2)", "E3S": "bq_seconds_n($, 3)", "E4S": "bq_seconds_n($, 4)", "E5S": "bq_seconds_n($, 5)", "E6S": "bq_seconds_n($, 6)",
}

const (
	clockElements = "HIklMpPRSTXcf"
	dateElements  = "AaBbhdGgjmUuVWwYyCDxeFQc"
)

// zoneElements exist for TIMESTAMP only; they depend on the zone, not on the local time.
func (z zone) element(name, instant string) (string, bool) {
	switch name {
	case "s":
		return "CAST(bq_floor_div(epoch_us(" + instant + "), 1000000) AS VARCHAR)", true
	case "Z":
		if z.sql == "'UTC'" {
			return "'UTC'", true
		}
		return "bq_zone_name(" + z.local(instant) + ", " + instant + ")", true
	case "z":
		return "bq_zone_offset(" + z.local(instant) + ", " + instant + ", '')", true
	case "Ez":
		return "bq_zone_offset(" + z.local(instant) + ", " + instant + ", ':')", true
	}
	return "", false
}

// formatTime is FORMAT_DATE and its kin. The format must be a constant: its elements become parts of one concatenation.
func formatTime(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	most := 2
	if name == "FORMAT_TIMESTAMP" {
		most = 3
	}
	t.arity(c, 2, most)
	text := t.constantFormat(c, name)
	x := t.subject(c, 1, s)
	local, z := x.sql, utc
	switch x.typ.Kind {
	case Timestamp:
		z = t.zone(c, 2, s)
		local = z.local(x.sql)
	case Time:
		local = "(DATE '1970-01-01' + " + x.sql + ")"
	default:
	}
	var parts []string
	var pending strings.Builder
	flush := func() {
		if pending.Len() > 0 {
			parts = append(parts, "strftime("+local+", "+stringSQL(pending.String())+")")
			pending.Reset()
		}
	}
	for _, element := range elements(text) {
		if element[0] != '%' || element == "%" {
			pending.WriteString(strings.ReplaceAll(element, "%", "%%"))
			continue
		}
		form := t.formatElement(c, element[1:], x, z, name)
		if strings.HasPrefix(form, "%") {
			pending.WriteString(form)
			continue
		}
		flush()
		parts = append(parts, strings.ReplaceAll(form, "$", local))
	}
	flush()
	if len(parts) == 0 {
		parts = []string{"(CASE WHEN " + x.sql + " IS NOT NULL THEN '' END)"}
	}
	return of(String, "(%s)", strings.Join(parts, " || "))
}

func (t *translator) formatElement(c *googlesql.Call, name string, x operand, z zone, function string) string {
	if x.typ.Kind == Timestamp {
		if sql, ok := z.element(name, x.sql); ok {
			return sql
		}
	}
	form, ok := formatElements[name]
	clock := strings.Contains(clockElements, name) || strings.HasSuffix(name, "S")
	if !ok || x.typ.Kind == Date && clock && name != "c" || x.typ.Kind == Time && strings.Contains(dateElements, name) {
		t.failf(c.Args[0].Value, "The format element %%%s is not supported by %s in the local warehouse", name, function)
	}
	return form
}

func (t *translator) constantFormat(c *googlesql.Call, name string) string {
	text, ok := t.constantText(c.Args[0].Value)
	if !ok {
		t.failf(c.Args[0].Value, "The format of %s must be a string literal or a query parameter in the local warehouse", name)
	}
	return text
}

// elements cuts a format into its elements (%Y, %E4Y) and the text between them.
func elements(format string) []string {
	var out []string
	for format != "" {
		n := strings.IndexByte(format, '%')
		switch {
		case n < 0:
			return append(out, format)
		case n > 0:
			out = append(out, format[:n])
			format = format[n:]
			continue
		}
		n = min(2, len(format))
		if n == 2 && format[1] == 'E' {
			n = 3
			if len(format) > 3 && (format[2] >= '0' && format[2] <= '9' || format[2] == '*') {
				n = 4
			}
			n = min(n, len(format))
		}
		out = append(out, format[:n])
		format = format[n:]
	}
	return out
}

// parseElements are DuckDB's elements for those of PARSE_*.
var parseElements = map[string]string{"Y": "%Y", "E4Y": "%Y", "m": "%m", "d": "%d", "e": "%d", "B": "%B", "b": "%b", "h": "%b", "y": "%y", "H": "%H", "k": "%H", "I": "%I", "l": "%I", "M": "%M", "S": "%S",
	"p": "%p", "P": "%p", "j": "%j", "A": "%A", "a": "%a", "F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "x": "%m/%d/%y", "%": "%%", "z": "%z", "Ez": "%z", "n": "\n", "t": "\t"}

// parseTime is PARSE_DATE and its kin. Seconds with a fraction (%E*S) are tried with and without one.
func parseTime(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	most := 2
	if name == "PARSE_TIMESTAMP" {
		most = 3
	}
	t.arity(c, 2, most)
	text := t.constantFormat(c, name)
	if text == "%s" && name == "PARSE_TIMESTAMP" {
		return of(Timestamp, "make_timestamptz(bq_parse_int64(%s) * 1000000)", t.argument(c, 1, s).sql)
	}
	x := t.argument(c, 1, s)
	t.want(c, "function "+name, x, x.typ.Kind == String)
	formats := []string{""}
	for _, element := range elements(text) {
		if element[0] != '%' {
			formats = appendAll(formats, element)
			continue
		}
		if element[1:] == "E*S" || strings.HasPrefix(element, "%E") && strings.HasSuffix(element, "S") {
			formats = append(appendAll(formats, "%S.%f"), appendAll(formats, "%S")...)
			continue
		}
		form, ok := parseElements[element[1:]]
		if !ok {
			t.failf(c.Args[0].Value, "The format element %s is not supported by %s in the local warehouse", element, name)
		}
		formats = appendAll(formats, form)
	}
	quoted := make([]string, len(formats))
	for i, f := range formats {
		quoted[i] = stringSQL(f)
	}
	sql := fmt.Sprintf("bq_strptime(trim(%s), [%s])", x.sql, strings.Join(quoted, ", "))
	return t.parsed(c, name, sql, text, s)
}

func appendAll(list []string, suffix string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s + suffix
	}
	return out
}

// parsed brings what strptime read to the function's type.
func (t *translator) parsed(c *googlesql.Call, name, sql, text string, s *scope) operand {
	switch name {
	case "PARSE_DATE":
		return of(Date, "CAST(%s AS DATE)", sql)
	case "PARSE_TIME":
		return of(Time, "CAST(%s AS TIME)", sql)
	case "PARSE_DATETIME":
		return of(Datetime, "CAST(%s AS TIMESTAMP)", sql)
	}
	if strings.Contains(text, "%z") || strings.Contains(text, "%Ez") {
		return of(Timestamp, "bq_from_utc(CAST(%s AS TIMESTAMP))", sql) // strptime has applied the offset already
	}
	return of(Timestamp, "%s", t.zone(c, 2, s).instant("CAST("+sql+" AS TIMESTAMP)"))
}
