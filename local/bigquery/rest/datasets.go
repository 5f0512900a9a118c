package rest

import (
	"net/http"
	"regexp"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/jobs"
)

var (
	datasetID = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	labelKey  = regexp.MustCompile(`^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$`)
	labelText = regexp.MustCompile(`^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$`)
)

func (a *API) insertDataset(r *http.Request) (any, error) {
	ds, err := decode[bq.Dataset](r)
	if err != nil {
		return nil, err
	}
	if ds.DatasetReference == nil || ds.DatasetReference.DatasetId == "" {
		return nil, apierror.Invalid("Required parameter is missing: datasetReference.datasetId")
	}
	project := r.PathValue("project")
	ds.DatasetReference.ProjectId = project
	if !named(datasetID, ds.DatasetReference.DatasetId) {
		return nil, apierror.Invalid("Invalid dataset ID %q. Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long.", ds.DatasetReference.DatasetId)
	}
	now := a.Now().UnixMilli()
	ds.Kind, ds.Id = "bigquery#dataset", project+":"+ds.DatasetReference.DatasetId
	ds.CreationTime, ds.LastModifiedTime, ds.Etag, ds.Type = now, now, a.NewID(), "DEFAULT"
	if ds.Location == "" {
		ds.Location = jobs.Location
	}
	if ds.Access == nil {
		ds.Access = []*bq.DatasetAccess{
			{Role: "WRITER", SpecialGroup: "projectWriters"}, {Role: "OWNER", SpecialGroup: "projectOwners"},
			{Role: "READER", SpecialGroup: "projectReaders"},
		}
	}
	if err := checkLabels(ds.Labels); err != nil {
		return nil, err
	}
	err = a.Catalog.Update(func(tx *catalog.Tx) error { return tx.CreateDataset(ds) })
	return a.shownDataset(r, ds), err
}

func (a *API) getDataset(r *http.Request) (any, error) {
	var ds *bq.Dataset
	err := a.Catalog.View(func(tx *catalog.Tx) (err error) {
		ds, err = tx.Dataset(r.PathValue("project"), r.PathValue("dataset"))
		return err
	})
	return a.shownDataset(r, ds), err
}

func (a *API) shownDataset(r *http.Request, ds *bq.Dataset) *bq.Dataset {
	if ds != nil {
		ds.SelfLink = "http://" + r.Host + "/bigquery/v2/projects/" + ds.DatasetReference.ProjectId + "/datasets/" + ds.DatasetReference.DatasetId
	}
	return ds
}

func (a *API) patchDataset(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	return a.changeDataset(r, func(old *bq.Dataset) (*bq.Dataset, error) { return merge(old, body) })
}

func (a *API) updateDataset(r *http.Request) (any, error) {
	ds, err := decode[bq.Dataset](r)
	if err != nil {
		return nil, err
	}
	return a.changeDataset(r, func(old *bq.Dataset) (*bq.Dataset, error) {
		fresh := *ds
		if fresh.Access == nil {
			fresh.Access = old.Access
		}
		return &fresh, nil
	})
}

// changeDataset replaces a dataset's record, whose identity and times stay the server's.
func (a *API) changeDataset(r *http.Request, change func(*bq.Dataset) (*bq.Dataset, error)) (any, error) {
	var fresh *bq.Dataset
	err := a.Catalog.Update(func(tx *catalog.Tx) error {
		old, err := tx.Dataset(r.PathValue("project"), r.PathValue("dataset"))
		if err != nil {
			return err
		}
		if err := checkEtag(r, old.Etag); err != nil {
			return err
		}
		if fresh, err = change(old); err != nil {
			return err
		}
		fresh.Kind, fresh.Id, fresh.DatasetReference, fresh.Location, fresh.Type = old.Kind, old.Id, old.DatasetReference, old.Location, old.Type
		fresh.CreationTime, fresh.LastModifiedTime, fresh.Etag = old.CreationTime, a.Now().UnixMilli(), a.NewID()
		if err := checkLabels(fresh.Labels); err != nil {
			return err
		}
		return tx.PutDataset(fresh)
	})
	return a.shownDataset(r, fresh), err
}

func (a *API) deleteDataset(r *http.Request) (any, error) {
	project, dataset := r.PathValue("project"), r.PathValue("dataset")
	var files []string
	err := a.Catalog.Update(func(tx *catalog.Tx) error {
		files = nil
		tables, err := tx.Tables(project, dataset)
		if err != nil {
			return err
		}
		for _, table := range tables {
			files = append(files, engine.Names(table.Parts)...)
		}
		return tx.DeleteDataset(project, dataset, r.URL.Query().Get("deleteContents") == "true")
	})
	if err != nil {
		return nil, err
	}
	a.Engine.Files.Collect(files)
	return nil, nil //nolint:nilnil // no content
}

func (a *API) listDatasets(r *http.Request) (any, error) {
	w, err := windowOf(r, 10_000)
	if err != nil {
		return nil, err
	}
	matches, err := labelFilter(r.URL.Query().Get("filter"))
	if err != nil {
		return nil, err
	}
	var all []*bq.Dataset
	err = a.Catalog.View(func(tx *catalog.Tx) (err error) {
		all, err = tx.Datasets(r.PathValue("project"))
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &bq.DatasetList{Kind: "bigquery#datasetList"}
	var items []*bq.DatasetListDatasets
	for _, ds := range all {
		if matches(ds.Labels) {
			items = append(items, &bq.DatasetListDatasets{
				Kind: "bigquery#dataset", Id: ds.Id, DatasetReference: ds.DatasetReference,
				FriendlyName: ds.FriendlyName, Labels: ds.Labels, Location: ds.Location, Type: ds.Type,
			})
		}
	}
	out.Datasets, out.NextPageToken = page(items, w)
	return out, nil
}

// labelFilter reads labels.key, labels.key:value and several of them, all of which must hold.
func labelFilter(filter string) (func(map[string]string) bool, error) {
	type term struct {
		key, value string
		exact      bool
	}
	var terms []term
	for word := range strings.FieldsSeq(filter) {
		if word == "AND" {
			continue
		}
		rest, isLabel := strings.CutPrefix(word, "labels.")
		if !isLabel {
			return nil, apierror.Invalid("Invalid value for filter: %s; it must be labels.key[:value]", filter)
		}
		key, value, exact := strings.Cut(rest, ":")
		terms = append(terms, term{key, value, exact && value != "*" && value != ""})
	}
	return func(labels map[string]string) bool {
		for _, t := range terms {
			value, has := labels[t.key]
			if !has || (t.exact && value != t.value) {
				return false
			}
		}
		return true
	}, nil
}

// named reports whether a name has the right characters and length.
func named(pattern *regexp.Regexp, name string) bool {
	return len(name) <= 1024 && pattern.MatchString(name)
}

func checkLabels(labels map[string]string) error {
	if len(labels) > 64 {
		return apierror.Invalid("Too many labels: a resource has at most 64")
	}
	for key, value := range labels {
		if !labelKey.MatchString(key) {
			return apierror.Invalid("Label key %q has invalid characters or is too long: lower case letters, digits, _ and -, at most 63", key)
		}
		if !labelText.MatchString(value) {
			return apierror.Invalid("Label value %q has invalid characters or is too long: lower case letters, digits, _ and -, at most 63", value)
		}
	}
	return nil
}

func checkEtag(r *http.Request, etag string) error {
	if want := r.Header.Get("If-Match"); want != "" && want != "*" && want != etag {
		return apierror.PreconditionFailed()
	}
	return nil
}
