package narrate_test

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"capidemo.dev/platform/local/capi/analyst/narrate"
	"capidemo.dev/platform/local/capi/analyst/result"
	"capidemo.dev/platform/local/capi/analyst/result/resulttest"
)

func text(r *result.Result, period string) string {
	return narrate.Text(narrate.Request{Result: r, Shape: r.ShapeOf(), Period: period, Currency: "$"})
}

func TestText(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"nothing":             "The query ran and found nothing: no row matches.",
		"null sum":            "The query ran and found nothing: no row matches.",
		"one number":          "Total revenue is $1,234,567.50.",
		"one count":           "The result is 80,000.",
		"one share":           "Refund rate is 8.3%.",
		"number and previous": "Revenue is $110.00, against previous revenue of $100.00: up $10.00 (10%).",
		"rate and previous":   "Refund rate is 8%, against previous refund rate of 10%: down 2 percentage points.",
		"one row":             "Name is Acme, revenue is $100.00 and orders is 3.",
		"months":              "Revenue went from $100.00 in January 2025 to $120.00 in March 2025, up $20.00 (20%). The peak is $150.50 in February 2025, the low $100.00 in January 2025.",
		"quarters as text":    "Orders went from 10 in Q4 2024 to 20 in Q2 2025, up 10 (100%). The peak is 20 in Q1 2025, the low 10 in Q4 2024.",
		"years as number":     "Orders went from 10 in 2023 to 15 in 2025, up 5 (50%). The peak is 20 in 2024, the low 10 in 2023.",
		"flat days":           "Orders went from 5 on March 1, 2025 to 5 on March 2, 2025, unchanged.",
		"months by channel":   "Revenue by channel from January 2025 to February 2025. The last period: pos has $9.00 and web has $6.00.",
		"ranking":             "Ada has the highest revenue with $900.00, followed by Bo ($500.50) and Cy ($100.00). The 4 listed run from $900.00 to $50.00 (Di).",
		"ranking rising":      "Cap has the lowest units with 1, followed by Hat (2) and Mug (7).",
		"unordered":           "North has the highest orders with 50, followed by West (7) and East (5).",
		"ranking with detail": "Ada has the highest revenue with $900.00, followed by Bo ($500.00) and Cy ($100.00).",
		"shares":              "card has the highest share with 70%, followed by cash (20%) and other (10%).",
		"two categories":      "Average order value: returning has $60.00 and new has $40.00. From new to returning that is up $20.00 (50%).",
		"now and before":      "Revenue compared with previous revenue, largest changes first: West has $120.00 against $100.00, up $20.00 (20%); East has $80.00 against $100.00, down $20.00 (20%).",
		"grid":                "Revenue by region and channel: the highest is West / web with $9.00, the lowest West / pos with $3.00.",
		"names":               "The result has 4 rows. The first: product Cap, vendor Acme; product Hat, vendor Umbrella; product Mug, vendor Acme.",
		"id beside name":      "Cap has the highest sales with $30.00, followed by Hat ($20.50) and Mug ($1.00).",
		"before and since":    "Orders since compared with orders before, largest changes first: West has 120 against 200, down 80 (40%); South has 11 against 10, up 1 (10%); East has 101 against 100, up 1 (1%).",
		"days before":         "Days since compared with days before: DHL has 4 days against 2 days, up 2 days (100%); UPS has 3 days against 3 days, unchanged.",
		"rate of counts":      "pc has the highest completion rate with 80% (checkouts 50, completed 40), followed by tab (50%) and mobile (30%).",
		"return on spend":     "mail has the highest return on ad spend with 8.5 (spend $10.00), followed by search (4) and social (1.25).",
		"growth":              "Net sales went from $100.00 in January 2025 to $90.00 in March 2025 (growth percent -25%), down $10.00 (10%). The peak is $120.00 in February 2025, the low $90.00 in March 2025.",
		"null category":       "West has the highest revenue with $10.00, followed by no region ($5.00) and East ($1.00).",
		"delivery":            "DHL has the lowest average delivery days with 2.3 days, followed by UPS (3.5 days) and FedEx (4.1 days).",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sample, ok := resulttest.Samples()[name]
			if !ok {
				t.Fatal("no such sample")
			}
			if got := text(sample, ""); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestPeriodIsSaid(t *testing.T) {
	t.Parallel()
	for period, want := range map[string]string{
		"last month": "for last month", "previous quarter": "for the previous quarter", "2025": "in 2025", "March 2025": "in March 2025",
		"last 30 days": "over the last 30 days", "yesterday": "for yesterday", "Q1": "in Q1", "this year": "for this year",
	} {
		if got := text(resulttest.Samples()["one number"], period); got != "Total revenue "+want+" is $1,234,567.50." {
			t.Errorf("%s: %s", period, got)
		}
	}
}

func TestMissingRowsAreAdmitted(t *testing.T) {
	t.Parallel()
	r := resulttest.Samples()["ranking"]
	r.Total = 5000
	if got := text(r, ""); !strings.HasSuffix(got, "The result has 5,000 rows; this describes the first 4.") {
		t.Error(got)
	}
}

var figure = regexp.MustCompile(`\d+(,\d{3})*(\.\d+)?`)

// TestEveryNumberComesFromTheRows: each figure in a text is a cell as printed, the difference or ratio of two cells, a part of a
// period's name, or the number of rows.
func TestEveryNumberComesFromTheRows(t *testing.T) {
	t.Parallel()
	for name, sample := range resulttest.Samples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			allowed := derivable(sample)
			for _, f := range figure.FindAllString(text(sample, ""), -1) {
				if !allowed[f] {
					t.Errorf("%q states %s, which no row gives", text(sample, ""), f)
				}
			}
		})
	}
}

func derivable(r *result.Result) map[string]bool {
	allowed := map[string]bool{new(big.Rat).SetInt64(int64(len(r.Rows))).FloatString(0): true}
	allow := func(s string) {
		for _, f := range figure.FindAllString(s, -1) {
			allowed[f] = true
		}
	}
	for col := range r.Columns {
		format := r.FormatOf(col, "$")
		for row := range r.Rows {
			allow(r.Show(row, col, "$"))
			if when, ok := r.Time(row, col); ok {
				allow(r.ShapeOf().Grain.Label(when))
			}
			n, ok := r.Number(row, col)
			for other := range r.Rows {
				for c := range r.Columns {
					m, okOther := r.Number(other, c)
					if !ok || !okOther {
						continue
					}
					difference := new(big.Rat).Sub(n, m)
					allow(format.Print(difference))
					if m.Sign() != 0 {
						allow(result.Format{Unit: result.Fraction}.Print(new(big.Rat).Quo(difference, m)))
					}
				}
			}
		}
	}
	return allowed
}
