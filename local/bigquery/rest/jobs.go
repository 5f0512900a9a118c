package rest

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/jobs"
)

// grace is how long jobs.insert waits for the job: a short one is answered as done, which saves the client a poll.
const grace = 200 * time.Millisecond

var jobID = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func (a *API) insertJob(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	return a.startJob(r, body, "")
}

// startJob begins the job that a request's JSON describes.
func (a *API) startJob(r *http.Request, body []byte, upload string) (any, error) {
	var requested bq.Job
	if err := unmarshal(body, &requested); err != nil {
		return nil, invalidJSON(err)
	}
	var query struct {
		Configuration struct {
			Query struct {
				Parameters []jobs.Parameter `json:"queryParameters"`
			} `json:"query"`
		} `json:"configuration"`
	}
	if err := unmarshal(body, &query); err != nil {
		return nil, invalidJSON(err)
	}
	if requested.Configuration == nil {
		return nil, apierror.Invalid("Required parameter is missing: configuration")
	}
	s := jobs.Submission{
		Project: r.PathValue("project"), Config: requested.Configuration, Parameters: query.Configuration.Query.Parameters, Upload: upload,
	}
	if ref := requested.JobReference; ref != nil && ref.JobId != "" {
		if !named(jobID, ref.JobId) {
			return nil, apierror.Invalid("Invalid job ID %q: use letters, digits, _ and -, at most 1024", ref.JobId)
		}
		s.ID = ref.JobId
	}
	if err := checkLabels(s.Config.Labels); err != nil {
		return nil, err
	}
	if s.Config.DryRun {
		return a.Jobs.DryRun(r.Context(), s)
	}
	job, err := a.Jobs.Start(r.Context(), s)
	if err != nil {
		return nil, err
	}
	job.Wait(r.Context(), grace)
	return a.shownJob(r, job.Snapshot()), nil
}

func (a *API) getJob(r *http.Request) (any, error) {
	job, err := a.Jobs.Get(r.PathValue("project"), r.PathValue("job"))
	if err != nil {
		return nil, err
	}
	return a.shownJob(r, job.Snapshot()), nil
}

func (a *API) shownJob(r *http.Request, job *bq.Job) *bq.Job {
	job.SelfLink = "http://" + r.Host + "/bigquery/v2/projects/" + job.JobReference.ProjectId + "/jobs/" + job.JobReference.JobId + "?location=" + jobs.Location
	return job
}

func (a *API) cancelJob(r *http.Request) (any, error) {
	job, err := a.Jobs.Get(r.PathValue("project"), r.PathValue("job"))
	if err != nil {
		return nil, err
	}
	job.Cancel()
	job.Wait(r.Context(), grace)
	return &bq.JobCancelResponse{Kind: "bigquery#jobCancelResponse", Job: a.shownJob(r, job.Snapshot())}, nil
}

func (a *API) deleteJob(r *http.Request) (any, error) {
	return nil, a.Jobs.Delete(r.PathValue("project"), r.PathValue("job"))
}

func (a *API) listJobs(r *http.Request) (any, error) {
	w, err := windowOf(r, 50)
	if err != nil {
		return nil, err
	}
	all, err := a.Jobs.List(r.PathValue("project"))
	if err != nil {
		return nil, err
	}
	matches, err := jobFilter(r)
	if err != nil {
		return nil, err
	}
	items, next := page(slices.DeleteFunc(all, func(job *bq.Job) bool { return !matches(job) }), w)
	out := &bq.JobList{Kind: "bigquery#jobList", NextPageToken: next}
	full := r.URL.Query().Get("projection") == "full"
	for _, job := range items {
		item := &bq.JobListJobs{
			Kind: "bigquery#job", Id: job.Id, JobReference: job.JobReference, State: job.Status.State,
			Statistics: job.Statistics, Status: job.Status, UserEmail: job.UserEmail, ErrorResult: job.Status.ErrorResult,
			Configuration: &bq.JobConfiguration{JobType: job.Configuration.JobType, Labels: job.Configuration.Labels},
		}
		if full {
			item.Configuration = job.Configuration
		}
		out.Jobs = append(out.Jobs, item)
	}
	return out, nil
}

// jobFilter reads stateFilter and the bounds on creation time.
func jobFilter(r *http.Request) (func(*bq.Job) bool, error) {
	query := r.URL.Query()
	states, parent := query["stateFilter"], query.Get("parentJobId")
	var bounds [2]int64
	for i, name := range []string{"minCreationTime", "maxCreationTime"} {
		if text := query.Get(name); text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, apierror.Invalid("Invalid value for %s: %s", name, text)
			}
			bounds[i] = n
		}
	}
	return func(job *bq.Job) bool {
		created := job.Statistics.CreationTime
		return job.Statistics.ParentJobId == parent && (len(states) == 0 || slices.Contains(states, strings.ToLower(job.Status.State))) &&
			(bounds[0] == 0 || created >= bounds[0]) && (bounds[1] == 0 || created <= bounds[1])
	}, nil
}
