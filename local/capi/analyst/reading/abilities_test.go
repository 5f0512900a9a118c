package reading_test

import (
	"strings"
	"testing"

	"capidemo.dev/platform/local/capi/analyst/reading"
	"capidemo.dev/platform/local/capi/analyst/semantic/semantictest"
)

// TestReadWorks tests what people ask beyond a figure by its groups: each ability by a question that shows it and by one that it must not answer.
func TestReadWorks(t *testing.T) {
	t.Parallel()
	r := reading.New(semantictest.Works(t))
	for question, want := range map[string]string{
		// running totals
		"running total of good units by month this year":     "Running total of good units by month, January 1 to May 19, 2026",
		"cumulative claims by month and claim type":          "Running total of claims by month and claim type",
		"cumulative average amount by month":                 "! does not add up",
		"running total of good units this year vs last year": "! running total",

		// the first of each group
		"best item by good units in each plant":         "Good units by plant and item, top 1 in each plant",
		"top 2 items by good units per country":         "Good units by country and item, top 2 in each country",
		"which item has the most leases in each month":  "Leases by month and item, top 1 in each month",
		"lowest 2 plants by good units in each country": "Good units by country and plant, lowest 2 in each country",
		"top items by good units in each plant":         "! how many of each plant",
		"best month in each day by good units":          "! does not lie within",
		"largest lease in each segment":                 "! the size of lease",

		// two members of different columns
		"good units last month: Brno vs Pumps":            "Good units, plant is Brno against family is Pumps, April 2026",
		"compare good units in Brno with Valves":          "Good units, plant is Brno against family is Valves",
		"compare Brno and Penang good units":              "Good units by plant, plant is Brno or Penang",
		"good units of Pumps in Czechia vs Penang":        "! compar",
		"good units last month, Brno vs family Pumps":     "Good units, plant is Brno against family is Pumps, April 2026",
		"compare good units of Pumps in Brno":             "! compares",
		"claims of Small clients against Damage by month": "Claims by month, segment is Small against claim type is Damage",

		"top client by claims in each segment type": "Claims by segment and client, top 1 in each segment",
		"good units by kind of family":              "Good units by family",

		// recorded reasons
		"why were claims denied last month": "Claims by denial reason, with denial reason, April 2026",
		"why were items scrapped in 2025":   "Scraps by reason, with reason, 2025",
		"why do clients deny us":            "! cause",
		"why were leases denied":            "! cause",
		"why do clients like Brno":          "! cause",
		"reasons for scraps in 2025":        "Scraps by reason, 2025",

		// a question, and what is meant by it
		"Are we careful enough? Show scraps by reason in 2025":            "Scraps by reason, 2025",
		"How was April 2026? I mean good units by plant.":                 "Good units by plant, April 2026",
		"Do Brno and its people suffer? Show good units by month in 2025": "Good units by month, plant is Brno, 2025",
		"Do levers break? I mean scraps by item":                          "Scraps by item",
		"Is Zanzibar unhappy? Show claims by claim type":                  "! “zanzibar”",
		"Are claims urgent? Show claims by claim type":                    "Claims by claim type, urgent",
		"Will claims rise? Show claims by claim type":                     "! future",
		"Which claims above $500 are there? How many?":                    "Claims, amount above 500",

		// figures of verbs, and figures that share a noun
		"how many clients earn less than $30,000": "Clients, income below 30000",
		"how much do Small clients owe":           "Balance owed, segment is Small",
		"claims above $500":                       "Claims, amount above 500",
		"show planned and good units by plant":    "Planned units and good units by plant",

		// what is made and what is sold
		"how many pumps did Brno make last month": "Good units, family is Pumps, plant is Brno, April 2026",
		"how many pumps do we make":               "Items, family is Pumps",
		"how many items did we sell in 2025":      "Item sales, 2025",
		"how many pumps did we scrap in 2025":     "Scrapped units, family is Pumps, 2025",

		// things by what lies between, and what happened to them
		"how many Small clients leased levers": "Clients with leases, segment is Small, item is Lever",
		"how many clients have a damage claim": "Clients with claims, claim type is Damage",
		"how many tools were lost in Brno":     "Lost tools, plant is Brno",
		"lost tools by hour":                   "! at which hour",
	} {
		got := understood(r, question)
		if reason, refused := strings.CutPrefix(want, "! "); refused {
			if !strings.HasPrefix(got, "! ") || !strings.Contains(got, reason) {
				t.Errorf("%q is read as %q, want a refusal with %q", question, got, reason)
			}
		} else if got != want {
			t.Errorf("%q is read as %q, want %q", question, got, want)
		}
	}
}

// TestTitlesReadBack: what is offered under the title of a request is understood as the same request.
func TestTitlesReadBack(t *testing.T) {
	t.Parallel()
	r := reading.New(semantictest.Works(t))
	for _, question := range []string{
		"running total of good units by plant and month this year", "top 2 items by good units per country", "lowest 2 plants by good units in each country",
		"which item has the most leases in each month", "good units last month: Brno vs Pumps", "compare Brno and Penang good units", "how many pumps did we scrap in 2025",
	} {
		first := r.Read(question, nil)
		if first.Request == nil {
			t.Errorf("%q is not understood: %+v", question, first)
			continue
		}
		again := r.Read(first.Request.Title(), nil)
		if again.Request == nil {
			t.Errorf("%q is not understood: %+v", first.Request.Title(), again)
			continue
		}
		want, err := first.Request.SQL()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := again.Request.SQL(); err != nil || got != want {
			t.Errorf("%q is read as\n%s\nwant\n%s (%v)", first.Request.Title(), got, want, err)
		}
	}
}
