// Package gcs fetches the Cloud Storage objects that load jobs name. An object's bytes are kept under a name made from its content, so
// the same object is fetched once however many jobs load it, also after a restart.
//
// What must not go in: what the objects hold; engine reads them.
package gcs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cloud.google.com/go/storage"
	"golang.org/x/sync/singleflight"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// Store reads from one Cloud Storage endpoint.
type Store struct {
	client  *storage.Client
	fetches singleflight.Group
}

// New connects to the endpoint, e.g. http://127.0.0.1:4443. Without one, every gs:// URI is refused with a message that says so.
func New(ctx context.Context, endpoint string) (*Store, error) {
	if endpoint == "" {
		return &Store{}, nil
	}
	client, err := storage.NewClient(ctx, option.WithoutAuthentication(), storage.WithJSONReads(),
		option.WithEndpoint(strings.TrimSuffix(endpoint, "/")+"/storage/v1/"))
	if err != nil {
		return nil, fmt.Errorf("connecting to Cloud Storage at %s: %w", endpoint, err)
	}
	return &Store{client: client}, nil
}

// Close ends the connection.
func (s *Store) Close() error {
	if s.client == nil {
		return nil
	}
	return s.client.Close()
}

// Object is one object that a URI stands for.
type Object struct {
	URI  string
	Name string // content address, without an extension
	Size int64  // bytes

	handle *storage.ObjectHandle
}

// Resolve lists the objects of URIs, which may hold one * each.
func (s *Store) Resolve(ctx context.Context, uris []string) ([]Object, error) {
	if len(uris) == 0 {
		return nil, apierror.Invalid("Required parameter is missing: sourceUris")
	}
	if s.client == nil {
		return nil, apierror.Invalid("This server was started without a Cloud Storage endpoint, so it cannot read %s", uris[0])
	}
	var out []Object
	for _, uri := range uris {
		objects, err := s.resolve(ctx, uri)
		if err != nil {
			return nil, err
		}
		if len(objects) == 0 {
			return nil, apierror.NotFound("URI " + uri)
		}
		out = append(out, objects...)
	}
	return out, nil
}

func (s *Store) resolve(ctx context.Context, uri string) ([]Object, error) {
	rest, isStorage := strings.CutPrefix(uri, "gs://")
	bucket, name, hasName := strings.Cut(rest, "/")
	if !isStorage || !hasName || bucket == "" || name == "" || strings.Count(name, "*") > 1 {
		return nil, apierror.Invalid("Source URI must be a Google Cloud Storage location: gs://bucket/object with at most one wildcard; got %s", uri)
	}
	prefix, suffix, wild := strings.Cut(name, "*")
	if !wild {
		attrs, err := s.client.Bucket(bucket).Object(name).Attrs(ctx)
		if err != nil {
			return nil, readError(uri, err)
		}
		return []Object{s.object(attrs)}, nil
	}
	var out []Object
	it := s.client.Bucket(bucket).Objects(ctx, &storage.Query{Prefix: prefix})
	for {
		attrs, err := it.Next()
		if errors.Is(err, iterator.Done) {
			return out, nil
		}
		if err != nil {
			return nil, readError(uri, err)
		}
		if strings.HasSuffix(attrs.Name[len(prefix):], suffix) && !strings.HasSuffix(attrs.Name, "/") {
			out = append(out, s.object(attrs))
		}
	}
}

// object names an object by its content when the endpoint gives an MD5, else by its place and generation.
func (s *Store) object(attrs *storage.ObjectAttrs) Object {
	identity := fmt.Sprintf("%x/%d/%d", attrs.MD5, attrs.CRC32C, attrs.Size)
	if len(attrs.MD5) == 0 {
		identity = fmt.Sprintf("%s/%s/%d/%d/%d", attrs.Bucket, attrs.Name, attrs.Generation, attrs.CRC32C, attrs.Size)
	}
	sum := sha256.Sum256([]byte(identity))
	return Object{
		URI: "gs://" + attrs.Bucket + "/" + attrs.Name, Name: hex.EncodeToString(sum[:16]), Size: attrs.Size,
		handle: s.client.Bucket(attrs.Bucket).Object(attrs.Name).Generation(attrs.Generation),
	}
}

// Fetch puts the object's bytes at path, unless they are there. A path never shows half an object.
func (s *Store) Fetch(ctx context.Context, object Object, path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	done := s.fetches.DoChan(path, func() (any, error) {
		return nil, download(context.WithoutCancel(ctx), object, path) // others may wait for it
	})
	select {
	case outcome := <-done:
		return outcome.Err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func download(ctx context.Context, object Object, path string) (err error) {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	reader, err := object.handle.NewReader(ctx)
	if err != nil {
		return readError(object.URI, err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	file, err := os.CreateTemp(filepath.Dir(path), "fetch-")
	if err != nil {
		return fmt.Errorf("fetching %s: %w", object.URI, err)
	}
	_, err = io.Copy(file, reader)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(fmt.Errorf("fetching %s: %w", object.URI, err), os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("keeping %s: %w", object.URI, err)
	}
	return nil
}

func readError(uri string, err error) error {
	if errors.Is(err, storage.ErrObjectNotExist) || errors.Is(err, storage.ErrBucketNotExist) {
		return apierror.NotFound("URI " + uri)
	}
	return &apierror.Error{Status: 503, Reason: "backendError", Message: fmt.Sprintf("Reading %s from Cloud Storage failed: %v", uri, err)}
}
