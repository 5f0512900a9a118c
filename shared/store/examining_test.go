package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

func TestSilentExamsAreBegunAnewTwice(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	d, ref := active(t, w)
	x := w.Function(t, "sweep", "acme").Examining()
	if _, _, err := x.Claim(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	if err := x.Redrive(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	if e, _, err := x.Read(t.Context(), ref); err != nil || e.Status != demo.ExamRunning {
		t.Fatalf("one in good hands was touched: %+v, %v", e, err)
	}
	for round := range demo.MaxRedriven + 1 {
		w.Clock.Advance(time.Minute)
		var silent []store.ExamRef
		for s, err := range w.System.SilentExams(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			silent = append(silent, store.ExamRef{Demo: s.Demo, Exam: s.Exam})
		}
		if len(silent) != 1 {
			t.Fatalf("round %d: silent %v", round, silent)
		}
		if round > 0 { // somebody begins it, and dies
			if _, _, err := x.Claim(t.Context(), silent[0]); err != nil {
				t.Fatal(err)
			}
			w.Clock.Advance(demo.LeaseTerm + time.Second)
		}
		if err := x.Redrive(t.Context(), silent[0]); err != nil {
			t.Fatal(err)
		}
		_, now, err := x.Read(t.Context(), silent[0])
		if err != nil {
			t.Fatal(err)
		}
		if again := now.Exam.Exam != silent[0].Exam; again != (round < demo.MaxRedriven) {
			t.Errorf("round %d: begun anew %v", round, again)
		}
	}
	for _, err := range w.System.SilentExams(t.Context()) {
		t.Errorf("one is still looked after: %v", err)
	}
	if got := actions(t, w, d.ID); !slices.Equal(got, []string{"exam.failed running none"}) {
		t.Errorf("audit: %q", got)
	}
}

func TestWaitingInABacklogIsNoAttempt(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	d, _ := active(t, w)
	x, rounds := w.Function(t, "sweep", "acme").Examining(), 0
	for range 200 { // minutes
		w.Clock.Advance(time.Minute)
		for s, err := range w.System.SilentExams(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			rounds++
			if err := x.Redrive(t.Context(), store.ExamRef{Demo: s.Demo, Exam: s.Exam}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := actions(t, w, d.ID); !slices.Equal(got, []string{"exam.failed running none"}) || rounds < 5 || rounds > 20 {
		t.Errorf("set off %d times; audit: %q", rounds, got)
	}
}

func TestLooksMoveTheMarkAndOutdatedOnesDoNot(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	d, ref := finished(t, w)
	due := func() int {
		t.Helper()
		n := 0
		for _, err := range w.System.DueCertificates(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	if due() != 0 {
		t.Error("due at once")
	}
	w.Clock.Advance(demo.CheckSoon)
	if due() != 1 {
		t.Error("not due after an hour")
	}
	exams := w.As(t, "ada", "acme", tenant.Engineer).Exams()
	lost := []string{"orders lost column total."}
	for range 2 { // the second changes nothing
		mark, err := exams.Looked(t.Context(), d.ID, store.Look{Certificate: ref.Exam, Verdict: demo.VerdictRed, Reasons: lost})
		if err != nil || mark.Shown() != "red" || !slices.Equal(mark.Reasons, lost) || due() != 0 {
			t.Errorf("%+v, %v", mark, err)
		}
	}
	mark, err := exams.Looked(t.Context(), d.ID, store.Look{Certificate: ref.Exam, Verdict: demo.VerdictGreen})
	if err != nil || mark.Shown() != "green" || len(mark.Reasons) != 0 {
		t.Errorf("%+v, %v", mark, err)
	}
	begun, err := exams.Start(t.Context(), d.ID, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	if mark, err := exams.Looked(t.Context(), d.ID, store.Look{Certificate: ref.Exam, Verdict: demo.VerdictRed}); err != nil || mark.Shown() != demo.ExamStatusRunning {
		t.Errorf("a look during an exam: %+v, %v", mark, err)
	}
	grade(t, w, store.ExamRef{Demo: d.ID, Exam: begun.ID}, demo.VerdictGreen)
	if mark, err := exams.Looked(t.Context(), d.ID, store.Look{Certificate: ref.Exam, Verdict: demo.VerdictRed}); err != nil || mark.Shown() != "green" {
		t.Errorf("a look at an older certificate: %+v, %v", mark, err)
	}
	if got := actions(t, w, d.ID); len(got) != 5 || got[1] != "exam.checked green red" || got[2] != "exam.checked red green" {
		t.Errorf("audit: %q", got)
	}
}

func TestABuildIsExaminedByOneDemo(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ours, theirs := w.Function(t, "exam", "acme").Examining(), w.Function(t, "exam", "rival").Examining()
	known, fence, err := ours.ClaimBuild(t.Context(), "b1", "")
	if err != nil || known != "" {
		t.Fatalf("%q, %v", known, err)
	}
	if _, _, err := theirs.ClaimBuild(t.Context(), "b1", ""); !fault.Is(err, fault.Busy) {
		t.Errorf("while it is examined: %v", err)
	}
	w.Clock.Advance(demo.LeaseTerm + time.Second)
	_, later, err := theirs.ClaimBuild(t.Context(), "b1", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := ours.LeaveBuild(t.Context(), "b1", fence, "late"); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("a lost claim: %v", err)
	}
	if err := theirs.LeaveBuild(t.Context(), "b1", later, "signed"); err != nil {
		t.Fatal(err)
	}
	if known, _, err = ours.ClaimBuild(t.Context(), "b1", ""); err != nil || known != "signed" {
		t.Errorf("%q, %v", known, err)
	}
	if known, fence, err = ours.ClaimBuild(t.Context(), "b1", "signed"); err != nil || known != "" || fence <= later {
		t.Errorf("one that is no longer good: %q, %v", known, err)
	}
}

// TestAMarkIsWrittenAlthoughOthersWrite: a look changes only the demo, which others change at the same time.
func TestAMarkIsWrittenAlthoughOthersWrite(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	d, ref := finished(t, w)
	scoped := w.As(t, "ada", "acme", tenant.Engineer)
	known := []demo.Known{{Table: "orders", Tag: "1", Content: "c"}} // as it is stored
	for round := range 5 {
		want := []demo.Verdict{demo.VerdictRed, demo.VerdictGreen}[round%2]
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				if _, err := scoped.Demos().Pin(t.Context(), d.ID, i%2 == 0); err != nil {
					t.Errorf("pin: %v", err)
				}
			})
		}
		wg.Go(func() {
			if _, err := scoped.Exams().Looked(t.Context(), d.ID, store.Look{Certificate: ref.Exam, Verdict: want, Known: known}); err != nil {
				t.Errorf("look: %v", err)
			}
		})
		wg.Wait()
		now, err := scoped.Exams().Current(t.Context(), d.ID)
		if err != nil || now.Demo.Exam.Shown() != string(want) {
			t.Fatalf("round %d: the mark is %s, want %s (%v)", round, now.Demo.Exam.Shown(), want, err)
		}
	}
	if got := actions(t, w, d.ID); len(got) != 6 {
		t.Errorf("audit: %q", got)
	}
}
