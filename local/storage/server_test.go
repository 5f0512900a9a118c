package storage_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	gcs "cloud.google.com/go/storage"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/storage"
)

const bucket = "capi-templates-demo-capi"

// open starts a server on dir and returns the official client of it.
func open(t *testing.T, dir string) *gcs.Client {
	t.Helper()
	var handler http.Handler
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(listener.Close)
	server, err := storage.New(storage.Options{Dir: dir, Address: listener.Listener.Addr().String(), Buckets: []string{bucket}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	handler = server.Handler()
	client, err := gcs.NewClient(t.Context(), option.WithoutAuthentication(), option.WithEndpoint(listener.URL+"/storage/v1/"), gcs.WithJSONReads())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() }) // the connection only
	return client
}

func write(ctx context.Context, object *gcs.ObjectHandle, text string) error {
	w := object.NewWriter(ctx)
	w.Metadata = map[string]string{"rows": "3"}
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return w.Close()
}

func TestObjectsSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	object := func() *gcs.ObjectHandle { return open(t, dir).Bucket(bucket).Object("v1/shopify/orders.parquet") }
	if err := write(t.Context(), object(), "PAR1"); err != nil {
		t.Fatal(err)
	}
	before, err := object().Attrs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	restarted := object()
	after, err := restarted.Attrs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if before.Generation != after.Generation || before.CRC32C != after.CRC32C {
		t.Errorf("generation and checksum = %d, %d after the restart, want %d, %d", after.Generation, after.CRC32C, before.Generation, before.CRC32C)
	}
	if diff := cmp.Diff(map[string]string{"rows": "3"}, after.Metadata); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	reader, err := restarted.NewReader(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if text, err := io.ReadAll(reader); err != nil || string(text) != "PAR1" {
		t.Errorf("content = %q, %v", text, err)
	}
}

func TestPreconditionsAndRewrites(t *testing.T) {
	t.Parallel()
	object := open(t, t.TempDir()).Bucket(bucket).Object("manifest.json")
	absent := object.If(gcs.Conditions{DoesNotExist: true})
	if err := write(t.Context(), absent, "one"); err != nil {
		t.Fatal(err)
	}
	first, err := object.Attrs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var refused *googleapi.Error
	if err := write(t.Context(), absent, "two"); !errors.As(err, &refused) || refused.Code != http.StatusPreconditionFailed {
		t.Errorf("create over an object: %v, want 412", err)
	}
	if err := write(t.Context(), object, "three"); err != nil {
		t.Fatal(err)
	}
	second, err := object.Attrs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if second.Generation <= first.Generation {
		t.Errorf("generation %d after %d, want it to rise", second.Generation, first.Generation)
	}
}

func TestResumableUpload(t *testing.T) {
	t.Parallel()
	object := open(t, t.TempDir()).Bucket(bucket).Object("large.parquet")
	w := object.NewWriter(t.Context())
	w.ChunkSize = googleapi.MinUploadChunkSize
	text := strings.Repeat("0123456789abcdef", 64<<10)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	attrs, err := object.Attrs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if attrs.Size != int64(len(text)) {
		t.Errorf("size = %d, want %d", attrs.Size, len(text))
	}
}
