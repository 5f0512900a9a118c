package translate

import (
	"fmt"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// statement fills the result for any statement, or refuses it.
func (t *translator) statement(r *Result) {
	switch s := r.Statement.(type) {
	case *googlesql.QueryStatement:
		rows := t.query(s.Query, &scope{}, false)
		r.SQL, r.Columns, r.Open = rows.sql, rows.columns, rows.open
	case *googlesql.Insert:
		t.insert(s, r)
	case *googlesql.Update:
		t.update(s, r)
	case *googlesql.Delete:
		target, columns, sql := t.target(s.Target, s.Alias, r)
		r.SQL = "DELETE FROM " + sql + " AS " + target.sql + " WHERE " + t.condition("WHERE", s.Where, columns)
	case *googlesql.Truncate:
		_, _, sql := t.target(s.Target, nil, r)
		r.SQL = "DELETE FROM " + sql
	case *googlesql.Merge:
		t.merge(s, r)
	case *googlesql.CreateTable:
		t.createTable(s, r)
	case *googlesql.CreateView:
		t.createView(s, r)
	case *googlesql.Drop:
		t.drop(s, r)
	case *googlesql.CreateSchema:
		full := Table{Project: t.env.Project, Dataset: s.Target.Parts[len(s.Target.Parts)-1]}
		if len(s.Target.Parts) == 2 {
			full.Project = s.Target.Parts[0]
		}
		r.Target = &full // the caller owns datasets
	case *googlesql.Alter:
		t.alter(s, r)
	case *googlesql.Declare, *googlesql.Set:
		t.failf(r.Statement, "%s is only possible in a script", r.Kind)
	default:
		t.failf(r.Statement, "%s statements are not supported by the local warehouse", strings.ReplaceAll(string(r.Kind), "_", " "))
	}
}

// target resolves the table that a statement changes and puts it into a scope under its alias.
func (t *translator) target(path googlesql.TablePath, alias *googlesql.Ident, r *Result) (*relation, *scope, string) {
	full, sql := t.table(path.Parts, path, false)
	r.Target = &full
	name := path.Parts[len(path.Parts)-1]
	if alias != nil {
		name = alias.Name
	}
	rel := &relation{name: name, sql: quote(name)}
	columns := t.columns(full)
	rel.open = columns == nil
	rel.addColumns(columns)
	return rel, &scope{relations: []*relation{rel}}, sql
}

func (t *translator) insert(s *googlesql.Insert, r *Result) {
	rel, _, sql := t.target(s.Target, nil, r)
	names := ""
	columns := rel.columns
	if s.Columns != nil {
		parts := make([]string, len(s.Columns))
		columns = nil
		for i := range s.Columns {
			f, ok := rel.column(s.Columns[i].Name)
			if !ok && !rel.open {
				t.failf(&s.Columns[i], "Column %s is not present in table %s", s.Columns[i].Name, strings.Join(s.Target.Parts, "."))
			}
			columns = append(columns, f)
			parts[i] = quote(s.Columns[i].Name)
		}
		names = " (" + strings.Join(parts, ", ") + ")"
	}
	if s.Query != nil {
		rows := t.query(s.Query, &scope{}, false)
		t.columnCount(s, len(rows.columns), columns, rows.open || rel.open && s.Columns == nil)
		for i, c := range rows.columns {
			if i < len(columns) && !rows.open && !coerces(c.Type, columns[i].Type) && (c.Type.Kind != String || !columns[i].Type.temporal()) {
				t.failf(s.Query, "Query column %d has type %s which cannot be inserted into column %s, which has type %s", i+1, c.Type, columns[i].Name, columns[i].Type)
			}
		}
		r.Query = rows.sql
		r.SQL = "INSERT INTO " + sql + names + " " + rows.sql
		return
	}
	list := make([]string, len(s.Rows))
	for i, row := range s.Rows {
		t.columnCount(s, len(row), columns, rel.open && s.Columns == nil)
		list[i] = t.insertRow(row, columns)
	}
	r.SQL = "INSERT INTO " + sql + names + " VALUES " + strings.Join(list, ", ")
}

func (t *translator) columnCount(s *googlesql.Insert, got int, columns []field, open bool) {
	if !open && got != len(columns) {
		t.failf(s, "Inserted row has wrong column count; Has %d, expected %d", got, len(columns))
	}
}

func (t *translator) insertRow(row []googlesql.Expr, columns []field) string {
	parts := make([]string, len(row))
	for i, e := range row {
		if e == nil {
			parts[i] = "DEFAULT"
			continue
		}
		o := t.expr(e, &scope{})
		if i < len(columns) {
			o = t.assign(e, o, columns[i].Column)
		}
		parts[i] = o.sql
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// assign checks that a value may be stored in a column and adapts constants.
func (t *translator) assign(at googlesql.Node, o operand, c Column) operand {
	if !o.null() && !coerces(o.typ, c.Type) && !adapts(o, c.Type) {
		t.failf(at, "Value of type %s cannot be assigned to %s, which has type %s", o.typ, c.Name, c.Type)
	}
	return as(o, c.Type)
}

func (t *translator) update(s *googlesql.Update, r *Result) {
	rel, sc, sql := t.target(s.Target, s.Alias, r)
	from := ""
	if s.From != nil {
		from = " FROM " + t.from(s.From, sc)
	}
	sets := t.assignments(s.Set, rel, sc)
	r.SQL = "UPDATE " + sql + " AS " + rel.sql + " SET " + sets + from + " WHERE " + t.condition("WHERE", s.Where, sc)
}

func (t *translator) assignments(list []googlesql.Assignment, rel *relation, s *scope) string {
	parts := make([]string, len(list))
	for i, a := range list {
		names := a.Column
		if len(names) > 1 && strings.EqualFold(names[0].Name, rel.name) {
			names = names[1:]
		}
		if len(names) > 1 {
			t.failf(&names[1], "Updating a field of a STRUCT is not supported by the local warehouse")
		}
		f, ok := rel.column(names[0].Name)
		if !ok && !rel.open {
			t.failf(&names[0], "Unrecognized name: %s", names[0].Name)
		}
		if a.Default {
			parts[i] = quote(names[0].Name) + " = DEFAULT"
			continue
		}
		parts[i] = quote(names[0].Name) + " = " + t.assign(a.Value, t.expr(a.Value, s), f.Column).sql
	}
	return strings.Join(parts, ", ")
}

func (t *translator) merge(s *googlesql.Merge, r *Result) {
	rel, sc, sql := t.target(s.Target, s.Alias, r)
	source := t.from(s.Source, sc)
	on := t.condition("MERGE ON", s.On, sc)
	only := &scope{relations: sc.relations[1:]}
	var whens strings.Builder
	for _, w := range s.Whens {
		view := sc
		match := w.Match
		if match == "NOT MATCHED" {
			view = only
		}
		whens.WriteString(" WHEN " + match)
		if w.And != nil {
			whens.WriteString(" AND " + t.condition("MERGE WHEN", w.And, view))
		}
		whens.WriteString(" THEN ")
		switch w.Action {
		case "DELETE":
			whens.WriteString("DELETE")
		case "UPDATE":
			whens.WriteString("UPDATE SET " + t.assignments(w.Set, rel, view))
		default:
			whens.WriteString(t.mergeInsert(s, w, rel, view))
		}
	}
	r.SQL = "MERGE INTO " + sql + " AS " + rel.sql + " USING " + source + " ON " + on + whens.String()
}

func (t *translator) mergeInsert(s *googlesql.Merge, w googlesql.MergeWhen, rel *relation, view *scope) string {
	columns := rel.columns
	if w.Columns != nil {
		columns = nil
		for i := range w.Columns {
			f, ok := rel.column(w.Columns[i].Name)
			if !ok && !rel.open {
				t.failf(&w.Columns[i], "Column %s is not present in table %s", w.Columns[i].Name, strings.Join(s.Target.Parts, "."))
			}
			f.Name = w.Columns[i].Name
			columns = append(columns, f)
		}
	}
	if rel.open && w.Columns == nil {
		t.failf(s, "MERGE INSERT needs a column list for a table whose columns are not known")
	}
	names, values := make([]string, len(columns)), make([]string, len(columns))
	if w.Action != "INSERT ROW" && len(w.Values) != len(columns) {
		t.failf(s, "Inserted row has wrong column count; Has %d, expected %d", len(w.Values), len(columns))
	}
	for i, c := range columns {
		names[i] = quote(c.Name)
		if w.Action == "INSERT ROW" {
			o, count := view.find(c.Name)
			if count != 1 {
				t.failf(s, "INSERT ROW needs exactly one source column named %s", c.Name)
			}
			values[i] = o.sql
			continue
		}
		values[i] = "DEFAULT"
		if w.Values[i] != nil {
			values[i] = t.assign(w.Values[i], t.expr(w.Values[i], view), c.Column).sql
		}
	}
	return fmt.Sprintf("INSERT (%s) VALUES (%s)", strings.Join(names, ", "), strings.Join(values, ", "))
}
