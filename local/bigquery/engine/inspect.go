package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
)

// Inspect reads what a Parquet object holds: its columns, rows and logical sizes. The object must be pinned.
func (e *Engine) Inspect(ctx context.Context, file string) (catalog.Part, error) {
	if part, known := e.Files.known.Load(file); known {
		return part.(catalog.Part), nil //nolint:forcetypeassert // only Parts are stored
	}
	part := catalog.Part{File: file}
	err := e.session(ctx, func(conn *duckdb.Conn) error {
		source := "read_parquet(" + Literal(e.Files.Path(file)) + ")"
		rows, err := collect(ctx, conn, "DESCRIBE "+everything+source)
		if err != nil {
			return notParquet(ctx, err)
		}
		sizes := []string{"count(*)"}
		for _, row := range rows {
			column := catalog.Column{Name: row[0].(string), Type: normalType(row[1].(string))} //nolint:forcetypeassert // DESCRIBE gives texts
			field, err := FieldOf(column.Name, column.Type)
			if err != nil {
				return err
			}
			part.Columns = append(part.Columns, column)
			sizes = append(sizes, totalSize(field))
		}
		totals, err := collect(ctx, conn, "SELECT "+strings.Join(sizes, ", ")+" FROM "+source)
		if err != nil {
			return notParquet(ctx, err)
		}
		part.Rows = integer(totals[0][0])
		for i := range part.Columns {
			part.Columns[i].Bytes = integer(totals[0][i+1])
		}
		return nil
	})
	if err == nil {
		e.Files.known.Store(file, part)
	}
	return part, err
}

// Fields gives the BigQuery schema of a Parquet object.
func Fields(part catalog.Part) ([]*bq.TableFieldSchema, error) {
	fields := make([]*bq.TableFieldSchema, len(part.Columns))
	for i, column := range part.Columns {
		field, err := FieldOf(column.Name, column.Type)
		if err != nil {
			return nil, err
		}
		fields[i] = field
	}
	return fields, nil
}

func notParquet(ctx context.Context, err error) error {
	if context.Cause(ctx) != nil {
		return err
	}
	return apierror.Invalid("Error while reading data, error message: Input file is not in Parquet format or is damaged. %v", translateError(ctx, err))
}

// totalSize is the aggregate that adds up BigQuery's logical size of a column.
func totalSize(f *bq.TableFieldSchema) string {
	name := Quote(f.Name)
	if size, fixed := fixedSize[f.Type]; fixed && f.Mode != "REPEATED" {
		return fmt.Sprintf("count(%s) * %d", name, size)
	}
	return "sum(" + rowSize(f, name, 0) + ")"
}

// fixedSize is the logical size in bytes of the types whose values are all equally large.
var fixedSize = map[string]int{ //nolint:gochecknoglobals // a constant table
	"INTEGER": 8, "FLOAT": 8, "NUMERIC": 16, "BIGNUMERIC": 32, "BOOLEAN": 1, "DATE": 8, "TIME": 8, "DATETIME": 8, "TIMESTAMP": 8, "INTERVAL": 16,
}

// rowSize is the size of one value.
func rowSize(f *bq.TableFieldSchema, expr string, depth int) string {
	if f.Mode == "REPEATED" {
		element := *f
		element.Mode = "NULLABLE"
		variable := fmt.Sprintf("v%d", depth)
		return fmt.Sprintf("coalesce(list_sum(list_transform(%s, lambda %s: %s)), 0)", expr, variable, rowSize(&element, variable, depth+1))
	}
	if f.Type == "RECORD" {
		parts := make([]string, len(f.Fields))
		for i, sub := range f.Fields {
			parts[i] = rowSize(sub, expr+"."+Quote(sub.Name), depth)
		}
		return "(" + strings.Join(parts, " + ") + ")"
	}
	if size, fixed := fixedSize[f.Type]; fixed {
		return fmt.Sprintf("CASE WHEN %s IS NULL THEN 0 ELSE %d END", expr, size)
	}
	if f.Type == "BYTES" {
		return fmt.Sprintf("coalesce(octet_length(%s) + 2, 0)", expr)
	}
	return fmt.Sprintf("coalesce(strlen(CAST(%s AS VARCHAR)) + 2, 0)", expr)
}

// collect runs a statement of a few rows.
func collect(ctx context.Context, conn *duckdb.Conn, statement string) (out [][]driver.Value, err error) {
	rows, err := conn.QueryContext(ctx, statement, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		row := make([]driver.Value, len(rows.Columns()))
		switch err := rows.Next(row); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, err
		}
		out = append(out, row)
	}
}

// integer reads a count or a sum, which is NULL over no rows.
func integer(value driver.Value) int64 {
	switch v := value.(type) {
	case int64:
		return v
	case int32:
		return int64(v)
	case *big.Int:
		return v.Int64()
	case float64:
		return int64(v)
	default:
		return 0
	}
}
