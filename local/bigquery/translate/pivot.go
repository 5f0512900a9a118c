package translate

import (
	"fmt"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// pivot writes PIVOT as an aggregation: per value one aggregate over the rows of that value, grouped by every column that neither the aggregates nor FOR mention.
func (t *translator) pivot(p *googlesql.Pivot, s *scope) string {
	input := &scope{parent: s.parent}
	source := t.from(p.Input, input)
	if input.open() {
		t.failf(p, "PIVOT needs a table whose columns are known")
	}
	used := map[string]bool{}
	mention(p.For, used)
	for _, a := range p.Aggregates {
		mention(a.Value, used)
	}
	r, list, keys := t.kept(p.Alias, input, used)
	for _, item := range p.In {
		for _, a := range p.Aggregates {
			o := t.expr(t.onlyFor(p, a, item), input)
			name := t.pivotName(item, a, len(p.Aggregates))
			list = append(list, o.sql+" AS "+quote(name))
			r.addColumns([]Column{{Name: name, Type: o.typ}})
		}
	}
	sql := "(SELECT " + strings.Join(list, ", ") + " FROM " + source
	if len(keys) > 0 {
		sql += " GROUP BY " + strings.Join(keys, ", ")
	}
	t.bring(r, p, s)
	return sql + ") AS " + r.sql
}

// mention notes the columns that an expression names, in lower case.
func mention(e googlesql.Expr, used map[string]bool) {
	googlesql.Walk(e, func(n googlesql.Node) bool {
		if path, ok := n.(*googlesql.Path); ok {
			used[strings.ToLower(path.Parts[len(path.Parts)-1].Name)] = true
		}
		return true
	})
}

// kept starts the relation that PIVOT or UNPIVOT gives with the input columns that it leaves alone.
func (t *translator) kept(alias *googlesql.Ident, input *scope, used map[string]bool) (r *relation, list, keys []string) {
	r = &relation{sql: quote(t.generated())}
	if alias != nil {
		r = &relation{name: alias.Name, sql: quote(alias.Name)}
	}
	for _, rel := range input.relations {
		for _, f := range rel.columns {
			if !used[strings.ToLower(f.Name)] {
				list = append(list, f.sql+" AS "+quote(f.Name))
				keys = append(keys, f.sql)
				r.addColumns([]Column{f.Column})
			}
		}
	}
	return r, list, keys
}

// onlyFor narrows an aggregate to the rows of one value: its argument is NULL elsewhere, which aggregates skip.
func (t *translator) onlyFor(p *googlesql.Pivot, a, item googlesql.SelectItem) googlesql.Expr {
	call, ok := a.Value.(*googlesql.Call)
	if !ok || call.Over != nil {
		t.failf(a, "PIVOT expression must be an aggregate function call")
	}
	if name := strings.ToUpper(callName(call)); !call.Star && len(call.Args) == 0 || name == "ARRAY_AGG" && call.Nulls != "IGNORE" {
		t.failf(a, "%s is not supported in PIVOT by the local warehouse", name)
	}
	narrowed := *call
	narrowed.Star = false
	var value googlesql.Expr = &googlesql.Literal{Kind: googlesql.BoolLiteral, Text: "TRUE"}
	if !call.Star {
		value = call.Args[0].Value
	}
	same := &googlesql.IsDistinct{L: p.For, R: item.Value, Not: true}
	same.Span = item.Span
	first := googlesql.Arg{Value: &googlesql.Case{Whens: []googlesql.When{{Cond: same, Then: value}}}}
	narrowed.Args = append([]googlesql.Arg{first}, call.Args[min(1, len(call.Args)):]...)
	return &narrowed
}

// pivotName is the name of an output column: the value's alias or text, after the aggregate's alias when it has one.
func (t *translator) pivotName(item, a googlesql.SelectItem, aggregates int) string {
	var name string
	if item.Alias != nil {
		name = item.Alias.Name
	} else if lit, ok := item.Value.(*googlesql.Literal); ok {
		name = strings.ReplaceAll(lit.Text, "-", "minus_")
		if lit.Kind == googlesql.IntLiteral || lit.Kind == googlesql.FloatLiteral {
			name = "_" + strings.ReplaceAll(name, ".", "_point_")
		}
	} else if typed, ok := item.Value.(*googlesql.TypedLiteral); ok {
		name = "_" + strings.NewReplacer("-", "_", ":", "_", " ", "_").Replace(typed.Text)
	} else {
		t.failf(item, "PIVOT values without an alias must be literals in the local warehouse")
	}
	if a.Alias != nil {
		return a.Alias.Name + "_" + name
	}
	if aggregates > 1 {
		t.failf(a, "PIVOT expressions need aliases when there are several")
	}
	return name
}

// unpivot writes UNPIVOT as one row per group of columns.
func (t *translator) unpivot(u *googlesql.Unpivot, s *scope) string {
	input := &scope{parent: s.parent}
	source := t.from(u.Input, input)
	if input.open() {
		t.failf(u, "UNPIVOT needs a table whose columns are known")
	}
	used := map[string]bool{}
	for _, g := range u.Groups {
		for _, c := range g.Columns {
			used[strings.ToLower(c.Name)] = true
		}
	}
	r, list, _ := t.kept(u.Alias, input, used)
	types := make([]Type, len(u.Values))
	label := Type{}
	rows := make([]string, len(u.Groups))
	for i, g := range u.Groups {
		rows[i] = t.unpivotRow(u, g, input, types, &label)
	}
	row := t.generated()
	names := append(append([]googlesql.Ident(nil), u.Values...), u.Name)
	condition := make([]string, len(u.Values))
	for i, name := range names {
		piece := fmt.Sprintf("struct_extract(%s.r, 'v%d')", row, i)
		list = append(list, piece+" AS "+quote(name.Name))
		typ := label
		if i < len(u.Values) {
			typ = types[i]
			condition[i] = piece + " IS NOT NULL"
		}
		r.addColumns([]Column{{Name: name.Name, Type: typ}})
	}
	sql := "(SELECT " + strings.Join(list, ", ") + " FROM " + source + " CROSS JOIN LATERAL (SELECT unnest([" + strings.Join(rows, ", ") + "]) AS r) AS " + row
	if !u.IncludeNulls {
		sql += " WHERE " + strings.Join(condition, " OR ")
	}
	t.bring(r, u, s)
	return sql + ") AS " + r.sql
}

func (t *translator) unpivotRow(u *googlesql.Unpivot, g googlesql.UnpivotGroup, input *scope, types []Type, label *Type) string {
	if len(g.Columns) != len(types) {
		t.failf(u, "UNPIVOT has %d value columns but a column group of %d columns", len(types), len(g.Columns))
	}
	parts, names := make([]string, 0, len(g.Columns)+1), make([]string, 0, len(g.Columns))
	for i, c := range g.Columns {
		o := t.expr(&googlesql.Path{Parts: []googlesql.Ident{c}}, input)
		typ, ok := supertype(types[i], o.typ)
		if !ok {
			t.failf(&c, "The columns of UNPIVOT have incompatible types: %s, %s", types[i], o.typ)
		}
		types[i] = typ
		parts = append(parts, fmt.Sprintf("v%d := %s", i, o.sql))
		names = append(names, c.Name)
	}
	text := operand{sql: stringSQL(strings.Join(names, "_")), typ: scalar(String)}
	if g.Label != nil {
		text = t.expr(g.Label, input)
	}
	*label = text.typ
	return "struct_pack(" + strings.Join(append(parts, fmt.Sprintf("v%d := %s", len(parts), text.sql)), ", ") + ")"
}
