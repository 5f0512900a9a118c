package objects

import (
	"context"
	"errors"
	"io"

	"cloud.google.com/go/storage"
)

// Generation is the number of an object's present content; zero when there is none.
func (b *Bucket) Generation(ctx context.Context, path string) (int64, error) {
	attrs, err := b.handle.Object(path).Attrs(ctx)
	if errors.Is(err, storage.ErrObjectNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, classify(err, "looking for "+b.URL(path))
	}
	return attrs.Generation, nil
}

// Replacement is an object that is being written on a condition.
type Replacement struct {
	io.WriteCloser

	inner *storage.Writer
}

// Generation is the number that the object got; it is there when Close has returned nil.
func (r *Replacement) Generation() int64 { return r.inner.Attrs().Generation }

// Replace starts replacing an object on condition that it is still in a generation; zero means that there is none. It becomes visible as a
// whole when Close returns nil. When somebody else wrote meanwhile, Close gives fault.Conflict: also when that was this very writer, whose
// acknowledgement was lost.
func (b *Bucket) Replace(ctx context.Context, path, contentType string, since int64) *Replacement {
	condition := storage.Conditions{GenerationMatch: since}
	if since == 0 {
		condition = storage.Conditions{DoesNotExist: true}
	}
	w := b.handle.Object(path).If(condition).NewWriter(ctx)
	w.ChunkSize, w.ContentType = chunk, contentType
	return &Replacement{&writer{w, b.URL(path)}, w}
}

// ReaderOf opens an object in one generation at an offset in bytes: fault.NotFound when it is not there, or no longer. The caller closes it.
func (b *Bucket) ReaderOf(ctx context.Context, path string, generation, from int64) (io.ReadCloser, error) {
	r, err := b.handle.Object(path).Generation(generation).NewRangeReader(ctx, from, -1)
	if err != nil {
		return nil, classify(err, "opening "+b.URL(path))
	}
	return r, nil
}

// Delete removes an object. That there is none is no error.
func (b *Bucket) Delete(ctx context.Context, path string) error {
	err := b.handle.Object(path).Delete(ctx)
	if errors.Is(err, storage.ErrObjectNotExist) {
		return nil
	}
	return classify(err, "deleting "+b.URL(path))
}
