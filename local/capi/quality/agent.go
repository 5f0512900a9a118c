package quality

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"capidemo.dev/platform/local/bigquery"
	"capidemo.dev/platform/local/capi"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/warehouse"
)

const (
	project = "demo-capi"
	dataset = "d_acme_1"
	agentID = "acme-1"
	bucket  = "templates"
)

// Agent is a template's agent over the template's data, on servers of its own on 127.0.0.1.
type Agent struct {
	analyst *analyst.Analyst
	golden  []analyst.ExampleQuery // its verified questions in all phrasings
	dir     string
	ends    []func() error // what Close ends, the last one first
}

// Open generates a template for an anchor, loads it, and creates its agent. Close ends everything and removes what was written.
func Open(ctx context.Context, spec *dataspec.Spec, anchor time.Time) (a *Agent, err error) {
	dir, err := os.MkdirTemp("", "capi-quality-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for template %s: %w", spec.ID, err)
	}
	a = &Agent{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("set up the agent of template %s: %w", spec.ID, err), a.Close())
		}
	}()
	endpoint, version, err := a.warehouse(ctx, spec, anchor)
	if err != nil {
		return a, err
	}
	if a.analyst, err = a.conversations(ctx, endpoint); err != nil {
		return a, err
	}
	agent, err := analyst.SpecFor(version, project, dataset, agentID, map[string]string{"purpose": "quality"})
	if err != nil {
		return a, err
	}
	a.golden = agent.ExampleQueries
	return a, a.analyst.CreateAgent(ctx, agent)
}

// Close ends the servers and removes their files.
func (a *Agent) Close() error {
	var faults []error
	for _, end := range slices.Backward(a.ends) {
		faults = append(faults, end())
	}
	a.ends = nil
	return errors.Join(append(faults, os.RemoveAll(a.dir))...)
}

// warehouse publishes the template, loads it into a BigQuery, and gives its address.
func (a *Agent) warehouse(ctx context.Context, spec *dataspec.Spec, anchor time.Time) (endpoint string, v demo.TemplateVersion, err error) {
	files, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1", Writer: io.Discard})
	if err != nil {
		return "", v, err
	}
	a.ends = append(a.ends, func() error { files.Stop(); return nil })
	objectsBucket := objects.New(files.Client(), bucket)
	if err := objectsBucket.EnsureBucket(ctx, project); err != nil {
		return "", v, err
	}
	published, err := catalog.Publish(ctx, spec, catalog.Options{Anchor: anchor, Now: anchor, Storage: objectsBucket})
	if err != nil {
		return "", v, err
	}
	server, err := bigquery.New(ctx, bigquery.Options{Dir: filepath.Join(a.dir, "bigquery"), StorageEndpoint: files.URL()})
	if err != nil {
		return "", v, err
	}
	a.ends = append(a.ends, server.Close)
	address, err := a.serve(ctx, server.Handler())
	if err != nil {
		return "", v, err
	}
	endpoint = address + "/bigquery/v2/"
	w, err := warehouse.New(ctx, warehouse.Config{Project: project, Location: "US", Endpoint: endpoint})
	if err != nil {
		return "", v, err
	}
	return endpoint, published.Version, errors.Join(
		w.CreateDataset(ctx, dataset, nil, ""), w.LoadTables(ctx, dataset, published.Version.Tables, "load"), w.Close())
}

// conversations starts the Conversational Analytics API over a BigQuery and connects to it.
func (a *Agent) conversations(ctx context.Context, endpoint string) (*analyst.Analyst, error) {
	server, err := capi.New(ctx, capi.Options{Dir: filepath.Join(a.dir, "capi"), BigQueryEndpoint: endpoint})
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, server.Close())
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	a.ends = append(a.ends, func() error { return errors.Join(server.Close(), <-served) })
	client, err := analyst.New(ctx, analyst.Config{Project: project, Location: "global", Endpoint: listener.Addr().String()})
	if err != nil {
		return nil, err
	}
	a.ends = append(a.ends, client.Close)
	return client, nil
}

// serve answers HTTP on a free port and gives the address.
func (a *Agent) serve(ctx context.Context, handler http.Handler) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	a.ends = append(a.ends, func() error {
		err := server.Close()
		if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
			err = errors.Join(err, ended)
		}
		return err
	})
	return "http://" + listener.Addr().String(), nil
}
