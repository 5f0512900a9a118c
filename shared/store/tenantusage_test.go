package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// TestATenantsUseByMonths: what was made, asked, billed and kept is in the month in which it happened, and in nobody else's.
func TestATenantsUseByMonths(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	boss, sweep := w.As(t, "boss", "acme", tenant.TenantAdmin), w.Function(t, "sweep", "acme")
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	ask := func() {
		t.Helper()
		if _, err := boss.Conversations().Ask(t.Context(), ref.Demo, "", "How many?"); err != nil {
			t.Fatal(err)
		}
	}
	ask()
	for object, bytes := range map[string]int64{"one": 3, "two": 4, "three": 5, "nothing": 0} {
		if err := boss.Usage().Billed(t.Context(), object, bytes); err != nil {
			t.Fatal(err)
		}
	}
	for _, bytes := range []int64{7, 10} { // measured twice on one day: the later counts
		if err := sweep.Usage().Stored(t.Context(), bytes); err != nil {
			t.Fatal(err)
		}
	}
	w.Clock.Advance(31 * 24 * time.Hour)
	ask()
	got, err := boss.Usage().Months(t.Context(), "2026-04", 3)
	want := []demo.TenantUsage{
		{Month: "2026-02"}, {Month: "2026-03", Provisions: 1, Questions: 1, BytesBilled: 12, StorageBytes: 10, StorageDays: 1}, {Month: "2026-04", Questions: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	theirs, err := w.As(t, "eve", "rival", tenant.TenantAdmin).Usage().Months(t.Context(), "2026-03", 1)
	if diff := cmp.Diff([]demo.TenantUsage{{Month: "2026-03"}}, theirs); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, err := boss.Usage().Months(t.Context(), "March", 1); !fault.Is(err, fault.Invalid) {
		t.Errorf("no month: %v", err)
	}
}

func TestQuestionsEndWithTheMonthsBytes(t *testing.T) {
	t.Parallel()
	limits := demo.DefaultLimits()
	limits.BytesPerMonth = 10
	w := storetest.New(t, limits)
	_, ref := finished(t, w)
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	ask := func() error {
		_, err := ada.Conversations().Ask(t.Context(), ref.Demo, "", "How many?")
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	if err := ada.Usage().Billed(t.Context(), "one", 10); err != nil {
		t.Fatal(err)
	}
	if err := ask(); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("with nothing left: %v", err)
	}
	if _, err := ada.Exams().Start(t.Context(), ref.Demo, 1, false); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("an exam with nothing left: %v", err)
	}
	if board, err := ada.Demos().Dashboard(t.Context()); err != nil || board.BytesBilled != 10 {
		t.Errorf("the dashboard shows %d, %v", board.BytesBilled, err)
	}
	w.Clock.Advance(31 * 24 * time.Hour)
	if err := ask(); err != nil {
		t.Errorf("in the next month: %v", err)
	}
}

func TestAnExamTellsWhatItsAttemptsBilled(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	d, ref := active(t, w)
	x := w.Function(t, "exam", "acme").Examining()
	for attempt, end := range []func(store.ExamClaim) error{
		func(c store.ExamClaim) error { return x.Yield(t.Context(), c) },
		func(c store.ExamClaim) error {
			return x.Complete(t.Context(), c, demo.Graded{Verdict: demo.VerdictGreen})
		},
	} {
		claim, _, err := x.Claim(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		claim.Bytes = 10 << attempt
		if err := end(claim); err != nil {
			t.Fatal(err)
		}
	}
	current, err := w.As(t, "ada", "acme", tenant.Engineer).Exams().Current(t.Context(), d.ID)
	if err != nil || current.Certified == nil || current.Certified.BytesBilled != 30 {
		t.Errorf("%+v, %v", current.Certified, err)
	}
}
