package jobs

import (
	"context"
	"regexp"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/catalog"
)

// keep writes a SELECT's rows into a new object.
func (t *task) keep(ctx context.Context, query string, fields []*bq.TableFieldSchema) ([]*bq.TableFieldSchema, catalog.Part, error) {
	object := t.newObject()
	fields, err := t.Engine.WriteQuery(ctx, query, object, fields)
	if err != nil {
		return nil, catalog.Part{}, err
	}
	part, err := t.Engine.Inspect(ctx, object)
	return fields, part, err
}

// storing is the effect of a query with a destination table.
func (t *task) storing(into *destination, fields []*bq.TableFieldSchema, part catalog.Part, config *bq.JobConfigurationQuery) effect {
	return func(tx *catalog.Tx) error {
		addFields := false
		for _, option := range config.SchemaUpdateOptions {
			addFields = addFields || option == "ALLOW_FIELD_ADDITION"
		}
		table, err := t.store(tx, into, fields, parts(part), addFields)
		if err != nil {
			return err
		}
		if config.TimePartitioning != nil {
			table.Meta.TimePartitioning = config.TimePartitioning
		}
		if config.Clustering != nil {
			table.Meta.Clustering = config.Clustering
		}
		return tx.PutTable(table)
	}
}

// parts is a list of the part, or empty when it has no rows.
func parts(part catalog.Part) []catalog.Part {
	if part.Rows == 0 {
		return nil
	}
	return []catalog.Part{part}
}

var (
	word       = regexp.MustCompile(`[\p{L}\p{N}_]+`)
	selectStar = regexp.MustCompile(`(?i)(\bselect\s+(distinct\s+|all\s+)?|,\s*|\.\s*)\*`)
)

// namesIn tells which columns a statement may read, for an estimate of the bytes it processes: those whose names occur in its text,
// or nil, meaning all, when it selects a star.
func namesIn(sql string) func(column string) bool {
	if selectStar.MatchString(sql) {
		return nil
	}
	words := map[string]bool{}
	for _, w := range word.FindAllString(sql, -1) {
		words[strings.ToLower(w)] = true
	}
	return func(column string) bool { return words[strings.ToLower(column)] }
}
