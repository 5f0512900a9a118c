package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/engine"
)

// Job is one job in any state.
type Job struct {
	done   chan struct{}
	cancel context.CancelCauseFunc

	mu       sync.RWMutex
	resource *bq.Job // replaced as a whole, never changed
	result   *engine.Result
	last     *Job // of a script: the job whose rows are its own
}

// finished gives a job that ended before this process began.
func finished(resource *bq.Job) *Job {
	job := &Job{resource: resource, done: make(chan struct{}), cancel: func(error) {}}
	close(job.done)
	return job
}

// Snapshot gives a deep copy of what the API shows of the job.
func (j *Job) Snapshot() *bq.Job {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return Clone(j.resource)
}

// Wait returns when the job is done, the time is over or ctx ends; it reports whether the job is done.
func (j *Job) Wait(ctx context.Context, limit time.Duration) bool {
	if j.isDone() {
		return true
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-j.done:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return j.isDone()
}

// Cancel asks the job to stop; a finished job stays as it is.
func (j *Job) Cancel() { j.cancel(apierror.Stopped()) }

// Result gives the rows of a finished query, or its error. The rows of a statement without rows are empty.
func (j *Job) Result() (*engine.Result, error) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if failure := j.resource.Status.ErrorResult; failure != nil {
		return nil, &apierror.Error{Status: apierror.StatusOf(failure.Reason), Reason: failure.Reason, Message: failure.Message, Location: failure.Location}
	}
	if j.resource.Configuration.Query == nil {
		return nil, apierror.Invalid("Cannot retrieve the results of a job that is not a query: %s", j.resource.Id)
	}
	if j.last != nil {
		return j.last.Result()
	}
	if stats := j.resource.Statistics.Query; j.result == nil && stats != nil && stats.StatementType == "SCRIPT" && j.resource.Statistics.NumChildJobs == 0 {
		return &engine.Result{}, nil
	}
	if j.result == nil {
		return nil, apierror.NotFound("results of job " + j.resource.Id + ": they are no longer kept; run the query again")
	}
	return j.result, nil
}

func (j *Job) isDone() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

func (j *Job) finish(resource *bq.Job, result *engine.Result, last *Job) {
	j.mu.Lock()
	j.resource, j.result, j.last = resource, result, last
	j.mu.Unlock()
	close(j.done)
}

// dropResult lets go of the rows; a page being read holds the job's lock in Read.
func (j *Job) dropResult() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.result == nil {
		return nil
	}
	result := j.result
	j.result = nil
	return result.Close()
}

// evict forgets the oldest finished jobs and results beyond the limits; the caller holds the lock.
func (r *Runner) evict() {
	if len(r.order) > keptJobs {
		excess := len(r.order) - keptJobs
		r.forget(func(j *Job) bool {
			drop := excess > 0 && j.isDone()
			if drop {
				excess--
			}
			return drop
		})
	}
	for _, job := range r.order {
		if r.resultBytes <= keptResultBytes {
			return
		}
		if job.isDone() {
			r.release(job)
		}
	}
}

func (r *Runner) forget(drop func(*Job) bool) {
	r.order = slices.DeleteFunc(r.order, func(job *Job) bool {
		if !drop(job) {
			return false
		}
		ref := job.resource.JobReference
		delete(r.jobs, jobKey(ref.ProjectId, ref.JobId))
		r.release(job)
		return true
	})
}

func (r *Runner) release(job *Job) {
	job.mu.RLock()
	if job.result != nil {
		r.resultBytes -= job.result.Size()
	}
	job.mu.RUnlock()
	if err := job.dropResult(); err != nil {
		r.Log.Warn("closing a job's result", "error", err)
	}
}

// merge joins kept and remembered jobs of a project, the newest first.
func merge(project string, kept []*bq.Job, remembered []*Job) []*bq.Job {
	seen := map[string]bool{}
	var out []*bq.Job
	for _, job := range remembered {
		if snapshot := job.Snapshot(); snapshot.JobReference.ProjectId == project {
			seen[snapshot.Id] = true
			out = append(out, snapshot)
		}
	}
	for _, job := range kept {
		if !seen[job.Id] {
			out = append(out, job)
		}
	}
	slices.SortStableFunc(out, func(a, b *bq.Job) int {
		return int(b.Statistics.CreationTime - a.Statistics.CreationTime)
	})
	return out
}

func jobKey(project, id string) string { return project + "\x00" + id }

func jobName(project, id string) string { return fmt.Sprintf("Job %s:%s.%s", project, Location, id) }

// Clone copies an API resource deeply.
func Clone[T any](resource *T) *T {
	data, err := json.Marshal(resource)
	out := new(T)
	if err == nil {
		err = json.Unmarshal(data, out)
	}
	if err != nil {
		panic(fmt.Sprintf("cloning a %T: %v", resource, err)) // resources are plain data
	}
	return out
}
