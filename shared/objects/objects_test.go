package objects_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/objects"
)

// bucket gives an empty bucket of a server of its own.
func bucket(t *testing.T) *objects.Bucket {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{Host: "127.0.0.1", Port: 0, Scheme: "http"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	b := objects.New(server.Client(), "templates")
	if err := b.EnsureBucket(t.Context(), "demo-capi"); err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t *testing.T, b *objects.Bucket, path string, content []byte) {
	t.Helper()
	w := b.Writer(t.Context(), path, "application/octet-stream")
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func kindOf(err error) fault.Kind {
	var known *fault.Error
	if !errors.As(err, &known) {
		return 255
	}
	return known.Kind
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	b := bucket(t)
	for _, size := range []int{0, 1, 5 << 20} { // 5 MiB takes several requests
		content := bytes.Repeat([]byte("x"), size)
		put(t, b, "a/file", content)
		got, err := b.Read(t.Context(), "a/file", 10<<20)
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("size %d: got %d bytes, %v", size, len(got), err)
		}
	}
	r, err := b.Reader(t.Context(), "a/file")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if n, err := io.Copy(io.Discard, r); n != 5<<20 || err != nil {
		t.Fatalf("streamed %d bytes, %v", n, err)
	}
}

func TestReadRefusesMoreThanItsLimit(t *testing.T) {
	t.Parallel()
	b := bucket(t)
	put(t, b, "big", make([]byte, 11))
	if _, err := b.Read(t.Context(), "big", 10); kindOf(err) != fault.TooLarge {
		t.Fatalf("want TooLarge, got %v", err)
	}
}

func TestAbsentObjects(t *testing.T) {
	t.Parallel()
	b := bucket(t)
	if _, err := b.Read(t.Context(), "none", 10); kindOf(err) != fault.NotFound {
		t.Fatalf("reading: want NotFound, got %v", err)
	}
	if there, err := b.Exists(t.Context(), "none"); there || err != nil {
		t.Fatalf("exists: %v, %v", there, err)
	}
	put(t, b, "some", nil)
	if there, err := b.Exists(t.Context(), "some"); !there || err != nil {
		t.Fatalf("exists: %v, %v", there, err)
	}
}

func TestAbandonedWriteLeavesNothing(t *testing.T) {
	t.Parallel()
	b := bucket(t)
	ctx, cancel := context.WithCancel(t.Context())
	w := b.Writer(ctx, "half", "text/plain")
	if _, err := w.Write([]byte("half of it")); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := w.Close(); kindOf(err) != fault.Cancelled {
		t.Fatalf("want Cancelled, got %v", err)
	}
	if there, err := b.Exists(t.Context(), "half"); there || err != nil {
		t.Fatalf("exists: %v, %v", there, err)
	}
}

func TestDeletePrefixTakesOnlyThePrefix(t *testing.T) {
	t.Parallel()
	b := bucket(t)
	for _, path := range []string{"v1/a", "v1/b/c", "v10/a", "v2/a"} {
		put(t, b, path, []byte(path))
	}
	n, err := b.DeletePrefix(t.Context(), "v1/")
	if n != 2 || err != nil {
		t.Fatalf("deleted %d, %v", n, err)
	}
	left := map[string]bool{}
	for _, path := range []string{"v1/a", "v1/b/c", "v10/a", "v2/a"} {
		if left[path], err = b.Exists(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(map[string]bool{"v1/a": false, "v1/b/c": false, "v10/a": true, "v2/a": true}, left); diff != "" {
		t.Fatal(diff)
	}
	if _, err := b.DeletePrefix(t.Context(), ""); kindOf(err) != fault.Invalid {
		t.Fatalf("an empty prefix must be refused, got %v", err)
	}
}

func TestEnsureBucketTwice(t *testing.T) {
	t.Parallel()
	if err := bucket(t).EnsureBucket(t.Context(), "demo-capi"); err != nil {
		t.Fatal(err)
	}
}
