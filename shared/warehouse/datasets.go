package warehouse

import (
	"context"
	"maps"

	"cloud.google.com/go/bigquery"

	"capidemo.dev/platform/shared/fault"
)

// CreateDataset makes a dataset with labels and a description. One that exists and carries all the labels is ours, which is success;
// one with other labels is somebody else's: fault.Conflict.
func (w *Warehouse) CreateDataset(ctx context.Context, id string, labels map[string]string, description string) error {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	err := w.client.Dataset(id).Create(ctx, &bigquery.DatasetMetadata{Location: w.client.Location, Labels: labels, Description: description})
	if err = classify(err, "creating dataset "+id); !fault.Is(err, fault.Conflict) {
		return err
	}
	found, err := w.Labels(ctx, id)
	if err != nil {
		return err
	}
	for key, value := range labels {
		if found[key] != value {
			return fault.New(fault.Conflict, "Dataset %s exists and is not ours: its label %s has another value.", id, key)
		}
	}
	return nil
}

// Labels gives a dataset's labels, or fault.NotFound.
func (w *Warehouse) Labels(ctx context.Context, dataset string) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	meta, err := w.client.Dataset(dataset).Metadata(ctx)
	if err != nil {
		return nil, classify(err, "reading dataset "+dataset)
	}
	return maps.Clone(meta.Labels), nil
}

// SetLabels adds labels to a dataset, or changes them; others stay.
func (w *Warehouse) SetLabels(ctx context.Context, dataset string, labels map[string]string) error {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	var update bigquery.DatasetMetadataToUpdate
	for key, value := range labels {
		update.SetLabel(key, value)
	}
	_, err := w.client.Dataset(dataset).Update(ctx, update, "")
	return classify(err, "labelling dataset "+dataset)
}

// DropDataset removes a dataset with its tables and confirms that it is gone. An absent one is success.
func (w *Warehouse) DropDataset(ctx context.Context, dataset string) error {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	ds := w.client.Dataset(dataset)
	err := classify(ds.DeleteWithContents(ctx), "dropping dataset "+dataset)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	_, err = ds.Metadata(ctx)
	switch err = classify(err, "confirming that dataset "+dataset+" is gone"); {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	default:
		return fault.New(fault.Unavailable, "Dataset %s is still there after it was dropped.", dataset)
	}
}
