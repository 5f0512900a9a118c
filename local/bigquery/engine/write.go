package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/catalog"
)

// WriteQuery writes a SELECT's rows into the pinned, new object and gives its columns as BigQuery sees them. With fields, rows are cast to them by position.
func (e *Engine) WriteQuery(ctx context.Context, statement, file string, fields []*bq.TableFieldSchema) ([]*bq.TableFieldSchema, error) {
	err := e.session(ctx, func(conn *duckdb.Conn) error {
		found, err := describe(ctx, conn, statement)
		if err != nil {
			return err
		}
		if fields == nil {
			fields = found
		}
		return copyTo(ctx, conn, castByPosition(statement, fields), e.Files.Path(file))
	})
	return fields, err
}

func castByPosition(statement string, fields []*bq.TableFieldSchema) string {
	columns := make([]string, len(fields))
	for i, f := range fields {
		columns[i] = fmt.Sprintf("CAST(#%d AS %s) AS %s", i+1, DuckType(f), Quote(f.Name))
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM (" + statement + ")"
}

// copyTo writes rows as Parquet and returns when they are on disk.
func copyTo(ctx context.Context, conn *duckdb.Conn, statement, path string) error {
	if err := exec(ctx, conn, "COPY ("+statement+") TO "+Literal(path)+" (FORMAT parquet, COMPRESSION snappy)"); err != nil {
		return err
	}
	return flush(path)
}

// flush waits until a file's bytes are on disk.
func flush(path string) (err error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("flushing an object: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return file.Sync()
}

// Mutation is a write to one table.
type Mutation struct {
	Fields    []*bq.TableFieldSchema
	Parts     []catalog.Part
	Append    bool   // the statement only adds rows: the object gets those, and Parts stay
	File      string // the pinned, new object
	Statement string // the DuckDB statement on the table that Target names
}

// Target is the DuckDB table that stands for the table to change, for the mutation that writes the object.
func Target(file string) string {
	return "temp.main." + Quote("mutation_"+strings.TrimSuffix(file, ".parquet"))
}

// Mutate applies a statement to a copy of the table and writes the outcome to the new object. It gives the number of rows changed.
func (e *Engine) Mutate(ctx context.Context, m Mutation) (changed int64, err error) {
	target, source := Target(m.File), m.Parts
	if m.Append {
		source = nil
	}
	err = e.session(ctx, func(conn *duckdb.Conn) (err error) {
		create := "CREATE TEMP TABLE " + target + " AS " + everything + e.Relation(m.Fields, source) + " AS source"
		if err := exec(ctx, conn, create); err != nil {
			return err
		}
		defer func() {
			err = errors.Join(err, exec(context.WithoutCancel(ctx), conn, "DROP TABLE "+target))
		}()
		for _, f := range m.Fields {
			if f.Mode != "REQUIRED" {
				continue
			}
			if err := exec(ctx, conn, "ALTER TABLE "+target+" ALTER "+Quote(f.Name)+" SET NOT NULL"); err != nil {
				return err
			}
		}
		done, err := conn.ExecContext(ctx, m.Statement, nil)
		if err != nil {
			return err
		}
		if changed, err = done.RowsAffected(); err != nil {
			return fmt.Errorf("counting changed rows: %w", err)
		}
		return copyTo(ctx, conn, everything+target, e.Files.Path(m.File))
	})
	return changed, err
}
