package endtoend_test

import (
	"strings"
	"testing"
)

// TestFollowUpsOnVerifiedAnswers changes what a verified statement computed: its measure, conditions and period stay unless the question says
// otherwise.
func TestFollowUpsOnVerifiedAnswers(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for conversation, want := range map[string][]string{
		"Which region buys the most? / and the least?":                                          {"lowest net sales", "from May 20, 2025 to May 19, 2026"},
		"Which region buys the most? / and by state?":                                           {"highest net sales", "Texas", "from May 20, 2025 to May 19, 2026"},
		"How many orders came in last week? / and the week before?":                             {"Orders from May 4 to May 10, 2026", "not cancelled"},
		"How have sales developed over the last twelve months? / only the West":                 {"Net sales", "region is West", "May 2025"},
		"Which ten products bring the most money? / top 3":                                      {"highest sales"},
		"Why do mobile shoppers abandon their checkout these days? / and on desktop?":           {"device is desktop", "not completed", "from April 8 to May 19, 2026"},
		"Which marketing channel pays off? / in 2025":                                           {"return on ad spend in 2025"},
		"How many checkouts do we complete on each device? / by region instead":                 {"completion rate", "Midwest", "from April 20 to May 19, 2026"},
		"What share of our buyers came back for a second order within the last year? / in 2025": {"cannot change the verified answer"},
		"How much did we sell last month? / why?":                                               {"asks for a cause"},
		"How much did we sell last month? / and in Canada?":                                     {"“canada”"},
	} {
		a := s.ask(t, strings.Split(conversation, " / ")...)
		for _, w := range want {
			if !strings.Contains(a.Text, w) {
				t.Errorf("%s: %q lacks %q", conversation, a.Text, w)
			}
		}
		if a.Verified {
			t.Errorf("%s: a changed statement is not verified", conversation)
		}
	}
}

// TestNextQuestionsAreAnswered asks what answers suggest to ask next.
func TestNextQuestionsAreAnswered(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, q := range []string{"Revenue by region last quarter", "Return rate by vendor", "Stock on hand by collection", "Orders on mobile in April", "Average rating by collection"} {
		a := s.ask(t, q)
		if len(a.Next) != 3 {
			t.Errorf("%s: suggests %q, want three questions", q, a.Next)
		}
		for _, next := range a.Next {
			if got := s.ask(t, next); got.Data == nil {
				t.Errorf("%s suggests %q, which is not answered: %s", q, next, got.Text)
			}
		}
	}
}

// TestOptionsAreAnswered takes each answer that a question back offers.
func TestOptionsAreAnswered(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, q := range []string{"Revenue by channel", "Orders over $100", "Top products", "How many items did we sell last month?", "revenue from paid search", "refunds in the South this quarter", "Customers last month"} {
		a := s.ask(t, q)
		if len(a.Options) < 2 {
			t.Errorf("%s: not asked back: %s", q, a.Text)
		}
		for _, option := range a.Options {
			if got := s.ask(t, option); got.Data == nil {
				t.Errorf("%s offers %q, which is not answered: %s %q", q, option, got.Text, got.Options)
			}
		}
	}
}
