package translate

import (
	"fmt"
	"strconv"

	"capidemo.dev/platform/shared/googlesql"
)

func aggregateFunctions() []signature {
	return []signature{
		{name: "COUNT", form: "* -> INT64", sql: "count(*){o}", use: aggregate},
		{name: "COUNT", form: "ANY -> INT64", sql: "count({d}$1){o}", use: aggregate},
		{name: "COUNTIF", form: "BOOL -> INT64", sql: "count({d}CASE WHEN $1 THEN true END){o}", use: aggregate},
		{name: "SUM", form: "INT64 -> INT64", sql: "CAST(sum({d}$1){o} AS BIGINT)", use: aggregate},
		{name: "SUM", form: "NUMERIC -> NUMERIC", sql: "sum({d}$1){o}", use: aggregate},
		{name: "SUM", form: "BIGNUMERIC -> BIGNUMERIC", sql: "sum({d}$1){o}", use: aggregate},
		{name: "SUM", form: "FLOAT64 -> FLOAT64", sql: "sum({d}$1){o}", use: aggregate},
		{name: "AVG", form: "INT64 -> FLOAT64", sql: "avg({d}$1){o}", use: aggregate},
		{name: "AVG", form: "NUMERIC -> NUMERIC", sql: "CAST(bq_divide_numeric(sum({d}$1){o}, nullif(CAST(count({d}$1){o} AS DECIMAL(38,9)), 0)) AS DECIMAL(38,9))", use: aggregate},
		{name: "AVG", form: "FLOAT64 -> FLOAT64", sql: "avg({d}$1){o}", use: aggregate},
		{name: "MIN", form: "T -> T", sql: "min($1){o}", use: aggregate},
		{name: "MAX", form: "T -> T", sql: "max($1){o}", use: aggregate},
		{name: "MAX_BY", form: "T, ANY -> T", sql: "arg_max_null($1, $2)", use: aggregate},
		{name: "MIN_BY", form: "T, ANY -> T", sql: "arg_min_null($1, $2)", use: aggregate},
		{name: "ANY_VALUE", form: "T -> T", build: anyValue, use: aggregate},
		{name: "ARRAY_AGG", form: "T -> ARRAY<T>", build: arrayAgg, use: aggregate},
		{name: "ARRAY_CONCAT_AGG", form: "ARRAY<T> -> ARRAY<T>", sql: "flatten(list($1{s}) FILTER (WHERE $1 IS NOT NULL))", use: aggregate},
		{name: "STRING_AGG", form: "STRING -> STRING", build: stringAgg, use: aggregate},
		{name: "LOGICAL_AND", form: "BOOL -> BOOL", sql: "bool_and($1){o}", use: aggregate},
		{name: "LOGICAL_OR", form: "BOOL -> BOOL", sql: "bool_or($1){o}", use: aggregate},
		{name: "BIT_AND", form: "INT64 -> INT64", sql: "bit_and({d}$1){o}", use: aggregate},
		{name: "BIT_OR", form: "INT64 -> INT64", sql: "bit_or({d}$1){o}", use: aggregate},
		{name: "BIT_XOR", form: "INT64 -> INT64", sql: "bit_xor({d}$1){o}", use: aggregate},
		{name: "APPROX_COUNT_DISTINCT", form: "ANY -> INT64", sql: "count(DISTINCT $1){o}", use: aggregate},
		{name: "APPROX_QUANTILES", form: "T, INT64 -> ARRAY<T>", build: approxQuantiles, use: aggregate},
		{name: "APPROX_TOP_COUNT", form: "T, INT64 -> ARRAY<STRUCT<value T, count INT64>>", build: approxTopCount, use: aggregate},
		{name: "GROUPING", form: "ANY -> INT64", sql: "grouping($1)", use: aggregate},
		{name: "CORR", form: "FLOAT64, FLOAT64 -> FLOAT64", sql: "corr($1, $2){o}", use: aggregate},
		{name: "COVAR_POP", form: "FLOAT64, FLOAT64 -> FLOAT64", sql: "covar_pop($1, $2){o}", use: aggregate},
		{name: "COVAR_SAMP", form: "FLOAT64, FLOAT64 -> FLOAT64", sql: "covar_samp($1, $2){o}", use: aggregate},
		{name: "STDDEV", form: "FLOAT64 -> FLOAT64", sql: "stddev_samp({d}$1){o}", use: aggregate},
		{name: "STDDEV_SAMP", form: "FLOAT64 -> FLOAT64", sql: "stddev_samp({d}$1){o}", use: aggregate},
		{name: "STDDEV_POP", form: "FLOAT64 -> FLOAT64", sql: "stddev_pop({d}$1){o}", use: aggregate},
		{name: "VARIANCE", form: "FLOAT64 -> FLOAT64", sql: "var_samp({d}$1){o}", use: aggregate},
		{name: "VAR_SAMP", form: "FLOAT64 -> FLOAT64", sql: "var_samp({d}$1){o}", use: aggregate},
		{name: "VAR_POP", form: "FLOAT64 -> FLOAT64", sql: "var_pop({d}$1){o}", use: aggregate},
	}
}

func windowFunctions() []signature {
	return []signature{
		{name: "ROW_NUMBER", form: "-> INT64", sql: "row_number(){o}", use: analytic},
		{name: "RANK", form: "-> INT64", sql: "rank(){o}", use: analytic},
		{name: "DENSE_RANK", form: "-> INT64", sql: "dense_rank(){o}", use: analytic},
		{name: "PERCENT_RANK", form: "-> FLOAT64", sql: "percent_rank(){o}", use: analytic},
		{name: "CUME_DIST", form: "-> FLOAT64", sql: "cume_dist(){o}", use: analytic},
		{name: "NTILE", form: "INT64 -> INT64", sql: "ntile($1){o}", use: analytic},
		{name: "LAG", form: "T -> T", sql: "lag($1){o}", use: analytic},
		{name: "LAG", form: "T, INT64 -> T", sql: "lag($1, $2){o}", use: analytic},
		{name: "LAG", form: "T, INT64, T -> T", sql: "lag($1, $2, $3){o}", use: analytic},
		{name: "LEAD", form: "T -> T", sql: "lead($1){o}", use: analytic},
		{name: "LEAD", form: "T, INT64 -> T", sql: "lead($1, $2){o}", use: analytic},
		{name: "LEAD", form: "T, INT64, T -> T", sql: "lead($1, $2, $3){o}", use: analytic},
		{name: "FIRST_VALUE", form: "T -> T", sql: "first_value($1{n}){o}", use: analytic},
		{name: "LAST_VALUE", form: "T -> T", sql: "last_value($1{n}){o}", use: analytic},
		{name: "NTH_VALUE", form: "T, INT64 -> T", sql: "nth_value($1, $2{n}){o}", use: analytic},
		{name: "PERCENTILE_CONT", form: "FLOAT64, FLOAT64 -> FLOAT64", sql: "quantile_cont(CAST($1 AS DOUBLE), $2){o}", use: analytic},
		{name: "PERCENTILE_DISC", form: "T, FLOAT64 -> T", sql: "quantile_disc($1, $2){o}", use: analytic},
	}
}

// argument translates one argument of a call that reads its own.
func (t *translator) argument(c *googlesql.Call, i int, s *scope) operand {
	if i >= len(c.Args) {
		t.failf(c, "No matching signature for function %s with %d argument%s", callName(c), len(c.Args), plural(len(c.Args)))
	}
	return t.expr(c.Args[i].Value, s)
}

func (t *translator) arity(c *googlesql.Call, least, most int) {
	if len(c.Args) < least || len(c.Args) > most || c.Star {
		t.failf(c, "Number of arguments does not match for function %s", callName(c))
	}
}

// anyValue is ANY_VALUE(x [HAVING MAX|MIN y]).
func anyValue(t *translator, c *googlesql.Call, s *scope) operand {
	t.arity(c, 1, 1)
	inner := s.aggregate()
	x := t.argument(c, 0, inner)
	if c.Having == "" {
		return operand{sql: t.modifiers(c, "any_value("+x.sql+"){o}", s, inner), typ: x.typ}
	}
	if c.Over != nil {
		t.failf(c, "ANY_VALUE with HAVING and OVER is not supported by the local warehouse")
	}
	name := "arg_max_null"
	if c.Having == "MIN" {
		name = "arg_min_null"
	}
	return operand{sql: name + "(" + x.sql + ", " + t.expr(c.HavingArg, inner).sql + ")", typ: x.typ}
}

// collected writes list(...) with the modifiers that ARRAY_AGG and STRING_AGG share.
func (t *translator) collected(c *googlesql.Call, x operand, skipNull bool, s *scope) string {
	inner := s.aggregate()
	if c.Having != "" {
		t.failf(c, "HAVING is not supported in function %s by the local warehouse", callName(c))
	}
	distinct := ""
	if c.Distinct {
		distinct = "DISTINCT "
	}
	sql := "list(" + distinct + x.sql + t.aggregateOrder(c.OrderBy, inner) + ")"
	if skipNull {
		sql += " FILTER (WHERE " + x.sql + " IS NOT NULL)"
	}
	sql += t.over(c.Over, s)
	if c.Limit != nil {
		lit, ok := c.Limit.(*googlesql.Literal)
		if !ok || lit.Kind != googlesql.IntLiteral {
			t.failf(c.Limit, "LIMIT in an aggregate must be an integer literal")
		}
		sql = "list_slice(" + sql + ", 1, " + lit.Text + ")"
	}
	return sql
}

func arrayAgg(t *translator, c *googlesql.Call, s *scope) operand {
	t.arity(c, 1, 1)
	x := t.argument(c, 0, s.aggregate())
	if x.typ.Kind == Array {
		t.failf(c, "The argument to ARRAY_AGG must not be an array type but was %s", x.typ)
	}
	return operand{sql: t.collected(c, x, c.Nulls == "IGNORE", s), typ: ArrayOf(x.typ)}
}

func stringAgg(t *translator, c *googlesql.Call, s *scope) operand {
	t.arity(c, 1, 2)
	x := t.argument(c, 0, s.aggregate())
	t.want(c, "aggregate function STRING_AGG", x, x.typ.Kind == String)
	separator := "','"
	if len(c.Args) == 2 {
		separator = t.argument(c, 1, s).sql
	}
	return of(String, "array_to_string(%s, %s)", t.collected(c, x, true, s), separator)
}

// approxQuantiles gives the exact boundaries, which satisfies what the function promises.
func approxQuantiles(t *translator, c *googlesql.Call, s *scope) operand {
	t.arity(c, 2, 2)
	inner := s.aggregate()
	x := t.argument(c, 0, inner)
	n := t.constantInt(c.Args[1].Value)
	if n < 1 || n > 100_000 {
		t.failf(c.Args[1].Value, "The second argument of APPROX_QUANTILES must be a positive integer of at most 100000")
	}
	if c.Nulls == "RESPECT" || c.Over != nil || c.Having != "" || len(c.OrderBy) > 0 {
		t.failf(c, "APPROX_QUANTILES supports no modifier but DISTINCT and IGNORE NULLS in the local warehouse")
	}
	distinct := ""
	if c.Distinct {
		distinct = "DISTINCT "
	}
	marks := make([]byte, 0, 16*n)
	for i := range n + 1 {
		if i > 0 {
			marks = append(marks, ", "...)
		}
		marks = strconv.AppendFloat(marks, float64(i)/float64(n), 'f', -1, 64)
	}
	return operand{sql: fmt.Sprintf("quantile_disc(%s%s, [%s])", distinct, x.sql, marks), typ: ArrayOf(x.typ)}
}

func approxTopCount(t *translator, c *googlesql.Call, s *scope) operand {
	t.arity(c, 2, 2)
	x := t.argument(c, 0, s.aggregate())
	n := t.constantInt(c.Args[1].Value)
	elem := Type{Kind: Struct, Fields: []Column{{"value", x.typ}, {"count", scalar(Int64)}}}
	return operand{sql: fmt.Sprintf("bq_top_count(histogram(%s), %d)", x.sql, n), typ: ArrayOf(elem)}
}

// constantInt reads an argument that must be a constant: a literal, or a parameter whose value is known.
func (t *translator) constantInt(e googlesql.Expr) int {
	text := ""
	switch e := e.(type) {
	case *googlesql.Literal:
		text = e.Text
	case *googlesql.Param:
		if p := t.parameter(e); p.Value != nil {
			text = p.Value.Scalar
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.failf(e, "This argument must be an integer literal or a query parameter")
	}
	return n
}
