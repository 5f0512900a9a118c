package bigquery_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/iterator"
)

func TestTableKeepsWhatItIsTold(t *testing.T) {
	t.Parallel()
	w := start(t)
	table := w.dataset(t, "d").Table("events")
	expires := time.Date(2040, 1, 2, 3, 4, 5, 0, time.UTC)
	want := &bigquery.TableMetadata{
		Name: "Events", Description: "What happened", Labels: map[string]string{"a": "b"}, ExpirationTime: expires,
		TimePartitioning: &bigquery.TimePartitioning{Type: bigquery.DayPartitioningType, Field: "at"},
		Clustering:       &bigquery.Clustering{Fields: []string{"id"}},
		Schema: bigquery.Schema{
			{Name: "id", Type: bigquery.IntegerFieldType, Required: true, Description: "Number"},
			{Name: "at", Type: bigquery.TimestampFieldType},
			{Name: "items", Type: bigquery.RecordFieldType, Repeated: true, Schema: bigquery.Schema{
				{Name: "sku", Type: bigquery.StringFieldType, Description: "Article"}, {Name: "price", Type: bigquery.NumericFieldType},
			}},
		},
	}
	if err := table.Create(ctx(t), want); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, table.Create(ctx(t), want), http.StatusConflict, "duplicate", "Already Exists: Table demo-capi:d.events")
	got, err := table.Metadata(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]any{
		"schema": {want.Schema, got.Schema}, "labels": {want.Labels, got.Labels}, "clustering": {want.Clustering, got.Clustering},
		"partitioning": {want.TimePartitioning.Field, got.TimePartitioning.Field}, "expiration": {expires, got.ExpirationTime.UTC()},
		"texts": {want.Name + want.Description, got.Name + got.Description}, "type": {bigquery.RegularTable, got.Type},
		"rows": {uint64(0), got.NumRows},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
	wider := slices.Concat(got.Schema, bigquery.Schema{{Name: "note", Type: bigquery.StringFieldType}})
	if got, err = table.Update(ctx(t), bigquery.TableMetadataToUpdate{Schema: wider, Description: "New"}, got.ETag); err != nil {
		t.Fatal(err)
	}
	if len(got.Schema) != 4 || got.Description != "New" || got.Name != "Events" {
		t.Errorf("after the update: %d fields, description %q, name %q", len(got.Schema), got.Description, got.Name)
	}
	_, err = table.Update(ctx(t), bigquery.TableMetadataToUpdate{Schema: wider[1:]}, "")
	wantRefused(t, err, http.StatusBadRequest, "invalid", "Provided Schema does not match Table demo-capi:d.events. Field id is missing in new schema")
	if err := table.Delete(ctx(t)); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, table.Delete(ctx(t)), http.StatusNotFound, "notFound", "Not found: Table demo-capi:d.events")
	_, err = w.Dataset("absent").Table("x").Metadata(ctx(t))
	wantRefused(t, err, http.StatusNotFound, "notFound", "Not found: Dataset demo-capi:absent")
}

func TestViews(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.load(t, ds.Table("customers"), w.upload("c.parquet", parquetOf(t, customers(100))))
	view := ds.Table("active")
	meta := &bigquery.TableMetadata{ViewQuery: "SELECT id, name FROM `demo-capi.d.customers` WHERE active", UseStandardSQL: true}
	if err := view.Create(ctx(t), meta); err != nil {
		t.Fatal(err)
	}
	onView := &bigquery.TableMetadata{ViewQuery: "SELECT COUNT(*) AS n FROM d.active", UseStandardSQL: true}
	if err := ds.Table("counted").Create(ctx(t), onView); err != nil {
		t.Fatal(err)
	}
	got, err := view.Metadata(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	if got.Type != bigquery.ViewTable || got.ViewQuery != meta.ViewQuery || len(got.Schema) != 2 {
		t.Errorf("the view is %+v", got)
	}
	if diff := cmp.Diff([][]bigquery.Value{{int64(34)}}, w.rows(t, "SELECT n FROM d.counted")); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	broken := &bigquery.TableMetadata{ViewQuery: "SELECT nothing FROM d.customers", UseStandardSQL: true}
	if err := ds.Table("broken").Create(ctx(t), broken); err == nil {
		t.Error("a view with a broken query was made")
	}
	it := view.Read(ctx(t))
	var row []bigquery.Value
	wantRefused(t, it.Next(&row), http.StatusBadRequest, "invalid", "Cannot list a table of type VIEW.")
}

func TestListTablesInPages(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	for i := range 12 {
		if err := ds.Table(fmt.Sprintf("t%02d", i)).Create(ctx(t), nil); err != nil {
			t.Fatal(err)
		}
	}
	it := ds.Tables(ctx(t))
	it.PageInfo().MaxSize = 5
	var got int
	for {
		table, err := it.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("t%02d", got); table.TableID != want {
			t.Errorf("table %d is %s, want %s", got, table.TableID, want)
		}
		got++
	}
	if got != 12 {
		t.Errorf("listed %d tables, want 12", got)
	}
}

func TestRowsOfATableInPages(t *testing.T) {
	t.Parallel()
	w := start(t)
	table := w.dataset(t, "d").Table("customers")
	want := customers(1000)
	w.load(t, table, w.upload("c.parquet", parquetOf(t, want)))
	it := table.Read(ctx(t))
	it.PageInfo().MaxSize = 300
	rows := all(t, it)
	if len(rows) != 1000 || it.TotalRows != 1000 {
		t.Fatalf("read %d rows of %d, want 1000", len(rows), it.TotalRows)
	}
	for _, i := range []int{0, 1, 299, 300, 999} {
		var city bigquery.Value
		if want[i].City != nil {
			city = *want[i].City
		}
		expected := []bigquery.Value{want[i].ID, want[i].Name, city, want[i].Spent, want[i].Active, want[i].SignedUp}
		if diff := cmp.Diff(expected, rows[i]); diff != "" {
			t.Errorf("row %d differs (-want +got):\n%s", i, diff)
		}
	}
	it = table.Read(ctx(t))
	it.StartIndex = 990
	if got := len(all(t, it)); got != 10 {
		t.Errorf("read %d rows from 990 on, want 10", got)
	}
}
