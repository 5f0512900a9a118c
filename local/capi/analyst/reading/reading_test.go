package reading_test

import (
	"strings"
	"testing"

	"capidemo.dev/platform/local/capi/analyst/reading"
	"capidemo.dev/platform/local/capi/analyst/semantic/semantictest"
	"capidemo.dev/platform/shared/googlesql"
)

// understood says what a conversation's last question was read as: a title, "? " and the options, or "! " and the reason.
func understood(r *reading.Reader, conversation string) string {
	asked := strings.Split(conversation, " / ")
	before := make([]reading.Turn, 0, len(asked))
	for _, q := range asked[:len(asked)-1] {
		before = append(before, reading.Turn{Text: q})
	}
	a := r.Read(asked[len(asked)-1], before)
	switch {
	case a.Ask != "":
		return "? " + strings.Join(a.Options, " | ")
	case a.Request != nil:
		return a.Request.Title()
	case a.Reason != "":
		return "! " + a.Reason
	}
	return ""
}

func TestRead(t *testing.T) {
	t.Parallel()
	r := reading.New(semantictest.Model(t))
	for question, want := range map[string]string{
		"Revenue by area last month":                       "Net sales by region, April 2026",
		"sales in the East in 2025, monthly":               "Net sales by month, region is East, 2025",
		"top 3 products by units":                          "Quantity by product, top 3",
		"How many customers ordered last week?":            "Customers with orders, May 11 to May 17, 2026",
		"How many customers placed more than two orders?":  "Customers with above 2 orders",
		"loyal customers by tier":                          "Customers with at least 3 orders by tier",
		"orders with tax above 10 this year":               "Orders, tax above 10, January 1 to May 19, 2026",
		"sales per customer":                               "Net sales per customer",
		"average daily orders in March":                    "Average orders per day, March 2026",
		"share of orders through the app":                  "Share of orders, channel is App",
		"Web vs App revenue":                               "Net sales by channel, channel is App or Web",
		"Orders last month compared with the month before": "Orders, April 2026 against March 2026",
		"cancellation rate by channel":                     "Cancelled rate by channel",
		"month over month growth of sales this year":       "Growth of net sales by month, January 1 to May 19, 2026",
		"products with units above 100":                    "Quantity by product, above 100",
		"return rate of caps":                              "Return rate, product is Cap",
		"inventory of hats":                                "On hand, product is Hat",
		"tax rate by quarter in 2025":                      "Tax rate by quarter, 2025",
		"revnue by regoin":                                 "Net sales by region",
		"revenue without Gold members":                     "Net sales, tier is not Gold",
		"lowest 2 categories by sales":                     "Sales by product category, lowest 2",

		"Sales by region / and by channel?":           "Net sales by channel",
		"Sales by region / only 2025":                 "Net sales by region, 2025",
		"Sales by month in 2025 / what about Silver?": "Net sales by month, tier is Silver, 2025",
		"Sales last month / and the month before?":    "Net sales, March 2026",
		"Orders by region / as a pie chart":           "Orders by region",
		"top 3 products by units / by sales instead":  "Sales by product, top 3",

		"most common tier":                                      "Customers by tier",
		"percentage of orders that were cancelled":              "Share of orders, cancelled",
		"share of cancelled orders by region":                   "Share of orders by region, cancelled",
		"revenue on Mondays in March":                           "Net sales, on Monday, March 2026",
		"sales per region and month this year":                  "Net sales by region and month, January 1 to May 19, 2026",
		"how much revenue comes from web and how much from app": "Net sales by channel, channel is App or Web",
		"sales in the second quarter of last year":              "Net sales, Q2 2025",
		"how many new customers this year":                      "Customers, January 1 to May 19, 2026",
		"difference in revenue between Web and App":             "Net sales by channel, channel is App or Web",
		"average tax rate of web and app orders":                "Tax rate by channel, channel is App or Web",

		"sales in the West":             "Net sales, region is West",
		"top products":                  "? Sales by product, top 10 | Return rate by product, top 10",
		"orders over 100":               "? Orders with net above 100 | Orders with tax above 100",
		"sales by moon phase":           "! “moon” and “phase”",
		"profit by region":              "! The glossary says: Margin",
		"stock last month":              "! stock have no time",
		"inventory by region":           "! no relationship leads",
		"sales next month":              "! cannot be used",
		"why did sales fall":            "! cause",
		"sales in 2027":                 "! the data end before",
		"orders not in":                 "! break off",
		"orders that are above":         "! above",
		"average orders":                "! per something",
		"both orders":                   "! “both”",
		"share of sales":                "! which part of the whole",
		"compare orders":                "! with what",
		"what is the weather":           "",
		"orders by tax and stock":       "!",
		"sales by region in the west 5": "! “5”",
	} {
		got := understood(r, question)
		if reason, found := strings.CutPrefix(want, "! "); found {
			if !strings.HasPrefix(got, "! ") || !strings.Contains(got, reason) {
				t.Errorf("%q is read as %q, want a refusal with %q", question, got, reason)
			}
			continue
		}
		if got != want && (want != "!" || !strings.HasPrefix(got, want)) {
			t.Errorf("%q is read as %q, want %q", question, got, want)
		}
	}
}

// FuzzRead: whatever is asked, nothing panics, and what is understood is one statement that parses and reads the agent's tables only.
func FuzzRead(f *testing.F) {
	r := reading.New(semantictest.Model(f))
	for _, q := range []string{"Revenue by area last month", "top 3 products by units", "share of orders through the app by", "not, without, not", "per each day average", "more than at least 5", "sales between 5 and", "O'Hara's sales; DROP TABLE x"} {
		f.Add(q, "and by region?")
	}
	f.Fuzz(func(t *testing.T, question, next string) {
		for _, a := range []reading.Answer{r.Read(question, nil), r.Read(next, []reading.Turn{{Text: question}})} {
			if a.Ask != "" && len(a.Options) < 2 {
				t.Errorf("asked back without a choice: %+v", a)
			}
			if a.Request == nil {
				continue
			}
			sql, err := a.Request.SQL()
			if err != nil {
				t.Fatalf("understood but not written: %v", err)
			}
			q, err := googlesql.SingleQuery(sql)
			if err != nil {
				t.Fatalf("%v in\n%s", err, sql)
			}
			for _, table := range googlesql.Tables(q) {
				if parts := strings.Join(table.Parts, "."); !strings.HasPrefix(parts, "p.d.") {
					t.Fatalf("reads %s", parts)
				}
			}
			if a.Request.Title() == "" || a.Request.Basis() == "" {
				t.Error("computed without saying what")
			}
		}
	})
}
