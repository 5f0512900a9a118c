package translate

import (
	"fmt"
	"regexp"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// directive is one % of FORMAT: flags, width, precision and kind.
var directive = regexp.MustCompile(`^%([-+ 0']*)(\d*)(?:\.(\d+))?([a-zA-Z%])`)

// format is FORMAT(format, ...). The format must be a constant; each directive becomes one expression.
func format(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, "FORMAT")
	t.arity(c, 1, 1000)
	text := t.constantFormat(c, "FORMAT")
	var parts []string
	next := 1
	for text != "" {
		n := strings.IndexByte(text, '%')
		if n != 0 {
			if n < 0 {
				n = len(text)
			}
			parts = append(parts, stringSQL(text[:n]))
			text = text[n:]
			continue
		}
		m := directive.FindStringSubmatch(text)
		if m == nil {
			t.failf(c.Args[0].Value, "The format %q is not supported by FORMAT in the local warehouse", text)
		}
		text = text[len(m[0]):]
		if m[4] == "%" {
			parts = append(parts, "'%'")
			continue
		}
		parts = append(parts, t.directive(c, m, t.argument(c, next, s)))
		next++
	}
	if next != len(c.Args) {
		t.failf(c, "Invalid number of arguments for FORMAT; Expected %d, Got %d", next, len(c.Args))
	}
	if len(parts) == 0 {
		parts = []string{"''"}
	}
	return of(String, "(%s)", strings.Join(parts, " || "))
}

// directive writes one value. Grouping by thousands (') is DuckDB's {:,}.
func (t *translator) directive(c *googlesql.Call, m []string, x operand) string {
	flags, width, precision, kind := m[1], m[2], m[3], m[4]
	refuse := func() {
		t.failf(c, "Invalid type for argument of FORMAT; Expected another type for %%%s than %s", kind, x.typ)
	}
	grouped := strings.Contains(flags, "'")
	var sql string
	switch kind {
	case "d", "i":
		if x.typ.Kind != Int64 && x.typ.Kind != Unknown {
			refuse()
		}
		if grouped {
			sql = "format('{:,}', " + x.sql + ")"
		} else {
			sql = "CAST(" + x.sql + " AS VARCHAR)"
		}
	case "f", "F":
		if !x.typ.numeric() && x.typ.Kind != Unknown || x.typ.Kind == Int64 {
			refuse()
		}
		if precision == "" {
			precision = "6"
		}
		comma := ""
		if grouped {
			comma = ","
		}
		sql = fmt.Sprintf("format('{:%s.%sf}', CAST(%s AS DOUBLE))", comma, precision, x.sql)
	case "s", "t":
		if kind == "s" && x.typ.Kind != String && x.typ.Kind != Unknown {
			refuse()
		}
		sql = t.castTo(c, x, scalar(String)).sql
		if precision != "" {
			sql = "left(" + sql + ", " + precision + ")"
		}
	default:
		t.failf(c.Args[0].Value, "The directive %%%s is not supported by FORMAT in the local warehouse", kind)
	}
	return pad(sql, flags, width, kind)
}

// pad brings a formatted value to its width.
func pad(sql, flags, width, kind string) string {
	if kind != "s" && kind != "t" {
		for _, sign := range []string{"+", " "} {
			if strings.Contains(flags, sign) {
				sql = "bq_signed(" + sql + ", '" + sign + "')"
				break
			}
		}
	}
	switch {
	case width == "":
		return sql
	case strings.Contains(flags, "-"):
		return "bq_pad_right(" + sql + ", " + width + ")"
	case strings.Contains(flags, "0") && kind != "s" && kind != "t":
		return "bq_pad_zero(" + sql + ", " + width + ")"
	}
	return "bq_pad_left(" + sql + ", " + width + ")"
}
