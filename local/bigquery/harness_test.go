package bigquery_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/bigquery"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	"github.com/parquet-go/parquet-go"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"

	local "capidemo.dev/platform/local/bigquery"
)

const project = "demo-capi"

// warehouse is a local server with a storage server beside it and an official client in front.
type warehouse struct {
	*bigquery.Client
	url     string
	dir     string
	storage *fakestorage.Server
	end     func() // stops the server
}

// start runs a warehouse over a fresh directory until the test's end.
func start(tb testing.TB) *warehouse {
	tb.Helper()
	storage, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		tb.Fatalf("storage: %v", err)
	}
	tb.Cleanup(storage.Stop)
	storage.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "bucket"})
	w := &warehouse{dir: tb.TempDir(), storage: storage}
	w.open(tb)
	return w
}

// open starts a server over the warehouse's directory.
func (w *warehouse) open(tb testing.TB) {
	tb.Helper()
	server, err := local.New(tb.Context(), local.Options{Dir: w.dir, StorageEndpoint: w.storage.URL()})
	if err != nil {
		tb.Fatalf("server: %v", err)
	}
	web := httptest.NewServer(server.Handler())
	w.url = web.URL
	w.Client, err = bigquery.NewClient(tb.Context(), project, option.WithEndpoint(web.URL+"/bigquery/v2/"), option.WithoutAuthentication())
	if err != nil {
		tb.Fatalf("client: %v", err)
	}
	w.end = sync.OnceFunc(func() {
		web.Close()
		if err := server.Close(); err != nil {
			tb.Errorf("closing the server: %v", err)
		}
	})
	tb.Cleanup(w.end)
}

// dataset makes a dataset and returns it.
func (w *warehouse) dataset(tb testing.TB, id string) *bigquery.Dataset {
	tb.Helper()
	ds := w.Dataset(id)
	if err := ds.Create(ctx(tb), &bigquery.DatasetMetadata{}); err != nil {
		tb.Fatalf("dataset %s: %v", id, err)
	}
	return ds
}

// upload puts an object into the bucket and returns its URI.
func (w *warehouse) upload(name string, content []byte) string {
	w.storage.CreateObject(fakestorage.Object{
		ObjectAttrs: fakestorage.ObjectAttrs{BucketName: "bucket", Name: name}, Content: content,
	})
	return "gs://bucket/" + name
}

// customer is a row of the table that most tests use.
type customer struct {
	ID       int64     `parquet:"id"`
	Name     string    `parquet:"name"`
	City     *string   `parquet:"city,optional,dict"`
	Spent    float64   `parquet:"spent"`
	Active   bool      `parquet:"active"`
	SignedUp time.Time `parquet:"signed_up,timestamp(microsecond)"`
}

func customers(n int) []customer {
	rows := make([]customer, n)
	begin := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		city := fmt.Sprintf("city %d", i%500)
		rows[i] = customer{
			ID: int64(i), Name: fmt.Sprintf("customer %d", i), City: &city, Spent: float64(i%1000) / 4, Active: i%3 == 0,
			SignedUp: begin.Add(time.Duration(i) * time.Minute),
		}
		if i%10 == 0 {
			rows[i].City = nil
		}
	}
	return rows
}

func parquetOf[T any](tb testing.TB, rows []T) []byte {
	tb.Helper()
	var buffer bytes.Buffer
	if err := parquet.Write(&buffer, rows, parquet.Compression(&parquet.Zstd)); err != nil {
		tb.Fatalf("parquet: %v", err)
	}
	return buffer.Bytes()
}

// load adds a Parquet object to a table and waits.
func (w *warehouse) load(tb testing.TB, table *bigquery.Table, uri string) *bigquery.JobStatus {
	tb.Helper()
	source := bigquery.NewGCSReference(uri)
	source.SourceFormat = bigquery.Parquet
	job, err := table.LoaderFrom(source).Run(ctx(tb))
	if err != nil {
		tb.Fatalf("load: %v", err)
	}
	return wait(tb, job)
}

// wait waits for a job that must succeed.
func wait(tb testing.TB, job *bigquery.Job) *bigquery.JobStatus {
	tb.Helper()
	status, err := job.Wait(ctx(tb))
	if err == nil {
		err = status.Err()
	}
	if err != nil {
		tb.Fatalf("job %s: %v", job.ID(), err)
	}
	return status
}

// rows runs a query and gives its rows.
func (w *warehouse) rows(tb testing.TB, sql string, parameters ...bigquery.QueryParameter) [][]bigquery.Value {
	tb.Helper()
	query := w.Query(sql)
	query.Parameters = parameters
	it, err := query.Read(ctx(tb))
	if err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	return all(tb, it)
}

func all(tb testing.TB, it *bigquery.RowIterator) [][]bigquery.Value {
	tb.Helper()
	var out [][]bigquery.Value
	for {
		var row []bigquery.Value
		switch err := it.Next(&row); {
		case err == nil:
			out = append(out, row)
		case errors.Is(err, iterator.Done):
			return out
		default:
			tb.Fatalf("reading rows: %v", err)
		}
	}
}

// ctx ends with the test, and before a hanging call could outlive it.
func ctx(tb testing.TB) context.Context {
	tb.Helper()
	c, cancel := context.WithTimeout(tb.Context(), 3*time.Minute) // patience for a busy machine; nothing here takes seconds on a quiet one
	tb.Cleanup(cancel)
	return c
}
