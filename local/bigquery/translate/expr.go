package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// expr translates an expression. Its SQL is a single term or stands in parentheses.
func (t *translator) expr(e googlesql.Expr, s *scope) operand {
	switch e := e.(type) {
	case *googlesql.Literal:
		return t.literal(e)
	case *googlesql.TypedLiteral:
		return t.typedLiteral(e)
	case *googlesql.Path:
		return t.path(e, s)
	case *googlesql.Dot:
		return t.fieldOf(t.expr(e.X, s), &e.Field)
	case *googlesql.Param:
		return t.param(e)
	case *googlesql.Unary:
		return t.unary(e, s)
	case *googlesql.Binary:
		return t.binary(e, s)
	case *googlesql.Case:
		return t.caseOf(e, s)
	case *googlesql.Cast:
		return t.cast(e, s)
	case *googlesql.Call:
		return t.call(e, s)
	case *googlesql.Extract:
		return t.extract(e, s)
	case *googlesql.Interval:
		return of(Interval, "%s", t.interval(e, s))
	default:
		return t.structured(e, s)
	}
}

// structured translates predicates, subqueries, arrays and structs.
func (t *translator) structured(e googlesql.Expr, s *scope) operand {
	switch e := e.(type) {
	case *googlesql.Between:
		return t.between(e, s)
	case *googlesql.In:
		return t.in(e, s)
	case *googlesql.Like:
		return t.like(e, s)
	case *googlesql.Is:
		return t.is(e, s)
	case *googlesql.IsDistinct:
		l, r := t.expr(e.L, s), t.expr(e.R, s)
		t.comparable(e, "IS DISTINCT FROM", l, r)
		return of(Bool, "(%s IS %sDISTINCT FROM %s)", l.sql, not(e.Not), r.sql)
	case *googlesql.Exists:
		return of(Bool, "EXISTS (%s)", t.query(e.Query, s, true).sql)
	case *googlesql.Subquery:
		return t.subquery(e, s)
	case *googlesql.ArrayLit:
		return t.array(e, s)
	case *googlesql.StructLit:
		return t.structLit(e, s)
	case *googlesql.Subscript:
		return t.subscript(e, s)
	case *googlesql.Lambda:
		t.failf(e, "Lambda is not supported here")
	case *googlesql.SystemVariable:
		t.failf(e, "System variable @@%s is not supported", e.Name)
	}
	t.failf(e, "This expression is not supported")
	return operand{}
}

func not(b bool) string {
	if b {
		return "NOT "
	}
	return ""
}

func (t *translator) exprs(list []googlesql.Expr, s *scope) []operand {
	out := make([]operand, len(list))
	for i, e := range list {
		out[i] = t.expr(e, s)
	}
	return out
}

func join(list []operand, sep string) string {
	parts := make([]string, len(list))
	for i, o := range list {
		parts[i] = o.sql
	}
	return strings.Join(parts, sep)
}

// common is the supertype of several operands; constants adapt to the others.
func (t *translator) common(at googlesql.Node, what string, list []operand) Type {
	if typ, ok := t.commonStruct(at, what, list); ok {
		return typ
	}
	var typ Type
	for _, adaptable := range []bool{false, true} {
		for _, o := range list {
			if o.null() || (o.literal != nil || o.empty) != adaptable {
				continue
			}
			if adaptable && (adapts(o, typ) || o.empty && typ.Kind == Array) {
				continue
			}
			super, ok := supertype(typ, o.typ)
			if !ok {
				t.failf(at, "No matching signature for %s for argument types: %s", what, typesOf(list))
			}
			typ = super
		}
	}
	return typ
}

// adapts reports whether a constant may be read as a type other than its own.
func adapts(o operand, typ Type) bool {
	if o.literal == nil {
		return false
	}
	return o.text() && typ.temporal() || o.typ.Kind == Int64 && typ.numeric() || o.typ.Kind == Float64 && typ.decimal()
}

func typesOf(list []operand) string {
	names := make([]string, len(list))
	for i, o := range list {
		names[i] = o.typ.String()
		if o.null() {
			names[i] = "NULL"
		}
	}
	return strings.Join(names, ", ")
}

// as brings an operand to a type where DuckDB would not do so itself.
func as(o operand, typ Type) operand {
	switch {
	case o.fields != nil && typ.Kind == Struct && len(typ.Fields) == len(o.fields):
		return packed(o.fields, typ)
	case o.empty && typ.Kind == Array && typ.known():
		return operand{sql: "CAST([] AS " + typ.DuckDB() + ")", typ: typ}
	case o.null() && typ.known():
		return operand{sql: "CAST(NULL AS " + typ.DuckDB() + ")", typ: typ, literal: o.literal}
	case o.null() || o.typ.Kind == typ.Kind && o.literal == nil:
		return o
	case o.text() && typ.temporal():
		if c, ok := constant(typ.Kind, o.literal.Text); ok {
			return c
		}
		return operand{sql: "CAST(" + o.sql + " AS " + typ.DuckDB() + ")", typ: typ}
	case o.typ.numeric() && typ.numeric() && o.typ.Kind != typ.Kind, o.typ.Kind == Date && typ.Kind == Datetime:
		return operand{sql: "CAST(" + o.sql + " AS " + typ.DuckDB() + ")", typ: typ}
	}
	return o
}

func (t *translator) caseOf(e *googlesql.Case, s *scope) operand {
	var sql strings.Builder
	sql.WriteString("(CASE")
	if e.Operand != nil {
		sql.WriteString(" " + t.expr(e.Operand, s).sql)
	}
	results := make([]operand, 0, len(e.Whens)+1)
	conds := make([]string, len(e.Whens))
	for i, w := range e.Whens {
		if e.Operand == nil {
			conds[i] = t.condition("CASE WHEN", w.Cond, s)
		} else {
			conds[i] = t.expr(w.Cond, s).sql
		}
		results = append(results, t.expr(w.Then, s))
	}
	if e.Else != nil {
		results = append(results, t.expr(e.Else, s))
	}
	typ := t.common(e, "operator CASE", results)
	for i := range e.Whens {
		sql.WriteString(" WHEN " + conds[i] + " THEN " + as(results[i], typ).sql)
	}
	if e.Else != nil {
		sql.WriteString(" ELSE " + as(results[len(results)-1], typ).sql)
	}
	sql.WriteString(" END)")
	return operand{sql: sql.String(), typ: typ}
}

func (t *translator) subquery(e *googlesql.Subquery, s *scope) operand {
	r := t.query(e.Query, s, true)
	if !r.open && len(r.columns) != 1 {
		what := "Scalar subquery"
		if e.Array {
			what = "ARRAY subquery"
		}
		t.failf(e, "%s cannot have more than one column unless using SELECT AS STRUCT to build STRUCT values", what)
	}
	var typ Type
	if len(r.columns) == 1 && !r.open {
		typ = r.columns[0].Type
	}
	if e.Array {
		return operand{sql: "ARRAY(" + r.sql + ")", typ: ArrayOf(typ)}
	}
	return operand{sql: "(" + r.sql + ")", typ: typ}
}
