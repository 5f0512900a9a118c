package bigquery_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
)

func TestARequestIdRunsOnce(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	w.rows(t, "CREATE TABLE d.t (x INT64)")
	for range 3 {
		answer := w.post(t, "/projects/demo-capi/queries", `{"query":"INSERT INTO d.t (x) VALUES (1)","useLegacySql":false,"requestId":"one"}`)
		if answer["numDmlAffectedRows"] != "1" {
			t.Errorf("answer is %v", answer)
		}
	}
	if diff := cmp.Diff([][]bigquery.Value{{int64(1)}}, w.rows(t, "SELECT COUNT(*) FROM d.t")); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}

func TestWireForms(t *testing.T) {
	t.Parallel()
	w := start(t)
	sql := `"SELECT TIMESTAMP '2023-11-14 22:13:20.5+00' AS ts, [1.5, 2] AS list, STRUCT(NULL AS a) AS st"`
	for format, want := range map[string]string{
		`{}`:                          "1.7000000005E9",
		`{"useInt64Timestamp": true}`: "1700000000500000",
		`{"timestampOutputFormat": "ISO8601_STRING"}`: "2023-11-14T22:13:20.500000Z",
	} {
		answer := w.post(t, "/bigquery/v2/projects/demo-capi/queries", `{"query":`+sql+`,"useLegacySql":false,"formatOptions":`+format+`}`)
		cells := func(v any) any { return map[string]any{"v": v} }
		expected := []any{map[string]any{"f": []any{cells(want), cells([]any{cells("1.5"), cells("2.0")}), cells(map[string]any{"f": []any{cells(nil)}})}}}
		if diff := cmp.Diff(expected, answer["rows"]); diff != "" {
			t.Errorf("with %s rows differ (-want +got):\n%s", format, diff)
		}
		if answer["jobComplete"] != true || answer["totalRows"] != "1" || answer["kind"] != "bigquery#queryResponse" {
			t.Errorf("answer is %v", answer)
		}
	}
}

// post sends JSON and gives the answer's.
func (w *warehouse) post(tb testing.TB, path, body string) map[string]any {
	tb.Helper()
	request, err := http.NewRequestWithContext(ctx(tb), http.MethodPost, w.url+path, bytes.NewBufferString(body))
	if err != nil {
		tb.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		tb.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		tb.Fatalf("%s: %v", data, err)
	}
	return out
}
