package jobs

import (
	"context"
	"errors"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/shared/googlesql"
)

// define runs statements that create, change and drop objects.
func (t *task) define(ctx context.Context, s *statement) (effect, error) {
	switch node := s.Statement.(type) {
	case *googlesql.CreateTable:
		return t.createTable(ctx, s, node)
	case *googlesql.CreateView:
		return t.createView(ctx, s, node)
	case *googlesql.CreateSchema:
		return t.createSchema(s, node)
	case *googlesql.Drop:
		return t.drop(s, node)
	case *googlesql.Alter:
		return t.alter(s, node)
	default:
		return nil, apierror.InvalidQuery("%s statements are not part of the local warehouse", s.Kind)
	}
}

// performed notes what a definition did: CREATE, REPLACE, SKIP, DROP or ALTER.
func (t *task) performed(operation string, ref *bq.TableReference) {
	stats := t.job.Statistics.Query
	stats.DdlOperationPerformed = operation
	stats.DdlTargetTable = ref
}

func (s *statement) targetRef() *bq.TableReference {
	return &bq.TableReference{ProjectId: s.Target.Project, DatasetId: s.Target.Dataset, TableId: s.Target.Table}
}

func (t *task) createTable(ctx context.Context, s *statement, node *googlesql.CreateTable) (effect, error) {
	ref := s.targetRef()
	fresh := t.newTable(ref, nil)
	if node.Temporary {
		return nil, apierror.InvalidQuery("Use of CREATE TEMPORARY TABLE requires a script or session, which are not part of the local warehouse")
	}
	if err := s.layOut(fresh.Meta, node); err != nil {
		return nil, err
	}
	columns, err := s.definedFields(node.Columns)
	if err != nil {
		return nil, err
	}
	if node.Query != nil {
		fields, part, err := t.keep(ctx, s.Query, columns)
		if err != nil {
			return nil, err
		}
		columns, fresh.Parts = fields, parts(part)
	}
	fresh.Meta.Schema = &bq.TableSchema{Fields: columns}
	return func(tx *catalog.Tx) error {
		if node.Source != nil {
			if err := t.fromSource(tx, s, node, fresh); err != nil {
				return err
			}
		}
		return t.place(tx, fresh, node.OrReplace, node.IfNotExists)
	}, nil
}

// place puts a new table or view where there is none, or in place of one.
func (t *task) place(tx *catalog.Tx, fresh *catalog.Table, replace, ifAbsent bool) error {
	ref := fresh.Meta.TableReference
	found, err := tx.LookupTable(ref)
	if err != nil {
		return err
	}
	operation := "CREATE"
	switch {
	case found != nil && ifAbsent:
		t.performed("SKIP", ref)
		return nil
	case found != nil && !replace:
		return apierror.Duplicate(catalog.TableName(ref))
	case found != nil:
		operation = "REPLACE"
		t.stale = append(t.stale, engine.Names(found.Parts)...)
	}
	t.performed(operation, ref)
	return tx.PutTable(fresh)
}

// fromSource fills a table from the one that CLONE, COPY or LIKE names.
func (t *task) fromSource(tx *catalog.Tx, s *statement, node *googlesql.CreateTable, fresh *catalog.Table) error {
	from, err := s.reference(node.Source)
	if err != nil {
		return err
	}
	source, err := copySource(tx, from)
	if err != nil {
		return err
	}
	operation := node.SourceForm
	if node.Snapshot {
		operation = "SNAPSHOT"
	}
	copied := t.copied(source, from, fresh.Meta.TableReference, source.Meta.Schema.Fields, source.Parts, operation)
	if operation == "LIKE" {
		copied.Parts = nil
	}
	copied.Meta.Labels = fresh.Meta.Labels
	if fresh.Meta.Description != "" {
		copied.Meta.Description = fresh.Meta.Description
	}
	if fresh.Meta.ExpirationTime != 0 {
		copied.Meta.ExpirationTime = fresh.Meta.ExpirationTime
	}
	*fresh = *copied
	return nil
}

func (t *task) createView(ctx context.Context, s *statement, node *googlesql.CreateView) (effect, error) {
	if node.Materialized {
		return nil, apierror.InvalidQuery("Materialized views are not part of the local warehouse: create a view or a table")
	}
	fields, err := t.Engine.Describe(ctx, s.Query)
	if err != nil {
		return nil, err
	}
	if len(node.Columns) > 0 {
		return nil, apierror.InvalidQuery("A column list in CREATE VIEW is not part of the local warehouse: name the columns in its SELECT")
	}
	fresh := t.newTable(s.targetRef(), fields)
	fresh.Meta.Type = "VIEW"
	place := node.Query.Place()
	fresh.Meta.View = &bq.ViewDefinition{Query: s.sql[place.Start:place.End]}
	if err := s.setTableOptions(fresh.Meta, node.Options); err != nil {
		return nil, err
	}
	return func(tx *catalog.Tx) error { return t.place(tx, fresh, node.OrReplace, node.IfNotExists) }, nil
}

func (t *task) createSchema(s *statement, node *googlesql.CreateSchema) (effect, error) {
	ref, err := s.datasetReference(&node.Target)
	if err != nil {
		return nil, err
	}
	now := t.Now().UnixMilli()
	ds := &bq.Dataset{
		Kind: "bigquery#dataset", Id: ref.ProjectId + ":" + ref.DatasetId, DatasetReference: ref, Location: Location, Type: "DEFAULT",
		CreationTime: now, LastModifiedTime: now, Etag: t.NewID(),
	}
	if err := s.setDatasetOptions(ds, node.Options); err != nil {
		return nil, err
	}
	return func(tx *catalog.Tx) error {
		err := tx.CreateDataset(ds)
		var failure *apierror.Error
		if node.IfNotExists && errors.As(err, &failure) && failure.Reason == "duplicate" {
			t.performed("SKIP", nil)
			return nil
		}
		t.performed("CREATE", nil)
		t.job.Statistics.Query.DdlTargetDataset = ref
		return err
	}, nil
}

func (t *task) drop(s *statement, node *googlesql.Drop) (effect, error) {
	if node.Object == "SCHEMA" {
		ref, err := s.datasetReference(&node.Target)
		if err != nil {
			return nil, err
		}
		return func(tx *catalog.Tx) error {
			tables, err := tx.Tables(ref.ProjectId, ref.DatasetId)
			if err != nil {
				return err
			}
			for _, table := range tables {
				t.stale = append(t.stale, engine.Names(table.Parts)...)
			}
			return t.dropped(nil, node.IfExists, tx.DeleteDataset(ref.ProjectId, ref.DatasetId, node.Behaviour == "CASCADE"))
		}, nil
	}
	kind := map[string]string{"TABLE": "TABLE", "VIEW": "VIEW", "SNAPSHOT TABLE": "SNAPSHOT"}[node.Object]
	if kind == "" {
		return nil, apierror.InvalidQuery("DROP %s is not part of the local warehouse", node.Object)
	}
	ref, err := s.reference(&node.Target)
	if err != nil {
		return nil, err
	}
	return func(tx *catalog.Tx) error {
		found, err := tx.LookupTable(ref)
		if err != nil {
			return err
		}
		if found != nil && found.Meta.Type != kind {
			return apierror.InvalidQuery("%s:%s.%s is not allowed for this operation because it is currently a %s.", ref.ProjectId, ref.DatasetId, ref.TableId, found.Meta.Type)
		}
		if found != nil {
			t.stale = append(t.stale, engine.Names(found.Parts)...)
		}
		return t.dropped(ref, node.IfExists, tx.DeleteTable(ref.ProjectId, ref.DatasetId, ref.TableId))
	}, nil
}

func (t *task) dropped(ref *bq.TableReference, ifExists bool, err error) error {
	var failure *apierror.Error
	if ifExists && errors.As(err, &failure) && failure.Reason == "notFound" {
		t.performed("SKIP", ref)
		return nil
	}
	t.performed("DROP", ref)
	return err
}
