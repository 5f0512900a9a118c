package semantic_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/sqltext"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/googlesql"
)

// shopify is what the agent of the shipped template knows, on the anchor 2026-05-20.
func shopify(t *testing.T) *agent.Knowledge {
	t.Helper()
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	return knowledgeOf(t, spec)
}

func knowledgeOf(t *testing.T, spec *dataspec.Spec) *agent.Knowledge {
	t.Helper()
	k := &agent.Knowledge{}
	for i := range spec.Tables {
		table := &spec.Tables[i]
		out := agent.Table{Project: "p", Dataset: "d", Name: table.Name, Description: table.Description}
		for _, c := range table.Columns {
			out.Columns = append(out.Columns, agent.Column{Name: c.Name, Type: c.Type, Description: c.Description, Synonyms: c.Synonyms})
			if c.References != "" {
				k.Relationships = append(k.Relationships, agent.Relationship{
					Left: "p.d." + table.Name, LeftColumns: []string{c.Name}, Right: "p.d." + c.References, RightColumns: []string{spec.Table(c.References).Key},
				})
			}
		}
		k.Tables = append(k.Tables, out)
	}
	for _, g := range spec.Glossary {
		k.Glossary = append(k.Glossary, agent.Term{Name: g.Term, Definition: g.Definition, Synonyms: g.Synonyms})
	}
	for _, g := range spec.GoldenQueries {
		sql, err := googlesql.Qualify(strings.ReplaceAll(g.SQL, "{{anchor}}", "2026-05-20"), "p", "d")
		if err != nil {
			t.Fatal(err)
		}
		k.Verified = append(k.Verified, agent.Verified{Questions: []string{g.Question}, SQL: sql})
	}
	return k
}

func text(t *testing.T, e googlesql.Expr) string {
	t.Helper()
	s, err := sqltext.Expr(e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLearned lists what verified queries and the glossary teach.
func TestLearned(t *testing.T) {
	t.Parallel()
	m := semantic.New(shopify(t))
	if got := m.Anchor.Format("2006-01-02"); got != "2026-05-20" {
		t.Errorf("anchor %s", got)
	}
	var got []string
	for _, table := range m.Tables {
		for _, c := range table.Standard {
			got = append(got, table.Name+" always "+text(t, c.Expr))
		}
		if table.Time != nil {
			got = append(got, table.Name+" happened "+table.Time.Name)
		}
	}
	for _, measure := range m.Measures {
		if strings.HasPrefix(measure.Origin, "the column") || strings.HasPrefix(measure.Origin, "the rows") {
			continue
		}
		line := []string{fmt.Sprintf("%s = %s of %s", measure.Alias, text(t, measure.Expr), measure.Base.Name)}
		for _, c := range measure.Where {
			line = append(line, text(t, c.Expr))
		}
		got = append(got, strings.Join(line, " where "))
	}
	for _, s := range m.Segments {
		got = append(got, "segment "+s.Name)
	}
	slices.Sort(got)
	want := []string{
		"attributed_sales = SUM(ca.attributed_sales) of campaigns",
		"average_order_value = AVG(o.net_amount) of orders",
		"campaigns happened started_at",
		"checkouts = COUNT(*) of checkouts",
		"checkouts happened started_at",
		"completed = COUNTIF(ch.completed) of checkouts",
		"completion_rate = SAFE_DIVIDE(COUNTIF(ch.completed), COUNT(*)) of checkouts",
		"customers happened created_at",
		"low_stock = COUNTIF(il.on_hand < il.reorder_point) of inventory_levels",
		"net_sales = SUM(o.net_amount) of orders",
		"new_customers = COUNT(*) of customers",
		"order_items always NOT o.cancelled",
		"order_items happened ordered_at",
		"orders = COUNT(*) of orders",
		"orders always NOT o.cancelled",
		"orders happened ordered_at",
		"payment_page_errors = COUNT(*) of checkouts where ch.abandon_reason = 'Payment page error' where ch.device = 'mobile'",
		"payments happened authorized_at",
		"positions = COUNT(*) of inventory_levels",
		"products happened launched_at",
		"refunded = SUM(r.amount) of refunds",
		"refunds = COUNT(*) of refunds",
		"refunds happened refunded_at",
		"return_on_ad_spend = SAFE_DIVIDE(SUM(ca.attributed_sales), SUM(ca.spend)) of campaigns",
		"return_rate = SAFE_DIVIDE(COUNTIF(oi.returned), COUNT(*)) of order_items where NOT o.cancelled",
		"reviews happened created_at",
		"sales = SUM(oi.line_total) of order_items",
		"segment abandoned checkout",
		"segment completion checkout",
		"segment repeat customer",
		"segment return item",
		"segment return order item",
		"shipments happened shipped_at",
		"spend = SUM(ca.spend) of campaigns",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
