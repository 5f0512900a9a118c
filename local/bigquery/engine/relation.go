package engine

import (
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/catalog"
)

// Relation gives DuckDB's expression for a table's rows, to stand in a FROM clause under an alias. Columns come in the order and with
// the types of fields, whatever the files hold: a narrower type is cast, a column the file lacks is NULL.
func (e *Engine) Relation(fields []*bq.TableFieldSchema, parts []catalog.Part) string {
	if len(parts) == 0 {
		return "(SELECT " + e.columns(fields, catalog.Part{}) + " WHERE false)"
	}
	paths := make([]string, len(parts))
	plain := true
	for i, part := range parts {
		paths[i] = Literal(e.Files.Path(part.File))
		plain = plain && isPlain(fields, part)
	}
	if plain && len(paths) == 1 {
		return "read_parquet(" + paths[0] + ")"
	}
	if plain {
		return "read_parquet([" + strings.Join(paths, ", ") + "])"
	}
	selects := make([]string, len(parts))
	for i, part := range parts {
		selects[i] = "SELECT " + e.columns(fields, part) + " FROM read_parquet(" + paths[i] + ")"
	}
	return "(" + strings.Join(selects, " UNION ALL ") + ")"
}

// columns lists the fields as a file gives them.
func (e *Engine) columns(fields []*bq.TableFieldSchema, part catalog.Part) string {
	out := make([]string, len(fields))
	for i, f := range fields {
		source := "NULL"
		if column := columnOf(part, f.Name); column != nil {
			source = Quote(column.Name)
		}
		out[i] = "CAST(" + source + " AS " + DuckType(f) + ") AS " + Quote(f.Name)
	}
	return strings.Join(out, ", ")
}

func columnOf(part catalog.Part, name string) *catalog.Column {
	for i := range part.Columns {
		if strings.EqualFold(part.Columns[i].Name, name) {
			return &part.Columns[i]
		}
	}
	return nil
}

// isPlain reports whether the file holds exactly the fields.
func isPlain(fields []*bq.TableFieldSchema, part catalog.Part) bool {
	if len(fields) != len(part.Columns) {
		return false
	}
	for i, f := range fields {
		if part.Columns[i].Name != f.Name || part.Columns[i].Type != normalType(DuckType(f)) {
			return false
		}
	}
	return true
}

// normalType writes a type name the one way this package writes it.
func normalType(name string) string {
	t, err := parseDuckType(name)
	if err != nil {
		return name
	}
	return t.String()
}
