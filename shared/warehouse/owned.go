package warehouse

import (
	"context"
	"errors"
	"iter"
	"time"

	"google.golang.org/api/iterator"

	"capidemo.dev/platform/shared/fault"
)

// Datasets yields the ids of the datasets that carry a label, in the order of ids. The sequence ends after an error.
func (w *Warehouse) Datasets(ctx context.Context, key, value string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		all := w.client.Datasets(ctx)
		all.Filter = "labels." + key + ":" + value
		for {
			ds, err := all.Next()
			if errors.Is(err, iterator.Done) {
				return
			}
			if err != nil {
				yield("", classify(err, "listing datasets"))
				return
			}
			if !yield(ds.DatasetID, nil) {
				return
			}
		}
	}
}

// DatasetMade tells when a dataset was made, or fault.NotFound.
func (w *Warehouse) DatasetMade(ctx context.Context, dataset string) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	meta, err := w.client.Dataset(dataset).Metadata(ctx)
	if err != nil {
		return time.Time{}, classify(err, "reading dataset "+dataset)
	}
	return meta.CreationTime.UTC(), nil
}

// Stored gives the bytes that a dataset's tables are billed for: all of a table's, and none of a clone's that was never changed. A dataset
// that is not there holds nothing.
func (w *Warehouse) Stored(ctx context.Context, dataset string) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	var names []string
	for tables := w.client.Dataset(dataset).Tables(ctx); ; {
		table, err := tables.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		if err = classify(err, "listing the tables of "+dataset); err != nil {
			if fault.Is(err, fault.NotFound) {
				return 0, nil
			}
			return 0, err
		}
		names = append(names, table.TableID)
	}
	states, err := w.Describe(ctx, dataset, names)
	var sum int64
	for _, state := range states {
		if state.CloneOf.Name == "" || !state.Pristine {
			sum += state.Bytes
		}
	}
	return sum, err
}
