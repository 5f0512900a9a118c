package rest

import (
	"net/http"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/jobs"
)

func (a *API) patchTable(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	return a.changeTable(r, func(old *bq.Table) (*bq.Table, error) { return merge(old, body) })
}

func (a *API) updateTable(r *http.Request) (any, error) {
	meta, err := decode[bq.Table](r)
	if err != nil {
		return nil, err
	}
	return a.changeTable(r, func(*bq.Table) (*bq.Table, error) { return jobs.Clone(meta), nil })
}

// changeTable replaces a table's record. What identifies it stays the server's, and columns may be added but not removed or retyped.
func (a *API) changeTable(r *http.Request, change func(*bq.Table) (*bq.Table, error)) (any, error) {
	current, err := a.table(r)
	if err != nil {
		return nil, err
	}
	if err := checkEtag(r, current.Meta.Etag); err != nil {
		return nil, err
	}
	fresh, err := change(current.Meta)
	if err != nil {
		return nil, err
	}
	old := current.Meta
	fresh.TableReference, fresh.Type, fresh.Location, fresh.CreationTime = old.TableReference, old.Type, old.Location, old.CreationTime
	fresh.CloneDefinition, fresh.SnapshotDefinition = old.CloneDefinition, old.SnapshotDefinition
	fresh.LastModifiedTime, fresh.Etag = uint64(a.Now().UnixMilli()), a.NewID()
	if err := a.settle(r, fresh); err != nil {
		return nil, err
	}
	if fresh.Type == "TABLE" {
		if fresh.Schema == nil {
			fresh.Schema = old.Schema
		}
		if err := jobs.CheckSchemaChange(old.TableReference, old.Schema, fresh.Schema); err != nil {
			return nil, err
		}
	}
	var table *catalog.Table
	err = a.Catalog.Update(func(tx *catalog.Tx) error {
		if table, err = tx.Table(old.TableReference); err != nil {
			return err
		}
		if table.Meta.Etag != old.Etag {
			return &apierror.Error{Status: http.StatusConflict, Reason: "concurrentUpdate", Message: catalog.TableName(old.TableReference) + " was changed at the same time; try again"}
		}
		table.Meta = fresh
		return tx.PutTable(table)
	})
	return shown(r, table), err
}
