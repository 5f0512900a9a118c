// Package endtoend_test asks the local Conversational Analytics API about tables in the local BigQuery, through the platform's adapter: nothing is
// scripted, and every expected figure is computed here from the rows that were loaded.
package endtoend_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	bq "cloud.google.com/go/bigquery"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	"github.com/parquet-go/parquet-go"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/bigquery"
	"capidemo.dev/platform/local/capi"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
)

const project, dataset = "demo-capi", "d_acme_1"

type order struct {
	ID        int64     `parquet:"id"`
	Region    string    `parquet:"region"`
	Total     float64   `parquet:"total"`
	OrderedAt time.Time `parquet:"ordered_at,timestamp(microsecond)"`
}

// orders are 3,000 orders over the months of 2025 in three regions.
func orders() []order {
	list := make([]order, 3000)
	for i := range list {
		list[i] = order{
			ID: int64(i), Region: []string{"West", "East", "North"}[i%7%3], Total: float64(i%40) + 0.25,
			OrderedAt: time.Date(2025, time.Month(1+i%12), 1+i%28, 12, 0, 0, 0, time.UTC),
		}
	}
	return list
}

// ordersWarehouse runs the local BigQuery with the orders in it and gives its endpoint.
func ordersWarehouse(t *testing.T) string {
	t.Helper()
	storage, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(storage.Stop)
	var file bytes.Buffer
	if err := parquet.Write(&file, orders()); err != nil {
		t.Fatal(err)
	}
	storage.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: "bucket", Name: "orders.parquet"}, Content: file.Bytes()})
	server, err := bigquery.New(t.Context(), bigquery.Options{Dir: t.TempDir(), StorageEndpoint: storage.URL()})
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
	load(t, endpoint)
	return endpoint
}

func load(t *testing.T, endpoint string) {
	t.Helper()
	ctx := within(t)
	client, err := bq.NewClient(ctx, project, option.WithEndpoint(endpoint), option.WithoutAuthentication())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if err := client.Dataset(dataset).Create(ctx, &bq.DatasetMetadata{}); err != nil {
		t.Fatal(err)
	}
	source := bq.NewGCSReference("gs://bucket/orders.parquet")
	source.SourceFormat = bq.Parquet
	job, err := client.Dataset(dataset).Table("orders").LoaderFrom(source).Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	status, err := job.Wait(ctx)
	if err := errors.Join(err, status.Err()); err != nil {
		t.Fatal(err)
	}
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// template is a published version whose golden queries name tables without project and dataset.
func template() demo.TemplateVersion {
	return demo.TemplateVersion{
		TemplateID: "shop", Number: 1, DisplayName: "Shop", Anchor: "2025-12-31", Instructions: "You know a shop. Amounts are in USD.",
		Tables: []demo.Table{{Name: "orders", Description: "Orders", Columns: []demo.Column{
			{Name: "id", Type: "INT64"}, {Name: "region", Type: "STRING", Synonyms: []string{"territory"}},
			{Name: "total", Type: "FLOAT64", Description: "Order value in USD"}, {Name: "ordered_at", Type: "TIMESTAMP"},
		}}},
		Glossary: []demo.Term{{Term: "revenue", Definition: "Sum of order totals", Synonyms: []string{"turnover"}}},
		GoldenQueries: []demo.GoldenQuery{
			{
				ID: "count", Question: "How many orders were placed in 2025?", Phrasings: []string{"Number of orders in 2025", "Count of orders in 2025"},
				SQL: "SELECT COUNT(*) AS order_count FROM orders WHERE EXTRACT(YEAR FROM ordered_at) = 2025",
			},
			{
				ID: "regions", Question: "Which regions have the highest revenue?", Phrasings: []string{"Top regions by revenue", "Regions ranked by highest revenue"},
				SQL: "SELECT region, SUM(total) AS revenue FROM orders GROUP BY region ORDER BY revenue DESC",
			},
			{
				ID: "months", Question: "How did revenue develop by month in 2025?", Phrasings: []string{"Monthly revenue in 2025", "Revenue per month in 2025"},
				SQL: "SELECT DATE_TRUNC(DATE(ordered_at), MONTH) AS month, SUM(total) AS revenue FROM orders GROUP BY month ORDER BY month",
			},
			{
				ID: "broken", Question: "What is the average basket?", Phrasings: []string{"Mean basket"},
				SQL: "SELECT AVG(no_such_column) AS basket FROM orders",
			},
		},
	}
}

func analystOver(t *testing.T, endpoint string) *analyst.Analyst {
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
	spec, err := analyst.SpecFor(template(), project, dataset, "acme-1", map[string]string{"tenant": "acme"})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.CreateAgent(within(t), spec); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestGoldenQuestionsInOtherWords(t *testing.T) {
	t.Parallel()
	a := analystOver(t, ordersWarehouse(t))
	regions, months := map[string]float64{}, map[time.Month]float64{}
	for _, o := range orders() {
		regions[o.Region] += o.Total
		months[o.OrderedAt.Month()] += o.Total
	}
	top := "West"
	for name, total := range regions {
		if total > regions[top] {
			top = name
		}
	}
	for question, want := range map[string]string{
		"Please count the orders of 2025":                  "Order count in 2025 is 3,000.",
		"Which territories have the most turnover?":        fmt.Sprintf("%s has the highest revenue with %s", top, dollars(regions[top])),
		"Show the montly revenue for 2025 as a line chart": fmt.Sprintf("Revenue went from %s in January 2025 to %s in December 2025", dollars(months[1]), dollars(months[12])),
		"What is the average basket?":                      "I could not compute this: the query failed",
		"How many orders were placed in 2024?":             "I cannot answer this",
	} {
		t.Run(question, func(t *testing.T) {
			t.Parallel()
			var texts []string
			for part, err := range a.Ask(within(t), analyst.Question{AgentID: "acme-1", Text: question}) {
				if err != nil {
					t.Fatal(err)
				}
				if part.Kind == analyst.Text {
					texts = append(texts, part.Text)
				}
			}
			if len(texts) != 1 || !strings.Contains(texts[0], want) {
				t.Errorf("answered %q, want %q", texts, want)
			}
		})
	}
}

// dollars writes an amount as the answers do, independently of their code.
func dollars(amount float64) string {
	text := fmt.Sprintf("%.2f", amount)
	text = strings.TrimSuffix(text, ".00")
	whole, cents, found := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		whole += "." + cents
	}
	return "$" + whole
}
