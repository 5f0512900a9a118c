package rest

import (
	"net/http"
	"strings"
	"time"

	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/jobs"
)

// API serves BigQuery's methods.
type API struct {
	Catalog *catalog.Catalog
	Engine  *engine.Engine
	Jobs    *jobs.Runner
	Now     func() time.Time
	NewID   func() string // random, of letters and digits
	Uploads string        // folder for files being uploaded
}

// Handler routes /bigquery/v2/..., the same without that prefix, uploads below /upload and /resumable/upload, and /healthz.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range a.routes() {
		mux.Handle(pattern, h)
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.Handle("/", handler(unknownMethod))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, prefix := range []string{"/bigquery/v2", "/upload/bigquery/v2", "/resumable/upload/bigquery/v2"} {
			if !strings.HasPrefix(r.URL.Path, prefix+"/") {
				continue
			}
			into := ""
			if prefix != "/bigquery/v2" {
				into = "/upload"
			}
			http.StripPrefix(prefix, prefixed(into, mux)).ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (a *API) routes() map[string]handler {
	const (
		datasets = "/projects/{project}/datasets"
		dataset  = datasets + "/{dataset}"
		tables   = dataset + "/tables"
		table    = tables + "/{table}"
		jobList  = "/projects/{project}/jobs"
		job      = jobList + "/{job}"
	)
	return map[string]handler{
		"GET /discovery/v1/apis/bigquery/v2/rest": describe,
		"GET /$discovery/rest":                    describe,
		"GET /projects":                           a.listProjects,
		"GET /projects/{project}/serviceAccount":  serviceAccount,
		"POST " + datasets:                        a.insertDataset,
		"GET " + datasets:                         a.listDatasets,
		"GET " + dataset:                          a.getDataset,
		"PATCH " + dataset:                        a.patchDataset,
		"PUT " + dataset:                          a.updateDataset,
		"DELETE " + dataset:                       a.deleteDataset,
		"POST " + tables:                          a.insertTable,
		"GET " + tables:                           a.listTables,
		"GET " + table:                            a.getTable,
		"PATCH " + table:                          a.patchTable,
		"PUT " + table:                            a.updateTable,
		"DELETE " + table:                         a.deleteTable,
		"GET " + table + "/data":                  a.listRows,
		"POST " + table + "/insertAll":            a.insertRows,
		"POST " + jobList:                         a.insertJob,
		"POST /upload" + jobList:                  a.uploadJob,
		"PUT /upload" + jobList:                   a.continueUpload,
		"GET " + jobList:                          a.listJobs,
		"GET " + job:                              a.getJob,
		"POST " + job + "/cancel":                 a.cancelJob,
		"DELETE " + job + "/delete":               a.deleteJob,
		"POST /projects/{project}/queries":        a.query,
		"GET /projects/{project}/queries/{job}":   a.queryResults,
		"GET " + dataset + "/routines":            emptyList("bigquery#listRoutines"),
		"GET " + dataset + "/models":              emptyList("bigquery#listModels"),
	}
}

// prefixed puts a prefix before the path.
func prefixed(prefix string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if prefix != "" {
			r.URL.Path = prefix + r.URL.Path
			if r.URL.RawPath != "" {
				r.URL.RawPath = prefix + r.URL.RawPath
			}
		}
		next.ServeHTTP(w, r)
	})
}
