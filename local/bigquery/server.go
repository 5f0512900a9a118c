package bigquery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/gcs"
	"capidemo.dev/platform/local/bigquery/jobs"
	"capidemo.dev/platform/local/bigquery/rest"
	"capidemo.dev/platform/local/bigquery/translate"
)

// Defaults of Options.
const (
	defaultMemoryMiB   = 768
	defaultConnections = 64
)

// Options configure a server.
type Options struct {
	Dir             string           // state directory; made when absent
	StorageEndpoint string           // http://host:port of Cloud Storage; empty: load jobs from gs:// are refused
	Log             *slog.Logger     // nil: silent
	MemoryMiB       int              // DuckDB's memory limit; 0: 768
	Now             func() time.Time // nil: the wall clock
}

// Server is one local warehouse.
type Server struct {
	catalog *catalog.Catalog
	engine  *engine.Engine
	objects *gcs.Store
	jobs    *jobs.Runner
	handler http.Handler
}

// New opens the state directory, which one server at a time may use, and starts DuckDB.
func New(ctx context.Context, opts Options) (server *Server, err error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.MemoryMiB == 0 {
		opts.MemoryMiB = defaultMemoryMiB
	}
	if err := os.MkdirAll(opts.Dir, 0o750); err != nil {
		return nil, fmt.Errorf("local BigQuery: making the state directory: %w", err)
	}
	s := &Server{}
	defer func() {
		if err != nil {
			err = fmt.Errorf("local BigQuery: %w", errors.Join(err, s.Close()))
		}
	}()
	if s.catalog, err = catalog.Open(opts.Dir); err != nil {
		return nil, err
	}
	s.engine, err = engine.Open(context.WithoutCancel(ctx), engine.Options{
		Dir: opts.Dir, MemoryMiB: opts.MemoryMiB, Prelude: translate.Prelude(), Connections: defaultConnections, Referenced: s.referenced,
	})
	if err != nil {
		return nil, err
	}
	if s.objects, err = gcs.New(context.WithoutCancel(ctx), opts.StorageEndpoint); err != nil {
		return nil, err
	}
	uploads := filepath.Join(opts.Dir, "uploads")
	if err := errors.Join(os.RemoveAll(uploads), os.MkdirAll(uploads, 0o750)); err != nil {
		return nil, fmt.Errorf("clearing uploads: %w", err)
	}
	s.jobs = &jobs.Runner{Catalog: s.catalog, Engine: s.engine, Objects: s.objects, Log: opts.Log, Now: opts.Now, NewID: rand.Text}
	api := &rest.API{Catalog: s.catalog, Engine: s.engine, Jobs: s.jobs, Now: opts.Now, NewID: rand.Text, Uploads: uploads}
	s.handler = api.Handler()
	return s, nil
}

func (s *Server) referenced(file string) (found bool) {
	err := s.catalog.View(func(tx *catalog.Tx) error {
		found = tx.Referenced(file)
		return nil
	})
	return found || err != nil // in doubt a file stays
}

// Handler serves the API at /bigquery/v2/ and at /, uploads at /upload/bigquery/v2/, and /healthz.
func (s *Server) Handler() http.Handler { return s.handler }

// Close cancels running jobs, waits for them and releases the state directory.
func (s *Server) Close() error {
	var errs []error
	if s.jobs != nil {
		errs = append(errs, s.jobs.Close())
	}
	if s.objects != nil {
		errs = append(errs, s.objects.Close())
	}
	if s.engine != nil {
		errs = append(errs, s.engine.Close())
	}
	if s.catalog != nil {
		errs = append(errs, s.catalog.Close())
	}
	return errors.Join(errs...)
}
