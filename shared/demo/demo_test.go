package demo_test

import (
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

func TestCustomerName(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"Acme Corp", "株式会社アクメ", "O'Brien & Söhne <GmbH>", strings.Repeat("ü", 100)} {
		if got, err := demo.CustomerName("  " + good + " "); err != nil || got != good {
			t.Errorf("%q: %q, %v", good, got, err)
		}
	}
	for name, bad := range map[string]string{
		"empty": "", "blank": " \t ", "long": strings.Repeat("x", 101), "control": "Acme\x07", "newline": "Acme\nCorp",
		"right-to-left override": "Acme\u202eproC", "zero width": "Ac\u200bme", "broken UTF-8": "Acme\xff",
	} {
		if got, err := demo.CustomerName(bad); !fault.Is(err, fault.Invalid) || len(fault.Fields(err)) != 1 {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestQuestion(t *testing.T) {
	t.Parallel()
	if q, err := demo.Question("  How many?\nBy month. "); err != nil || q != "How many?\nBy month." {
		t.Errorf("%q, %v", q, err)
	}
	for _, bad := range []string{"", "  ", "a\x00b", "\xff", strings.Repeat("x", 2001)} {
		if _, err := demo.Question(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}

func TestConversationIDsNameTheirDemo(t *testing.T) {
	t.Parallel()
	if id, err := demo.SplitConversationID("abc-def"); err != nil || id != "abc" {
		t.Errorf("%q, %v", id, err)
	}
	for _, bad := range []string{"", "abc", "-def", "abc-", "a/b-c"} {
		if _, err := demo.SplitConversationID(bad); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestQuotasAreReservedOnlyWhileThereIsRoom(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 31, 23, 0, 0, 0, time.UTC)
	rec := demo.TenantRecord{Limits: demo.Limits{ActiveDemos: 3, ConcurrentJobs: 3, ProvisionsPerMonth: 2, QuestionsPerDay: 1}}
	for i := range 2 {
		if err := rec.ReserveProvision(now); err != nil {
			t.Fatalf("provision %d: %v", i, err)
		}
	}
	before := rec
	if err := rec.ReserveProvision(now); !fault.Is(err, fault.QuotaExceeded) || rec != before {
		t.Errorf("third provision of two: %v, counters %+v", err, rec.Counters)
	}
	nextMonth := now.Add(2 * time.Hour)
	if err := rec.ReserveProvision(nextMonth); err != nil || rec.Counters.Provisions != 1 {
		t.Errorf("next month: %v, counters %+v", err, rec.Counters)
	}
	if err := rec.ReserveProvision(nextMonth); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("fourth demo of three: %v", err)
	}
	if err := rec.ReserveQuestion(now); err != nil {
		t.Error(err)
	}
	if err := rec.ReserveQuestion(now); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("second question of one: %v", err)
	}
}

func TestMachinesAreClosed(t *testing.T) {
	t.Parallel()
	closed(t, "demo", demo.DemoMachine)
	closed(t, "job", demo.JobMachine)
	closed(t, "answer", demo.AnswerMachine)
}

// closed checks that every state a machine can reach is one of its states.
func closed[S ~string](t *testing.T, name string, m demo.Machine[S]) {
	t.Helper()
	for from, next := range m {
		for _, to := range next {
			if _, known := m[to]; !known {
				t.Errorf("%s: %s leads to the unknown state %s", name, from, to)
			}
		}
		if m.Terminal(from) != (len(next) == 0) {
			t.Errorf("%s: Terminal(%s) = %v", name, from, m.Terminal(from))
		}
	}
	if m.Terminal("nonsense") {
		t.Errorf("%s: an unknown state is terminal", name)
	}
}
