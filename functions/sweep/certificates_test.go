package sweep_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"capidemo.dev/platform/functions/sweep"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/inspection"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// inspector finds every certificate broken but those of demos in fails, which it cannot look at.
type inspector struct {
	mu    sync.Mutex
	seen  []string
	fails string
}

func (i *inspector) Inspect(ctx context.Context, scoped *store.Scoped, in tenant.ID, current store.CurrentExam) (inspection.Result, error) {
	i.mu.Lock()
	i.seen = append(i.seen, string(in)+"/"+current.Demo.ID)
	i.mu.Unlock()
	if current.Demo.ID == i.fails {
		return inspection.Result{}, fault.New(fault.Unavailable, "The warehouse is away.")
	}
	_, err := scoped.Exams().Looked(ctx, current.Demo.ID, store.Look{Certificate: current.Certified.ID, Verdict: demo.VerdictRed, Reasons: []string{"Changed."}})
	return inspection.Result{Verdict: demo.VerdictRed}, err
}

// certified gives an active demo of acme's with a green certificate.
func certified(t *testing.T, w storetest.World) demo.Demo {
	t.Helper()
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	d := w.Pair(t, ref).Demo
	x := w.Function(t, "exam", "acme").Examining()
	claim, _, err := x.Claim(t.Context(), store.ExamRef{Demo: d.ID, Exam: d.Exam.Exam})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Complete(t.Context(), claim, demo.Graded{Verdict: demo.VerdictGreen}); err != nil {
		t.Fatal(err)
	}
	return d
}

func mark(t *testing.T, w storetest.World, d demo.Demo) demo.ExamMark {
	t.Helper()
	current, err := w.As(t, "ada", "acme", tenant.Engineer).Exams().Current(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	return current.Demo.Exam
}

func TestDueCertificatesAreComparedAndOneFailureHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	w, i := storetest.New(t, demo.DefaultLimits()), &inspector{}
	first, second := certified(t, w), certified(t, w)
	check := func() error {
		return sweep.New(w.Store, w.System, &outbox{}, nil, i).Call(t.Context(), "check-certificates")
	}
	if err := check(); err != nil || len(i.seen) != 0 {
		t.Fatalf("before they are due: %v, %v", i.seen, err)
	}
	w.Clock.Advance(demo.CheckSoon)
	i.fails = first.ID
	if err := check(); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a failure was not reported: %v", err)
	}
	if mark(t, w, first).Shown() != "green" || mark(t, w, second).Shown() != "red" {
		t.Errorf("%+v, %+v", mark(t, w, first), mark(t, w, second))
	}
	i.fails, i.seen = "", nil
	if err := check(); err != nil || len(i.seen) != 0 || mark(t, w, first).CheckAt == nil {
		t.Errorf("what failed comes first again: %v, %v", i.seen, err)
	}
	w.Clock.Advance(demo.CheckSoon)
	if err := check(); err != nil || !slices.Contains(i.seen, "acme/"+first.ID) {
		t.Errorf("the next pass: %v, %v", i.seen, err)
	}
}

func TestASilentExamIsBegunAnew(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	d := w.Pair(t, ref).Demo
	redrive(t, w, &outbox{})
	if now := mark(t, w, d); now.Exam != d.Exam.Exam {
		t.Fatalf("at once: %+v", now)
	}
	w.Clock.Advance(demo.Patience)
	redrive(t, w, &outbox{})
	if now := mark(t, w, d); now.Exam == d.Exam.Exam || now.Shown() != demo.ExamStatusRunning {
		t.Errorf("%+v", now)
	}
}
