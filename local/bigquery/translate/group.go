package translate

import (
	"strconv"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// groupBy writes a GROUP BY. A bare name means a SELECT alias before a column, which is the other way round in DuckDB, so aliases are written out.
func (t *translator) groupBy(sel *selection) string {
	g := sel.node.GroupBy
	if g.All {
		return " GROUP BY ALL"
	}
	plain := true
	for _, item := range g.Items {
		plain = plain && item.Kind == ""
	}
	parts := make([]string, len(g.Items))
	for i, item := range g.Items {
		parts[i] = t.groupItem(item, sel, plain)
	}
	return " GROUP BY " + strings.Join(parts, ", ")
}

func (t *translator) groupItem(item googlesql.GroupItem, sel *selection, plain bool) string {
	switch item.Kind {
	case "":
		return t.groupKey(item.Sets[0][0], sel, plain)
	case "GROUPING SETS":
		parts := make([]string, len(item.Nested))
		for i, nested := range item.Nested {
			if nested.Kind == "" {
				parts[i] = t.groupSet(nested.Sets[0], sel)
			} else {
				parts[i] = t.groupItem(nested, sel, false)
			}
		}
		return "GROUPING SETS (" + strings.Join(parts, ", ") + ")"
	}
	parts := make([]string, len(item.Sets))
	for i, set := range item.Sets {
		parts[i] = t.groupSet(set, sel)
	}
	return item.Kind + " (" + strings.Join(parts, ", ") + ")"
}

func (t *translator) groupSet(set []googlesql.Expr, sel *selection) string {
	if len(set) == 1 {
		return t.groupKey(set[0], sel, false)
	}
	parts := make([]string, len(set))
	for i, e := range set {
		parts[i] = t.groupKey(e, sel, false)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// groupKey writes one key: as a column number where DuckDB takes one, which also matches the SELECT list exactly, else as the expression.
func (t *translator) groupKey(e googlesql.Expr, sel *selection, numbers bool) string {
	if lit, ok := e.(*googlesql.Literal); ok && lit.Kind == googlesql.IntLiteral {
		n, err := strconv.Atoi(lit.Text)
		if err != nil || n < 1 || n > len(sel.outputs) {
			t.failf(lit, "GROUP BY column number item is out of range. Column numbers must be between 1 and %d, but found %s", len(sel.outputs), lit.Text)
		}
		return t.groupOutput(e, sel.outputs[n-1], numbers)
	}
	if path, ok := e.(*googlesql.Path); ok && len(path.Parts) == 1 {
		if o, found := sel.aliases()[strings.ToLower(path.Parts[0].Name)]; found {
			return t.groupOutput(e, o, numbers)
		}
	}
	o := t.expr(e, sel.scope)
	t.groupable(e, o.typ)
	return o.sql
}

func (t *translator) groupOutput(e googlesql.Expr, o output, numbers bool) string {
	t.groupable(e, o.Type)
	if numbers && o.position > 0 {
		return strconv.Itoa(o.position)
	}
	return o.sql
}

func (t *translator) groupable(e googlesql.Expr, typ Type) {
	if typ.Kind == JSON {
		t.failf(e, "Grouping by expressions of type JSON is not allowed")
	}
}
