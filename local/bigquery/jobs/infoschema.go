package jobs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/translate"
)

// schemaView is one INFORMATION_SCHEMA view: its columns, and its rows for one dataset.
type schemaView struct {
	columns []translate.Column
	rows    func(tx *catalog.Tx, ds *bq.Dataset) ([][]any, error)
}

func text(name string) translate.Column {
	return translate.Column{Name: name, Type: translate.Type{Kind: translate.String}}
}

func typed(name string, kind translate.Kind) translate.Column {
	return translate.Column{Name: name, Type: translate.Type{Kind: kind}}
}

func schemaViews() map[string]schemaView {
	return map[string]schemaView{
		"SCHEMATA": {
			[]translate.Column{text("catalog_name"), text("schema_name"), text("schema_owner"), typed("creation_time", translate.Timestamp),
				typed("last_modified_time", translate.Timestamp), text("location"), text("ddl"), text("default_collation_name")},
			schemataRows,
		},
		"TABLES": {
			[]translate.Column{text("table_catalog"), text("table_schema"), text("table_name"), text("table_type"), text("managed_table_type"),
				text("is_insertable_into"), text("is_typed"), typed("creation_time", translate.Timestamp), text("base_table_catalog"),
				text("base_table_schema"), text("base_table_name"), text("default_collation_name")},
			tablesRows,
		},
		"COLUMNS": {
			[]translate.Column{text("table_catalog"), text("table_schema"), text("table_name"), text("column_name"),
				typed("ordinal_position", translate.Int64), text("is_nullable"), text("data_type"), text("is_generated"), text("is_hidden"),
				text("is_system_defined"), text("is_partitioning_column"), typed("clustering_ordinal_position", translate.Int64), text("column_default")},
			columnsRows,
		},
	}
}

func informationColumns(view string) ([]translate.Column, error) {
	if slices.Contains(jobViews, view) {
		return jobColumns(), nil
	}
	found, known := schemaViews()[view]
	if !known {
		return nil, apierror.InvalidQuery("INFORMATION_SCHEMA.%s is not part of the local warehouse: TABLES, COLUMNS, SCHEMATA and JOBS are", view)
	}
	return found.columns, nil
}

// informationSchema gives a view's rows as a DuckDB relation: of one dataset, or of the whole project.
func (b *binding) informationSchema(project, dataset, view string) (string, error) {
	columns, err := informationColumns(view)
	if err != nil {
		return "", err
	}
	if slices.Contains(jobViews, view) {
		found, err := b.jobRows(project, dataset, view)
		return relationOf(columns, found), err
	}
	var datasets []*bq.Dataset
	if dataset == "" || strings.HasPrefix(strings.ToLower(dataset), "region-") {
		datasets, err = b.tx.Datasets(project)
	} else {
		var ds *bq.Dataset
		ds, err = b.tx.Dataset(project, dataset)
		datasets = []*bq.Dataset{ds}
	}
	if err != nil {
		return "", err
	}
	var rows [][]any
	for _, ds := range datasets {
		found, err := schemaViews()[view].rows(b.tx, ds)
		if err != nil {
			return "", err
		}
		rows = append(rows, found...)
	}
	return relationOf(columns, rows), nil
}

// relationOf writes rows as a DuckDB relation with typed columns.
func relationOf(columns []translate.Column, values [][]any) string {
	rows := make([]string, len(values))
	for i, row := range values {
		rows[i] = "(" + literals(row) + ")"
	}
	where := ""
	if len(rows) == 0 {
		rows, where = []string{"(" + literals(make([]any, len(columns))) + ")"}, " WHERE false"
	}
	casts, names := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = engine.Quote(c.Name)
		casts[i] = "CAST(" + names[i] + " AS " + c.Type.DuckDB() + ") AS " + names[i]
	}
	return "(SELECT " + strings.Join(casts, ", ") + " FROM (VALUES " + strings.Join(rows, ", ") + ") AS rows(" + strings.Join(names, ", ") + ")" + where + ")"
}

func literals(row []any) string {
	out := make([]string, len(row))
	for i, value := range row {
		switch v := value.(type) {
		case nil:
			out[i] = "NULL"
		case string:
			out[i] = engine.Literal(v)
		case time.Time:
			out[i] = engine.Literal(v.UTC().Format("2006-01-02 15:04:05.000+00"))
		default:
			out[i] = fmt.Sprint(v)
		}
	}
	return strings.Join(out, ", ")
}

func schemataRows(_ *catalog.Tx, ds *bq.Dataset) ([][]any, error) {
	ref := ds.DatasetReference
	return [][]any{{ref.ProjectId, ref.DatasetId, nil, time.UnixMilli(ds.CreationTime), time.UnixMilli(ds.LastModifiedTime), ds.Location, nil, nil}}, nil
}

func tablesRows(tx *catalog.Tx, ds *bq.Dataset) ([][]any, error) {
	tables, err := tx.Tables(ds.DatasetReference.ProjectId, ds.DatasetReference.DatasetId)
	out := make([][]any, 0, len(tables))
	for _, table := range tables {
		ref, kind, insertable := table.Meta.TableReference, table.Meta.Type, "NO"
		var base *bq.TableReference
		switch {
		case table.Meta.CloneDefinition != nil:
			kind, insertable, base = "CLONE", "YES", table.Meta.CloneDefinition.BaseTableReference
		case table.Meta.SnapshotDefinition != nil:
			base = table.Meta.SnapshotDefinition.BaseTableReference
		case kind == "TABLE":
			kind, insertable = "BASE TABLE", "YES"
		}
		row := []any{ref.ProjectId, ref.DatasetId, ref.TableId, kind, nil, insertable, "NO", time.UnixMilli(table.Meta.CreationTime), nil, nil, nil, nil}
		if base != nil {
			row[8], row[9], row[10] = base.ProjectId, base.DatasetId, base.TableId
		}
		out = append(out, row)
	}
	return out, err
}

func columnsRows(tx *catalog.Tx, ds *bq.Dataset) ([][]any, error) {
	tables, err := tx.Tables(ds.DatasetReference.ProjectId, ds.DatasetReference.DatasetId)
	var out [][]any
	for _, table := range tables {
		if table.Meta.Schema == nil {
			continue
		}
		ref := table.Meta.TableReference
		for i, f := range table.Meta.Schema.Fields {
			nullable, partitioning := "YES", "NO"
			if f.Mode == "REQUIRED" {
				nullable = "NO"
			}
			if p := table.Meta.TimePartitioning; p != nil && strings.EqualFold(p.Field, f.Name) {
				partitioning = "YES"
			}
			out = append(out, []any{ref.ProjectId, ref.DatasetId, ref.TableId, f.Name, i + 1, nullable,
				columnsOf([]*bq.TableFieldSchema{f})[0].Type.String(), "NEVER", "NO", "NO", partitioning, clusteringPosition(table.Meta.Clustering, f.Name), "NULL"})
		}
	}
	return out, err
}

func clusteringPosition(clustering *bq.Clustering, name string) any {
	if clustering == nil {
		return nil
	}
	for i, field := range clustering.Fields {
		if strings.EqualFold(field, name) {
			return i + 1
		}
	}
	return nil
}
