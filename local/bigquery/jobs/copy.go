package jobs

import (
	"slices"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
)

// copy makes a copy, clone or snapshot, or restores one. Rows never move: the new record names the same immutable objects.
func (t *task) copy() (effect, error) {
	config := t.job.Configuration.Copy
	sources := slices.Clone(config.SourceTables)
	if config.SourceTable != nil {
		sources = append(sources, config.SourceTable)
	}
	if len(sources) == 0 {
		return nil, apierror.Invalid("Required parameter is missing: sourceTable")
	}
	if config.OperationType == "" || config.OperationType == "OPERATION_TYPE_UNSPECIFIED" {
		config.OperationType = "COPY"
	}
	if !slices.Contains([]string{"COPY", "CLONE", "SNAPSHOT", "RESTORE"}, config.OperationType) {
		return nil, apierror.Invalid("Invalid value for operationType: %s is not a valid value", config.OperationType)
	}
	if config.OperationType != "COPY" && len(sources) > 1 {
		return nil, apierror.Invalid("Only one source table is allowed for operation type %s", config.OperationType)
	}
	for _, source := range sources {
		t.complete(source)
		if strings.ContainsAny(source.TableId, "@$") {
			return nil, apierror.NotImplemented("Table decorators are not part of the local warehouse: %s", source.TableId)
		}
	}
	into := &destination{table: config.DestinationTable, create: config.CreateDisposition, write: config.WriteDisposition}
	if err := into.check("WRITE_EMPTY"); err != nil {
		return nil, err
	}
	t.complete(into.table)
	t.job.Statistics.Copy = &bq.JobStatistics5{}
	return func(tx *catalog.Tx) error { return t.copyTables(tx, sources, into, config.OperationType) }, nil
}

func (t *task) copyTables(tx *catalog.Tx, sources []*bq.TableReference, into *destination, operation string) error {
	first, err := copySource(tx, sources[0])
	if err != nil {
		return err
	}
	fields, parts := first.Meta.Schema.Fields, first.Parts
	for _, ref := range sources[1:] {
		source, err := copySource(tx, ref)
		if err != nil {
			return err
		}
		if fields, err = extendSchema(into.table, &bq.TableSchema{Fields: fields}, source.Meta.Schema.Fields, false); err != nil {
			return err
		}
		parts = append(slices.Clone(parts), source.Parts...)
	}
	extend, found, err := into.resolve(tx)
	if err != nil {
		return err
	}
	if operation != "COPY" && found != nil && into.write == "WRITE_EMPTY" {
		return apierror.Duplicate(catalog.TableName(into.table))
	}
	t.job.Statistics.Copy.CopiedRows, t.job.Statistics.Copy.CopiedLogicalBytes = first.Rows(), first.Bytes(nil)
	if extend != nil {
		_, err := t.store(tx, into, fields, parts, false)
		return err
	}
	if found != nil {
		t.stale = append(t.stale, engine.Names(found.Parts)...)
	}
	return tx.PutTable(t.copied(first, sources[0], into.table, fields, parts, operation))
}

// copySource gives a table whose rows can be copied.
func copySource(tx *catalog.Tx, ref *bq.TableReference) (*catalog.Table, error) {
	source, err := tx.Table(ref)
	if err != nil {
		return nil, err
	}
	if source.Meta.Type != "TABLE" && source.Meta.Type != "SNAPSHOT" {
		return nil, apierror.Invalid("Cannot copy %s: it is a %s", catalog.TableName(ref), source.Meta.Type)
	}
	if source.Meta.Schema == nil {
		source.Meta.Schema = &bq.TableSchema{}
	}
	return source, nil
}

func (t *task) copied(source *catalog.Table, from, to *bq.TableReference, fields []*bq.TableFieldSchema, parts []catalog.Part, operation string) *catalog.Table {
	table := t.newTable(to, fields)
	table.Parts = parts
	table.Meta.Description = source.Meta.Description
	table.Meta.FriendlyName = source.Meta.FriendlyName
	table.Meta.TimePartitioning = source.Meta.TimePartitioning
	table.Meta.RangePartitioning = source.Meta.RangePartitioning
	table.Meta.Clustering = source.Meta.Clustering
	now := t.Now().UTC().Format(time.RFC3339Nano)
	switch operation {
	case "CLONE":
		table.Meta.CloneDefinition = &bq.CloneDefinition{BaseTableReference: from, CloneTime: now}
	case "SNAPSHOT":
		table.Meta.Type = "SNAPSHOT"
		table.Meta.SnapshotDefinition = &bq.SnapshotDefinition{BaseTableReference: from, SnapshotTime: now}
		if config := t.job.Configuration.Copy; config != nil {
			if at, err := time.Parse(time.RFC3339Nano, config.DestinationExpirationTime); err == nil {
				table.Meta.ExpirationTime = at.UnixMilli()
			}
		}
	}
	return table
}

// complete fills in the job's project where a reference has none.
func (t *task) complete(ref *bq.TableReference) {
	if ref.ProjectId == "" {
		ref.ProjectId = t.job.JobReference.ProjectId
	}
}
