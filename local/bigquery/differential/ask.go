package differential

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	bq "google.golang.org/api/bigquery/v2"
)

// dataset is the default dataset of all questions.
const dataset = "corpus"

// Side is one server to ask.
type Side struct {
	URL     string // address without a path, e.g. http://127.0.0.1:9050
	Project string
}

// Prepare makes the dataset and its tables.
func (s Side) Prepare(ctx context.Context, tables []Query) error {
	body := bq.Dataset{DatasetReference: &bq.DatasetReference{ProjectId: s.Project, DatasetId: dataset}}
	if _, err := s.post(ctx, "datasets", body, nil); err != nil {
		return fmt.Errorf("making the dataset: %w", err)
	}
	for _, table := range tables {
		if answer, err := s.Ask(ctx, table.SQL); err != nil || answer.Failure != "" {
			return fmt.Errorf("making %s: %s (%w)", table.Title, answer.Failure, err)
		}
	}
	return nil
}

// Ask runs a query. An answer that is an error of the query is no error here.
func (s Side) Ask(ctx context.Context, sql string) (Answer, error) {
	legacy := false
	request := bq.QueryRequest{
		Query: sql, UseLegacySql: &legacy, TimeoutMs: 60_000, MaxResults: 10_000,
		DefaultDataset: &bq.DatasetReference{ProjectId: s.Project, DatasetId: dataset},
		FormatOptions:  &bq.DataFormatOptions{UseInt64Timestamp: true},
	}
	var response bq.QueryResponse
	failure, err := s.post(ctx, "queries", request, &response)
	if err != nil || failure != "" {
		return Answer{Failure: failure}, err
	}
	return read(&response)
}

// post sends a request; failure is the server's refusal.
func (s Side) post(ctx context.Context, path string, body, into any) (failure string, err error) {
	data, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	url := fmt.Sprintf("%s/bigquery/v2/projects/%s/%s", s.URL, s.Project, path)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }() // it has been read
	if response.StatusCode == http.StatusOK && into == nil {
		return "", nil
	}
	if response.StatusCode == http.StatusOK {
		return "", json.NewDecoder(response.Body).Decode(into)
	}
	var refusal struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.NewDecoder(response.Body).Decode(&refusal); err != nil {
		return "", fmt.Errorf("%s answers %s without a reason: %w", url, response.Status, err)
	}
	return refusal.Error.Message, nil
}
