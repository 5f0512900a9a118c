package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// checkEvery is how many rows are encoded between two looks at the context.
const checkEvery = 1024

// Query runs one SELECT in DuckDB's dialect and spools its rows. The objects it reads must be pinned.
func (e *Engine) Query(ctx context.Context, statement string) (*Result, error) {
	result := &Result{dir: e.spool}
	err := e.session(ctx, func(conn *duckdb.Conn) error {
		return run(ctx, conn, statement, func(fields []*bq.TableFieldSchema, rows driver.Rows) error {
			result.Fields = fields
			return spoolRows(ctx, result, rows)
		})
	})
	if err != nil {
		return nil, errors.Join(err, result.Close())
	}
	return result, nil
}

// Describe gives the columns of a SELECT without running it.
func (e *Engine) Describe(ctx context.Context, statement string) (fields []*bq.TableFieldSchema, err error) {
	err = e.session(ctx, func(conn *duckdb.Conn) error {
		fields, err = describe(ctx, conn, statement)
		return err
	})
	return fields, err
}

func describe(ctx context.Context, conn *duckdb.Conn, statement string) (fields []*bq.TableFieldSchema, err error) {
	err = run(ctx, conn, "SELECT * FROM ("+statement+") LIMIT 0", func(found []*bq.TableFieldSchema, _ driver.Rows) error {
		fields = found
		return nil
	})
	return fields, err
}

// run executes a statement and hands its columns and rows to use. Columns with JSON in them are read as text, because the driver
// would decode them and lose the order of keys and the digits of numbers.
func run(ctx context.Context, conn *duckdb.Conn, statement string, use func([]*bq.TableFieldSchema, driver.Rows) error) error {
	rows, err := conn.QueryContext(ctx, statement, nil)
	if err != nil {
		return err
	}
	types, fields, err := columnTypes(rows)
	if err != nil {
		return errors.Join(err, rows.Close())
	}
	if wrapped := jsonAsText(statement, types); wrapped != "" {
		if err := rows.Close(); err != nil {
			return err
		}
		if rows, err = conn.QueryContext(ctx, wrapped, nil); err != nil {
			return err
		}
	}
	return errors.Join(use(fields, rows), rows.Close())
}

func columnTypes(rows driver.Rows) ([]duckType, []*bq.TableFieldSchema, error) {
	typed, isTyped := rows.(driver.RowsColumnTypeDatabaseTypeName)
	if !isTyped {
		return nil, nil, fmt.Errorf("the driver's %T does not tell column types", rows)
	}
	names := rows.Columns()
	types, fields := make([]duckType, len(names)), make([]*bq.TableFieldSchema, len(names))
	seen := make(map[string]bool, len(names))
	for i, name := range names {
		lower := strings.ToLower(name)
		if seen[lower] {
			return nil, nil, apierror.InvalidQuery("Duplicate column names in the result are not supported. Found duplicate(s): %s", name)
		}
		seen[lower] = true
		var err error
		if types[i], err = parseDuckType(typed.ColumnTypeDatabaseTypeName(i)); err != nil {
			return nil, nil, err
		}
		if fields[i], err = fieldOf(name, types[i]); err != nil {
			return nil, nil, err
		}
	}
	return types, fields, nil
}

// jsonAsText wraps a statement so that JSON comes as text; it is empty when no column holds JSON.
func jsonAsText(statement string, types []duckType) string {
	found := false
	columns := make([]string, len(types))
	for i, t := range types {
		columns[i] = fmt.Sprintf("#%d", i+1)
		if t.contains("JSON") {
			found = true
			columns[i] = fmt.Sprintf("CAST(#%d AS %s)", i+1, t.replace("JSON", "VARCHAR"))
		}
	}
	if !found {
		return ""
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM (" + statement + ")"
}

func spoolRows(ctx context.Context, result *Result, rows driver.Rows) error {
	values := make([]driver.Value, len(result.Fields))
	var line []byte
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return result.finish()
		case err != nil:
			return err
		}
		var err error
		if line, err = appendRow(line[:0], result.Fields, values); err != nil {
			return err
		}
		if err := result.append(line); err != nil {
			return err
		}
	}
}
