package jobs

import (
	"context"
	"strings"

	bq "google.golang.org/api/bigquery/v2"
	"google.golang.org/api/googleapi"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/gcs"
)

// extensions of the formats that can be extracted, and the compressions each takes, by DuckDB's names.
var extractFormats = map[string]struct { //nolint:gochecknoglobals // a constant table
	extension    string
	compressions map[string]string
}{
	"CSV":                    {".csv", map[string]string{"NONE": "none", "GZIP": "gzip"}},
	"NEWLINE_DELIMITED_JSON": {".json", map[string]string{"NONE": "none", "GZIP": "gzip"}},
	"PARQUET":                {".parquet", map[string]string{"NONE": "uncompressed", "SNAPPY": "snappy", "GZIP": "gzip", "ZSTD": "zstd"}},
}

// extract writes a table's rows to one object in Cloud Storage.
func (t *task) extract(ctx context.Context) (effect, error) {
	config := t.job.Configuration.Extract
	out, bucket, object, err := extractOf(config)
	if err != nil {
		return nil, err
	}
	t.complete(config.SourceTable)
	table, err := t.pinned(config.SourceTable)
	if err != nil {
		return nil, err
	}
	if table.Meta.Type != "TABLE" && table.Meta.Type != "SNAPSHOT" {
		return nil, apierror.Invalid("Using table %s is not allowed for this operation because of its type. Try using a different table that is of type TABLE.",
			strings.TrimPrefix(catalog.TableName(config.SourceTable), "Table "))
	}
	if table.Meta.Schema == nil || len(table.Meta.Schema.Fields) == 0 {
		return nil, apierror.Invalid("%s has no schema and cannot be extracted", catalog.TableName(config.SourceTable))
	}
	out.Fields, out.Parts = table.Meta.Schema.Fields, table.Parts
	out.File = t.NewID() + extractFormats[out.Format].extension
	t.pin(out.File) // nobody names it, so it goes when the job ends
	if err := t.Engine.Export(ctx, out); err != nil {
		return nil, err
	}
	if err := t.Objects.Put(ctx, bucket, object, t.Engine.Files.Path(out.File)); err != nil {
		return nil, err
	}
	t.job.Statistics.Extract = &bq.JobStatistics4{DestinationUriFileCounts: googleapi.Int64s{1}, InputBytes: table.Bytes(nil)}
	t.job.Statistics.TotalBytesProcessed = table.Bytes(nil)
	return func(*catalog.Tx) error { return nil }, nil
}

// extractOf reads the job's settings.
func extractOf(config *bq.JobConfigurationExtract) (out engine.Export, bucket, object string, err error) {
	uris := config.DestinationUris
	if config.DestinationUri != "" {
		uris = append(uris, config.DestinationUri)
	}
	switch {
	case config.SourceModel != nil:
		return out, "", "", apierror.NotImplemented("Extracting models is not part of the local warehouse")
	case config.SourceTable == nil:
		return out, "", "", apierror.Invalid("Required parameter is missing: sourceTable")
	case len(uris) != 1:
		return out, "", "", apierror.Invalid("Exactly one destination URI is needed; got %d", len(uris))
	}
	if config.DestinationFormat == "" {
		config.DestinationFormat = "CSV"
	}
	format, known := extractFormats[config.DestinationFormat]
	if !known {
		return out, "", "", apierror.NotImplemented("Destination format %s is not part of the local warehouse; use PARQUET, CSV or NEWLINE_DELIMITED_JSON", config.DestinationFormat)
	}
	if config.Compression == "" {
		config.Compression = "NONE"
	}
	compression, known := format.compressions[config.Compression]
	if !known {
		return out, "", "", apierror.Invalid("Compression type %s is not supported for destination format %s", config.Compression, config.DestinationFormat)
	}
	out = engine.Export{Format: config.DestinationFormat, Compression: compression, Delimiter: delimiter(config.FieldDelimiter), Header: config.PrintHeader == nil || *config.PrintHeader}
	bucket, object, err = gcs.Target(uris[0])
	return out, bucket, object, err
}

// pinned gives a table whose objects stay until the job's end.
func (t *task) pinned(ref *bq.TableReference) (table *catalog.Table, err error) {
	release, err := t.Engine.Files.Pin(func() (names []string, err error) {
		err = t.Catalog.View(func(tx *catalog.Tx) (err error) {
			table, err = tx.Table(ref)
			return err
		})
		if err != nil {
			return nil, err
		}
		return engine.Names(table.Parts), nil
	})
	if err == nil {
		t.releases = append(t.releases, release)
	}
	return table, err
}
