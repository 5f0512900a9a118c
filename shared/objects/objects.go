// Package objects is Cloud Storage: one [Bucket] of it, through the official client, which honours STORAGE_EMULATOR_HOST.
//
// Errors carry the kinds of package fault. What lies under which path belongs to whoever writes it (package catalog), not
// here. objects_test.go holds every method against a server that speaks Cloud Storage.
package objects

import (
	"context"
	"errors"
	"fmt"
	"io"

	"cloud.google.com/go/storage"
	"google.golang.org/api/iterator"

	"capidemo.dev/platform/shared/fault"
)

// chunk is what a writer holds in memory and sends in one request. Files of templates mostly fit into one; bigger ones go in
// several, and memory stays flat whatever their size.
const chunk = 4 << 20

// Bucket is a bucket of Cloud Storage. It is safe for concurrent use.
type Bucket struct {
	handle *storage.BucketHandle
	name   string
}

// New names a bucket; nothing is asked of the service yet. Every request is repeated when it fails for the moment: what is
// written here is replaced as a whole, so a repetition changes nothing.
func New(client *storage.Client, name string) *Bucket {
	return &Bucket{handle: client.Bucket(name).Retryer(storage.WithPolicy(storage.RetryAlways)), name: name}
}

// URL is the gs:// address of a path.
func (b *Bucket) URL(path string) string { return "gs://" + b.name + "/" + path }

// Writer starts replacing an object. It becomes visible as a whole when Close returns nil; when ctx ends before, it does not.
func (b *Bucket) Writer(ctx context.Context, path, contentType string) io.WriteCloser {
	w := b.handle.Object(path).NewWriter(ctx)
	w.ChunkSize, w.ContentType = chunk, contentType
	return &writer{w, b.URL(path)}
}

type writer struct {
	*storage.Writer
	url string
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	return n, classify(err, "writing "+w.url)
}

func (w *writer) Close() error { return classify(w.Writer.Close(), "writing "+w.url) }

// Reader opens an object: fault.NotFound when there is none. The caller closes it.
func (b *Bucket) Reader(ctx context.Context, path string) (io.ReadCloser, error) {
	r, err := b.handle.Object(path).NewReader(ctx)
	if err != nil {
		return nil, classify(err, "opening "+b.URL(path))
	}
	return r, nil
}

// Read is the whole of an object of at most limit bytes; a longer one is fault.TooLarge.
func (b *Bucket) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	r, err := b.Reader(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // everything has been read or the read error is reported
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, classify(err, "reading "+b.URL(path))
	}
	if int64(len(content)) > limit {
		return nil, fault.New(fault.TooLarge, "%s is larger than %d bytes", b.URL(path), limit)
	}
	return content, nil
}

// Exists reports whether there is an object.
func (b *Bucket) Exists(ctx context.Context, path string) (bool, error) {
	_, err := b.handle.Object(path).Attrs(ctx)
	if errors.Is(err, storage.ErrObjectNotExist) {
		return false, nil
	}
	return err == nil, classify(err, "looking for "+b.URL(path))
}

// DeletePrefix removes every object whose path begins with prefix and says how many there were. An empty prefix, which would
// empty the bucket, is refused. Objects that vanish meanwhile are no error.
func (b *Bucket) DeletePrefix(ctx context.Context, prefix string) (int, error) {
	if prefix == "" {
		return 0, fault.New(fault.Invalid, "deleting from bucket %s needs a prefix", b.name)
	}
	objects := b.handle.Objects(ctx, &storage.Query{Prefix: prefix})
	for deleted := 0; ; {
		attrs, err := objects.Next()
		if errors.Is(err, iterator.Done) {
			return deleted, nil
		}
		if err != nil {
			return deleted, classify(err, "listing "+b.URL(prefix))
		}
		err = b.handle.Object(attrs.Name).Delete(ctx)
		if err != nil && !errors.Is(err, storage.ErrObjectNotExist) {
			return deleted, classify(err, "deleting "+b.URL(attrs.Name))
		}
		deleted++
	}
}

// EnsureBucket makes the bucket if it is absent. It is for local stacks and tests; elsewhere buckets are made by Terraform.
func (b *Bucket) EnsureBucket(ctx context.Context, project string) error {
	_, err := b.handle.Attrs(ctx)
	if !errors.Is(err, storage.ErrBucketNotExist) {
		return classify(err, "looking for bucket "+b.name)
	}
	if err := classify(b.handle.Create(ctx, project, nil), "creating bucket "+b.name); err != nil {
		var known *fault.Error
		if errors.As(err, &known) && known.Kind == fault.Conflict {
			return nil // made by someone else in between
		}
		return fmt.Errorf("ensuring bucket: %w", err)
	}
	return nil
}
