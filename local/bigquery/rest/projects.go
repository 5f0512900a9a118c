package rest

import (
	"net/http"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/catalog"
)

// listProjects shows the projects that have a dataset: nothing has to be created before its first use.
func (a *API) listProjects(r *http.Request) (any, error) {
	w, err := windowOf(r, 1000)
	if err != nil {
		return nil, err
	}
	var names []string
	err = a.Catalog.View(func(tx *catalog.Tx) error {
		names = tx.Projects()
		return nil
	})
	if err != nil {
		return nil, err
	}
	shown, next := page(names, w)
	out := &bq.ProjectList{Kind: "bigquery#projectList", NextPageToken: next, TotalItems: int64(len(names))}
	for _, name := range shown {
		out.Projects = append(out.Projects, &bq.ProjectListProjects{
			Kind: "bigquery#project", Id: name, FriendlyName: name, ProjectReference: &bq.ProjectReference{ProjectId: name},
		})
	}
	return out, nil
}

func serviceAccount(r *http.Request) (any, error) {
	return &bq.GetServiceAccountResponse{
		Kind: "bigquery#getServiceAccountResponse", Email: "local@" + r.PathValue("project") + ".iam.gserviceaccount.com",
	}, nil
}
