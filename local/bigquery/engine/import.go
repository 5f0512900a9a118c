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
		if name := nestedBytes(fields); name != "" {
			return apierror.NotImplemented("BYTES inside a RECORD are not part of the local warehouse's text formats (field %s): use Parquet", name)
		}
		if fields == nil {
			var err error
			if fields, err = describe(ctx, conn, everything+source); err != nil {
				return err
			}
		}
		return copyTo(ctx, conn, castByPosition(in.decoded(source), fields), e.Files.Path(in.Target))
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

// nestedBytes names a BYTES field inside a RECORD, if there is one.
func nestedBytes(fields []*bq.TableFieldSchema) string {
	for _, f := range fields {
		for _, sub := range f.Fields {
			if sub.Type == "BYTES" {
				return f.Name + "." + sub.Name
			}
		}
		if name := nestedBytes(f.Fields); name != "" {
			return name
		}
	}
	return ""
}

// decoded selects the columns of a text file; BYTES are written there as base64.
func (in Import) decoded(source string) string {
	columns := make([]string, len(in.Fields))
	for i, f := range in.Fields {
		columns[i] = Quote(f.Name)
		switch {
		case f.Type == "BYTES" && f.Mode == "REPEATED":
			columns[i] = "list_transform(" + columns[i] + ", lambda b: from_base64(b))"
		case f.Type == "BYTES":
			columns[i] = "from_base64(" + columns[i] + ")"
		}
	}
	if len(columns) == 0 {
		return everything + source
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM " + source
}

// columnList names the fields for DuckDB's readers.
func (in Import) columnList() string {
	columns := make([]string, len(in.Fields))
	for i, f := range in.Fields {
		typ := DuckType(f)
		if f.Type == "BYTES" {
			typ = strings.Replace(typ, "BLOB", "VARCHAR", 1)
		}
		columns[i] = Literal(f.Name) + ": " + Literal(typ)
	}
	return "columns = {" + strings.Join(columns, ", ") + "}"
}
