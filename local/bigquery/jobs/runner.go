package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/gcs"
	"capidemo.dev/platform/local/bigquery/translate"
)

// Location is where all data of the local warehouse is said to be.
const Location = "US"

// Limits on what is kept of finished jobs.
const (
	keptJobs        = 10_000
	keptResultBytes = 512 << 20
)

// Runner runs jobs and remembers them. It is safe for use by many goroutines.
type Runner struct {
	Catalog *catalog.Catalog
	Engine  *engine.Engine
	Objects *gcs.Store
	Log     *slog.Logger
	Now     func() time.Time
	NewID   func() string // random, of letters and digits

	mu          sync.Mutex
	jobs        map[string]*Job
	order       []*Job // by creation
	resultBytes int64
	running     sync.WaitGroup
	closed      bool
	inserted    insertIDs
	tableLocks  sync.Map // table name -> chan struct{}: who changes the table
}

// Submission is a job as a client asks for it.
type Submission struct {
	Project    string
	ID         string // may be empty: then the runner chooses
	Config     *bq.JobConfiguration
	Parameters []Parameter // of a query
	Upload     string      // path of an uploaded file that a load job reads instead of sourceUris; the job removes it

	parent    string                         // id of the script that the statement is part of
	variables map[string]translate.Parameter // of that script
	text      string                         // the statement at its place in the script
	frame     *bq.ScriptStackFrame           // that place
	after     int64                          // when the statement before was created, in milliseconds; the order of statements shows in their times
}

// Start begins a job and returns at once. An id in use is a duplicate. The job outlives ctx, which gives values only.
func (r *Runner) Start(ctx context.Context, s Submission) (*Job, error) {
	if s.ID == "" {
		s.ID = "job_" + r.NewID()
	}
	job, err := r.admit(s)
	if err != nil {
		return nil, err
	}
	runCtx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	job.cancel = cancel
	go func() {
		defer r.running.Done()
		defer cancel(nil)
		r.run(runCtx, job, s)
	}()
	return job, nil
}

func (r *Runner) admit(s Submission) (*Job, error) {
	job := &Job{resource: r.newResource(s), done: make(chan struct{}), cancel: func(error) {}}
	known, err := r.stored(s.Project, s.ID)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, &apierror.Error{Status: 503, Reason: "backendError", Message: "The server is shutting down"}
	}
	if known != nil || r.jobs[jobKey(s.Project, s.ID)] != nil {
		return nil, apierror.Duplicate(jobName(s.Project, s.ID))
	}
	if r.jobs == nil {
		r.jobs = map[string]*Job{}
	}
	r.jobs[jobKey(s.Project, s.ID)] = job
	r.order = append(r.order, job)
	r.evict()
	r.running.Add(1)
	return job, nil
}

func (r *Runner) newResource(s Submission) *bq.Job {
	now := max(r.Now().UnixMilli(), s.after+1)
	job := &bq.Job{
		Kind: "bigquery#job", Id: fmt.Sprintf("%s:%s.%s", s.Project, Location, s.ID), Etag: r.NewID(),
		JobReference:  &bq.JobReference{ProjectId: s.Project, JobId: s.ID, Location: Location},
		Configuration: s.Config, UserEmail: "local@" + s.Project + ".iam.gserviceaccount.com",
		Status:     &bq.JobStatus{State: "RUNNING"},
		Statistics: &bq.JobStatistics{CreationTime: now, StartTime: now, ParentJobId: s.parent},
	}
	if s.frame != nil {
		job.Statistics.ScriptStatistics = &bq.ScriptStatistics{EvaluationKind: "STATEMENT", StackFrames: []*bq.ScriptStackFrame{s.frame}}
	}
	return job
}

// run executes a job to its end, whatever happens.
func (r *Runner) run(ctx context.Context, job *Job, s Submission) {
	if timeout := s.Config.JobTimeoutMs; timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, time.Duration(timeout)*time.Millisecond, apierror.TimedOut())
		defer stop()
	}
	t := &task{Runner: r, job: job.Snapshot(), parameters: s.Parameters, upload: s.Upload, variables: s.variables, text: s.text}
	err := t.perform(ctx)
	if err != nil {
		t.fail(err)
		r.Log.Info("job failed", "job", t.job.Id, "reason", t.job.Status.ErrorResult.Reason, "error", err)
	}
	if t.result != nil {
		r.mu.Lock()
		r.resultBytes += t.result.Size()
		r.mu.Unlock()
	}
	job.finish(t.job, t.result, t.last)
}

// Get gives a job by its id or a notFound error.
func (r *Runner) Get(project, id string) (*Job, error) {
	r.mu.Lock()
	job := r.jobs[jobKey(project, id)]
	r.mu.Unlock()
	if job != nil {
		return job, nil
	}
	stored, err := r.stored(project, id)
	if err != nil {
		return nil, err
	}
	if stored == nil {
		return nil, apierror.NotFound(jobName(project, id))
	}
	return finished(stored), nil
}

func (r *Runner) stored(project, id string) (job *bq.Job, err error) {
	err = r.Catalog.View(func(tx *catalog.Tx) error {
		job, err = tx.Job(project, id)
		return err
	})
	return job, err
}

// List gives a project's jobs, the newest first.
func (r *Runner) List(project string) ([]*bq.Job, error) {
	var kept []*bq.Job
	err := r.Catalog.View(func(tx *catalog.Tx) (err error) {
		kept, err = tx.Jobs(project)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	order := make([]*Job, len(r.order))
	copy(order, r.order)
	r.mu.Unlock()
	return merge(project, kept, order), nil
}

// Delete forgets a finished job.
func (r *Runner) Delete(project, id string) error {
	job, err := r.Get(project, id)
	if err != nil {
		return err
	}
	if !job.isDone() {
		return apierror.Invalid("%s is running and cannot be deleted", jobName(project, id))
	}
	r.mu.Lock()
	r.forget(func(j *Job) bool { return j == job })
	r.mu.Unlock()
	return r.Catalog.Update(func(tx *catalog.Tx) error { return tx.DeleteJob(project, id) })
}

// Close stops all jobs and waits for them.
func (r *Runner) Close() error {
	r.mu.Lock()
	r.closed = true
	for _, job := range r.order {
		job.cancel(apierror.Stopped())
	}
	r.mu.Unlock()
	r.running.Wait()
	errs := make([]error, 0, len(r.order))
	for _, job := range r.order {
		errs = append(errs, job.dropResult())
	}
	return errors.Join(errs...)
}
