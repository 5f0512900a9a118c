// Package capitest is for tests only: a BigQuery endpoint with scripted answers, so that the Conversational Analytics API and its clients are
// tested without a warehouse and can be made to fail, hang and be cancelled at will.
//
// It understands nothing of SQL: a statement has the answer that was scripted for it, or the error notFound. What BigQuery really
// answers is tested against local/bigquery.
package capitest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Answer is what a statement gives. Columns are written "name TYPE". Cells are the texts of BigQuery's JSON, nil is NULL. Reason and
// Message, if set, make the job fail instead. Hang keeps the answer back until the request ends.
type Answer struct {
	Columns []string
	Rows    [][]any
	Total   int // rows of the whole result, len(Rows) if 0
	Reason  string
	Message string
	Hang    bool
}

// BigQuery is a scripted endpoint.
type BigQuery struct {
	URL string // with a slash in the end

	mu        sync.Mutex
	answers   map[string]Answer
	jobs      map[string]string // SQL by job id
	inserted  []Inserted
	waiting   chan struct{}
	cancelled chan string
}

// Inserted is a job as it was asked for.
type Inserted struct {
	Project, SQL, MaxBytes, Timeout string
	Labels                          map[string]string
}

// New starts an endpoint that ends with the test.
func New(tb testing.TB, answers map[string]Answer) *BigQuery {
	tb.Helper()
	b := &BigQuery{answers: answers, jobs: map[string]string{}, waiting: make(chan struct{}, 16), cancelled: make(chan string, 16)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /projects/{project}/jobs", b.insert)
	mux.HandleFunc("GET /projects/{project}/queries/{job}", b.results)
	mux.HandleFunc("POST /projects/{project}/jobs/{job}/cancel", b.cancel)
	server := httptest.NewServer(mux)
	tb.Cleanup(server.Close)
	b.URL = server.URL + "/"
	return b
}

// Inserted lists the jobs so far.
func (b *BigQuery) Inserted() []Inserted {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Inserted(nil), b.inserted...)
}

// Waiting gives a signal for every request that hangs.
func (b *BigQuery) Waiting() <-chan struct{} { return b.waiting }

// Cancelled gives the statement of every job that was cancelled.
func (b *BigQuery) Cancelled() <-chan string { return b.cancelled }

func (b *BigQuery) insert(w http.ResponseWriter, r *http.Request) {
	var job struct {
		JobReference  map[string]any `json:"jobReference"` //nolint:tagliatelle // BigQuery's own names, here and below
		Configuration struct {
			Query struct {
				Query              string `json:"query"`
				MaximumBytesBilled string `json:"maximumBytesBilled"` //nolint:tagliatelle // as above
			} `json:"query"`
			JobTimeoutMs string            `json:"jobTimeoutMs"` //nolint:tagliatelle // as above
			Labels       map[string]string `json:"labels"`
		} `json:"configuration"`
	}
	if err := json.NewDecoder(r.Body).Decode(&job); err != nil {
		fail(w, http.StatusBadRequest, "invalid", err.Error())
		return
	}
	sql := job.Configuration.Query.Query
	b.mu.Lock()
	id := fmt.Sprint("job_", len(b.jobs))
	b.jobs[id] = sql
	b.inserted = append(b.inserted, Inserted{
		r.PathValue("project"), sql, job.Configuration.Query.MaximumBytesBilled, job.Configuration.JobTimeoutMs, job.Configuration.Labels,
	})
	b.mu.Unlock()
	reply(w, map[string]any{
		"jobReference":  map[string]any{"projectId": r.PathValue("project"), "jobId": id, "location": "US"},
		"configuration": map[string]any{"jobType": "QUERY", "query": map[string]any{"query": sql, "useLegacySql": false}},
		"status":        map[string]any{"state": "RUNNING"},
	})
}

func (b *BigQuery) results(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	sql := b.jobs[r.PathValue("job")]
	answer, known := b.answers[sql]
	b.mu.Unlock()
	switch {
	case !known:
		fail(w, http.StatusNotFound, "notFound", "Not found: no answer is scripted for "+sql)
		return
	case answer.Hang:
		b.waiting <- struct{}{}
		<-r.Context().Done()
		return
	case answer.Reason != "":
		fail(w, http.StatusBadRequest, answer.Reason, answer.Message)
		return
	}
	var fields, rows []any
	for _, c := range answer.Columns {
		name, kind, _ := strings.Cut(c, " ")
		fields = append(fields, map[string]any{"name": name, "type": kind, "mode": "NULLABLE"})
	}
	for _, row := range answer.Rows {
		var cells []any
		for _, v := range row {
			cells = append(cells, map[string]any{"v": v})
		}
		rows = append(rows, map[string]any{"f": cells})
	}
	reply(w, map[string]any{
		"jobComplete": true, "jobReference": map[string]any{"projectId": r.PathValue("project"), "jobId": r.PathValue("job"), "location": "US"},
		"schema": map[string]any{"fields": fields}, "rows": rows, "totalRows": strconv.Itoa(max(answer.Total, len(answer.Rows))),
	})
}

func (b *BigQuery) cancel(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	sql := b.jobs[r.PathValue("job")]
	b.mu.Unlock()
	b.cancelled <- sql
	reply(w, map[string]any{"job": map[string]any{"status": map[string]any{"state": "DONE"}}})
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) //nolint:errchkjson // the caller may be gone; that is its business
}

func fail(w http.ResponseWriter, status int, reason, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	reply(w, map[string]any{"error": map[string]any{
		"code": status, "message": message, "errors": []any{map[string]any{"reason": reason, "message": message}},
	}})
}
