package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

func (t *translator) unary(e *googlesql.Unary, s *scope) operand {
	x := t.expr(e.X, s)
	t.notNull(e.X, e.Op, x)
	switch e.Op {
	case "NOT":
		t.want(e, "operator NOT", x, x.typ.Kind == Bool)
		return of(Bool, "(NOT %s)", x.sql)
	case "~":
		t.want(e, "operator ~", x, x.typ.Kind == Int64)
		return operand{sql: "(~" + x.sql + ")", typ: x.typ}
	case "-":
		t.want(e, "unary operator -", x, x.typ.numeric() || x.typ.Kind == Interval)
		return operand{sql: "(-" + x.sql + ")", typ: x.typ}
	}
	return x
}

// notNull refuses the constant NULL where BigQuery's analyzer does: as an operand of everything but AND and OR.
func (t *translator) notNull(at googlesql.Node, op string, x operand) {
	if x.null() {
		t.failf(at, "Operands of %s cannot be literal NULL", op)
	}
}

// want refuses an operand whose type is known and wrong.
func (t *translator) want(at googlesql.Node, what string, x operand, ok bool) {
	if !ok && x.typ.Kind != Unknown && !x.null() {
		t.failf(at, "No matching signature for %s for argument types: %s", what, x.typ)
	}
}

func (t *translator) binary(e *googlesql.Binary, s *scope) operand {
	l, r := t.expr(e.L, s), t.expr(e.R, s)
	switch e.Op {
	case "AND", "OR":
		for _, x := range []operand{l, r} {
			t.want(e, "operator "+e.Op, x, x.typ.Kind == Bool)
		}
		return of(Bool, "(%s %s %s)", l.sql, e.Op, r.sql)
	}
	t.notNull(e.L, e.Op, l)
	t.notNull(e.R, e.Op, r)
	switch e.Op {
	case "=", "!=", "<", "<=", ">", ">=":
		l, r = t.comparable(e, e.Op, l, r)
		return of(Bool, "(%s %s %s)", l.sql, e.Op, r.sql)
	case "||":
		return t.concat(e, l, r)
	case "&", "|", "^", "<<", ">>":
		return t.bits(e, l, r)
	}
	return t.arithmetic(e, l, r)
}

// comparable checks that two values compare in GoogleSQL and adapts constants, so that DuckDB compares the same way.
func (t *translator) comparable(at googlesql.Node, op string, l, r operand) (operand, operand) {
	switch {
	case l.null() || r.null() || l.typ.Kind == Unknown || r.typ.Kind == Unknown:
		return l, r
	case l.literal != nil && adapts(l, r.typ):
		return as(l, r.typ), r
	case r.literal != nil && adapts(r, l.typ):
		return l, as(r, l.typ)
	}
	typ, ok := supertype(l.typ, r.typ)
	if !ok || typ.Kind == JSON {
		t.failf(at, "No matching signature for operator %s for argument types: %s, %s", op, l.typ, r.typ)
	}
	return l, r
}

func (t *translator) concat(e *googlesql.Binary, l, r operand) operand {
	if l.typ.Kind != Bytes && r.typ.Kind != Bytes {
		l, r = t.asText(e.L, l), t.asText(e.R, r)
	}
	typ := t.common(e, "operator ||", []operand{l, r})
	if typ.Kind != String && typ.Kind != Bytes && typ.Kind != Array && typ.Kind != Unknown {
		t.failf(e, "No matching signature for operator || for argument types: %s, %s", l.typ, r.typ)
	}
	if typ.Kind == Array {
		return operand{sql: "bq_array_concat(" + l.sql + ", " + r.sql + ")", typ: typ}
	}
	return operand{sql: "(" + l.sql + " || " + r.sql + ")", typ: typ}
}

func (t *translator) bits(e *googlesql.Binary, l, r operand) operand {
	for _, x := range []operand{l, r} {
		t.want(e, "operator "+e.Op, x, x.typ.Kind == Int64)
	}
	switch e.Op {
	case "^":
		return of(Int64, "xor(%s, %s)", l.sql, r.sql)
	case "<<":
		return of(Int64, "bq_shift_left(%s, %s)", l.sql, r.sql)
	case ">>":
		return of(Int64, "bq_shift_right(%s, %s)", l.sql, r.sql)
	}
	return of(Int64, "(%s %s %s)", l.sql, e.Op, r.sql)
}

func (t *translator) arithmetic(e *googlesql.Binary, l, r operand) operand {
	if o, ok := t.temporalArithmetic(e, l, r); ok {
		return o
	}
	typ := t.common(e, "operator "+e.Op, []operand{l, r})
	if !typ.numeric() && typ.Kind != Unknown {
		t.failf(e, "No matching signature for operator %s for argument types: %s", e.Op, typesOf([]operand{l, r}))
	}
	if e.Op == "/" {
		return divide(l, r, typ)
	}
	sql := "(" + as(l, typ).sql + " " + e.Op + " " + as(r, typ).sql + ")"
	if e.Op == "*" && typ.decimal() {
		sql = "CAST(" + sql + " AS " + typ.DuckDB() + ")"
	}
	return operand{sql: sql, typ: typ}
}

// divide is the operator /: FLOAT64 for integers and floats, exact for NUMERIC, an error for zero. The error shows both sides when they are simple.
func divide(l, r operand, typ Type) operand {
	form := ""
	if simple(l) && simple(r) {
		form = "_plain"
	}
	if typ.decimal() {
		return operand{sql: "CAST(bq_divide_numeric" + form + "(" + as(l, typ).sql + ", " + as(r, typ).sql + ") AS " + typ.DuckDB() + ")", typ: typ}
	}
	if typ.Kind != Unknown || l.null() || r.null() {
		typ = scalar(Float64)
	}
	return operand{sql: "bq_divide" + form + "(" + l.sql + ", " + r.sql + ")", typ: typ}
}

// simple reports whether an operand is a constant or a column, which may be repeated in the SQL without harm.
func simple(o operand) bool { return !strings.Contains(o.sql, "(") }

// temporalArithmetic is + and - with dates, times and intervals.
func (t *translator) temporalArithmetic(e *googlesql.Binary, l, r operand) (operand, bool) {
	if e.Op == "+" && (l.typ.Kind == Interval || l.typ.Kind == Int64) && r.typ.temporal() {
		l, r = r, l
	}
	sql := "(" + l.sql + " " + e.Op + " " + r.sql + ")"
	if e.Op != "+" && e.Op != "-" {
		if e.Op == "*" && l.typ.Kind == Interval && r.typ.Kind == Int64 {
			return of(Interval, "%s", sql), true
		}
		return operand{}, false
	}
	switch {
	case l.typ.Kind == Date && r.typ.Kind == Int64:
		return of(Date, "(%s %s CAST(%s AS INTEGER))", l.sql, e.Op, r.sql), true
	case l.typ.Kind == Date && r.typ.Kind == Interval:
		return of(Datetime, "%s", sql), true
	case (l.typ.Kind == Datetime || l.typ.Kind == Timestamp || l.typ.Kind == Interval) && r.typ.Kind == Interval:
		return operand{sql: sql, typ: l.typ}, true
	case e.Op == "-" && l.typ.Kind == Date && r.typ.Kind == Date:
		return of(Interval, "to_days(CAST(%s AS INTEGER))", sql), true
	case e.Op == "-" && l.typ.Kind == r.typ.Kind && (l.typ.Kind == Timestamp || l.typ.Kind == Datetime):
		return of(Interval, "bq_elapsed(%s, %s)", l.sql, r.sql), true
	}
	return operand{}, false
}

func (t *translator) between(e *googlesql.Between, s *scope) operand {
	x, low, high := t.expr(e.X, s), t.expr(e.Low, s), t.expr(e.High, s)
	_, low = t.comparable(e, "BETWEEN", x, low)
	_, high = t.comparable(e, "BETWEEN", x, high)
	return of(Bool, "(%s %sBETWEEN %s AND %s)", x.sql, not(e.Not), low.sql, high.sql)
}

func (t *translator) in(e *googlesql.In, s *scope) operand {
	x := t.expr(e.X, s)
	switch {
	case e.Query != nil:
		r := t.query(e.Query, s, true)
		if !r.open && len(r.columns) != 1 {
			t.failf(e, "Subquery of type IN must have only one output column")
		}
		if !r.open {
			t.comparable(e, "IN", x, operand{typ: r.columns[0].Type})
		}
		return of(Bool, "(%s %sIN (%s))", x.sql, not(e.Not), r.sql)
	case e.Unnest != nil:
		array := t.expr(e.Unnest, s)
		t.want(e.Unnest, "operator IN UNNEST", array, array.typ.Kind == Array)
		return of(Bool, "(%s %sIN (SELECT unnest(%s)))", x.sql, not(e.Not), array.sql)
	}
	list := t.exprs(e.List, s)
	for i := range list {
		_, list[i] = t.comparable(e, "IN", x, list[i])
	}
	return of(Bool, "(%s %sIN (%s))", x.sql, not(e.Not), join(list, ", "))
}

// like writes LIKE with BigQuery's escape, the backslash.
func (t *translator) like(e *googlesql.Like, s *scope) operand {
	x := t.expr(e.X, s)
	t.notNull(e.X, "LIKE", x)
	t.want(e, "operator LIKE", x, x.typ.Kind == String || x.typ.Kind == Bytes)
	if x.typ.Kind == Bytes {
		t.failf(e, "LIKE on BYTES is not supported by the local warehouse")
	}
	if e.Quantifier == "" {
		return of(Bool, "(%s %sLIKE %s ESCAPE '\\')", x.sql, not(e.Not), t.pattern(e.Pattern, s))
	}
	if e.Unnest != nil {
		t.failf(e.Unnest, "LIKE %s UNNEST is not supported by the local warehouse", e.Quantifier)
	}
	word := " OR "
	if e.Quantifier == "ALL" {
		word = " AND "
	}
	parts := make([]string, len(e.List))
	for i, p := range e.List {
		parts[i] = x.sql + " LIKE " + t.pattern(p, s) + ` ESCAPE '\'`
	}
	// NOT LIKE ANY is NOT (a OR b), as BigQuery reads it.
	return of(Bool, "(%s(%s))", not(e.Not), strings.Join(parts, word))
}

func (t *translator) pattern(e googlesql.Expr, s *scope) string {
	o := t.expr(e, s)
	t.notNull(e, "LIKE", o)
	t.want(e, "operator LIKE", o, o.typ.Kind == String)
	return o.sql
}

func (t *translator) is(e *googlesql.Is, s *scope) operand {
	x := t.expr(e.X, s)
	what := e.What
	if what == "UNKNOWN" {
		what = "NULL"
	}
	if what != "NULL" {
		t.want(e, "operator IS "+what, x, x.typ.Kind == Bool)
	}
	return of(Bool, "(%s IS %s%s)", x.sql, not(e.Not), what)
}
