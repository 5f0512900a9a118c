package translate

import "capidemo.dev/platform/shared/googlesql"

// safeDivide is SAFE_DIVIDE: the operator / with NULL for a zero divisor.
func safeDivide(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, "SAFE_DIVIDE")
	t.arity(c, 2, 2)
	l, r := t.argument(c, 0, s), t.argument(c, 1, s)
	typ := t.common(c, "function SAFE_DIVIDE", []operand{l, r})
	t.want(c, "function SAFE_DIVIDE", operand{typ: typ}, typ.numeric())
	if typ.decimal() {
		return operand{sql: "CAST(bq_safe_divide_numeric(" + as(l, typ).sql + ", " + as(r, typ).sql + ") AS " + typ.DuckDB() + ")", typ: typ}
	}
	if typ.Kind != Unknown || l.null() || r.null() {
		typ = scalar(Float64)
	}
	return operand{sql: "bq_safe_divide(" + l.sql + ", " + r.sql + ")", typ: typ}
}
