package semantictest

import (
	"testing"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// Works is the model of a factory with its customers: what is made, scrapped, leased, claimed and denied, with recorded reasons.
func Works(tb testing.TB) *semantic.Model {
	tb.Helper()
	return model(tb, &agent.Knowledge{
		Instructions: "Today is 2026-05-20.",
		Tables: []agent.Table{
			table("plants", "A factory.", "plant_id INT64", "name STRING plant", "country STRING"),
			table("items", "A thing that is made.", "item_id INT64", "name STRING item", "family STRING"),
			table("clients", "A company that buys.", "client_id INT64", "name STRING", "segment STRING", "income NUMERIC", "balance_owed NUMERIC"),
			table("runs", "A run of production.", "run_id INT64", "item_id INT64", "plant_id INT64", "started_at TIMESTAMP", "good_units INT64 units produced", "planned_units INT64"),
			table("scraps", "What was scrapped of a run.", "scrap_id INT64", "item_id INT64", "scrapped_at TIMESTAMP", "reason STRING", "scrapped_units INT64"),
			table("claims", "A claim of a client.", "claim_id INT64", "client_id INT64", "claimed_at TIMESTAMP", "claim_type STRING", "amount NUMERIC claim amount", "denial_reason STRING", "urgent BOOL"),
			table("leases", "A lease of an item.", "lease_id INT64", "client_id INT64", "item_id INT64", "leased_at TIMESTAMP"),
			table("lost_tools", "A tool that was lost.", "tool_id INT64", "plant_id INT64", "found_on DATE"),
			table("item_sales", "The sale of one item.", "sale_id INT64", "client_id INT64", "item_id INT64", "sold_on DATE"),
		},
		Relationships: []agent.Relationship{
			relation("runs", "item_id", "items"), relation("runs", "plant_id", "plants"), relation("scraps", "item_id", "items"), relation("claims", "client_id", "clients"),
			relation("leases", "client_id", "clients"), relation("leases", "item_id", "items"), relation("lost_tools", "plant_id", "plants"), relation("item_sales", "item_id", "items"),
		},
	}, map[string][]any{
		"plants.name": {"Brno", "Penang"}, "plants.country": {"Czechia", "Malaysia"}, "items.name": {"Cog", "Lever"}, "items.family": {"Pumps", "Valves"},
		"clients.segment": {"Small", "Large"}, "scraps.reason": {"Cracks", "Burrs"}, "claims.claim_type": {"Damage", "Delay"}, "claims.denial_reason": {"Too late", "Not covered"},
	})
}
