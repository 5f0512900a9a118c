// Package warehouse is the platform's hand on BigQuery: it makes, fills, counts and drops the datasets of demos, and runs read-only
// queries over one of them. It is a thin, concrete type over the official client; an Endpoint in Config is the whole difference between
// the cloud and the local warehouse.
//
// Every outward effect can be repeated: a dataset that exists with the same labels is ours, a job id that is taken is waited for, a table
// that is there with the right rows is done, a dataset that is absent is dropped. Errors are shared/fault kinds (errors.go), so a
// caller need not know BigQuery's reasons.
//
// What must not go in: names and rules of demos beyond demo.Table, and the agent that asks questions (shared/analyst). To extend it,
// add a method and its case in conformance_test.go, which runs against every warehouse there is: the local one, and the cloud's when
// credentials are present.
package warehouse

import (
	"context"
	"fmt"

	"cloud.google.com/go/bigquery"
	"google.golang.org/api/option"
)

// defaultConcurrency is how many tables one call works on at once; BigQuery allows far more, one instance's memory and sockets do not.
const defaultConcurrency = 16

// Config says which warehouse to use.
type Config struct {
	Project     string // Google Cloud project of all datasets
	Location    string // of datasets and jobs, e.g. US
	Endpoint    string // base address of another BigQuery server, e.g. http://127.0.0.1:9050/bigquery/v2/; empty means Google's
	Concurrency int    // tables under way at once in one call; 0 means 16
}

// Warehouse is safe for use by many goroutines.
type Warehouse struct {
	client      *bigquery.Client
	concurrency int
}

// New connects to a warehouse. Nothing is sent yet.
func New(ctx context.Context, cfg Config) (*Warehouse, error) {
	var options []option.ClientOption
	if cfg.Endpoint != "" {
		options = append(options, option.WithEndpoint(cfg.Endpoint), option.WithoutAuthentication())
	}
	client, err := bigquery.NewClient(ctx, cfg.Project, options...)
	if err != nil {
		return nil, fmt.Errorf("connecting to BigQuery of project %s: %w", cfg.Project, err)
	}
	client.Location = cfg.Location
	if cfg.Concurrency <= 0 {
		cfg.Concurrency = defaultConcurrency
	}
	return &Warehouse{client: client, concurrency: cfg.Concurrency}, nil
}

// Close releases the connections.
func (w *Warehouse) Close() error { return w.client.Close() }
