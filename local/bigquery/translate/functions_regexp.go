package translate

import (
	"regexp"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

func regexpFunctions() []signature {
	return []signature{
		{name: "REGEXP_CONTAINS", form: "STRING, STRING -> BOOL", build: regexpFunction},
		{name: "REGEXP_EXTRACT", form: "STRING, STRING, [INT64], [INT64] -> STRING", build: regexpFunction},
		{name: "REGEXP_SUBSTR", form: "STRING, STRING, [INT64], [INT64] -> STRING", build: regexpFunction},
		{name: "REGEXP_EXTRACT_ALL", form: "STRING, STRING -> ARRAY<STRING>", build: regexpFunction},
		{name: "REGEXP_REPLACE", form: "STRING, STRING, STRING -> STRING", build: regexpFunction},
	}
}

// regexpFunction translates the functions over regular expressions. Both sides use RE2, but DuckDB gives an empty string where BigQuery gives NULL,
// and does not know by itself whether a pattern has a group; so the pattern must be a constant where that matters.
func regexpFunction(t *translator, c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	t.noModifiers(c, name)
	arity := map[string][2]int{"REGEXP_REPLACE": {3, 3}, "REGEXP_EXTRACT": {2, 4}, "REGEXP_SUBSTR": {2, 4}}[name]
	t.arity(c, max(arity[0], 2), max(arity[1], 2))
	x, pattern := t.argument(c, 0, s), t.argument(c, 1, s)
	t.want(c, "function "+name, x, x.typ.Kind == String)
	t.want(c, "function "+name, pattern, pattern.typ.Kind == String)
	if name == "REGEXP_CONTAINS" {
		t.groups(c, name, false)
		return of(Bool, "regexp_matches(%s, %s)", x.sql, pattern.sql)
	}
	if name == "REGEXP_REPLACE" {
		t.groups(c, name, false)
		return of(String, "regexp_replace(%s, %s, %s, 'g')", x.sql, pattern.sql, t.argument(c, 2, s).sql)
	}
	group := t.groups(c, name, true)
	if name == "REGEXP_EXTRACT_ALL" {
		return operand{sql: "regexp_extract_all(" + x.sql + ", " + pattern.sql + ", " + group + ")", typ: ArrayOf(scalar(String))}
	}
	if len(c.Args) > 2 {
		occurrence := "1"
		if len(c.Args) == 4 {
			occurrence = t.argument(c, 3, s).sql
		}
		return of(String, "bq_regexp_extract(%s, %s, %s, %s, %s)", x.sql, pattern.sql, group, t.argument(c, 2, s).sql, occurrence)
	}
	return of(String, "(CASE WHEN regexp_matches(%s, %s) THEN regexp_extract(%s, %s, %s) END)", x.sql, pattern.sql, x.sql, pattern.sql, group)
}

// groups checks a constant pattern and tells which group an extraction takes: the only one, or the whole match.
func (t *translator) groups(c *googlesql.Call, name string, needed bool) string {
	text, ok := t.constantText(c.Args[1].Value)
	if !ok {
		if needed {
			t.failf(c.Args[1].Value, "The pattern of %s must be a string literal or a query parameter in the local warehouse", name)
		}
		return "0"
	}
	re, err := regexp.Compile(text)
	if err != nil {
		t.failf(c, "Cannot parse regular expression: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	switch n := re.NumSubexp(); {
	case !needed, n == 0:
		return "0"
	case n > 1:
		t.failf(c, "Regular expressions passed into extraction functions must not have more than 1 capturing group")
	}
	return "1"
}
