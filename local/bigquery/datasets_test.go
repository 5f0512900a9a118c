package bigquery_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/iterator"
)

// wantRefused checks status, reason and message of a refused request.
func wantRefused(tb testing.TB, err error, status int, reason, message string) {
	tb.Helper()
	var failure *googleapi.Error
	if !errors.As(err, &failure) || len(failure.Errors) == 0 {
		tb.Errorf("error is %v, want a refusal with reason %s", err, reason)
		return
	}
	got := fmt.Sprint(failure.Code, failure.Errors[0].Reason, failure.Message)
	if want := fmt.Sprint(status, reason, message); got != want {
		tb.Errorf("refusal is\n%s, want\n%s", got, want)
	}
}

func TestDatasetLife(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.Dataset("sales")
	_, err := ds.Metadata(ctx(t))
	wantRefused(t, err, http.StatusNotFound, "notFound", "Not found: Dataset demo-capi:sales")
	if err := ds.Create(ctx(t), &bigquery.DatasetMetadata{Description: "All sales", Labels: map[string]string{"team": "a"}}); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, ds.Create(ctx(t), nil), http.StatusConflict, "duplicate", "Already Exists: Dataset demo-capi:sales")
	update := bigquery.DatasetMetadataToUpdate{Name: "Sales"}
	update.SetLabel("state", "ready")
	update.DeleteLabel("team")
	meta, err := ds.Update(ctx(t), update, "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"state": "ready"}, meta.Labels); diff != "" {
		t.Errorf("labels differ (-want +got):\n%s", diff)
	}
	if meta.Description != "All sales" || meta.Name != "Sales" || meta.Location != "US" || meta.CreationTime.IsZero() {
		t.Errorf("metadata is %+v", meta)
	}
	_, err = ds.Update(ctx(t), update, "another etag")
	wantRefused(t, err, http.StatusPreconditionFailed, "conditionNotMet", "Precondition Failed")
	if err := ds.Table("t").Create(ctx(t), nil); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, ds.Delete(ctx(t)), http.StatusBadRequest, "resourceInUse", "Dataset demo-capi:sales is still in use")
	if err := ds.DeleteWithContents(ctx(t)); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, ds.Delete(ctx(t)), http.StatusNotFound, "notFound", "Not found: Dataset demo-capi:sales")
}

func TestDatasetNamesAndLabelsAreChecked(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, id := range []string{"with-dash", "with.dot", "with space"} {
		err := w.Dataset(id).Create(ctx(t), nil)
		wantRefused(t, err, http.StatusBadRequest, "invalid",
			fmt.Sprintf("Invalid dataset ID %q. Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long.", id))
	}
	for _, labels := range []map[string]string{{"Upper": "a"}, {"a": "Upper"}, {"1a": "x"}, {"": "x"}} {
		if err := w.Dataset("x").Create(ctx(t), &bigquery.DatasetMetadata{Labels: labels}); err == nil {
			t.Errorf("labels %v were accepted", labels)
		}
	}
}

func TestListDatasetsByLabelInPages(t *testing.T) {
	t.Parallel()
	w := start(t)
	var want []string
	for i := range 25 {
		id, labels := fmt.Sprintf("d%02d", i), map[string]string{"demo": fmt.Sprint("n", i%2), "kind": "k"}
		if err := w.Dataset(id).Create(ctx(t), &bigquery.DatasetMetadata{Labels: labels}); err != nil {
			t.Fatal(err)
		}
		if i%2 == 1 {
			want = append(want, id)
		}
	}
	list := func(filter string, size int) (got []string) {
		t.Helper()
		it := w.Datasets(ctx(t))
		it.Filter = filter
		it.PageInfo().MaxSize = size
		for {
			ds, err := it.Next()
			if errors.Is(err, iterator.Done) {
				return got
			}
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, ds.DatasetID)
		}
	}
	if diff := cmp.Diff(want, list("labels.demo:n1 labels.kind", 5)); diff != "" {
		t.Errorf("datasets differ (-want +got):\n%s", diff)
	}
	if got := len(list("", 7)); got != 25 {
		t.Errorf("listed %d datasets, want 25", got)
	}
	if got := list("labels.absent", 0); got != nil {
		t.Errorf("listed %v by an absent label", got)
	}
}
