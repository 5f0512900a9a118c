package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// creating resolves the name of something to be created.
func (t *translator) creating(path googlesql.TablePath, r *Result) string {
	full, sql := t.table(path.Parts, path, false)
	r.Target = &full
	return sql
}

func createHead(what string, replace, ifNotExists bool) string {
	head := "CREATE "
	if replace {
		head = "CREATE OR REPLACE "
	}
	head += what + " "
	if ifNotExists {
		head += "IF NOT EXISTS "
	}
	return head
}

// createTable writes CREATE TABLE. Partitioning, clustering and options are metadata, which the caller reads from Result.Statement.
func (t *translator) createTable(s *googlesql.CreateTable, r *Result) {
	if s.Temporary {
		t.failf(s, "Temporary tables are not supported by the local warehouse: create a table in a dataset and drop it")
	}
	head := createHead("TABLE", s.OrReplace, s.IfNotExists) + t.creating(s.Target, r)
	switch {
	case s.Source != nil:
		_, source := t.table(s.Source.Parts, s.Source, true)
		r.Query = "SELECT * FROM " + source
		if s.SourceForm == "LIKE" {
			r.Query += " LIMIT 0"
		}
		r.SQL = head + " AS " + r.Query
	case s.Query != nil:
		rows := t.query(s.Query, &scope{}, false)
		t.distinctNames(s, rows)
		r.Query, r.Columns, r.Open = rows.sql, rows.columns, rows.open
		if s.Columns != nil {
			r.Query, r.Columns = t.shaped(s, rows)
		}
		r.SQL = head + " AS " + r.Query
	default:
		parts := make([]string, len(s.Columns))
		for i, c := range s.Columns {
			parts[i] = t.columnDef(c)
			r.Columns = append(r.Columns, Column{Name: c.Name.Name, Type: TypeOf(c.Type)})
		}
		r.SQL = head + " (" + strings.Join(parts, ", ") + ")"
	}
}

// distinctNames refuses what a table cannot have: columns that only got their name from us.
func (t *translator) distinctNames(at googlesql.Node, rows rowset) {
	for i, c := range rows.columns {
		if strings.HasPrefix(c.Name, "f") && strings.HasSuffix(c.Name, "_") && strings.Trim(c.Name[1:len(c.Name)-1], "0123456789") == "" && len(c.Name) > 2 {
			t.failf(at, "CREATE TABLE columns must be named, but column %d has no name", i+1)
		}
	}
}

// shaped brings a query's columns to the names and types of a column list.
func (t *translator) shaped(s *googlesql.CreateTable, rows rowset) (string, []Column) {
	if rows.open || len(rows.columns) != len(s.Columns) {
		t.failf(s, "The number of columns in the column definition list does not match the number of columns produced by the query")
	}
	columns := make([]Column, len(s.Columns))
	list := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = Column{Name: c.Name.Name, Type: TypeOf(c.Type)}
		list[i] = "CAST(" + quote(rows.columns[i].Name) + " AS " + columns[i].Type.DuckDB() + ") AS " + quote(c.Name.Name)
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM (" + rows.sql + ") AS " + quote(t.generated()), columns
}

func (t *translator) columnDef(c googlesql.ColumnDef) string {
	sql := quote(c.Name.Name) + " " + TypeOf(c.Type).DuckDB()
	if c.NotNull {
		sql += " NOT NULL"
	}
	if c.Default != nil {
		sql += " DEFAULT " + t.expr(c.Default, &scope{}).sql
	}
	return sql
}

func (t *translator) createView(s *googlesql.CreateView, r *Result) {
	if s.Materialized {
		t.failf(s, "CREATE MATERIALIZED VIEW is not supported by the local warehouse")
	}
	head := createHead("VIEW", s.OrReplace, s.IfNotExists) + t.creating(s.Target, r)
	rows := t.query(s.Query, &scope{}, false)
	r.Query, r.Columns, r.Open = rows.sql, rows.columns, rows.open
	if s.Columns != nil {
		if rows.open || len(s.Columns) != len(rows.columns) {
			t.failf(s, "The number of columns in the view's column list does not match the number of columns produced by the query")
		}
		names := make([]string, len(s.Columns))
		r.Columns = append([]Column(nil), rows.columns...)
		for i, c := range s.Columns {
			names[i], r.Columns[i].Name = quote(c.Name), c.Name
		}
		head += " (" + strings.Join(names, ", ") + ")"
	}
	r.SQL = head + " AS " + rows.sql
}

func (t *translator) drop(s *googlesql.Drop, r *Result) {
	if s.Object == "SCHEMA" {
		full := Table{Project: t.env.Project, Dataset: s.Target.Parts[len(s.Target.Parts)-1]}
		if len(s.Target.Parts) == 2 {
			full.Project = s.Target.Parts[0]
		}
		r.Target = &full // the caller owns datasets
		return
	}
	object := strings.TrimPrefix(s.Object, "SNAPSHOT ")
	if object != "TABLE" && object != "VIEW" {
		t.failf(s, "DROP %s is not supported by the local warehouse", s.Object)
	}
	full := t.fullName(s.Target.Parts, s.Target)
	r.Target = &full
	exists := ""
	if s.IfExists {
		exists = "IF EXISTS "
	}
	sql, err := t.env.Relation(full.Project, full.Dataset, full.Table)
	switch {
	case err == nil:
		r.SQL = "DROP " + object + " " + exists + sql
	case !s.IfExists:
		t.check(err)
	}
}

// alter translates what changes a table's columns. SET OPTIONS is metadata, which the caller reads from Result.Statement; the SQL is then empty.
func (t *translator) alter(s *googlesql.Alter, r *Result) {
	if s.Object == "SCHEMA" {
		full := Table{Project: t.env.Project, Dataset: s.Target.Parts[len(s.Target.Parts)-1]}
		r.Target = &full
		return
	}
	sql := t.creating(s.Target, r)
	var statements []string
	for _, a := range s.Actions {
		if action := t.alterAction(s, a); action != "" {
			statements = append(statements, "ALTER TABLE "+sql+" "+action)
		}
	}
	r.SQL = strings.Join(statements, "; ")
}

func (t *translator) alterAction(s *googlesql.Alter, a googlesql.AlterAction) string {
	exists := ""
	if a.IfExists {
		exists = "IF EXISTS "
	}
	switch {
	case a.Action == "ADD COLUMN":
		if a.IfExists {
			exists = "IF NOT EXISTS "
		}
		return "ADD COLUMN " + exists + t.columnDef(*a.Column)
	case a.Action == "DROP COLUMN":
		return "DROP COLUMN " + exists + quote(a.Name.Name)
	case a.Action == "RENAME COLUMN":
		return "RENAME COLUMN " + quote(a.Name.Name) + " TO " + quote(a.To.Name)
	case a.Action == "RENAME TO":
		return "RENAME TO " + quote(a.To.Name)
	case a.Type != nil:
		return "ALTER COLUMN " + quote(a.Name.Name) + " SET DATA TYPE " + TypeOf(a.Type).DuckDB()
	case a.DropIsNull:
		return "ALTER COLUMN " + quote(a.Name.Name) + " DROP NOT NULL"
	case a.Options != nil:
		return ""
	}
	t.failf(s, "ALTER %s %s is not supported by the local warehouse", s.Object, a.Action)
	return ""
}
