package engine

import (
	"context"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
)

// Export writes a table's rows to a file.
type Export struct {
	Fields      []*bq.TableFieldSchema
	Parts       []catalog.Part
	File        string // pinned, new name among the engine's files
	Format      string // CSV, NEWLINE_DELIMITED_JSON or PARQUET
	Compression string // DuckDB's name: none, gzip, snappy, zstd
	Delimiter   string // CSV
	Header      bool   // CSV
}

// Export runs the export and returns when the file is complete.
func (e *Engine) Export(ctx context.Context, out Export) error {
	source := e.Relation(out.Fields, out.Parts) + " AS source"
	options := "FORMAT parquet, COMPRESSION " + out.Compression
	query := everything + source
	switch out.Format {
	case "CSV":
		columns, err := csvColumns(out.Fields)
		if err != nil {
			return err
		}
		query = "SELECT " + columns + " FROM " + source
		options = fmt.Sprintf("FORMAT csv, HEADER %t, DELIMITER %s, COMPRESSION %s", out.Header, Literal(out.Delimiter), out.Compression)
	case "NEWLINE_DELIMITED_JSON":
		// A merge into nothing drops the fields that are NULL, as BigQuery does. Its text holds no control characters, so nothing is quoted.
		query = "SELECT CAST(json_merge_patch(CAST('{}' AS JSON), to_json(" + jsonStruct(out.Fields, "") + ")) AS VARCHAR) FROM " + source
		options = "FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE '', COMPRESSION " + out.Compression
	}
	return e.session(ctx, func(conn *duckdb.Conn) error {
		return exec(ctx, conn, "COPY ("+query+") TO "+Literal(e.Files.Path(out.File))+" ("+options+")")
	})
}

func csvColumns(fields []*bq.TableFieldSchema) (string, error) {
	columns := make([]string, len(fields))
	for i, f := range fields {
		if f.Mode == "REPEATED" || f.Type == "RECORD" {
			return "", apierror.Invalid("Operation cannot be performed on a nested schema. Field: %s", f.Name)
		}
		columns[i] = exported(f, Quote(f.Name), 0) + " AS " + Quote(f.Name)
	}
	return strings.Join(columns, ", "), nil
}

// exported writes a value in the form of BigQuery's text exports: times with their zone's name, numbers without zeros at their end.
func exported(f *bq.TableFieldSchema, expr string, depth int) string {
	switch {
	case f.Mode == "REPEATED":
		element := *f
		element.Mode = "NULLABLE"
		variable := fmt.Sprintf("v%d", depth)
		return fmt.Sprintf("list_transform(%s, lambda %s: %s)", expr, variable, exported(&element, variable, depth+1))
	case f.Type == "RECORD":
		return "CASE WHEN " + expr + " IS NOT NULL THEN " + jsonStruct(f.Fields, expr+".") + " END"
	}
	switch f.Type {
	case "TIMESTAMP":
		return "CAST(make_timestamp(epoch_us(" + expr + ")) AS VARCHAR) || ' UTC'"
	case "DATETIME":
		return "replace(CAST(" + expr + " AS VARCHAR), ' ', 'T')"
	case "BYTES":
		return "to_base64(" + expr + ")"
	case "NUMERIC", "BIGNUMERIC":
		return "rtrim(rtrim(CAST(" + expr + " AS VARCHAR), '0'), '.')"
	default:
		return expr
	}
}

// jsonStruct rebuilds a row or a RECORD for to_json; integers are texts there, as in BigQuery.
func jsonStruct(fields []*bq.TableFieldSchema, prefix string) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		value := exported(f, prefix+Quote(f.Name), 0)
		if f.Type == "INTEGER" && f.Mode != "REPEATED" {
			value = "CAST(" + value + " AS VARCHAR)"
		} else if f.Type == "INTEGER" {
			value = "CAST(" + value + " AS VARCHAR[])"
		}
		parts[i] = Quote(f.Name) + " := " + value
	}
	return "struct_pack(" + strings.Join(parts, ", ") + ")"
}
