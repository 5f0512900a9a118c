// Package storage is a local Cloud Storage: fake-gcs-server in this process, with its objects as files in one folder, so that
// buckets, metadata and generation numbers survive a restart.
//
// Clients reach it by STORAGE_EMULATOR_HOST with the official library. What the platform keeps in which bucket belongs to
// shared/objects. server_test.go holds it with the official client.
package storage

import (
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/fsouza/fake-gcs-server/fakestorage"
)

// Options configure a Server.
type Options struct {
	Dir     string   // keeps the objects; made if absent
	Address string   // host:port under which Handler is served; upload sessions point to it
	Buckets []string // made if absent
}

// Server is a Cloud Storage.
type Server struct {
	fake *fakestorage.Server
}

// New opens the objects in Dir.
func New(o Options) (*Server, error) {
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("storage: make the objects' folder: %w", err)
	}
	fake, err := fakestorage.NewServerWithOptions(fakestorage.Options{
		StorageRoot: o.Dir, NoListener: true, Writer: io.Discard,
		ExternalURL: "http://" + o.Address, PublicHost: o.Address,
	})
	if err != nil {
		return nil, fmt.Errorf("storage: open %s: %w", o.Dir, err)
	}
	for _, bucket := range o.Buckets {
		fake.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: bucket})
	}
	return &Server{fake: fake}, nil
}

// Handler serves the JSON, XML and upload interfaces.
func (s *Server) Handler() http.Handler { return s.fake.HTTPHandler() }

// Close ends the server; the files stay.
func (s *Server) Close() error {
	s.fake.Stop()
	return nil
}
