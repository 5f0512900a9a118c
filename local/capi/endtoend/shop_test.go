package endtoend_test

import (
	"context"
	"errors"
	"net"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"capidemo.dev/platform/local/bigquery"
	"capidemo.dev/platform/local/capi"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/warehouse"
)

// anchor is the day the data of these tests ends.
var anchor = time.Date(2026, time.May, 20, 0, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // constant

// shop is the shopify demo with its agent on the local servers.
type shop struct{ analyst *analyst.Analyst }

func newShop(t *testing.T) *shop {
	t.Helper()
	storage, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(storage.Stop)
	bucket := objects.New(storage.Client(), "templates")
	if err := bucket.EnsureBucket(t.Context(), project); err != nil {
		t.Fatal(err)
	}
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	published, err := catalog.Publish(t.Context(), spec, catalog.Options{Anchor: anchor, Now: anchor, Storage: bucket})
	if err != nil {
		t.Fatal(err)
	}
	endpoint := loadShop(t, storage.URL(), published.Version)
	return &shop{askable(t, endpoint, published.Version)}
}

// loadShop loads a version's tables into a new warehouse and gives its endpoint.
func loadShop(t *testing.T, storage string, v demo.TemplateVersion) string {
	t.Helper()
	server, err := bigquery.New(t.Context(), bigquery.Options{Dir: t.TempDir(), StorageEndpoint: storage})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		web.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	endpoint := web.URL + "/bigquery/v2/"
	w, err := warehouse.New(t.Context(), warehouse.Config{Project: project, Location: "US", Endpoint: endpoint})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	ctx := within(t)
	if err := errors.Join(w.CreateDataset(ctx, dataset, nil, ""), w.LoadTables(ctx, dataset, v.Tables, "load")); err != nil {
		t.Fatal(err)
	}
	return endpoint
}

// askable creates the agent of a version.
func askable(t *testing.T, endpoint string, v demo.TemplateVersion) *analyst.Analyst {
	t.Helper()
	server, err := capi.New(t.Context(), capi.Options{Dir: t.TempDir(), BigQueryEndpoint: endpoint})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	a, err := analyst.New(t.Context(), analyst.Config{Project: project, Location: "global", Endpoint: listener.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(a.Close(), server.Close(), <-served); err != nil {
			t.Error(err)
		}
	})
	agent, err := analyst.SpecFor(v, project, dataset, "acme-1", map[string]string{"tenant": "acme"})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.CreateAgent(within(t), agent); err != nil {
		t.Fatal(err)
	}
	return a
}

// answer is what came back for a question.
type answer struct {
	sql, text, chart string
	verified         bool
	data             *analyst.Data
	options          []string
	next             []string
	took             time.Duration
}

// ask holds a conversation and gives the last answer.
func (s *shop) ask(t *testing.T, questions []string) answer {
	t.Helper()
	history := make([]analyst.Turn, 0, len(questions))
	var last answer
	for _, q := range questions {
		last = s.once(within(t), t, q, history)
		history = append(history, analyst.Turn{Question: q, Answer: last.text})
	}
	return last
}

func (s *shop) once(ctx context.Context, t *testing.T, question string, history []analyst.Turn) answer {
	t.Helper()
	var out answer
	start := time.Now()
	for part, err := range s.analyst.Ask(ctx, analyst.Question{AgentID: "acme-1", Text: question, History: history}) {
		if err != nil {
			t.Fatalf("%s: %v", question, err)
		}
		switch part.Kind {
		case analyst.SQL:
			out.sql, out.verified = part.SQL, part.Verified
		case analyst.Rows:
			out.data = part.Data
		case analyst.Text:
			out.text = part.Text
		case analyst.Clarification:
			out.text, out.options = part.Text, part.Options
		case analyst.Chart:
			out.chart = string(part.Chart)
		case analyst.Error:
			t.Errorf("%s: the statement failed: %s\n%s", question, part.Text, out.sql)
		case analyst.Suggestions:
			out.next = part.Options
		case analyst.Progress:
		}
	}
	out.took = time.Since(start)
	return out
}

// outcome is how a question ended.
func (a answer) outcome(right bool) string {
	switch {
	case len(a.options) > 0:
		return "asked back"
	case a.data == nil:
		return "refused"
	case !right:
		return "wrong"
	case a.verified:
		return "verified"
	}
	return "composed"
}
