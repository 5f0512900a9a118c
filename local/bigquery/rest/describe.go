package rest

import (
	_ "embed"
	"encoding/json"
	"net/http"
)

//go:generate go run ./discovery discovery.json

// discovery describes the API to clients that build themselves from such a document, as the bq command does.
//
//go:embed discovery.json
var discovery []byte

// describe serves the discovery document with this server's address in it.
func describe(r *http.Request) (any, error) {
	var doc map[string]any
	if err := json.Unmarshal(discovery, &doc); err != nil {
		return nil, err
	}
	root := "http://" + r.Host + "/"
	doc["rootUrl"], doc["baseUrl"], doc["basePath"] = root, root+"bigquery/v2/", "/bigquery/v2/"
	return doc, nil
}
