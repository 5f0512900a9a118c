package analyst_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

func version(queries ...demo.GoldenQuery) demo.TemplateVersion {
	return demo.TemplateVersion{
		TemplateID: "shopify", Number: 3, DisplayName: "Shop", Description: strings.Repeat("d", 2000), Anchor: "2025-12-31", Instructions: "Be brief.",
		Tables: []demo.Table{
			{Name: "orders", Description: "Orders", Columns: []demo.Column{
				{Name: "id", Type: "INT64", Required: true}, {Name: "customer_id", Type: "INT64"},
				{Name: "total", Type: "NUMERIC", Description: "Value in USD", Synonyms: []string{"amount"}},
			}},
			{Name: "customers", Columns: []demo.Column{{Name: "id", Type: "INT64"}}},
		},
		Relationships: []demo.Relationship{{FromTable: "orders", FromColumn: "customer_id", ToTable: "customers", ToColumn: "id"}},
		Glossary:      []demo.Term{{Term: "revenue", Definition: "Sum of totals", Synonyms: []string{"sales"}}},
		GoldenQueries: queries,
	}
}

func TestSpecForDescribesTheDemosAgent(t *testing.T) {
	t.Parallel()
	labels := map[string]string{"tenant": "acme"}
	got, err := analyst.SpecFor(version(demo.GoldenQuery{
		ID: "q1", Question: "How many orders?", Phrasings: []string{"Order count", "How many orders?", " "}, SQL: "SELECT COUNT(*) AS n FROM orders",
	}), "demo-capi", "d_acme_1", "agent-1", labels)
	if err != nil {
		t.Fatal(err)
	}
	sql := "SELECT COUNT(*) AS n FROM `demo-capi.d_acme_1.orders`"
	want := analyst.Spec{
		ID: "agent-1", DisplayName: "Shop", Description: strings.Repeat("d", 1023) + "…", Labels: labels,
		Instructions: "Be brief.\n\nThe data ends on 2025-12-31. Take that day for today: \"last month\" is the month before it.",
		Tables: []analyst.Table{
			{Project: "demo-capi", Dataset: "d_acme_1", Name: "orders", Description: "Orders", Columns: []analyst.Field{
				{Name: "id", Type: "INT64", Required: true}, {Name: "customer_id", Type: "INT64"},
				{Name: "total", Type: "NUMERIC", Description: "Value in USD", Synonyms: []string{"amount"}},
			}},
			{Project: "demo-capi", Dataset: "d_acme_1", Name: "customers", Columns: []analyst.Field{{Name: "id", Type: "INT64"}}},
		},
		Relationships:  []analyst.Relationship{{FromTable: "orders", FromColumn: "customer_id", ToTable: "customers", ToColumn: "id"}},
		Glossary:       []analyst.Term{{Name: "revenue", Definition: "Sum of totals", Synonyms: []string{"sales"}}},
		ExampleQueries: []analyst.ExampleQuery{{Question: "How many orders?", SQL: sql}, {Question: "Order count", SQL: sql}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spec (-want +got):\n%s", diff)
	}
}

func TestSpecForNamesEveryBrokenQuery(t *testing.T) {
	t.Parallel()
	_, err := analyst.SpecFor(version(
		demo.GoldenQuery{ID: "good", Question: "a", SQL: "SELECT 1"}, demo.GoldenQuery{ID: "bad", Question: "b", SQL: "SELEC 1"},
		demo.GoldenQuery{ID: "worse", Question: "c", SQL: "SELECT (FROM"},
	), "p", "d", "id", nil)
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 2 || f.Fields[0].Path != "golden_queries.bad" {
		t.Errorf("want both broken queries, got %v", err)
	}
}
