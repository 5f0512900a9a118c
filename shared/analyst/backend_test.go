package analyst_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/local/capi"
	"capidemo.dev/platform/local/capi/capitest"
	"capidemo.dev/platform/shared/analyst"
)

// backend is a server that the adapter must behave the same against. Its table has the columns region and revenue.
type backend struct {
	config  analyst.Config
	table   analyst.Table
	total   string // a statement over the table: one number in the column total_revenue
	ranking string // regions by revenue, highest first
	exact   bool   // the wording of answers is known
}

// backends lists the servers to run against: the local one always, the cloud when the environment names a project and a table.
func backends() map[string]func(*testing.T) backend {
	all := map[string]func(*testing.T) backend{"local": local}
	if os.Getenv("CAPI_CONFORMANCE_PROJECT") != "" {
		all["cloud"] = cloud
	}
	return all
}

func regions(project, dataset string) (table analyst.Table, total, ranking string) {
	name := "`" + project + "." + dataset + ".regions`"
	table = analyst.Table{Project: project, Dataset: dataset, Name: "regions", Description: "Revenue of each region", Columns: []analyst.Field{
		{Name: "region", Type: "STRING", Description: "Sales region", Synonyms: []string{"territory"}},
		{Name: "revenue", Type: "NUMERIC", Description: "Revenue in USD", Synonyms: []string{"turnover"}},
	}}
	return table, "SELECT SUM(revenue) AS total_revenue FROM " + name,
		"SELECT region, SUM(revenue) AS revenue FROM " + name + " GROUP BY region ORDER BY revenue DESC"
}

func local(t *testing.T) backend {
	t.Helper()
	b := backend{exact: true}
	b.table, b.total, b.ranking = regions("demo-capi", "d_acme_1")
	bq := capitest.New(t, map[string]capitest.Answer{
		b.total:   {Columns: []string{"total_revenue NUMERIC"}, Rows: [][]any{{"1500.5"}}},
		b.ranking: {Columns: []string{"region STRING", "revenue NUMERIC"}, Rows: [][]any{{"West", "1000"}, {"East", "400.5"}, {"North", "100"}}},
		hanging:   {Hang: true},
	})
	b.config = analyst.Config{Project: "demo-capi", Location: "global", Endpoint: serve(t, bq.URL)}
	return b
}

// serve runs the local API for a test and gives its address.
func serve(t *testing.T, bigquery string) string {
	t.Helper()
	server, err := capi.New(t.Context(), capi.Options{Dir: t.TempDir(), BigQueryEndpoint: bigquery})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Close(), <-served); err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// cloud needs a dataset with the table regions (region STRING, revenue NUMERIC) that the ambient identity can read.
func cloud(t *testing.T) backend {
	t.Helper()
	project, dataset := os.Getenv("CAPI_CONFORMANCE_PROJECT"), os.Getenv("CAPI_CONFORMANCE_DATASET")
	b := backend{config: analyst.Config{Project: project, Location: "global"}}
	b.table, b.total, b.ranking = regions(project, dataset)
	return b
}

func (b backend) spec(id string) analyst.Spec {
	return analyst.Spec{
		ID: id, DisplayName: "Conformance", Description: "Made by a test", Instructions: "Amounts are in USD.",
		Tables: []analyst.Table{b.table}, Labels: map[string]string{"tenant": "acme", "purpose": "test"},
		Glossary: []analyst.Term{{Name: "revenue", Definition: "Money from sales", Synonyms: []string{"income"}}},
		ExampleQueries: []analyst.ExampleQuery{
			{Question: "What is our total revenue?", SQL: b.total}, {Question: "How much revenue do we make?", SQL: b.total},
			{Question: "Which regions have the highest revenue?", SQL: b.ranking}, {Question: "Top regions by revenue", SQL: b.ranking},
		},
	}
}

func client(t *testing.T, c analyst.Config) *analyst.Analyst {
	t.Helper()
	a, err := analyst.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func id(prefix string) string { return prefix + strings.ToLower(rand.Text()) }

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func collect(t *testing.T, a *analyst.Analyst, q analyst.Question) []analyst.Part {
	t.Helper()
	var parts []analyst.Part
	for part, err := range a.Ask(within(t), q) {
		if err != nil {
			t.Fatalf("%v (after %d parts)", err, len(parts))
		}
		parts = append(parts, part)
	}
	return parts
}

func first(parts []analyst.Part, kind analyst.Kind) analyst.Part {
	for _, p := range parts {
		if p.Kind == kind {
			return p
		}
	}
	return analyst.Part{}
}
