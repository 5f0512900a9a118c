package translate

import (
	"slices"

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
		{name: "UPPER", form: "STRING -> STRING", sql: "bq_upper($1)"},
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
		{name: "REPLACE", form: "STRING, STRING, STRING -> STRING", sql: "replace($1, $2, $3)"},
		{name: "TRANSLATE", form: "STRING, STRING, STRING -> STRING", sql: "translate($1, $2, $3)"},
		{name: "REVERSE", form: "STRING -> STRING", sql: "reverse($1)"},
		{name: "REPEAT", form: "STRING, INT64 -> STRING", sql: "bq_repeat($1, $2)"},
		{name: "STARTS_WITH", form: "STRING, STRING -> BOOL", sql: "starts_with($1, $2)"},
		{name: "ENDS_WITH", form: "STRING, STRING -> BOOL", sql: "suffix($1, $2)"},
		{name: "CONTAINS_SUBSTR", form: "STRING, STRING -> BOOL", sql: "contains(lower(nfc_normalize($1)), lower(nfc_normalize($2)))"},
		{name: "STRPOS", form: "STRING, STRING -> INT64", sql: "strpos($1, $2)"},
		{name: "INSTR", form: "STRING, STRING -> INT64", sql: "strpos($1, $2)"},
		{name: "INSTR", form: "STRING, STRING, INT64 -> INT64", sql: "bq_instr($1, $2, $3, 1)"},
		{name: "INSTR", form: "STRING, STRING, INT64, INT64 -> INT64", sql: "bq_instr($1, $2, $3, $4)"},
		{name: "SPLIT", form: "STRING -> ARRAY<STRING>", sql: "bq_split($1, ',')"},
		{name: "SPLIT", form: "STRING, STRING -> ARRAY<STRING>", sql: "bq_split($1, $2)"},
		{name: "ASCII", form: "STRING -> INT64", sql: "(CASE WHEN $1 = '' THEN 0 ELSE ascii($1) END)"},
		{name: "UNICODE", form: "STRING -> INT64", sql: "(CASE WHEN $1 = '' THEN 0 ELSE unicode($1) END)"},
		{name: "CHR", form: "INT64 -> STRING", sql: "(CASE WHEN $1 = 0 THEN '' ELSE chr(CAST($1 AS INTEGER)) END)"},
		{name: "NORMALIZE", form: "STRING -> STRING", sql: "nfc_normalize($1)"},
		{name: "EDIT_DISTANCE", form: "STRING, STRING -> INT64", sql: "levenshtein($1, $2)"},
		{name: "FORMAT", form: "format, ANY... -> STRING", build: format},
		{name: "TO_BASE64", form: "BYTES -> STRING", sql: "to_base64($1)"},
		{name: "FROM_BASE64", form: "STRING -> BYTES", sql: "from_base64($1)"},
		{name: "TO_HEX", form: "BYTES -> STRING", sql: "lower(hex($1))"},
		{name: "FROM_HEX", form: "STRING -> BYTES", sql: "from_hex($1)"},
		{name: "SAFE_CONVERT_BYTES_TO_STRING", form: "BYTES -> STRING", sql: "bq_lossy($1)"},
		{name: "TO_CODE_POINTS", form: "STRING -> ARRAY<INT64>", sql: "list_transform(string_split($1, ''), lambda c: CAST(unicode(c) AS BIGINT))"},
		{name: "CODE_POINTS_TO_STRING", form: "ARRAY<INT64> -> STRING", sql: "array_to_string(list_transform($1, lambda c: chr(CAST(c AS INTEGER))), '')"},
	}
}

// concat joins by ||, which is NULL as soon as one argument is; DuckDB's concat skips NULL.
func concat(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	t.arity(c, 1, 1000)
	args := t.arguments(c, s)
	if !slices.ContainsFunc(args, func(o operand) bool { return o.typ.Kind == Bytes }) {
		for i, arg := range args {
			args[i] = t.asText(c.Args[i].Value, arg)
		}
	}
	typ := t.common(c, "function CONCAT", args)
	t.want(c, "function CONCAT", operand{typ: typ}, typ.Kind == String || typ.Kind == Bytes)
	if typ.known() && slices.ContainsFunc(args, operand.null) { // DuckDB would give it a type of its own
		return operand{sql: "CAST(NULL AS " + typ.DuckDB() + ")", typ: typ}
	}
	return operand{sql: "(" + join(args, " || ") + ")", typ: typ}
}

// asText casts a scalar to STRING, as CONCAT and || do by themselves; anything else is left for them to refuse.
func (t *translator) asText(at googlesql.Node, o operand) operand {
	if _, castable := casts[o.typ.Kind][String]; !castable || o.null() || o.typ.Kind == Bytes {
		return o
	}
	return t.castTo(at, o, scalar(String))
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
