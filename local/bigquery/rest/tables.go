package rest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/jobs"
)

var tableID = regexp.MustCompile(`^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd} ]+$`)

// reference names the table of a request's path.
func reference(r *http.Request) *bq.TableReference {
	return &bq.TableReference{ProjectId: r.PathValue("project"), DatasetId: r.PathValue("dataset"), TableId: r.PathValue("table")}
}

func (a *API) insertTable(r *http.Request) (any, error) {
	meta, err := decode[bq.Table](r)
	if err != nil {
		return nil, err
	}
	if meta.TableReference == nil || meta.TableReference.TableId == "" {
		return nil, apierror.Invalid("Required parameter is missing: tableReference.tableId")
	}
	ref := reference(r)
	ref.TableId = meta.TableReference.TableId
	if !named(tableID, ref.TableId) {
		return nil, apierror.Invalid("Invalid table ID %q.", ref.TableId)
	}
	meta.TableReference = ref
	now := a.Now().UnixMilli()
	meta.CreationTime, meta.LastModifiedTime, meta.Etag, meta.Location = now, uint64(now), a.NewID(), jobs.Location
	meta.NumRows, meta.NumBytes = 0, 0
	if err := a.settle(r, meta); err != nil {
		return nil, err
	}
	table := &catalog.Table{Meta: meta}
	err = a.Catalog.Update(func(tx *catalog.Tx) error {
		existing, err := tx.LookupTable(ref)
		if err != nil {
			return err
		}
		if existing != nil {
			return apierror.Duplicate(catalog.TableName(ref))
		}
		return tx.PutTable(table)
	})
	return shown(r, table), err
}

// settle checks a new or changed record and fills in its type and a view's schema.
func (a *API) settle(r *http.Request, meta *bq.Table) error {
	if err := checkLabels(meta.Labels); err != nil {
		return err
	}
	switch {
	case meta.ExternalDataConfiguration != nil, meta.MaterializedView != nil:
		return apierror.NotImplemented("External tables and materialized views are not part of the local warehouse")
	case meta.View != nil:
		schema, err := a.Jobs.ViewSchema(r.Context(), meta)
		if err != nil {
			return err
		}
		meta.Type = "VIEW"
		meta.Schema = &bq.TableSchema{Fields: jobs.KeepDescriptions(meta.Schema, schema)}
		return nil
	}
	if meta.Type != "SNAPSHOT" {
		meta.Type = "TABLE"
	}
	return engine.NormalizeSchema(meta.Schema)
}

func (a *API) getTable(r *http.Request) (any, error) {
	table, err := a.table(r)
	if fields := r.URL.Query().Get("selectedFields"); err == nil && fields != "" && table.Meta.Schema != nil {
		wanted := strings.Split(fields, ",")
		table.Meta.Schema.Fields = slices.DeleteFunc(table.Meta.Schema.Fields, func(f *bq.TableFieldSchema) bool {
			return !slices.ContainsFunc(wanted, func(name string) bool { return strings.EqualFold(name, f.Name) })
		})
	}
	return shown(r, table), err
}

func (a *API) table(r *http.Request) (table *catalog.Table, err error) {
	err = a.Catalog.View(func(tx *catalog.Tx) error {
		table, err = tx.Table(reference(r))
		return err
	})
	return table, err
}

// shown gives the resource of a table with its counts and names.
func shown(r *http.Request, table *catalog.Table) any {
	if table == nil {
		return nil
	}
	meta := *table.Meta
	ref := meta.TableReference
	meta.Kind, meta.Id = "bigquery#table", ref.ProjectId+":"+ref.DatasetId+"."+ref.TableId
	meta.SelfLink = "http://" + r.Host + "/bigquery/v2/projects/" + ref.ProjectId + "/datasets/" + ref.DatasetId + "/tables/" + ref.TableId
	if meta.Type != "VIEW" {
		meta.NumRows, meta.NumBytes = uint64(table.Rows()), table.Bytes(nil)
		meta.NumTotalLogicalBytes, meta.NumActiveLogicalBytes = meta.NumBytes, meta.NumBytes
		meta.ForceSendFields = []string{"NumRows", "NumBytes", "NumTotalLogicalBytes", "NumActiveLogicalBytes", "NumLongTermBytes"}
	}
	return &meta
}

func (a *API) listTables(r *http.Request) (any, error) {
	w, err := windowOf(r, 10_000)
	if err != nil {
		return nil, err
	}
	var all []*catalog.Table
	err = a.Catalog.View(func(tx *catalog.Tx) error {
		project, dataset := r.PathValue("project"), r.PathValue("dataset")
		if _, err := tx.Dataset(project, dataset); err != nil {
			return err
		}
		var err error
		all, err = tx.Tables(project, dataset)
		return err
	})
	if err != nil {
		return nil, err
	}
	items, next := page(all, w)
	out := &bq.TableList{Kind: "bigquery#tableList", TotalItems: int64(len(all)), NextPageToken: next, ForceSendFields: []string{"TotalItems"}}
	for _, table := range items {
		meta := table.Meta
		ref := meta.TableReference
		item := &bq.TableListTables{
			Kind: "bigquery#table", Id: ref.ProjectId + ":" + ref.DatasetId + "." + ref.TableId, TableReference: ref, Type: meta.Type,
			FriendlyName: meta.FriendlyName, Labels: meta.Labels, CreationTime: meta.CreationTime, ExpirationTime: meta.ExpirationTime,
			TimePartitioning: meta.TimePartitioning, RangePartitioning: meta.RangePartitioning, Clustering: meta.Clustering,
		}
		if meta.View != nil {
			item.View = &bq.TableListTablesView{UseLegacySql: false, ForceSendFields: []string{"UseLegacySql"}}
		}
		out.Tables = append(out.Tables, item)
	}
	return out, nil
}

func (a *API) deleteTable(r *http.Request) (any, error) {
	ref := reference(r)
	var files []string
	err := a.Catalog.Update(func(tx *catalog.Tx) error {
		table, err := tx.Table(ref)
		if err != nil {
			return err
		}
		files = engine.Names(table.Parts)
		return tx.DeleteTable(ref.ProjectId, ref.DatasetId, ref.TableId)
	})
	if err != nil {
		return nil, err
	}
	a.Engine.Files.Collect(files)
	return nil, nil //nolint:nilnil // no content
}
