package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// everything selects all columns of the relation that follows.
const everything = "SELECT * FROM "

// Import turns a text file into a Parquet object. Both are pinned names among the engine's files.
type Import struct {
	Source, Target string
	Format         string                 // CSV or NEWLINE_DELIMITED_JSON
	Fields         []*bq.TableFieldSchema // nil: found from the file

	Delimiter, Quote, NullText string
	SkipLines                  int64 // leading lines that hold no record
	Newlines                   bool  // quoted values may hold line ends
	Ragged                     bool  // missing trailing values are NULL
}

// Import runs the import and returns when the object is on disk.
func (e *Engine) Import(ctx context.Context, in Import) error {
	err := e.session(ctx, func(conn *duckdb.Conn) error {
		source := in.csv(e.Files.Path(in.Source))
		if in.Format == "NEWLINE_DELIMITED_JSON" {
			source = in.json(e.Files.Path(in.Source))
		}
		fields := in.Fields
		if fields == nil {
			var err error
			if fields, err = describe(ctx, conn, everything+source); err != nil {
				return err
			}
		}
		return copyTo(ctx, conn, castByPosition(everything+source, fields), e.Files.Path(in.Target))
	})
	var known *apierror.Error
	if errors.As(err, &known) && known.Reason == "invalidQuery" {
		return apierror.Invalid("Error while reading data, error message: %s", known.Message)
	}
	return err
}

func (in Import) csv(path string) string {
	options := []string{
		Literal(path), "delim = " + Literal(in.Delimiter), "quote = " + Literal(in.Quote), "nullstr = " + Literal(in.NullText),
		fmt.Sprintf("null_padding = %t", in.Ragged), fmt.Sprintf("allow_quoted_nulls = %t", false),
	}
	if in.Fields == nil {
		options = append(options, "header = true")
		return "read_csv(" + strings.Join(options, ", ") + ")"
	}
	options = append(options, "header = false", "auto_detect = false", fmt.Sprintf("skip = %d", in.SkipLines), in.columnList())
	return "read_csv(" + strings.Join(options, ", ") + ")"
}

func (in Import) json(path string) string {
	options := []string{Literal(path), "format = 'newline_delimited'"}
	if in.Fields != nil {
		options = append(options, in.columnList())
	}
	return "read_json(" + strings.Join(options, ", ") + ")"
}

// columnList names the fields for DuckDB's readers.
func (in Import) columnList() string {
	columns := make([]string, len(in.Fields))
	for i, f := range in.Fields {
		columns[i] = Literal(f.Name) + ": " + Literal(DuckType(f))
	}
	return "columns = {" + strings.Join(columns, ", ") + "}"
}
