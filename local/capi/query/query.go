// Package query runs the analyst's statements on BigQuery through the official client: as a job with labels, a limit of bytes billed,
// a job time-out and a cap on the rows read.
//
// It does not write SQL. Guarded lets through only what shared/warehouse proves to be one SELECT over the agent's datasets. TestRunner holds it against a scripted BigQuery endpoint, and the end-to-end test against the
// local warehouse.
package query

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"cloud.google.com/go/bigquery"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/capi/analyst"
	"capidemo.dev/platform/local/capi/analyst/result"
)

// The limits of every statement.
const (
	maxBytes   = 10 << 30         // bytes billed, unless the agent sets its own limit
	maxRows    = 1000             // rows read and streamed; the total is told beside them
	timeout    = 60 * time.Second // for the job and for reading it
	cancelWait = 5 * time.Second  // to tell BigQuery that nobody waits any more
)

// Runner makes warehouses. It is safe for concurrent use.
type Runner struct {
	endpoint string
	location string

	mu      sync.Mutex
	clients map[string]*bigquery.Client // by project
}

// NewRunner takes BigQuery's endpoint, such as http://127.0.0.1:9050/bigquery/v2/, and the location of the jobs.
func NewRunner(endpoint, location string) *Runner {
	return &Runner{endpoint: endpoint, location: location, clients: map[string]*bigquery.Client{}}
}

// Warehouse runs statements in the name of a project.
func (r *Runner) Warehouse(project string) analyst.Warehouse { return bound{r, project} }

// Close closes all clients.
func (r *Runner) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	errs := make([]error, 0, len(r.clients))
	for _, c := range r.clients {
		errs = append(errs, c.Close())
	}
	clear(r.clients)
	return errors.Join(errs...)
}

func (r *Runner) client(project string) (*bigquery.Client, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c, ok := r.clients[project]; ok {
		return c, nil
	}
	// The client outlives the request that needs it first, so it must not be made from that request's context.
	c, err := bigquery.NewClient(context.Background(), project, option.WithEndpoint(r.endpoint), option.WithoutAuthentication(),
		option.WithHTTPClient(&http.Client{Transport: transport()}))
	if err != nil {
		return nil, fmt.Errorf("query: cannot make a BigQuery client for %s: %w", project, err)
	}
	c.Location = r.location
	r.clients[project] = c
	return c, nil
}

// transport keeps enough connections for a class that asks at once.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // the standard library's own value
	t.MaxIdleConnsPerHost = 64
	return t
}

type bound struct {
	runner  *Runner
	project string
}

// Query implements analyst.Warehouse. When ctx ends the job is cancelled.
func (w bound) Query(ctx context.Context, s analyst.Statement, started func(analyst.Job) error) (*result.Result, error) {
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	client, err := w.runner.client(w.project) //nolint:contextcheck // clients outlive requests
	if err != nil {
		return nil, err
	}
	q := client.Query(s.SQL)
	q.MaxBytesBilled = maxBytes
	if s.MaxBytes > 0 {
		q.MaxBytesBilled = s.MaxBytes
	}
	q.JobTimeout = timeout
	q.Labels = map[string]string{"purpose": "conversational-analytics"}
	job, err := q.Run(ctx)
	if err != nil {
		return nil, translate(err)
	}
	rows, err := w.read(ctx, job, started)
	if ctx.Err() != nil {
		cancel(job) //nolint:contextcheck // the request's context has ended, which is why
	}
	return rows, err
}

func (w bound) read(ctx context.Context, job *bigquery.Job, started func(analyst.Job) error) (*result.Result, error) {
	if err := started(analyst.Job{Project: job.ProjectID(), ID: job.ID(), Location: job.Location()}); err != nil {
		return nil, err
	}
	it, err := job.Read(ctx)
	if err != nil {
		return nil, translate(err)
	}
	it.PageInfo().MaxSize = maxRows
	out := &result.Result{}
	for len(out.Rows) < maxRows {
		var row []bigquery.Value
		err := it.Next(&row)
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			return nil, translate(err)
		}
		out.Rows = append(out.Rows, cells(row, it.Schema))
	}
	out.Columns = columns(it.Schema)
	out.Total = max(it.TotalRows, uint64(len(out.Rows)))
	return out, nil
}

// cancel tells BigQuery to stop; the asker is gone, so its failure is nobody's concern, and the job's own time-out ends it anyway.
func cancel(job *bigquery.Job) {
	ctx, stop := context.WithTimeout(context.Background(), cancelWait)
	defer stop()
	_ = job.Cancel(ctx)
}

// translate keeps what BigQuery says about a statement and leaves trouble with the transport as it is.
func translate(err error) error {
	if api, ok := errors.AsType[*googleapi.Error](err); ok {
		reason := "error"
		if len(api.Errors) > 0 {
			reason = api.Errors[0].Reason
		}
		return &analyst.QueryError{Reason: reason, Message: api.Message}
	}
	if job, ok := errors.AsType[*bigquery.Error](err); ok {
		return &analyst.QueryError{Reason: job.Reason, Message: job.Message}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &analyst.QueryError{Reason: "timeout", Message: fmt.Sprintf("The query did not end within %s.", timeout)}
	}
	return fmt.Errorf("query: BigQuery did not answer: %w", err)
}
