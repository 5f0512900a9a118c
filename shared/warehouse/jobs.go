package warehouse

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"cloud.google.com/go/bigquery"
	"google.golang.org/api/googleapi"
)

// The client tries again by itself for as long as its context lives. These bounds leave the decision when to give up to the caller, whose
// own time would else pass with a service that stays away.
const (
	callWithin = 20 * time.Second // one call about a dataset or a table
	jobWithin  = 2 * time.Minute  // one load, copy or extract of a table, from its start to its end
)

// A job is looked at again after firstPause, then ever less often up to longestPause. The client's own Wait begins with a random pause
// of up to a second, which is longer than a clone takes.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = time.Second
)

// runJob starts a job under a fixed id and waits for its end. An id that is taken belongs to an earlier try of the same work, whose
// outcome is then this one's.
func (w *Warehouse) runJob(ctx context.Context, doing, id string, start func(context.Context) (*bigquery.Job, error)) error {
	ctx, cancel := context.WithTimeout(ctx, jobWithin)
	defer cancel()
	job, err := start(ctx)
	if isTaken(err, id) {
		job, err = w.client.JobFromIDLocation(ctx, id, w.client.Location)
	}
	if err != nil {
		return classify(err, doing)
	}
	status, err := settle(ctx, job)
	if err == nil {
		err = status.Err()
	}
	return classify(err, doing)
}

// isTaken tells "a job of that id exists" from "the table exists": both are 409, only the first names the job.
func isTaken(err error, id string) bool {
	var failure *googleapi.Error
	return errors.As(err, &failure) && failure.Code == http.StatusConflict && strings.Contains(failure.Message, id)
}

// settle waits for a job's end.
func settle(ctx context.Context, job *bigquery.Job) (*bigquery.JobStatus, error) {
	status := job.LastStatus()
	for pause := firstPause; status == nil || !status.Done(); pause = min(pause*3/2, longestPause) {
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, context.Cause(ctx)
		}
		var err error
		if status, err = job.Status(ctx); err != nil {
			return nil, err
		}
	}
	return status, nil
}
