package gcs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"cloud.google.com/go/storage"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// Target reads the URI that an extract job writes to: gs://bucket/object, where one * stands for the number of the file. A table is
// written as one file here, so it is number 0.
func Target(uri string) (bucket, object string, err error) {
	rest, isStorage := strings.CutPrefix(uri, "gs://")
	bucket, object, hasName := strings.Cut(rest, "/")
	if !isStorage || !hasName || bucket == "" || object == "" || strings.Count(object, "*") > 1 {
		return "", "", apierror.Invalid("Invalid extract destination URI %q: it must be gs://bucket/object with at most one wildcard", uri)
	}
	return bucket, strings.Replace(object, "*", "000000000000", 1), nil
}

// Put stores a file as an object, whole or not at all.
func (s *Store) Put(ctx context.Context, bucket, object, path string) (err error) {
	if s.client == nil {
		return apierror.Invalid("This server was started without a Cloud Storage endpoint, so it cannot write gs://%s/%s", bucket, object)
	}
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading an export: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends an upload that was not closed
	writer := s.client.Bucket(bucket).Object(object).NewWriter(ctx)
	if _, err := io.Copy(writer, file); err != nil {
		return writeError(bucket, object, err)
	}
	if err := writer.Close(); err != nil {
		return writeError(bucket, object, err)
	}
	return nil
}

func writeError(bucket, object string, err error) error {
	if errors.Is(err, storage.ErrBucketNotExist) || strings.Contains(err.Error(), "404") {
		return apierror.NotFound("URI gs://" + bucket + "/" + object)
	}
	return &apierror.Error{Status: 503, Reason: "backendError", Message: fmt.Sprintf("Writing gs://%s/%s to Cloud Storage failed: %v", bucket, object, err)}
}
