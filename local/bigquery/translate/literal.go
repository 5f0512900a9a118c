package translate

import (
	"encoding/hex"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/shared/googlesql"
)

// stringSQL writes a string constant. DuckDB has no escapes in plain strings, and NUL cannot stand in its text.
func stringSQL(s string) string {
	if !strings.Contains(s, "\x00") {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	parts := strings.Split(s, "\x00")
	for i, part := range parts {
		parts[i] = stringSQL(part)
	}
	return "(" + strings.Join(parts, " || chr(0) || ") + ")"
}

func bytesSQL(s string) string { return "from_hex('" + hex.EncodeToString([]byte(s)) + "')" }

func (t *translator) literal(l *googlesql.Literal) operand {
	o := operand{literal: l}
	switch l.Kind {
	case googlesql.NullLiteral:
		o.sql = "NULL"
	case googlesql.BoolLiteral:
		o.sql, o.typ = strings.ToLower(l.Text), scalar(Bool)
	case googlesql.IntLiteral:
		v, ok := new(big.Int).SetString(l.Text, 0)
		if strings.HasPrefix(strings.TrimPrefix(l.Text, "-"), "0") && !strings.ContainsAny(l.Text, "xX") {
			v, ok = new(big.Int).SetString(l.Text, 10)
		}
		if !ok || !v.IsInt64() {
			t.failf(l, "Invalid integer literal: %s", l.Text)
		}
		o.sql, o.typ = intSQL(v.String()), scalar(Int64)
	case googlesql.FloatLiteral:
		if _, err := strconv.ParseFloat(l.Text, 64); err != nil {
			t.failf(l, "Invalid floating point literal: %s", l.Text)
		}
		o.sql, o.typ = floatSQL(l.Text), scalar(Float64)
	case googlesql.StringLiteral:
		o.sql, o.typ = stringSQL(l.Text), scalar(String)
	case googlesql.BytesLiteral:
		o.sql, o.typ = bytesSQL(l.Text), scalar(Bytes)
	}
	return o
}

// intSQL keeps integers 64 bits wide: DuckDB's own constants have 32 and overflow early.
func intSQL(digits string) string {
	if strings.HasPrefix(digits, "-") {
		return "(" + digits + ")::BIGINT"
	}
	return digits + "::BIGINT"
}

// floatSQL writes a DOUBLE: DuckDB reads a constant without exponent as DECIMAL.
func floatSQL(text string) string {
	if strings.HasSuffix(text, ".") {
		text += "0"
	}
	if !strings.ContainsAny(text, "eE") {
		text += "e0"
	}
	if strings.HasPrefix(text, "-") {
		return "(" + text + ")"
	}
	return text
}

func (t *translator) typedLiteral(l *googlesql.TypedLiteral) operand {
	o, ok := constant(Kind(l.Type), l.Text)
	if !ok {
		t.failf(l, "Invalid %s literal", l.Type)
	}
	return o
}

var (
	dateText = regexp.MustCompile(`^\d{1,4}-\d{1,2}-\d{1,2}$`)
	// clockText is a date with an optional time and zone.
	clockText   = regexp.MustCompile(`^(\d{1,4}-\d{1,2}-\d{1,2})(?:[ Tt](\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d{0,9})?)?)?)?\s*([Zz]|[+-]\d{1,2}(?::?\d{2})?|[A-Za-z][A-Za-z0-9_+\-/]*)?$`)
	timeText    = regexp.MustCompile(`^\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{0,6})?)?$`)
	numericText = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)
)

// constant writes a value given as text in a type's own form; ok is false when the text is not of that form.
func constant(kind Kind, text string) (o operand, ok bool) {
	text = strings.TrimSpace(text)
	switch kind {
	case Date:
		ok = dateText.MatchString(text)
		if ok {
			_, err := time.Parse("2006-1-2", text)
			ok = err == nil
		}
	case Datetime:
		m := clockText.FindStringSubmatch(text)
		ok = m != nil && m[3] == ""
	case Timestamp:
		m := clockText.FindStringSubmatch(text)
		if ok = m != nil; ok {
			text = timestampText(m)
		}
	case Time:
		ok = timeText.MatchString(text)
	case Numeric, BigNumeric:
		ok = numericText.MatchString(text)
	default:
		ok = true
	}
	return of(kind, "CAST(%s AS %s)", stringSQL(text), scalar(kind).DuckDB()), ok
}

// timestampText brings the parts of a timestamp into the form DuckDB reads: seconds, microseconds, and a zone, which is UTC when none was written.
func timestampText(m []string) string {
	clock, zone := m[2], m[3]
	switch strings.Count(clock, ":") {
	case 0:
		clock = "00:00:00"
	case 1:
		clock += ":00"
	}
	switch {
	case zone == "" || strings.EqualFold(zone, "Z"):
		zone = "+00"
	case zone[0] != '+' && zone[0] != '-':
		zone = " " + zone
	}
	return m[1] + " " + clock + zone
}
