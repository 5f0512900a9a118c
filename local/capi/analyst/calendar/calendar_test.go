package calendar_test

import (
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/word"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestRead reads each text on Wednesday, 2026-05-20. The expected range names its first and its last day.
func TestRead(t *testing.T) {
	t.Parallel()
	c := calendar.Calendar{Anchor: day(t, "2026-05-20")}
	for text, want := range map[string]string{
		"last month": "2026-04-01 2026-04-30", "the previous full quarter": "2026-01-01 2026-03-31", "last year": "2025-01-01 2025-12-31",
		"last week": "2026-05-11 2026-05-17", "this year": "2026-01-01 2026-05-19", "this month so far": "2026-05-01 2026-05-19",
		"past 30 days": "2026-04-20 2026-05-19", "last 12 months": "2025-05-20 2026-05-19", "past year": "2025-05-20 2026-05-19",
		"last ten weeks": "2026-03-11 2026-05-19", "three months ago": "2026-02-01 2026-02-28", "a week ago": "2026-05-11 2026-05-17", "the week of May 5": "2026-05-04 2026-05-10", "last 3 full months": "2026-02-01 2026-04-30", "yesterday": "2026-05-19 2026-05-19", "ytd": "2026-01-01 2026-05-19",
		"year to date": "2026-01-01 2026-05-19", "so far this quarter": "2026-04-01 2026-05-19",
		"march": "2026-03-01 2026-03-31", "June": "2025-06-01 2025-06-30", "march 2025": "2025-03-01 2025-03-31", "last march": "2026-03-01 2026-03-31", "last may": "2025-05-01 2025-05-31",
		"Q1 2026": "2026-01-01 2026-03-31", "q4": "2025-10-01 2025-12-31", "the first quarter of 2025": "2025-01-01 2025-03-31", "first quarter of 2025": "2025-01-01 2025-03-31",
		"first half of 2025": "2025-01-01 2025-06-30", "2025": "2025-01-01 2025-12-31", "2026-03-05": "2026-03-05 2026-03-05",
		"March 5, 2026": "2026-03-05 2026-03-05", "5th of March": "2026-03-05 2026-03-05",
		"second quarter of last year": "2025-04-01 2025-06-30", "march last year": "2025-03-01 2025-03-31", "Q1 this year": "2026-01-01 2026-03-31",
		"March 5 last year": "2025-03-05 2025-03-05", "first half of last year": "2025-01-01 2025-06-30", "march this year to april this year": "2026-03-01 2026-04-30",
		"the last quarter of 2025": "2025-10-01 2025-12-31", "first two months of this year": "2026-01-01 2026-02-28", "last 3 months of 2025": "2025-10-01 2025-12-31",
		"since march": "2026-03-01 2026-05-19", "before 2026": "- 2025-12-31", "until March 2026": "- 2026-03-31",
		"between January 1 and March 31, 2026": "2026-01-01 2026-03-31", "from march to april": "2026-03-01 2026-04-30",
		"November to January 2026": "2025-11-01 2026-01-31", "november 24 to november 30 2025": "2025-11-24 2025-11-30",
		"next month": "!", "February 30, 2026": "!", "2026-02-31": "!", "since next month": "!", "between march and january 2026": "2025-03-01 2026-01-31",
		"may we see": "", "orders": "", "last orders": "", "q5 2025": "", "10": "",
	} {
		m := c.Read(word.Tokenize(text), 0)
		got := ""
		switch {
		case m.Trouble != "":
			got = "!"
		case m.Words > 0:
			got = "- "
			if !m.Period.From.IsZero() {
				got = m.Period.From.Format(time.DateOnly) + " "
			}
			got += m.Period.To.AddDate(0, 0, -1).Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
		if n := len(word.Tokenize(text)); m.Words != 0 && m.Words != n {
			t.Errorf("%q takes %d of %d words", text, m.Words, n)
		}
	}
}

func TestRelativePeriodsNeedAnAnchor(t *testing.T) {
	t.Parallel()
	for text, usable := range map[string]bool{"last month": false, "march": false, "2025": true, "March 2025": true, "yesterday": false, "ytd": false} {
		if m := (calendar.Calendar{}).Read(word.Tokenize(text), 0); m.Words == 0 || (m.Trouble == "") != usable {
			t.Errorf("%q: %+v", text, m)
		}
	}
}

func TestShifts(t *testing.T) {
	t.Parallel()
	c := calendar.Calendar{Anchor: day(t, "2026-03-31")}
	for text, want := range map[string]string{
		"last month":     "February 2026 | January 2026 | February 2025",
		"last quarter":   "Q4 2025 | Q3 2025 | Q4 2024",
		"this year":      "January 1 to March 30, 2026 | January 1 to March 30, 2025 | January 1 to March 30, 2025",
		"this month":     "March 1 to March 30, 2026 | February 1 to February 27, 2026 | March 1 to March 30, 2025",
		"last 30 days":   "March 1 to March 30, 2026 | January 30 to February 28, 2026 | March 1 to March 30, 2025",
		"last week":      "March 23 to March 29, 2026 | March 16 to March 22, 2026 | March 24 to March 30, 2025",
		"since february": "February 1 to March 30, 2026 | December 5, 2025 to January 31, 2026 | February 1 to March 30, 2025",
	} {
		p := c.Read(word.Tokenize(text), 0).Period
		before, _ := p.Previous()
		year, _ := p.YearBefore()
		if got := strings.Join([]string{p.String(), before.String(), year.String()}, " | "); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if _, ok := (calendar.Period{To: c.Anchor}).Previous(); ok {
		t.Error("an open period has no previous one")
	}
	year := c.Read(word.Tokenize("past year"), 0).Period
	if got := year.Aligned(calendar.Month).String(); got != "March 1, 2025 to February 28, 2026" {
		t.Error(got)
	}
	months := c.Read(word.Tokenize("last 6 months"), 0).Period
	if got := months.Aligned(calendar.Month).String(); got != "September 1, 2025 to February 28, 2026" {
		t.Error(got)
	}
}
