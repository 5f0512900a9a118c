package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/jobs"
)

// Waiting for a query, in milliseconds: BigQuery's default and limit.
const (
	defaultTimeout = 10_000
	longestTimeout = 200_000
)

// resultPage is the answer of jobs.query and jobs.getQueryResults. The generated type would decode and encode every row again.
type resultPage struct {
	Kind                string            `json:"kind"`
	Etag                string            `json:"etag,omitempty"`
	Schema              *bq.TableSchema   `json:"schema,omitempty"`
	JobReference        *bq.JobReference  `json:"jobReference,omitempty"`
	QueryID             string            `json:"queryId,omitempty"`
	Location            string            `json:"location,omitempty"`
	TotalRows           *int64            `json:"totalRows,omitempty,string"`
	PageToken           string            `json:"pageToken,omitempty"`
	Rows                []json.RawMessage `json:"rows,omitempty"`
	TotalBytesProcessed int64             `json:"totalBytesProcessed,string"`
	TotalBytesBilled    int64             `json:"totalBytesBilled,omitempty,string"`
	JobComplete         bool              `json:"jobComplete"`
	CacheHit            bool              `json:"cacheHit"`
	NumDMLAffectedRows  *int64            `json:"numDmlAffectedRows,omitempty,string"`
	DMLStats            *bq.DmlStatistics `json:"dmlStats,omitempty"`
	CreationTime        int64             `json:"creationTime,omitempty,string"`
	StartTime           int64             `json:"startTime,omitempty,string"`
	EndTime             int64             `json:"endTime,omitempty,string"`
}

// query runs a statement and waits for it up to timeoutMs.
func (a *API) query(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	var request bq.QueryRequest
	if err := unmarshal(body, &request); err != nil {
		return nil, invalidJSON(err)
	}
	var extra struct {
		Parameters []jobs.Parameter `json:"queryParameters"`
		MaxResults *int64           `json:"maxResults"`
	}
	if err := unmarshal(body, &extra); err != nil {
		return nil, invalidJSON(err)
	}
	if err := checkLabels(request.Labels); err != nil {
		return nil, err
	}
	s := submission(r.PathValue("project"), &request, extra.Parameters)
	if request.DryRun {
		return a.dryQuery(r, s)
	}
	job, err := a.startQuery(r, s, request.RequestId)
	if err != nil {
		return nil, err
	}
	timeout := request.TimeoutMs
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	w := window{limit: pageRows}
	if extra.MaxResults != nil {
		w.limit = *extra.MaxResults
	}
	format := engine.TimestampSeconds
	if options := request.FormatOptions; options != nil {
		format = formatNamed(options.TimestampOutputFormat, options.UseInt64Timestamp)
	}
	return a.results(r, job, timeout, w, format, "bigquery#queryResponse")
}

func submission(project string, request *bq.QueryRequest, parameters []jobs.Parameter) jobs.Submission {
	return jobs.Submission{Project: project, Parameters: parameters, Config: &bq.JobConfiguration{
		DryRun: request.DryRun, Labels: request.Labels, JobTimeoutMs: request.JobTimeoutMs,
		Query: &bq.JobConfigurationQuery{
			Query: request.Query, UseLegacySql: request.UseLegacySql, DefaultDataset: request.DefaultDataset,
			MaximumBytesBilled: request.MaximumBytesBilled, ParameterMode: request.ParameterMode, QueryParameters: request.QueryParameters,
		},
	}}
}

// startQuery begins a query; with a request id, a request that comes again finds the job of the first.
func (a *API) startQuery(r *http.Request, s jobs.Submission, requestID string) (*jobs.Job, error) {
	if requestID != "" {
		sum := sha256.Sum256([]byte(requestID))
		s.ID = "job_" + hex.EncodeToString(sum[:16])
	}
	job, err := a.Jobs.Start(r.Context(), s)
	var failure *apierror.Error
	if requestID != "" && errors.As(err, &failure) && failure.Reason == "duplicate" {
		return a.Jobs.Get(s.Project, s.ID)
	}
	return job, err
}

func (a *API) dryQuery(r *http.Request, s jobs.Submission) (any, error) {
	job, err := a.Jobs.DryRun(r.Context(), s)
	if err != nil {
		return nil, err
	}
	return resultPage{
		Kind: "bigquery#queryResponse", Schema: job.Statistics.Query.Schema, JobReference: job.JobReference, Location: jobs.Location,
		TotalBytesProcessed: job.Statistics.TotalBytesProcessed, JobComplete: true,
	}, nil
}

// queryResults waits for a query and gives a page of its rows.
func (a *API) queryResults(r *http.Request) (any, error) {
	job, err := a.Jobs.Get(r.PathValue("project"), r.PathValue("job"))
	if err != nil {
		return nil, err
	}
	w, err := windowOf(r, pageRows)
	if err != nil {
		return nil, err
	}
	timeout, err := milliseconds(r.URL.Query().Get("timeoutMs"), defaultTimeout)
	if err != nil {
		return nil, err
	}
	return a.results(r, job, timeout, w, timestampFormat(r), "bigquery#getQueryResultsResponse")
}

func (a *API) results(r *http.Request, job *jobs.Job, timeout int64, w window, format engine.TimestampFormat, kind string) (any, error) {
	done := job.Wait(r.Context(), time.Duration(min(timeout, longestTimeout))*time.Millisecond)
	resource := job.Snapshot()
	out := resultPage{
		Kind: kind, JobReference: resource.JobReference, Location: jobs.Location, JobComplete: done,
		CreationTime: resource.Statistics.CreationTime, StartTime: resource.Statistics.StartTime, EndTime: resource.Statistics.EndTime,
	}
	if !done {
		return out, nil
	}
	result, err := job.Result()
	if err != nil {
		return nil, err
	}
	rows, err := result.Page(w.start, w.limit, pageBytes, format)
	if err != nil {
		return nil, err
	}
	total := result.Rows
	out.Etag, out.QueryID, out.Rows, out.TotalRows = resource.Etag, resource.JobReference.JobId, raw(rows), &total
	out.Schema = &bq.TableSchema{Fields: result.Fields}
	if stats := resource.Statistics.Query; stats != nil {
		out.TotalBytesProcessed, out.TotalBytesBilled, out.DMLStats = stats.TotalBytesProcessed, stats.TotalBytesBilled, stats.DmlStats
		if stats.DmlStats != nil {
			out.NumDMLAffectedRows = &stats.NumDmlAffectedRows
		}
	}
	if next := w.start + int64(len(rows)); next < total {
		out.PageToken = tokenFor(next)
	}
	return out, nil
}
