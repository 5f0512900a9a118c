package rest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/jobs"
)

// A page has at most this many bytes of rows, and at most this many rows unless the client asks for a number.
const (
	pageBytes = 10 << 20
	pageRows  = 50_000
)

// rowPage is the answer of tabledata.list.
type rowPage struct {
	Kind      string            `json:"kind"`
	Etag      string            `json:"etag"`
	TotalRows int64             `json:"totalRows,string"`
	PageToken string            `json:"pageToken,omitempty"`
	Rows      []json.RawMessage `json:"rows,omitempty"`
}

func (a *API) listRows(r *http.Request) (any, error) {
	w, err := windowOf(r, pageRows)
	if err != nil {
		return nil, err
	}
	ref := reference(r)
	if jobs.IsAnonymous(ref.DatasetId) {
		return a.listResultRows(r, ref, w)
	}
	var selected []string
	if fields := r.URL.Query().Get("selectedFields"); fields != "" {
		selected = strings.Split(fields, ",")
	}
	result, total, err := a.Jobs.ReadTable(r.Context(), ref, selected, w.start, w.limit)
	if err != nil {
		return nil, err
	}
	rows, err := result.Page(0, w.limit, pageBytes, timestampFormat(r))
	if err != nil {
		return nil, err
	}
	out := rowPage{Kind: "bigquery#tableDataList", Etag: a.NewID(), TotalRows: total, Rows: raw(rows)}
	if next := w.start + int64(len(rows)); next < total && w.limit > 0 {
		out.PageToken = tokenFor(next)
	}
	return out, result.Close()
}

// listResultRows reads the rows of a query by the name of its anonymous destination table.
func (a *API) listResultRows(r *http.Request, ref *bq.TableReference, w window) (any, error) {
	job, err := a.Jobs.Get(ref.ProjectId, jobs.AnonymousJob(ref.TableId))
	if err != nil {
		return nil, err
	}
	result, err := job.Result()
	if err != nil {
		return nil, err
	}
	rows, err := result.Page(w.start, w.limit, pageBytes, timestampFormat(r))
	if err != nil {
		return nil, err
	}
	out := rowPage{Kind: "bigquery#tableDataList", Etag: a.NewID(), TotalRows: result.Rows, Rows: raw(rows)}
	if next := w.start + int64(len(rows)); next < result.Rows && w.limit > 0 {
		out.PageToken = tokenFor(next)
	}
	return out, nil
}

func timestampFormat(r *http.Request) engine.TimestampFormat {
	query := r.URL.Query()
	return formatNamed(query.Get("formatOptions.timestampOutputFormat"), query.Get("formatOptions.useInt64Timestamp") == "true")
}

func formatNamed(name string, micros bool) engine.TimestampFormat {
	switch {
	case name == "ISO8601_STRING":
		return engine.TimestampISO
	case micros, name == "INT64":
		return engine.TimestampMicros
	default:
		return engine.TimestampSeconds
	}
}

func raw(rows [][]byte) []json.RawMessage {
	out := make([]json.RawMessage, len(rows))
	for i, row := range rows {
		out[i] = row
	}
	return out
}

// milliseconds reads a duration parameter such as timeoutMs.
func milliseconds(text string, otherwise int64) (int64, error) {
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, apierror.Invalid("Invalid value for timeoutMs: %s", text)
	}
	return n, nil
}
