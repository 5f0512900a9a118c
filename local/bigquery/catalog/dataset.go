package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
)

func datasetName(project, dataset string) string {
	return fmt.Sprintf("Dataset %s:%s", project, dataset)
}

// CreateDataset adds a dataset; one of that name is a duplicate.
func (t *Tx) CreateDataset(ds *bq.Dataset) error {
	ref := ds.DatasetReference
	var existing json.RawMessage
	found, err := t.get(bucketDatasets, key(ref.ProjectId, ref.DatasetId), &existing)
	if err != nil {
		return err
	}
	if found {
		return apierror.Duplicate(datasetName(ref.ProjectId, ref.DatasetId))
	}
	return t.PutDataset(ds)
}

// PutDataset writes a dataset's record, replacing one of that name.
func (t *Tx) PutDataset(ds *bq.Dataset) error {
	return t.put(bucketDatasets, key(ds.DatasetReference.ProjectId, ds.DatasetReference.DatasetId), ds)
}

// Dataset gives a dataset or a notFound error.
func (t *Tx) Dataset(project, dataset string) (*bq.Dataset, error) {
	var ds bq.Dataset
	found, err := t.get(bucketDatasets, key(project, dataset), &ds)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, apierror.NotFound(datasetName(project, dataset))
	}
	return &ds, nil
}

// Datasets lists a project's datasets by name.
func (t *Tx) Datasets(project string) ([]*bq.Dataset, error) {
	return list[bq.Dataset](t, bucketDatasets, key(project))
}

// Projects lists the projects that have a dataset, by name.
func (t *Tx) Projects() []string {
	var out []string
	cursor := t.tx.Bucket([]byte(bucketDatasets)).Cursor()
	for k, _ := cursor.First(); k != nil; {
		project, _, _ := bytes.Cut(k, []byte{0})
		out = append(out, string(project))
		k, _ = cursor.Seek(append(bytes.Clone(project), 1))
	}
	return out
}

// DeleteDataset removes a dataset and, when contents is set, its tables; without it a dataset with tables is in use.
func (t *Tx) DeleteDataset(project, dataset string, contents bool) error {
	if _, err := t.Dataset(project, dataset); err != nil {
		return err
	}
	tables, err := t.Tables(project, dataset)
	if err != nil {
		return err
	}
	if len(tables) > 0 && !contents {
		return apierror.InUse("Dataset %s:%s is still in use", project, dataset)
	}
	for _, table := range tables {
		if err := t.DeleteTable(project, dataset, table.Meta.TableReference.TableId); err != nil {
			return err
		}
	}
	return t.remove(bucketDatasets, key(project, dataset))
}

// list decodes every value under a prefix, in the order of the keys.
func list[T any](t *Tx, bucket string, prefix []byte) ([]*T, error) {
	var out []*T
	cursor := t.tx.Bucket([]byte(bucket)).Cursor()
	for k, v := cursor.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = cursor.Next() {
		item := new(T)
		if err := json.Unmarshal(v, item); err != nil {
			return nil, fmt.Errorf("decoding %s %s: %w", bucket, k, err)
		}
		out = append(out, item)
	}
	return out, nil
}
