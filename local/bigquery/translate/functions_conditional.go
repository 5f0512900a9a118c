package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

func conditionalFunctions() []signature {
	return []signature{
		{name: "IF", form: "BOOL, T, T -> T", sql: "(CASE WHEN $1 THEN $2 ELSE $3 END)"},
		{name: "IFNULL", form: "T, T -> T", sql: "coalesce($1, $2)"},
		{name: "COALESCE", form: "T... -> T", sql: "coalesce($*)"},
		{name: "NULLIF", form: "T, T -> T", sql: "nullif($1, $2)"},
		{name: "NULLIFZERO", form: "T -> T", sql: "nullif($1, 0)"},
		{name: "ZEROIFNULL", form: "T -> T", sql: "coalesce($1, 0)"},
		{name: "GREATEST", form: "T... -> T", build: extreme},
		{name: "LEAST", form: "T... -> T", build: extreme},
	}
}

// extreme is GREATEST and LEAST, which are NULL as soon as one argument is; DuckDB's skip NULL.
func extreme(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	t.arity(c, 1, 1000)
	args := t.arguments(c, s)
	typ := t.common(c, "function "+callName(c), args)
	nested := false
	tests := make([]string, len(args))
	for i := range args {
		args[i] = as(args[i], typ)
		tests[i] = args[i].sql + " IS NULL"
		nested = nested || !simple(args[i])
	}
	if nested { // repeating the arguments would double them at every level
		order := "'DESC'"
		if strings.EqualFold(callName(c), "LEAST") {
			order = "'ASC'"
		}
		return operand{sql: "list_extract(list_sort([" + join(args, ", ") + "], " + order + ", 'NULLS FIRST'), 1)", typ: typ}
	}
	return operand{sql: "(CASE WHEN " + strings.Join(tests, " OR ") + " THEN NULL ELSE " + callName(c) + "(" + join(args, ", ") + ") END)", typ: typ}
}
