package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

func (t *translator) array(e *googlesql.ArrayLit, s *scope) operand {
	elems := t.exprs(e.Elems, s)
	typ := ArrayOf(t.common(e, "array constructor", elems))
	if e.Type != nil {
		typ = TypeOf(e.Type)
	}
	for i := range elems {
		elems[i] = as(elems[i], typ.element())
	}
	sql := "[" + join(elems, ", ") + "]"
	if len(elems) == 0 && typ.element().Kind == Unknown {
		typ = ArrayOf(scalar(Int64))
	}
	if typ.known() && (len(elems) == 0 || e.Type != nil) {
		sql = "CAST(" + sql + " AS " + typ.DuckDB() + ")"
	}
	return operand{sql: sql, typ: typ, empty: len(elems) == 0 && e.Type == nil}
}

// commonStruct is the supertype of STRUCT constructors, field by field, since their constants adapt as those outside of STRUCTs do;
// ok is false when it takes more than that.
func (t *translator) commonStruct(at googlesql.Node, what string, list []operand) (typ Type, ok bool) {
	var members []operand
	for _, o := range list {
		if o.null() {
			continue
		}
		if o.typ.Kind != Struct || o.typ.Fields == nil || len(members) > 0 && len(o.typ.Fields) != len(members[0].typ.Fields) {
			return Type{}, false
		}
		ok = ok || o.fields != nil
		members = append(members, o)
	}
	if !ok {
		return Type{}, false
	}
	typ = Type{Kind: Struct, Fields: make([]Column, len(members[0].typ.Fields))}
	for i := range typ.Fields {
		column := make([]operand, len(members))
		for n, o := range members {
			column[n] = operand{typ: o.typ.Fields[i].Type}
			if o.fields != nil {
				column[n] = o.fields[i]
			}
			if typ.Fields[i].Name == "" {
				typ.Fields[i].Name = o.typ.Fields[i].Name
			}
		}
		if typ.Fields[i].Type = t.common(at, what, column); typ.Fields[i].Type.Kind == Unknown {
			typ.Fields[i].Type = members[0].typ.Fields[i].Type
		}
	}
	return typ, true
}

func (t *translator) structLit(e *googlesql.StructLit, s *scope) operand {
	typ := Type{Kind: Struct, Fields: []Column{}}
	if e.Type != nil {
		typ = TypeOf(e.Type)
	}
	values := make([]operand, len(e.Fields))
	for i, f := range e.Fields {
		values[i] = t.expr(f.Value, s)
		if values[i].null() {
			values[i] = of(Int64, "CAST(NULL AS BIGINT)")
			values[i].literal = &googlesql.Literal{Kind: googlesql.NullLiteral}
		}
		if e.Type == nil {
			typ.Fields = append(typ.Fields, Column{Name: structFieldName(f, e.Tuple), Type: values[i].typ})
		}
	}
	o := packed(values, typ)
	if e.Type != nil && typ.known() {
		o.sql = "CAST(" + o.sql + " AS " + typ.DuckDB() + ")"
	}
	return o
}

// packed writes values as a STRUCT of a type.
func packed(values []operand, typ Type) operand {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = quote(fieldName(typ.Fields[i].Name, i)) + " := " + as(v, typ.Fields[i].Type).sql
	}
	return operand{sql: "struct_pack(" + strings.Join(parts, ", ") + ")", typ: typ, fields: values}
}

func structFieldName(f googlesql.StructField, tuple bool) string {
	switch {
	case f.Alias != nil:
		return f.Alias.Name
	case tuple:
		return ""
	}
	return implicitName(f.Value)
}

func (t *translator) subscript(e *googlesql.Subscript, s *scope) operand {
	x, index := t.expr(e.X, s), t.expr(e.Index, s)
	if x.typ.Kind == JSON {
		if index.typ.Kind == String {
			return of(JSON, "bq_json_key(%s, %s)", x.sql, index.sql)
		}
		return of(JSON, "bq_json_at(%s, %s)", x.sql, index.sql)
	}
	if x.typ.Kind != Array && x.typ.Kind != Unknown {
		t.failf(e, "Subscript access using [%s(INT64)] is not supported on values of type %s", e.Kind, x.typ)
	}
	macros := map[string]string{"": "bq_offset", "OFFSET": "bq_offset", "ORDINAL": "bq_ordinal", "SAFE_OFFSET": "bq_safe_offset", "SAFE_ORDINAL": "bq_safe_ordinal"}
	macro, ok := macros[e.Kind]
	if !ok {
		t.failf(e, "Subscript access using [%s()] is not supported on values of type %s", e.Kind, x.typ)
	}
	return operand{sql: macro + "(" + x.sql + ", " + index.sql + ")", typ: x.typ.element()}
}
