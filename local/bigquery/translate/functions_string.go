package translate

import (
	"regexp"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

func stringFunctions() []signature {
	return []signature{
		{name: "CONCAT", form: "STRING... -> STRING", build: concat},
		{name: "CONCAT", form: "BYTES... -> BYTES", build: concat},
		{name: "LENGTH", form: "STRING -> INT64", sql: "length($1)"},
		{name: "LENGTH", form: "BYTES -> INT64", sql: "octet_length($1)"},
		{name: "CHAR_LENGTH", form: "STRING -> INT64", sql: "length($1)"},
		{name: "CHARACTER_LENGTH", form: "STRING -> INT64", sql: "length($1)"},
		{name: "BYTE_LENGTH", form: "STRING -> INT64", sql: "strlen($1)"},
		{name: "BYTE_LENGTH", form: "BYTES -> INT64", sql: "octet_length($1)"},
		{name: "OCTET_LENGTH", form: "STRING -> INT64", sql: "strlen($1)"},
		{name: "OCTET_LENGTH", form: "BYTES -> INT64", sql: "octet_length($1)"},
		{name: "LOWER", form: "STRING -> STRING", sql: "lower($1)"},
		{name: "UPPER", form: "STRING -> STRING", sql: "upper($1)"},
		{name: "INITCAP", form: "STRING -> STRING", sql: "bq_initcap($1)"},
		{name: "TRIM", form: "STRING -> STRING", sql: "bq_trim($1)"},
		{name: "TRIM", form: "STRING, STRING -> STRING", sql: "trim($1, $2)"},
		{name: "LTRIM", form: "STRING -> STRING", sql: "bq_ltrim($1)"},
		{name: "LTRIM", form: "STRING, STRING -> STRING", sql: "ltrim($1, $2)"},
		{name: "RTRIM", form: "STRING -> STRING", sql: "bq_rtrim($1)"},
		{name: "RTRIM", form: "STRING, STRING -> STRING", sql: "rtrim($1, $2)"},
		{name: "LPAD", form: "STRING, INT64 -> STRING", sql: "bq_lpad($1, $2, ' ')"},
		{name: "LPAD", form: "STRING, INT64, STRING -> STRING", sql: "bq_lpad($1, $2, $3)"},
		{name: "RPAD", form: "STRING, INT64 -> STRING", sql: "bq_rpad($1, $2, ' ')"},
		{name: "RPAD", form: "STRING, INT64, STRING -> STRING", sql: "bq_rpad($1, $2, $3)"},
		{name: "LEFT", form: "STRING, INT64 -> STRING", sql: "bq_left($1, $2)"},
		{name: "RIGHT", form: "STRING, INT64 -> STRING", sql: "bq_right($1, $2)"},
		{name: "SUBSTR", form: "STRING, INT64 -> STRING", sql: "bq_substr($1, $2, NULL)"},
		{name: "SUBSTR", form: "STRING, INT64, INT64 -> STRING", sql: "bq_substr_n($1, $2, $3)"},
		{name: "SUBSTRING", form: "STRING, INT64 -> STRING", sql: "bq_substr($1, $2, NULL)"},
		{name: "SUBSTRING", form: "STRING, INT64, INT64 -> STRING", sql: "bq_substr_n($1, $2, $3)"},
		{name: "REPLACE", form: "STRING, STRING, STRING -> STRING", sql: "bq_replace($1, $2, $3)"},
		{name: "TRANSLATE", form: "STRING, STRING, STRING -> STRING", sql: "translate($1, $2, $3)"},
		{name: "REVERSE", form: "STRING -> STRING", sql: "reverse($1)"},
		{name: "REPEAT", form: "STRING, INT64 -> STRING", sql: "bq_repeat($1, $2)"},
		{name: "STARTS_WITH", form: "STRING, STRING -> BOOL", sql: "starts_with($1, $2)"},
		{name: "ENDS_WITH", form: "STRING, STRING -> BOOL", sql: "suffix($1, $2)"},
		{name: "CONTAINS_SUBSTR", form: "STRING, STRING -> BOOL", sql: "contains(lower(nfc_normalize($1)), lower(nfc_normalize($2)))"},
		{name: "STRPOS", form: "STRING, STRING -> INT64", sql: "strpos($1, $2)"},
		{name: "INSTR", form: "STRING, STRING -> INT64", sql: "strpos($1, $2)"},
		{name: "INSTR", form: "STRING, STRING, INT64 -> INT64", sql: "bq_instr($1, $2, $3)"},
		{name: "SPLIT", form: "STRING -> ARRAY<STRING>", sql: "bq_split($1, ',')"},
		{name: "SPLIT", form: "STRING, STRING -> ARRAY<STRING>", sql: "bq_split($1, $2)"},
		{name: "ASCII", form: "STRING -> INT64", sql: "(CASE WHEN $1 = '' THEN 0 ELSE ascii($1) END)"},
		{name: "UNICODE", form: "STRING -> INT64", sql: "(CASE WHEN $1 = '' THEN 0 ELSE unicode($1) END)"},
		{name: "CHR", form: "INT64 -> STRING", sql: "(CASE WHEN $1 = 0 THEN '' ELSE chr(CAST($1 AS INTEGER)) END)"},
		{name: "NORMALIZE", form: "STRING -> STRING", sql: "nfc_normalize($1)"},
		{name: "EDIT_DISTANCE", form: "STRING, STRING -> INT64", sql: "levenshtein($1, $2)"},
		{name: "REGEXP_CONTAINS", form: "STRING, STRING -> BOOL", build: regexpFunction},
		{name: "REGEXP_EXTRACT", form: "STRING, STRING -> STRING", build: regexpFunction},
		{name: "REGEXP_SUBSTR", form: "STRING, STRING -> STRING", build: regexpFunction},
		{name: "REGEXP_EXTRACT_ALL", form: "STRING, STRING -> ARRAY<STRING>", build: regexpFunction},
		{name: "REGEXP_REPLACE", form: "STRING, STRING, STRING -> STRING", build: regexpFunction},
		{name: "FORMAT", form: "format, ANY... -> STRING", build: format},
		{name: "TO_BASE64", form: "BYTES -> STRING", sql: "to_base64($1)"},
		{name: "FROM_BASE64", form: "STRING -> BYTES", sql: "from_base64($1)"},
		{name: "TO_HEX", form: "BYTES -> STRING", sql: "lower(hex($1))"},
		{name: "FROM_HEX", form: "STRING -> BYTES", sql: "from_hex($1)"},
		{name: "SAFE_CONVERT_BYTES_TO_STRING", form: "BYTES -> STRING", sql: "TRY(decode($1))"},
		{name: "TO_CODE_POINTS", form: "STRING -> ARRAY<INT64>", sql: "list_transform(string_split($1, ''), lambda c: CAST(unicode(c) AS BIGINT))"},
		{name: "CODE_POINTS_TO_STRING", form: "ARRAY<INT64> -> STRING", sql: "array_to_string(list_transform($1, lambda c: chr(CAST(c AS INTEGER))), '')"},
	}
}

// concat joins by ||, which is NULL as soon as one argument is; DuckDB's concat skips NULL.
func concat(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	t.arity(c, 1, 1000)
	args := t.arguments(c, s)
	typ := t.common(c, "function CONCAT", args)
	t.want(c, "function CONCAT", operand{typ: typ}, typ.Kind == String || typ.Kind == Bytes)
	return operand{sql: "(" + join(args, " || ") + ")", typ: typ}
}

// regexpFunction translates the functions over regular expressions. Both sides use RE2, but DuckDB gives an empty string where BigQuery gives NULL,
// and does not know by itself whether a pattern has a group; so the pattern must be a constant where that matters.
func regexpFunction(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	want := 2
	if name == "REGEXP_REPLACE" {
		want = 3
	}
	t.arity(c, want, want)
	x, pattern := t.argument(c, 0, s), t.argument(c, 1, s)
	t.want(c, "function "+name, x, x.typ.Kind == String)
	t.want(c, "function "+name, pattern, pattern.typ.Kind == String)
	if name == "REGEXP_CONTAINS" {
		t.groups(c, name, s, false)
		return of(Bool, "regexp_matches(%s, %s)", x.sql, pattern.sql)
	}
	if name == "REGEXP_REPLACE" {
		t.groups(c, name, s, false)
		return of(String, "regexp_replace(%s, %s, %s, 'g')", x.sql, pattern.sql, t.argument(c, 2, s).sql)
	}
	group := t.groups(c, name, s, true)
	if name == "REGEXP_EXTRACT_ALL" {
		return operand{sql: "regexp_extract_all(" + x.sql + ", " + pattern.sql + ", " + group + ")", typ: ArrayOf(scalar(String))}
	}
	return of(String, "(CASE WHEN regexp_matches(%s, %s) THEN regexp_extract(%s, %s, %s) END)", x.sql, pattern.sql, x.sql, pattern.sql, group)
}

// groups checks a constant pattern and tells which group an extraction takes: the only one, or the whole match.
func (t *translator) groups(c *googlesql.Call, name string, s *scope, needed bool) string {
	text, ok := t.constantText(c.Args[1].Value)
	if !ok {
		if needed {
			t.fail(c.Args[1].Value, "The pattern of %s must be a string literal or a query parameter in the local warehouse", name)
		}
		return "0"
	}
	re, err := regexp.Compile(text)
	if err != nil {
		t.fail(c, "Cannot parse regular expression: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	switch n := re.NumSubexp(); {
	case !needed, n == 0:
		return "0"
	case n > 1:
		t.fail(c, "Regular expressions passed into extraction functions must not have more than 1 capturing group")
	}
	return "1"
}

// constantText reads an argument that is a string literal or a parameter whose value is known.
func (t *translator) constantText(e googlesql.Expr) (string, bool) {
	switch e := e.(type) {
	case *googlesql.Literal:
		return e.Text, e.Kind == googlesql.StringLiteral
	case *googlesql.Param:
		if p := t.parameter(e); p.Value != nil && !p.Value.Null && p.Type.Kind == String {
			return p.Value.Scalar, true
		}
	}
	return "", false
}
