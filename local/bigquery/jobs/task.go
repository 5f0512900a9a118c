package jobs

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/translate"
)

// effect changes the catalog; it may run more than once and does nothing else.
type effect func(*catalog.Tx) error

// task is one job while it runs: its own copy of the resource, and what it holds until its end.
type task struct {
	*Runner
	job        *bq.Job
	parameters []Parameter
	upload     string
	variables  map[string]translate.Parameter // of the script that the job is part of
	text       string                         // the statement at its place in that script
	result     *engine.Result
	last       *Job // of a script: the statement whose rows are the script's
	releases   []func()
	stale      []string // objects that a committed effect may have made needless
}

// perform executes the job and commits its effect and record together.
func (t *task) perform(ctx context.Context) (err error) {
	defer t.release()
	defer func() {
		if crash := recover(); crash != nil {
			t.Log.Error("a job crashed", "job", t.job.Id, "panic", crash, "stack", string(debug.Stack()))
			err = apierror.Internal(fmt.Errorf("the job crashed: %v", crash))
		}
	}()
	change, err := t.execute(ctx)
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	t.end()
	if change == nil {
		return nil
	}
	return t.Catalog.Update(func(tx *catalog.Tx) error {
		t.stale = nil
		if err := change(tx); err != nil {
			return err
		}
		return tx.PutJob(t.job)
	})
}

func (t *task) execute(ctx context.Context) (effect, error) {
	config := t.job.Configuration
	switch {
	case config.Copy != nil:
		config.JobType = "COPY"
		return t.copy()
	case config.Load != nil:
		config.JobType = "LOAD"
		return t.load(ctx)
	case config.Query != nil:
		config.JobType = "QUERY"
		return t.runQuery(ctx)
	case config.Extract != nil:
		config.JobType = "EXTRACT"
		return t.extract(ctx)
	default:
		return nil, apierror.Invalid("Job configuration must contain exactly one job-specific configuration object (e.g., query, load, extract, copy)")
	}
}

// end marks the job done.
func (t *task) end() {
	t.job.Status.State = "DONE"
	t.job.Statistics.EndTime = max(t.Now().UnixMilli(), t.job.Statistics.StartTime)
	t.job.Statistics.FinalExecutionDurationMs = t.job.Statistics.EndTime - t.job.Statistics.StartTime
}

func (t *task) fail(err error) {
	t.end()
	failure := apierror.From(err).Proto()
	t.job.Status.ErrorResult = failure
	t.job.Status.Errors = []*bq.ErrorProto{failure}
}

// release lets go of pinned objects and removes what nobody needs.
func (t *task) release() {
	for _, release := range t.releases {
		release()
	}
	t.Engine.Files.Collect(t.stale)
	if t.upload != "" {
		if err := os.Remove(t.upload); err != nil {
			t.Log.Warn("removing an upload", "error", err)
		}
	}
}

// newObject names a new object and pins it until the job's end.
func (t *task) newObject() string {
	name := t.NewID() + ".parquet"
	t.pin(name)
	return name
}

func (t *task) pin(names ...string) {
	t.releases = append(t.releases, t.Engine.Files.PinNames(names...))
}

// newTable gives the record of a table that begins to exist now.
func (t *task) newTable(ref *bq.TableReference, fields []*bq.TableFieldSchema) *catalog.Table {
	now := t.Now()
	return &catalog.Table{Meta: &bq.Table{
		TableReference: ref, Type: "TABLE", Schema: &bq.TableSchema{Fields: fields}, Location: Location,
		CreationTime: now.UnixMilli(), LastModifiedTime: uint64(now.UnixMilli()), Etag: t.NewID(),
	}}
}

// touch marks a table as changed now.
func (t *task) touch(table *catalog.Table) {
	table.Meta.LastModifiedTime = uint64(t.Now().UnixMilli())
	table.Meta.Etag = t.NewID()
}
