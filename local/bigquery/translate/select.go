package translate

import (
	"fmt"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// output is one column of a SELECT list. position counts from 1; 0 when stars of unknown width stand before it.
type output struct {
	Column
	sql      string
	position int
	star     bool // sql is a star that DuckDB expands
}

// selection is a SELECT being translated.
type selection struct {
	node    *googlesql.Select
	scope   *scope
	outputs []output
	open    bool
	unnamed int
	names   map[string]int
}

func (t *translator) selectBody(s *googlesql.Select, order []googlesql.OrderItem, outer *scope, asValue bool) rowset {
	sel := &selection{node: s, scope: outer.child(), names: map[string]int{}}
	var from string
	if s.From != nil {
		from = " FROM " + t.from(s.From, sel.scope)
	}
	sel.scope.rowless = s.From == nil
	sel.scope.windows = map[string]bool{}
	for _, w := range s.Windows {
		sel.scope.windows[strings.ToLower(w.Name.Name)] = true
	}
	for i := range s.Items {
		t.item(sel, &s.Items[i])
	}
	var tail string
	if s.Where != nil {
		tail += " WHERE " + t.condition("WHERE", s.Where, sel.scope)
	}
	if s.GroupBy != nil {
		tail += t.groupBy(sel)
	}
	visible := *sel.scope
	visible.aliases = sel.aliases()
	if s.Having != nil {
		tail += " HAVING " + t.condition("HAVING", s.Having, &visible)
	}
	tail += t.namedWindows(s.Windows, &visible)
	if s.Qualify != nil {
		tail += " QUALIFY " + t.condition("QUALIFY", s.Qualify, &visible)
	}
	tail += t.orderBy(order, sel, &visible)
	return t.assemble(sel, from+tail, asValue)
}

// assemble writes the SELECT list last, since packing depends on where the query stands.
func (t *translator) assemble(sel *selection, rest string, asValue bool) rowset {
	keyword := "SELECT "
	if sel.node.Distinct {
		keyword = "SELECT DISTINCT "
	}
	out := rowset{open: sel.open}
	if asValue && sel.node.As == "STRUCT" {
		return t.packed(sel, keyword, rest)
	}
	if sel.node.As == "VALUE" && len(sel.outputs) != 1 {
		t.failf(sel.node, "SELECT AS VALUE query must have exactly one column")
	}
	if sel.node.As == "VALUE" && !asValue {
		t.failf(sel.node, "SELECT AS VALUE is supported only as a subquery that is a value")
	}
	list := make([]string, len(sel.outputs))
	for i, o := range sel.outputs {
		list[i] = o.sql
		if !o.star {
			list[i] += " AS " + quote(o.Name)
			out.columns = append(out.columns, o.Column)
		}
	}
	out.sql = keyword + strings.Join(list, ", ") + rest
	return out
}

// packed is SELECT AS STRUCT: one column that holds the others.
func (t *translator) packed(sel *selection, keyword, rest string) rowset {
	if sel.open {
		t.failf(sel.node, "SELECT AS STRUCT needs tables whose columns are known")
	}
	typ := Type{Kind: Struct, Fields: []Column{}}
	parts := make([]string, len(sel.outputs))
	for i, o := range sel.outputs {
		parts[i] = quote(o.Name) + " := " + o.sql
		typ.Fields = append(typ.Fields, o.Column)
	}
	sql := keyword + "struct_pack(" + strings.Join(parts, ", ") + ") AS " + quote("f0_") + rest
	return rowset{sql: sql, columns: []Column{{Name: "f0_", Type: typ}}}
}

func (t *translator) item(sel *selection, item *googlesql.SelectItem) {
	if item.Star {
		t.star(sel, item)
		return
	}
	o := t.expr(item.Value, sel.scope)
	name := implicitName(item.Value)
	if item.Alias != nil {
		name = item.Alias.Name
	}
	sel.add(name, o)
}

// implicitName is the column name that an expression without an alias gets; empty for none.
func implicitName(e googlesql.Expr) string {
	switch e := e.(type) {
	case *googlesql.Path:
		return e.Parts[len(e.Parts)-1].Name
	case *googlesql.Dot:
		return e.Field.Name
	}
	return ""
}

// add appends an output. Nameless columns are f0_, f1_, ...; a repeated name gets a number, as in BigQuery's results.
func (s *selection) add(name string, o operand) {
	if name == "" {
		name = fmt.Sprintf("f%d_", s.unnamed)
		s.unnamed++
	}
	key := strings.ToLower(name)
	s.names[key]++
	if n := s.names[key]; n > 1 {
		name = fmt.Sprintf("%s_%d", name, n-1)
	}
	out := output{Column: Column{Name: name, Type: o.typ}, sql: o.sql}
	if !s.open {
		out.position = len(s.outputs) + 1
	}
	s.outputs = append(s.outputs, out)
}

func (s *selection) aliases() map[string]output {
	aliases := map[string]output{}
	for i, o := range s.outputs {
		if o.star {
			continue
		}
		key := strings.ToLower(o.Name)
		if i < len(s.node.Items) && len(s.outputs) == len(s.node.Items) && s.node.Items[i].Alias == nil && implicitName(s.node.Items[i].Value) == "" {
			continue // f0_ cannot be referred to
		}
		aliases[key] = o
	}
	return aliases
}

// condition translates a clause that must be a BOOL.
func (t *translator) condition(clause string, e googlesql.Expr, s *scope) string {
	o := t.expr(e, s)
	if o.typ.Kind != Bool && o.typ.Kind != Unknown {
		t.failf(e, "%s clause should return type BOOL, but returns %s", clause, o.typ)
	}
	return o.sql
}
