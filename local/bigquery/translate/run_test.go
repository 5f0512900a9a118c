package translate_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"capidemo.dev/platform/local/bigquery/translate"
)

// tables are what the statements of the tests may name, in DuckDB's words.
var tables = []struct {
	name    string
	columns []translate.Column
	rows    string
}{
	{"orders", columns("id INT64, customer_id INT64, ordered_at TIMESTAMP, day DATE, total NUMERIC, tax FLOAT64, status STRING, tags ARRAY<STRING>"), `
		(1, 1, '2024-01-05 10:00:00+00', '2024-01-05', 10.50, 1.0, 'paid', ['a','b']), (2, 1, '2024-02-10 23:30:00+00', '2024-02-10', 20.00, 2.0, 'paid', ['b']),
		(3, 2, '2024-02-11 00:15:00+00', '2024-02-11', 5.25, NULL, 'refunded', []), (4, 3, '2024-03-31 12:00:00+00', '2024-03-31', 100.00, 9.5, 'paid', ['c','a']),
		(5, 9, NULL, NULL, NULL, NULL, NULL, NULL)`},
	{"customers", columns("id INT64, name STRING, country STRING, signed_up DATETIME"), `
		(1, 'Ada', 'GB', '2023-01-01 08:00:00'), (2, 'Bob', 'US', '2023-06-15 12:30:00'), (3, 'Cleo', 'US', NULL), (4, 'Dan', NULL, '2024-01-01 00:00:00')`},
	{"sales", columns("product STRING, quarter STRING, amount INT64"), `('kale', 'Q1', 51), ('kale', 'Q2', 23), ('apple', 'Q1', 77), ('apple', 'Q3', 1)`},
	{"items", columns("id INT64, lines ARRAY<STRUCT<sku STRING, qty INT64>>, doc JSON"), `
		(1, [{'sku': 'x', 'qty': 2}, {'sku': 'y', 'qty': 3}], '{"a":{"b":1},"c":"t","l":[1,"two",null],"n":null,"f":1.5}'), (2, [], NULL)`},
}

// columns reads "name TYPE, name TYPE".
func columns(list string) []translate.Column {
	typ, err := translate.ParseType("STRUCT<" + list + ">")
	if err != nil {
		panic(err)
	}
	return typ.Fields
}

func environment() translate.Env {
	return translate.Env{
		Project: "p", Dataset: "d", Now: time.Date(2024, 5, 17, 22, 30, 15, 123456000, time.UTC),
		Relation: func(project, dataset, table string) (string, error) {
			for _, t := range tables {
				if project == "p" && dataset == "d" && t.name == table {
					return `"` + table + `"`, nil
				}
			}
			return "", fmt.Errorf("Not found: Table %s:%s.%s was not found in location US", project, dataset, table)
		},
		Columns: func(_, _, table string) ([]translate.Column, error) {
			for _, t := range tables {
				if t.name == table {
					return t.columns, nil
				}
			}
			return nil, errors.New("no such table")
		},
	}
}

// database opens DuckDB in memory with the macros and the tables.
func database(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	statements := translate.Prelude()
	for _, table := range tables {
		parts := make([]string, len(table.columns))
		for i, c := range table.columns {
			parts[i] = `"` + c.Name + `" ` + c.Type.DuckDB()
		}
		statements = append(statements, fmt.Sprintf("CREATE TABLE %q (%s)", table.name, strings.Join(parts, ", ")), fmt.Sprintf("INSERT INTO %q VALUES %s", table.name, table.rows))
	}
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return db
}

// run executes a translated query and gives its rows as text: values of a row joined by "|", rows by " / ". Errors read as "error: ...".
func run(ctx context.Context, db *sql.DB, query string, env translate.Env) string {
	result, err := translate.Statement(query, env)
	if err != nil {
		return "error: " + err.Error()
	}
	rows, err := db.QueryContext(ctx, result.SQL)
	if err != nil {
		return "error: " + translate.Message(err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		values := make([]any, len(result.Columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return "scan: " + err.Error()
		}
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = show(v, result.Columns[i].Type)
		}
		out = append(out, strings.Join(texts, "|"))
	}
	if err := rows.Err(); err != nil {
		return "error: " + translate.Message(err)
	}
	return strings.Join(out, " / ")
}

// show writes a value much as BigQuery's console does.
func show(v any, typ translate.Type) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case time.Time:
		switch typ.Kind {
		case translate.Date:
			return v.Format("2006-01-02")
		case translate.Time:
			return v.Format("15:04:05.999999")
		case translate.Timestamp:
			return v.UTC().Format("2006-01-02 15:04:05.999999+00")
		default:
			return v.Format("2006-01-02T15:04:05.999999")
		}
	case []byte:
		return fmt.Sprintf("b%q", v)
	case []any:
		elem := translate.Type{}
		if typ.Elem != nil {
			elem = *typ.Elem
		}
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = show(e, elem)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		parts := make([]string, 0, len(typ.Fields))
		for i, f := range typ.Fields {
			name := f.Name
			if name == "" {
				name = fmt.Sprintf("_field_%d", i+1)
			}
			parts = append(parts, name+"="+show(v[name], f.Type))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(v)
}

// check runs cases of query and expected rows.
func check(t *testing.T, cases [][2]string) {
	t.Helper()
	db := database(t)
	for _, c := range cases {
		if got := run(t.Context(), db, c[0], environment()); got != c[1] {
			result, _ := translate.Statement(c[0], environment())
			t.Errorf("%s\n got %s\nwant %s\n sql %s", c[0], got, c[1], result.SQL)
		}
	}
}
