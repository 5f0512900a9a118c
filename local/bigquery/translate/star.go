package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// star expands * and x.* to columns, or leaves them to DuckDB when the columns are not known.
func (t *translator) star(sel *selection, item *googlesql.SelectItem) {
	fields, open := t.starFields(sel, item)
	if open {
		sel.open = true
		sel.outputs = append(sel.outputs, output{sql: t.openStar(sel, item), star: true})
		return
	}
	except, replace := map[string]bool{}, map[string]operand{}
	for i := range item.Except {
		name := &item.Except[i]
		if !hasField(fields, name.Name) {
			t.failf(name, "Column %s in SELECT * EXCEPT list does not exist", name.Name)
		}
		except[strings.ToLower(name.Name)] = true
	}
	for i := range item.Replace {
		r := &item.Replace[i]
		if !hasField(fields, r.Name.Name) {
			t.failf(&r.Name, "Column %s in SELECT * REPLACE list does not exist", r.Name.Name)
		}
		replace[strings.ToLower(r.Name.Name)] = t.expr(r.Value, sel.scope)
	}
	for _, f := range fields {
		key := strings.ToLower(f.Name)
		if except[key] {
			continue
		}
		o := operand{sql: f.sql, typ: f.Type}
		if r, ok := replace[key]; ok {
			o = r
		}
		sel.add(f.Name, o)
	}
}

func hasField(fields []field, name string) bool {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}

// starFields lists what a star stands for.
func (t *translator) starFields(sel *selection, item *googlesql.SelectItem) (fields []field, open bool) {
	if item.Value == nil {
		if len(sel.scope.relations) == 0 {
			t.failf(item, "SELECT * must have a FROM clause")
		}
		for _, name := range sel.scope.mergeOrd {
			fields = append(fields, sel.scope.merged[name])
		}
		for _, r := range sel.scope.relations {
			open = open || r.open
			for _, f := range r.starFields() {
				if _, ok := sel.scope.merged[strings.ToLower(f.Name)]; !ok {
					fields = append(fields, f)
				}
			}
		}
		return fields, open
	}
	if p, ok := item.Value.(*googlesql.Path); ok && len(p.Parts) == 1 {
		if r := sel.scope.relation(p.Parts[0].Name); r != nil {
			return r.starFields(), r.open
		}
	}
	o := t.expr(item.Value, sel.scope)
	if o.typ.Kind != Struct || o.typ.Fields == nil {
		t.failf(item, "Dot-star is not supported for type %s", o.typ)
	}
	for i, f := range o.typ.Fields {
		fields = append(fields, field{Column: f, sql: "struct_extract(" + o.sql + ", " + stringSQL(fieldName(f.Name, i)) + ")"})
	}
	return fields, false
}

func (t *translator) openStar(sel *selection, item *googlesql.SelectItem) string {
	sql := "*"
	if p, ok := item.Value.(*googlesql.Path); ok {
		sql = t.openPath(p).sql + ".*"
	}
	if len(item.Except) > 0 {
		names := make([]string, len(item.Except))
		for i, n := range item.Except {
			names[i] = quote(n.Name)
		}
		sql += " EXCLUDE (" + strings.Join(names, ", ") + ")"
	}
	if len(item.Replace) > 0 {
		parts := make([]string, len(item.Replace))
		for i, r := range item.Replace {
			parts[i] = t.expr(r.Value, sel.scope).sql + " AS " + quote(r.Name.Name)
		}
		sql += " REPLACE (" + strings.Join(parts, ", ") + ")"
	}
	return sql
}

// starFields are a relation's columns; an unnested scalar is one column named like its alias.
func (r *relation) starFields() []field {
	if r.value == nil || len(r.columns) > 0 {
		return r.columns
	}
	return []field{{Column: Column{Name: r.name, Type: *r.value}, sql: r.sql}}
}
