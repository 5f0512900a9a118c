package translate

import (
	"fmt"
	"strconv"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// orderBy writes the ORDER BY of a SELECT. A column number stands for an output, a name for an output before an input.
func (t *translator) orderBy(items []googlesql.OrderItem, sel *selection, visible *scope) string {
	keys := make([]string, len(items))
	for i, item := range items {
		keys[i] = t.sortKey(item.Value, sel, visible) + direction(item)
	}
	if len(keys) == 0 {
		return ""
	}
	return " ORDER BY " + strings.Join(keys, ", ")
}

func (t *translator) sortKey(e googlesql.Expr, sel *selection, visible *scope) string {
	switch e := e.(type) {
	case *googlesql.Literal:
		if e.Kind == googlesql.IntLiteral {
			return t.ordinal(e, len(sel.outputs), sel.open)
		}
		t.failf(e, "Cannot ORDER BY a literal expression other than an integer")
	case *googlesql.Path:
		if len(e.Parts) == 1 {
			if o, ok := visible.aliases[strings.ToLower(e.Parts[0].Name)]; ok {
				t.wantOrdered(e, o.Type)
				if o.position > 0 {
					return strconv.Itoa(o.position)
				}
				return quote(o.Name)
			}
		}
	}
	o := t.expr(e, visible)
	t.wantOrdered(e, o.typ)
	return o.sql
}

// wantOrdered refuses a sort key whose type has no order in GoogleSQL.
func (t *translator) wantOrdered(at googlesql.Node, typ Type) {
	if !typ.ordered() {
		t.failf(at, "ORDER BY does not support expressions of type %s", typ)
	}
}

// orderOutputs writes an ORDER BY that sees nothing but the output columns. It may wrap the rows to reach them in expressions.
func (t *translator) orderOutputs(items []googlesql.OrderItem, r *rowset) string {
	if len(items) == 0 {
		return ""
	}
	name := t.generated()
	rel := &relation{name: name, sql: quote(name), open: r.open}
	for _, c := range r.columns {
		rel.columns = append(rel.columns, field{Column: c, sql: quote(name) + "." + quote(c.Name)})
	}
	s := &scope{relations: []*relation{rel}}
	keys := make([]string, len(items))
	for i, item := range items {
		if lit, ok := item.Value.(*googlesql.Literal); ok && lit.Kind == googlesql.IntLiteral {
			keys[i] = t.ordinal(lit, len(r.columns), r.open) + direction(item)
			continue
		}
		key := t.expr(item.Value, s)
		t.wantOrdered(item.Value, key.typ)
		keys[i] = key.sql + direction(item)
	}
	r.sql = fmt.Sprintf("SELECT * FROM (%s) AS %s", r.sql, quote(name))
	return " ORDER BY " + strings.Join(keys, ", ")
}

// ordinal checks a column number of ORDER BY or GROUP BY.
func (t *translator) ordinal(lit *googlesql.Literal, columns int, open bool) string {
	var n int
	if _, err := fmt.Sscan(lit.Text, &n); err != nil || n < 1 || n > columns && !open {
		t.failf(lit, "ORDER BY column number item is out of range. Column numbers must be between 1 and %d, but found %s", columns, lit.Text)
	}
	return lit.Text
}

// direction writes BigQuery's order in full: NULL comes first ascending and last descending.
func direction(item googlesql.OrderItem) string {
	order, nulls := " ASC", "FIRST"
	if item.Desc {
		order, nulls = " DESC", "LAST"
	}
	if item.Nulls != "" {
		nulls = item.Nulls
	}
	return order + " NULLS " + nulls
}
