package warehouse_test

import (
	"context"
	"crypto/rand"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	cloud "cloud.google.com/go/bigquery"
	"cloud.google.com/go/storage"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/bigquery"
	"capidemo.dev/platform/shared/warehouse"
)

// backend is one warehouse the suite runs against.
type backend struct {
	*warehouse.Warehouse
	put  func(t *testing.T, name string, content []byte) (uri string) // stores an object that LoadTables can read
	view func(t *testing.T, dataset, name, sql string)                // makes a view, as somebody with more rights than the platform would
	run  func(t *testing.T, dataset, sql string)                      // runs any statement, likewise
}

// backends lists every warehouse there is: the local one always, the cloud's when a project and a bucket for tests are named (with the
// usual application default credentials).
func backends() map[string]func(*testing.T) backend {
	all := map[string]func(*testing.T) backend{"local": localBackend}
	project, bucket := os.Getenv("WAREHOUSE_TEST_PROJECT"), os.Getenv("WAREHOUSE_TEST_BUCKET")
	if project != "" && bucket != "" {
		all["cloud"] = func(t *testing.T) backend {
			t.Helper()
			return cloudBackend(t, project, bucket)
		}
	}
	return all
}

func localBackend(t *testing.T) backend {
	t.Helper()
	objects, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatalf("storage: %v", err)
	}
	t.Cleanup(objects.Stop)
	objects.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "templates"})
	server, err := bigquery.New(t.Context(), bigquery.Options{Dir: t.TempDir(), StorageEndpoint: objects.URL()})
	if err != nil {
		t.Fatalf("local BigQuery: %v", err)
	}
	web := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		web.Close()
		if err := server.Close(); err != nil {
			t.Errorf("closing local BigQuery: %v", err)
		}
	})
	return backend{
		Warehouse: connect(t, warehouse.Config{Project: "demo-capi", Location: "US", Endpoint: web.URL + "/bigquery/v2/"}),
		put: func(_ *testing.T, name string, content []byte) string {
			objects.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: "templates", Name: name}, Content: content})
			return "gs://templates/" + name
		},
		view: viewMaker("demo-capi", option.WithEndpoint(web.URL+"/bigquery/v2/"), option.WithoutAuthentication()),
		run:  runner("demo-capi", option.WithEndpoint(web.URL+"/bigquery/v2/"), option.WithoutAuthentication()),
	}
}

// viewMaker makes views through a client of its own.
func viewMaker(project string, options ...option.ClientOption) func(*testing.T, string, string, string) {
	return func(t *testing.T, dataset, name, sql string) {
		t.Helper()
		client, err := cloud.NewClient(t.Context(), project, options...)
		if err != nil {
			t.Fatalf("BigQuery: %v", err)
		}
		defer func() { _ = client.Close() }()
		if err := client.Dataset(dataset).Table(name).Create(t.Context(), &cloud.TableMetadata{ViewQuery: sql}); err != nil {
			t.Fatalf("view %s: %v", name, err)
		}
	}
}

// runner runs statements through a client of its own.
func runner(project string, options ...option.ClientOption) func(*testing.T, string, string) {
	return func(t *testing.T, dataset, sql string) {
		t.Helper()
		client, err := cloud.NewClient(t.Context(), project, options...)
		if err != nil {
			t.Fatalf("BigQuery: %v", err)
		}
		defer func() { _ = client.Close() }()
		query := client.Query(sql)
		query.DefaultProjectID, query.DefaultDatasetID = project, dataset
		if _, err := query.Read(t.Context()); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

func cloudBackend(t *testing.T, project, bucket string) backend {
	t.Helper()
	client, err := storage.NewClient(t.Context())
	if err != nil {
		t.Fatalf("storage: %v", err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return backend{
		Warehouse: connect(t, warehouse.Config{Project: project, Location: "US"}),
		put: func(t *testing.T, name string, content []byte) string {
			t.Helper()
			object := client.Bucket(bucket).Object("warehouse-test/" + unique() + "/" + name)
			writer := object.NewWriter(t.Context())
			_, err := writer.Write(content)
			if closing := writer.Close(); err != nil || closing != nil {
				t.Fatalf("storing %s: %v, %v", name, err, closing)
			}
			t.Cleanup(func() { _ = object.Delete(context.WithoutCancel(t.Context())) })
			return "gs://" + bucket + "/" + object.ObjectName()
		},
		view: viewMaker(project),
		run:  runner(project),
	}
}

func connect(t *testing.T, cfg warehouse.Config) *warehouse.Warehouse {
	t.Helper()
	w, err := warehouse.New(t.Context(), cfg)
	if err != nil {
		t.Fatalf("warehouse: %v", err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// unique gives a text that no other run uses.
func unique() string { return strings.ToLower(rand.Text()[:12]) }
