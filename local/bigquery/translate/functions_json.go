package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

func jsonFunctions() []signature {
	return []signature{
		{name: "JSON_VALUE", form: "JSON, path -> STRING", build: jsonAccess},
		{name: "JSON_QUERY", form: "JSON, path -> JSON", build: jsonAccess},
		{name: "JSON_EXTRACT_SCALAR", form: "JSON, path -> STRING", build: jsonAccess},
		{name: "JSON_EXTRACT", form: "JSON, path -> JSON", build: jsonAccess},
		{name: "JSON_VALUE_ARRAY", form: "JSON, path -> ARRAY<STRING>", build: jsonAccess},
		{name: "JSON_QUERY_ARRAY", form: "JSON, path -> ARRAY<JSON>", build: jsonAccess},
		{name: "JSON_EXTRACT_ARRAY", form: "JSON, path -> ARRAY<JSON>", build: jsonAccess},
		{name: "JSON_EXTRACT_STRING_ARRAY", form: "JSON, path -> ARRAY<STRING>", build: jsonAccess},
		{name: "PARSE_JSON", form: "STRING -> JSON", sql: "CAST($1 AS JSON)"},
		{name: "TO_JSON", form: "ANY -> JSON", build: toJSON},
		{name: "TO_JSON_STRING", form: "ANY -> STRING", build: toJSON},
		{name: "JSON_ARRAY", form: "ANY... -> JSON", build: jsonArray},
		{name: "JSON_OBJECT", form: "STRING, ANY... -> JSON", build: jsonObject},
		{name: "JSON_TYPE", form: "JSON -> STRING", sql: "bq_json_type($1)"},
		{name: "STRING", form: "JSON -> STRING", build: stringOf},
		{name: "STRING", form: "DATE -> STRING", build: stringOf},
		{name: "STRING", form: "DATETIME -> STRING", build: stringOf},
		{name: "STRING", form: "TIME -> STRING", build: stringOf},
		{name: "STRING", form: "TIMESTAMP, [zone] -> STRING", build: stringOf},
		{name: "INT64", form: "JSON -> INT64", sql: "bq_json_int64($1)"},
		{name: "FLOAT64", form: "JSON -> FLOAT64", sql: "bq_json_float64($1)"},
		{name: "BOOL", form: "JSON -> BOOL", sql: "bq_json_bool($1)"},
	}
}

// jsonAccess translates the functions that read by a JSONPath, which must be a constant. Over a STRING they give a STRING where they give JSON over JSON.
func jsonAccess(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	t.arity(c, 1, 2)
	x := t.argument(c, 0, s)
	t.want(c, "function "+name, x, x.typ.Kind == JSON || x.typ.Kind == String)
	path := "$"
	if len(c.Args) == 2 {
		var ok bool
		if path, ok = t.constantText(c.Args[1].Value); !ok {
			t.failf(c.Args[1].Value, "JSONPath must be a string literal or query parameter")
		}
	}
	duck, ok := jsonPath(path)
	if !ok {
		t.failf(c.Args[1].Value, "Invalid token in JSONPath at: %s", path)
	}
	piece := "json_extract(" + x.sql + ", " + stringSQL(duck) + ")"
	if x.typ.Kind != JSON {
		piece = "json_extract(bq_json(" + x.sql + "), " + stringSQL(duck) + ")"
	}
	inner := scalar(x.typ.Kind)
	switch {
	case strings.HasSuffix(name, "VALUE"), strings.HasSuffix(name, "SCALAR"):
		return of(String, "bq_json_scalar(%s)", piece)
	case strings.HasSuffix(name, "VALUE_ARRAY"), strings.HasSuffix(name, "STRING_ARRAY"):
		return operand{sql: "bq_json_scalars(" + piece + ")", typ: ArrayOf(scalar(String))}
	case strings.HasSuffix(name, "ARRAY") && x.typ.Kind != JSON:
		return operand{sql: "bq_json_texts(" + piece + ")", typ: ArrayOf(scalar(String))}
	case strings.HasSuffix(name, "ARRAY"):
		return operand{sql: "bq_json_elements(" + piece + ")", typ: ArrayOf(inner)}
	case x.typ.Kind == JSON:
		return operand{sql: piece, typ: inner}
	}
	return of(String, "bq_json_text(%s)", piece)
}

// jsonPath brings BigQuery's path ($.a['b c'][0]) into DuckDB's form ($."a"."b c"[0]).
func jsonPath(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "$")
	if !ok {
		return "", false
	}
	var out strings.Builder
	out.WriteString("$")
	for rest != "" {
		var key string
		switch {
		case strings.HasPrefix(rest, `."`):
			key, rest, ok = strings.Cut(rest[2:], `"`)
			out.WriteString(`."` + key + `"`)
		case rest[0] == '.':
			n := strings.IndexAny(rest[1:]+".", ".[")
			key, rest = rest[1:1+n], rest[1+n:]
			out.WriteString(`."` + key + `"`)
			ok = key != ""
		case strings.HasPrefix(rest, "['"):
			key, rest, ok = strings.Cut(rest[2:], "']")
			out.WriteString(`."` + key + `"`)
		case rest[0] == '[':
			key, rest, ok = strings.Cut(rest[1:], "]")
			out.WriteString("[" + key + "]")
			ok = ok && key != "" && strings.Trim(key, "0123456789") == ""
		default:
			ok = false
		}
		if !ok || strings.Contains(key, `"`) || strings.Contains(key, "*") {
			return "", false
		}
	}
	return out.String(), true
}

// toJSON writes a value as JSON; timestamps and large integers have their own forms in BigQuery, so the value is rebuilt by its type first.
func toJSON(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	t.arity(c, 1, 1)
	x := t.argument(c, 0, s)
	if !x.typ.known() && !x.null() {
		t.failf(c, "The type of the argument of %s must be known", callName(c))
	}
	sql := "to_json(" + jsonReady(x.sql, x.typ, 0) + ")"
	if x.null() {
		sql = "CAST('null' AS JSON)"
	}
	sql = "coalesce(" + sql + ", CAST('null' AS JSON))"
	if strings.HasSuffix(strings.ToUpper(callName(c)), "STRING") {
		return of(String, "CAST(%s AS VARCHAR)", sql)
	}
	return of(JSON, "%s", sql)
}

// jsonReady rewrites a value so that DuckDB's to_json gives BigQuery's text.
func jsonReady(sql string, typ Type, depth int) string {
	switch typ.Kind {
	case Timestamp:
		return "bq_timestamp_json(" + sql + ")"
	case Datetime:
		return "replace(bq_datetime_text(" + sql + "), ' ', 'T')"
	case Float64:
		return "bq_float_json(" + sql + ")"
	case Numeric, BigNumeric:
		return "CAST(bq_numeric_text(" + sql + ") AS JSON)"
	case Int64:
		return "CAST(CAST(" + sql + " AS VARCHAR) AS JSON)"
	case Bytes:
		return "to_base64(" + sql + ")"
	case Array:
		name := "e" + strings.Repeat("e", depth)
		return "list_transform(" + sql + ", lambda " + name + ": " + jsonReady(name, typ.element(), depth+1) + ")"
	case Struct:
		parts := make([]string, len(typ.Fields))
		for i, f := range typ.Fields {
			parts[i] = quote(fieldName(f.Name, i)) + " := " + jsonReady("struct_extract("+sql+", "+stringSQL(fieldName(f.Name, i))+")", f.Type, depth)
		}
		return "(CASE WHEN " + sql + " IS NOT NULL THEN struct_pack(" + strings.Join(parts, ", ") + ") END)"
	default:
		return sql
	}
}
