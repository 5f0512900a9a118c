// Package workbench is a warehouse, its storage and the agents' API in this process, without a database and without functions: what it takes
// to make a template's demo and to examine it. Template authors use it through `catalog exam`; the whole platform on one machine is
// local/stack.
//
// What must not go in: the platform's functions and anything that is measured or asked (shared/examiner). workbench_test.go takes a demo
// through a dropped column and back.
package workbench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"cloud.google.com/go/storage"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/bigquery"
	"capidemo.dev/platform/local/capi"
	localstorage "capidemo.dev/platform/local/storage"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/examiner"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/warehouse"
)

// Project is the project of everything on a bench.
const Project = "demo-capi"

// Bench is a set of servers on 127.0.0.1 with the platform's adapters in front.
type Bench struct {
	Bucket    *objects.Bucket
	Warehouse *warehouse.Warehouse
	Analyst   *analyst.Analyst
	BigQuery  string // base address of the warehouse for other clients

	dir  string
	ends []func() error // what Close ends, the last one first
}

// Open starts the servers. Close ends them and removes what they wrote.
func Open(ctx context.Context) (b *Bench, err error) {
	dir, err := os.MkdirTemp("", "capidemo-workbench-")
	if err != nil {
		return nil, fmt.Errorf("workbench: %w", err)
	}
	b = &Bench{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("workbench: %w", err), b.Close())
		}
	}()
	files, err := b.openStorage(ctx)
	if err != nil {
		return b, err
	}
	if err := b.openWarehouse(ctx, files); err != nil {
		return b, err
	}
	return b, b.openAnalyst(ctx)
}

// Close ends everything.
func (b *Bench) Close() error {
	var faults []error
	for _, end := range slices.Backward(b.ends) {
		faults = append(faults, end())
	}
	b.ends = nil
	return errors.Join(append(faults, os.RemoveAll(b.dir))...)
}

// Demo publishes a template for an anchor, loads it into a dataset of its own and makes the agent over it. It has a name of its own on the
// bench: lower-case letters and digits.
func (b *Bench) Demo(ctx context.Context, spec *dataspec.Spec, anchor time.Time, name string) (examiner.Subject, error) {
	published, err := catalog.Publish(ctx, spec, catalog.Options{Anchor: anchor, Now: anchor, Storage: b.Bucket})
	if err != nil {
		return examiner.Subject{}, err
	}
	s := examiner.Subject{Dataset: "d_bench_" + name, Agent: "bench-" + name, Version: published.Version}
	if err := b.Warehouse.CreateDataset(ctx, s.Dataset, nil, "On the workbench"); err != nil {
		return s, err
	}
	if err := b.Warehouse.LoadTables(ctx, s.Dataset, s.Version.Tables, "load_"+s.Dataset); err != nil {
		return s, err
	}
	agent, err := analyst.SpecFor(s.Version, Project, s.Dataset, s.Agent, map[string]string{"purpose": "bench"})
	if err != nil {
		return s, err
	}
	return s, b.Analyst.CreateAgent(ctx, agent)
}

func (b *Bench) openStorage(ctx context.Context) (address string, err error) {
	listener, err := listen(ctx)
	if err != nil {
		return "", err
	}
	server, err := localstorage.New(localstorage.Options{Dir: filepath.Join(b.dir, "storage"), Address: listener.Addr().String(), Buckets: []string{"templates"}})
	if err != nil {
		return "", errors.Join(err, listener.Close())
	}
	b.ends = append(b.ends, server.Close)
	address = b.serve(listener, server.Handler())
	client, err := storage.NewClient(ctx, option.WithEndpoint(address+"/storage/v1/"), option.WithoutAuthentication(), storage.WithJSONReads())
	if err != nil {
		return "", err
	}
	b.ends = append(b.ends, client.Close)
	b.Bucket = objects.New(client, "templates")
	return address, nil
}

func (b *Bench) openWarehouse(ctx context.Context, files string) error {
	server, err := bigquery.New(context.WithoutCancel(ctx), bigquery.Options{Dir: filepath.Join(b.dir, "bigquery"), StorageEndpoint: files})
	if err != nil {
		return err
	}
	b.ends = append(b.ends, server.Close)
	listener, err := listen(ctx)
	if err != nil {
		return err
	}
	b.BigQuery = b.serve(listener, server.Handler()) + "/bigquery/v2/"
	if b.Warehouse, err = warehouse.New(ctx, warehouse.Config{Project: Project, Location: "US", Endpoint: b.BigQuery}); err != nil {
		return err
	}
	b.ends = append(b.ends, b.Warehouse.Close)
	return nil
}

func (b *Bench) openAnalyst(ctx context.Context) error {
	server, err := capi.New(context.WithoutCancel(ctx), capi.Options{Dir: filepath.Join(b.dir, "capi"), BigQueryEndpoint: b.BigQuery})
	if err != nil {
		return err
	}
	listener, err := listen(ctx)
	if err != nil {
		return errors.Join(err, server.Close())
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	b.ends = append(b.ends, func() error { return errors.Join(server.Close(), <-served) })
	if b.Analyst, err = analyst.New(ctx, analyst.Config{Project: Project, Location: "global", Endpoint: listener.Addr().String()}); err != nil {
		return err
	}
	b.ends = append(b.ends, b.Analyst.Close)
	return nil
}

func listen(ctx context.Context) (net.Listener, error) {
	return (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
}

// serve answers HTTP until Close and gives the address.
func (b *Bench) serve(listener net.Listener, handler http.Handler) string {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	b.ends = append(b.ends, func() error {
		err := server.Close()
		if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
			err = errors.Join(err, ended)
		}
		return err
	})
	return "http://" + listener.Addr().String()
}
