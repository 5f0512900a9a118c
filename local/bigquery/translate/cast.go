package translate

import (
	"regexp"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// scalarForms are the texts that a parameter of a type may have.
var scalarForms = map[Kind]*regexp.Regexp{
	Int64:   regexp.MustCompile(`^[+-]?\d+$`),
	Float64: regexp.MustCompile(`(?i)^([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?inf(inity)?|nan)$`),
	Bool:    regexp.MustCompile(`(?i)^(true|false)$`),
	Unknown: regexp.MustCompile(`^$a`), // nothing
}

// casts holds, per pair of types, the DuckDB expression of CAST; % stands for the value. A pair that is missing is not allowed.
// An entry "=" is DuckDB's own CAST.
var casts = map[Kind]map[Kind]string{
	Int64:      {Int64: "%", Float64: "=", Numeric: "=", BigNumeric: "=", Bool: "=", String: "="},
	Float64:    {Int64: "bq_int64(%)", Float64: "%", Numeric: "=", BigNumeric: "=", String: "bq_float_text(%)"},
	Numeric:    {Int64: "=", Float64: "=", Numeric: "%", BigNumeric: "=", String: "bq_numeric_text(%)"},
	BigNumeric: {Int64: "=", Float64: "=", Numeric: "=", BigNumeric: "%", String: "bq_numeric_text(%)"},
	Bool:       {Int64: "=", Bool: "%", String: "="},
	String: {Int64: "bq_parse_int64(%)", Float64: "bq_parse_float64(%)", Numeric: "bq_parse_numeric(%)", BigNumeric: "=", Bool: "bq_parse_bool(%)", String: "%", Bytes: "encode(%)",
		Date: "bq_parse_date(%)", Datetime: "bq_parse_datetime(%)", Time: "bq_parse_time(%)", Timestamp: "bq_parse_timestamp(%)"},
	Bytes:     {String: "bq_utf8(%)", Bytes: "%"},
	Date:      {String: "=", Date: "%", Datetime: "=", Timestamp: "bq_from_utc(CAST(% AS TIMESTAMP))"},
	Datetime:  {String: "bq_datetime_text(%)", Date: "=", Datetime: "%", Time: "=", Timestamp: "bq_from_utc(%)"},
	Time:      {String: "bq_time_text(%)", Time: "%"},
	Timestamp: {String: "bq_timestamp_text(%)", Date: "CAST(bq_utc(%) AS DATE)", Datetime: "bq_utc(%)", Time: "CAST(bq_utc(%) AS TIME)", Timestamp: "%"},
	JSON:      {JSON: "%"},
	Interval:  {Interval: "%"},
}

func (t *translator) cast(e *googlesql.Cast, s *scope) operand {
	if e.Format != nil {
		t.failf(e.Format, "CAST with FORMAT is not supported by the local warehouse")
	}
	x := t.expr(e.X, s)
	typ := TypeOf(e.Type)
	o := t.castTo(e, x, typ)
	if len(e.Type.Params) > 0 {
		t.failf(e.Type, "Parameterized types are not supported in CAST by the local warehouse")
	}
	if e.Safe && o.sql != x.sql {
		o.sql = "TRY(" + o.sql + ")"
	}
	return o
}

func (t *translator) castTo(at googlesql.Node, x operand, typ Type) operand {
	plain := operand{sql: "CAST(" + x.sql + " AS " + typ.DuckDB() + ")", typ: typ}
	switch {
	case x.null(), x.typ.Kind == Unknown:
		return plain
	case x.typ.Kind == Array && typ.Kind == Array, x.typ.Kind == Struct && typ.Kind == Struct:
		return plain
	}
	form, ok := casts[x.typ.Kind][typ.Kind]
	if !ok {
		t.failf(at, "Invalid cast from %s to %s", x.typ, typ)
	}
	if form == "=" {
		return plain
	}
	return operand{sql: strings.ReplaceAll(form, "%", x.sql), typ: typ}
}
