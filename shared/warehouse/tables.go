package warehouse

import (
	"context"
	"fmt"
	"sync"

	"cloud.google.com/go/bigquery"
	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// CloneTables makes a zero-copy clone of each table of one dataset in another. The job of a table is named prefix_table, so that a
// repeated call finds its own work. A table that is there already counts as done when it has as many rows as its source.
func (w *Warehouse) CloneTables(ctx context.Context, from, to string, tables []string, jobPrefix string) error {
	return w.each(ctx, tables, func(ctx context.Context, table string) error {
		doing := fmt.Sprintf("cloning table %s from %s to %s", table, from, to)
		copier := w.client.Dataset(to).Table(table).CopierFrom(w.client.Dataset(from).Table(table))
		copier.OperationType = bigquery.CloneOperation
		copier.JobID = jobPrefix + "_" + table
		err := w.runJob(ctx, doing, copier.JobID, copier.Run)
		if !fault.Is(err, fault.Conflict) {
			return err
		}
		if err := w.sameRows(ctx, from, to, table); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		return nil
	})
}

// sameRows reports whether a table has as many rows in both datasets; fault.Conflict if not.
func (w *Warehouse) sameRows(ctx context.Context, from, to, table string) error {
	var rows [2]int64
	for i, dataset := range []string{from, to} {
		counts, err := w.RowCounts(ctx, dataset, []string{table})
		if err != nil {
			return err
		}
		rows[i] = counts[table]
	}
	if rows[0] != rows[1] {
		return fault.New(fault.Conflict, "Table %s.%s exists with %d rows where its source has %d.", to, table, rows[1], rows[0])
	}
	return nil
}

// LoadTables loads each table's Parquet object with its schema and descriptions. A table that has its rows already is left as it is, so a
// repeated call ends in the same rows; one that has others is removed and loaded by the next call. The job of a table is named
// prefix_table.
func (w *Warehouse) LoadTables(ctx context.Context, to string, tables []demo.Table, jobPrefix string) error {
	byName := make(map[string]demo.Table, len(tables))
	names := make([]string, len(tables))
	for i, table := range tables {
		byName[table.Name], names[i] = table, table.Name
	}
	return w.each(ctx, names, func(ctx context.Context, name string) error {
		table := byName[name]
		schema, err := schemaOf(table.Columns)
		if err != nil {
			return err
		}
		source := bigquery.NewGCSReference(table.Object)
		source.SourceFormat = bigquery.Parquet
		source.Schema = schema
		loader := w.client.Dataset(to).Table(name).LoaderFrom(source)
		loader.WriteDisposition = bigquery.WriteEmpty
		loader.JobID = jobPrefix + "_" + name
		err = w.runJob(ctx, fmt.Sprintf("loading %s into table %s of %s", table.Object, name, to), loader.JobID, loader.Run)
		if fault.Is(err, fault.Conflict) {
			err = w.loadedBefore(ctx, to, table)
		}
		if err != nil {
			return err
		}
		if table.Description == "" {
			return nil
		}
		_, err = w.client.Dataset(to).Table(name).Update(ctx, bigquery.TableMetadataToUpdate{Description: table.Description}, "")
		return classify(err, "describing table "+name)
	})
}

// loadedBefore accepts a table that an earlier call filled. One with another number of rows is removed, and the fault asks for another try:
// no load ever writes over rows.
func (w *Warehouse) loadedBefore(ctx context.Context, dataset string, table demo.Table) error {
	counts, err := w.RowCounts(ctx, dataset, []string{table.Name})
	if err != nil || counts[table.Name] == table.Rows {
		return err
	}
	if err := w.client.Dataset(dataset).Table(table.Name).Delete(ctx); err != nil {
		return classify(err, "removing the incomplete table "+table.Name+" of "+dataset)
	}
	return fault.New(fault.Unavailable, "Table %s held %d of %d rows; it is loaded again.", table.Name, counts[table.Name], table.Rows)
}

// fieldTypes maps the types of demo.Column to the client's.
var fieldTypes = map[string]bigquery.FieldType{ //nolint:gochecknoglobals // a constant table
	"STRING": bigquery.StringFieldType, "INT64": bigquery.IntegerFieldType, "FLOAT64": bigquery.FloatFieldType, "NUMERIC": bigquery.NumericFieldType,
	"BOOL": bigquery.BooleanFieldType, "DATE": bigquery.DateFieldType, "DATETIME": bigquery.DateTimeFieldType, "TIMESTAMP": bigquery.TimestampFieldType,
}

func schemaOf(columns []demo.Column) (bigquery.Schema, error) {
	schema := make(bigquery.Schema, len(columns))
	for i, c := range columns {
		typ, known := fieldTypes[c.Type]
		if !known {
			return nil, fault.New(fault.Invalid, "Column %s has the type %q; a template's columns are STRING, INT64, FLOAT64, NUMERIC, BOOL, DATE, DATETIME or TIMESTAMP.", c.Name, c.Type)
		}
		schema[i] = &bigquery.FieldSchema{Name: c.Name, Type: typ, Required: c.Required, Description: c.Description}
	}
	return schema, nil
}

// RowCounts tells how many rows each table has, from the tables' records: nothing is scanned. An absent table is absent from the map.
func (w *Warehouse) RowCounts(ctx context.Context, dataset string, tables []string) (map[string]int64, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	var mu sync.Mutex
	counts := make(map[string]int64, len(tables))
	err := w.each(ctx, tables, func(ctx context.Context, table string) error {
		meta, err := w.client.Dataset(dataset).Table(table).Metadata(ctx)
		if err = classify(err, "counting table "+table+" of "+dataset); err != nil {
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		counts[table] = int64(meta.NumRows)
		return nil
	})
	return counts, err
}

// each runs fn for every name, a bounded number at once. The first error stops the rest and is returned.
func (w *Warehouse) each(ctx context.Context, names []string, fn func(context.Context, string) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(w.concurrency)
	for _, name := range names {
		group.Go(func() error { return fn(ctx, name) })
	}
	return group.Wait()
}
