// Package stand gives tests a storage and a warehouse for templates: a server that speaks Cloud Storage and the local BigQuery, both with
// the official clients in front, as the functions have them.
//
// It is apart from package testkit because it links DuckDB, which tests without a warehouse need not wait for. Only tests import it.
package stand

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"cloud.google.com/go/storage"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/bigquery"
	localstorage "capidemo.dev/platform/local/storage"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/warehouse"
)

// Project is the project of everything on the stand.
const Project = "demo-capi"

// Stand is a bucket and a warehouse that loads from it.
type Stand struct {
	Bucket    *objects.Bucket
	Warehouse *warehouse.Warehouse
}

// New makes a stand that ends with the test.
func New(tb testing.TB) *Stand {
	tb.Helper()
	shop := httptest.NewUnstartedServer(nil)
	files, err := localstorage.New(localstorage.Options{Dir: tb.TempDir(), Address: shop.Listener.Addr().String()})
	if err != nil {
		tb.Fatal(err)
	}
	shop.Config.Handler = files.Handler()
	shop.Start()
	tb.Cleanup(func() { shop.Close(); _ = files.Close() }) // it never fails
	client, err := storage.NewClient(tb.Context(), option.WithEndpoint(shop.URL+"/storage/v1/"), option.WithoutAuthentication(), storage.WithJSONReads())
	if err != nil {
		tb.Fatal(err)
	}
	bucket := objects.New(client, "templates")
	if err := bucket.EnsureBucket(tb.Context(), Project); err != nil {
		tb.Fatal(err)
	}
	server, err := bigquery.New(tb.Context(), bigquery.Options{Dir: tb.TempDir(), StorageEndpoint: shop.URL})
	if err != nil {
		tb.Fatal(err)
	}
	web := httptest.NewServer(server.Handler())
	w, err := warehouse.New(tb.Context(), warehouse.Config{Project: Project, Location: "US", Endpoint: web.URL + "/bigquery/v2/"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_, _ = client.Close(), w.Close() // only releases connections
		web.Close()
		if err := server.Close(); err != nil {
			tb.Errorf("closing the warehouse: %v", err)
		}
	})
	return &Stand{Bucket: bucket, Warehouse: w}
}

// Load makes a dataset of tables.
func (s *Stand) Load(tb testing.TB, dataset string, tables []demo.Table) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), time.Minute)
	defer cancel()
	if err := s.Warehouse.CreateDataset(ctx, dataset, nil, ""); err != nil {
		tb.Fatal(err)
	}
	if err := s.Warehouse.LoadTables(ctx, dataset, tables, "load_"+dataset); err != nil {
		tb.Fatal(err)
	}
}
