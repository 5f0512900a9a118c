package jobs

import (
	"context"
	"os"
	"slices"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
)

// load adds the rows of files to a table. A Parquet object becomes part of the table as it is; other formats are turned into one.
func (t *task) load(ctx context.Context) (effect, error) {
	config := t.job.Configuration.Load
	into := &destination{table: config.DestinationTable, create: config.CreateDisposition, write: config.WriteDisposition}
	if err := into.check("WRITE_APPEND"); err != nil {
		return nil, err
	}
	t.complete(into.table)
	if err := t.checkLoad(config); err != nil {
		return nil, err
	}
	sources, err := t.loadSources(ctx, config)
	if err != nil {
		return nil, err
	}
	declared, err := t.declaredFields(config, into)
	if err != nil {
		return nil, err
	}
	var parts []catalog.Part
	var fields []*bq.TableFieldSchema
	stats := &bq.JobStatistics3{InputFiles: int64(len(sources))}
	for _, source := range sources {
		part, found, err := t.readSource(ctx, config, source, declared)
		if err != nil {
			return nil, err
		}
		if fields, err = loadedFields(into.table, declared, fields, found); err != nil {
			return nil, err
		}
		parts = append(parts, part)
		stats.InputFileBytes += source.size
		stats.OutputRows += part.Rows
		stats.OutputBytes += (&catalog.Table{Parts: []catalog.Part{part}}).Bytes(nil)
	}
	t.job.Statistics.Load = stats
	t.job.Statistics.TotalBytesProcessed = 0
	return func(tx *catalog.Tx) error {
		table, err := t.store(tx, into, fields, parts, slices.Contains(config.SchemaUpdateOptions, "ALLOW_FIELD_ADDITION"))
		if err != nil {
			return err
		}
		describeLoaded(table, config)
		return tx.PutTable(table)
	}, nil
}

func (t *task) checkLoad(config *bq.JobConfigurationLoad) error {
	switch {
	case config.SourceFormat == "":
		config.SourceFormat = "CSV"
	case !slices.Contains([]string{"PARQUET", "CSV", "NEWLINE_DELIMITED_JSON"}, config.SourceFormat):
		return apierror.NotImplemented("Source format %s is not part of the local warehouse; use PARQUET, CSV or NEWLINE_DELIMITED_JSON", config.SourceFormat)
	}
	if config.MaxBadRecords > 0 || config.IgnoreUnknownValues {
		return apierror.NotImplemented("maxBadRecords and ignoreUnknownValues are not part of the local warehouse: every record must fit the schema")
	}
	return engine.NormalizeSchema(config.Schema)
}

// loadSource is one file to read, pinned.
type loadSource struct {
	object string // name among the engine's files
	uri    string // for messages
	size   int64
}

func (t *task) loadSources(ctx context.Context, config *bq.JobConfigurationLoad) ([]loadSource, error) {
	extension := map[string]string{"PARQUET": ".parquet", "CSV": ".csv", "NEWLINE_DELIMITED_JSON": ".json"}[config.SourceFormat]
	if t.upload != "" {
		name := t.NewID() + extension
		t.pin(name)
		info, err := os.Stat(t.upload)
		if err != nil {
			return nil, err
		}
		upload := t.upload
		t.upload = ""
		return []loadSource{{object: name, uri: "the uploaded file", size: info.Size()}}, os.Rename(upload, t.Engine.Files.Path(name))
	}
	objects, err := t.Objects.Resolve(ctx, config.SourceUris)
	if err != nil {
		return nil, err
	}
	var out []loadSource
	for _, object := range objects {
		name := object.Name + extension
		t.pin(name)
		if err := t.Objects.Fetch(ctx, object, t.Engine.Files.Path(name)); err != nil {
			return nil, err
		}
		out = append(out, loadSource{object: name, uri: object.URI, size: object.Size})
	}
	return out, nil
}

// declaredFields is the schema the files must have: the job's, else that of the table that is extended; nil when the files decide.
func (t *task) declaredFields(config *bq.JobConfigurationLoad, into *destination) (fields []*bq.TableFieldSchema, err error) {
	if config.Schema != nil && len(config.Schema.Fields) > 0 {
		return config.Schema.Fields, nil
	}
	if config.SourceFormat == "PARQUET" || config.Autodetect {
		return nil, nil
	}
	err = t.Catalog.View(func(tx *catalog.Tx) error {
		table, err := tx.LookupTable(into.table)
		if table != nil && table.Meta.Schema != nil {
			fields = table.Meta.Schema.Fields
		}
		return err
	})
	if err == nil && fields == nil {
		err = apierror.Invalid("No schema specified on job or table.")
	}
	return fields, err
}

// readSource makes a part of one file and tells the fields it holds.
func (t *task) readSource(ctx context.Context, config *bq.JobConfigurationLoad, source loadSource, declared []*bq.TableFieldSchema) (catalog.Part, []*bq.TableFieldSchema, error) {
	object := source.object
	if config.SourceFormat != "PARQUET" {
		object = t.newObject()
		if err := t.Engine.Import(ctx, importOf(config, source.object, object, declared)); err != nil {
			return catalog.Part{}, nil, err
		}
	}
	part, err := t.Engine.Inspect(ctx, object)
	if err != nil {
		return catalog.Part{}, nil, err
	}
	fields, err := engine.Fields(part)
	return part, fields, err
}

// loadedFields joins what the files so far hold with the next one.
func loadedFields(ref *bq.TableReference, declared, soFar, found []*bq.TableFieldSchema) ([]*bq.TableFieldSchema, error) {
	if declared != nil {
		return declared, readAs(ref, declared, found)
	}
	if soFar == nil {
		return found, nil
	}
	return extendSchema(ref, &bq.TableSchema{Fields: soFar}, found, true)
}

// describeLoaded keeps what the job says about the table besides its rows.
func describeLoaded(table *catalog.Table, config *bq.JobConfigurationLoad) {
	if config.TimePartitioning != nil {
		table.Meta.TimePartitioning = config.TimePartitioning
	}
	if config.RangePartitioning != nil {
		table.Meta.RangePartitioning = config.RangePartitioning
	}
	if config.Clustering != nil {
		table.Meta.Clustering = config.Clustering
	}
	if properties := config.DestinationTableProperties; properties != nil {
		table.Meta.Description, table.Meta.FriendlyName = properties.Description, properties.FriendlyName
		if properties.Labels != nil {
			table.Meta.Labels = properties.Labels
		}
	}
}
