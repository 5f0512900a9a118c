package jobs

import (
	"slices"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/shared/googlesql"
)

// alter runs ALTER TABLE, VIEW and SCHEMA. A dropped column stays in the old objects and is no longer read.
func (t *task) alter(s *statement, node *googlesql.Alter) (effect, error) {
	if node.Object == "SCHEMA" {
		return t.alterSchema(s, node)
	}
	ref, err := s.reference(&node.Target)
	if err != nil {
		return nil, err
	}
	return func(tx *catalog.Tx) error {
		table, err := tx.LookupTable(ref)
		if err != nil {
			return err
		}
		if table == nil && node.IfExists {
			t.performed("SKIP", ref)
			return nil
		}
		if table == nil {
			return apierror.NotFound(catalog.TableName(ref))
		}
		for _, action := range node.Actions {
			if err := t.alterTable(tx, s, table, action); err != nil {
				return err
			}
		}
		t.touch(table)
		t.performed("ALTER", ref)
		return tx.PutTable(table)
	}, nil
}

func (t *task) alterTable(tx *catalog.Tx, s *statement, table *catalog.Table, action googlesql.AlterAction) error {
	fields := &table.Meta.Schema.Fields
	switch action.Action {
	case "SET OPTIONS":
		return s.setTableOptions(table.Meta, action.Options)
	case "ADD COLUMN":
		return s.addColumn(fields, action)
	case "DROP COLUMN":
		return dropColumn(fields, action)
	case "RENAME TO":
		old := *table.Meta.TableReference
		if err := tx.DeleteTable(old.ProjectId, old.DatasetId, old.TableId); err != nil {
			return err
		}
		table.Meta.TableReference = &bq.TableReference{ProjectId: old.ProjectId, DatasetId: old.DatasetId, TableId: action.To.Name}
		taken, err := tx.LookupTable(table.Meta.TableReference)
		if err == nil && taken != nil {
			err = apierror.Duplicate(catalog.TableName(table.Meta.TableReference))
		}
		return err
	case "ALTER COLUMN":
		return s.alterColumn(*fields, action)
	default:
		return apierror.InvalidQuery("ALTER TABLE ... %s is not part of the local warehouse", action.Action)
	}
}

func (s *statement) addColumn(fields *[]*bq.TableFieldSchema, action googlesql.AlterAction) error {
	added, err := s.definedFields([]googlesql.ColumnDef{*action.Column})
	if err != nil {
		return err
	}
	if fieldNamed(*fields, added[0].Name) != nil {
		if action.IfExists {
			return nil
		}
		return apierror.InvalidQuery("Column already exists: %s", added[0].Name)
	}
	if added[0].Mode == "REQUIRED" {
		return apierror.InvalidQuery("Cannot add required column %s to an existing table", added[0].Name)
	}
	*fields = append(*fields, added...)
	return nil
}

func dropColumn(fields *[]*bq.TableFieldSchema, action googlesql.AlterAction) error {
	before := len(*fields)
	*fields = slices.DeleteFunc(*fields, func(f *bq.TableFieldSchema) bool { return strings.EqualFold(f.Name, action.Name.Name) })
	switch {
	case len(*fields) == before && !action.IfExists:
		return apierror.InvalidQuery("Column not found: %s", action.Name.Name)
	case len(*fields) == 0:
		return apierror.InvalidQuery("Cannot drop the last column of a table: %s", action.Name.Name)
	}
	return nil
}

func (s *statement) alterColumn(fields []*bq.TableFieldSchema, action googlesql.AlterAction) error {
	field := fieldNamed(fields, action.Name.Name)
	switch {
	case field == nil && action.IfExists:
		return nil
	case field == nil:
		return apierror.InvalidQuery("Column not found: %s", action.Name.Name)
	case action.DropIsNull:
		field.Mode = "NULLABLE"
		return nil
	case action.Options != nil:
		return s.setFieldOptions(field, action.Options)
	default:
		return apierror.InvalidQuery("This form of ALTER COLUMN is not part of the local warehouse: use SET OPTIONS or DROP NOT NULL")
	}
}

func (t *task) alterSchema(s *statement, node *googlesql.Alter) (effect, error) {
	ref, err := s.datasetReference(&node.Target)
	if err != nil {
		return nil, err
	}
	return func(tx *catalog.Tx) error {
		ds, err := tx.Dataset(ref.ProjectId, ref.DatasetId)
		if err != nil {
			return err
		}
		for _, action := range node.Actions {
			if action.Action != "SET OPTIONS" {
				return apierror.InvalidQuery("ALTER SCHEMA ... %s is not part of the local warehouse", action.Action)
			}
			if err := s.setDatasetOptions(ds, action.Options); err != nil {
				return err
			}
		}
		ds.LastModifiedTime, ds.Etag = t.Now().UnixMilli(), t.NewID()
		t.performed("ALTER", nil)
		return tx.PutDataset(ds)
	}, nil
}
