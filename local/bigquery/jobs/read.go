package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
)

// ReadTable gives rows of a table in their stored order, and how many it has in all. With selected, only those columns.
func (r *Runner) ReadTable(ctx context.Context, ref *bq.TableReference, selected []string, start, limit int64) (*engine.Result, int64, error) {
	var table *catalog.Table
	release, err := r.Engine.Files.Pin(func() (names []string, err error) {
		err = r.Catalog.View(func(tx *catalog.Tx) (err error) {
			table, err = tx.Table(ref)
			return err
		})
		if err != nil {
			return nil, err
		}
		return engine.Names(table.Parts), nil
	})
	if err != nil {
		return nil, 0, err
	}
	defer release()
	switch {
	case table.Meta.View != nil:
		return nil, 0, apierror.Invalid("Cannot list a table of type VIEW.")
	case table.Meta.Schema == nil || len(table.Meta.Schema.Fields) == 0:
		return &engine.Result{}, 0, nil
	}
	columns, err := selection(table.Meta.Schema.Fields, selected)
	if err != nil {
		return nil, 0, err
	}
	result, err := r.Engine.Query(ctx, fmt.Sprintf("SELECT %s FROM %s AS source LIMIT %d OFFSET %d",
		columns, r.Engine.Relation(table.Meta.Schema.Fields, table.Parts), limit, start))
	return result, table.Rows(), err
}

func selection(fields []*bq.TableFieldSchema, selected []string) (string, error) {
	if len(selected) == 0 {
		return "*", nil
	}
	for _, name := range selected {
		if fieldNamed(fields, name) == nil {
			return "", apierror.Invalid("No such field: %s", name)
		}
	}
	var out []string
	for _, f := range fields { // in the order of the schema
		if slices.ContainsFunc(selected, func(name string) bool { return strings.EqualFold(name, f.Name) }) {
			out = append(out, engine.Quote(f.Name))
		}
	}
	return strings.Join(out, ", "), nil
}
