package rest

import (
	"net/http"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/jobs"
)

// insertRows serves tabledata.insertAll.
func (a *API) insertRows(r *http.Request) (any, error) {
	in, err := decode[jobs.Insertion](r)
	if err != nil {
		return nil, err
	}
	in.Table = reference(r)
	refused, err := a.Jobs.Insert(r.Context(), *in)
	if err != nil {
		return nil, err
	}
	return &bq.TableDataInsertAllResponse{Kind: "bigquery#tableDataInsertAllResponse", InsertErrors: refused}, nil
}
