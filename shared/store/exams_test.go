package store_test

import (
	"context"
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

// examCalls has one call for every method about exams, on the first exam of an active demo of ada's.
func examCalls(d demo.Demo) map[string]call {
	ref := store.ExamRef{Demo: d.ID, Exam: d.Exam.Exam}
	claim := store.ExamClaim{Ref: ref, Fence: 1}
	machine := func(act func(context.Context, store.Examining) error) call {
		return call{machines, func(ctx context.Context, x *store.Scoped) error { return act(ctx, x.Examining()) }}
	}
	global := func(act func(context.Context, store.Examining) error) call {
		return call{announces, func(ctx context.Context, x *store.Scoped) error { return act(ctx, x.Examining()) }}
	}
	return map[string]call{
		"Exams.Start":   {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Exams().Start(ctx, d.ID, 1, false)) }},
		"Exams.Current": {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Exams().Current(ctx, d.ID)) }},
		"Exams.Looked": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Exams().Looked(ctx, d.ID, store.Look{Certificate: ref.Exam}))
		}},
		"Exams.Postpone":      {people, func(ctx context.Context, x *store.Scoped) error { return x.Exams().Postpone(ctx, d.ID) }},
		"Examining.Read":      machine(func(ctx context.Context, x store.Examining) error { _, _, err := x.Read(ctx, ref); return err }),
		"Examining.Wait":      machine(func(ctx context.Context, x store.Examining) error { return x.Wait(ctx, ref) }),
		"Examining.Claim":     machine(func(ctx context.Context, x store.Examining) error { _, _, err := x.Claim(ctx, ref); return err }),
		"Examining.Renew":     machine(func(ctx context.Context, x store.Examining) error { return x.Renew(ctx, claim) }),
		"Examining.Report":    machine(func(ctx context.Context, x store.Examining) error { return x.Report(ctx, claim, 1) }),
		"Examining.Asks":      machine(func(ctx context.Context, x store.Examining) error { return x.Asks(ctx, claim) }),
		"Examining.Complete":  machine(func(ctx context.Context, x store.Examining) error { return x.Complete(ctx, claim, demo.Graded{}) }),
		"Examining.Yield":     machine(func(ctx context.Context, x store.Examining) error { return x.Yield(ctx, claim) }),
		"Examining.StandBack": machine(func(ctx context.Context, x store.Examining) error { return x.StandBack(ctx, claim) }),
		"Examining.Fail":      machine(func(ctx context.Context, x store.Examining) error { return x.Fail(ctx, claim, context.Canceled) }),
		"Examining.Redrive":   machine(func(ctx context.Context, x store.Examining) error { return x.Redrive(ctx, ref) }),
		"Examining.ClaimBuild": global(func(ctx context.Context, x store.Examining) error {
			_, _, err := x.ClaimBuild(ctx, "b", "")
			return err
		}),
		"Examining.RenewBuild": global(func(ctx context.Context, x store.Examining) error { return x.RenewBuild(ctx, "b", 1) }),
		"Examining.LeaveBuild": global(func(ctx context.Context, x store.Examining) error { return x.LeaveBuild(ctx, "b", 1, "") }),
	}
}

// active gives an active demo of ada's with its first exam.
func active(t *testing.T, w storetest.World) (demo.Demo, store.ExamRef) {
	t.Helper()
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	d := w.Pair(t, ref).Demo
	return d, store.ExamRef{Demo: d.ID, Exam: d.Exam.Exam}
}

// finished gives an active demo with a green certificate.
func finished(t *testing.T, w storetest.World) (demo.Demo, store.ExamRef) {
	t.Helper()
	d, ref := active(t, w)
	grade(t, w, ref, demo.VerdictGreen)
	return d, ref
}

func grade(t *testing.T, w storetest.World, ref store.ExamRef, verdict demo.Verdict) {
	t.Helper()
	x := w.Function(t, "exam", "acme").Examining()
	claim, done, err := x.Claim(t.Context(), ref)
	if err != nil || done {
		t.Fatalf("claim: done %v, %v", done, err)
	}
	if err := x.Complete(t.Context(), claim, demo.Graded{Verdict: verdict, Certificate: "signed", Known: []demo.Known{{Table: "orders", Tag: "1", Content: "c"}}}); err != nil {
		t.Fatal(err)
	}
}

// actions lists a demo's audit entries about exams with the states they lead to, oldest first.
func actions(t *testing.T, w storetest.World, demoID string) []string {
	t.Helper()
	docs, err := w.DB.Collection("tenants/acme/audit_entries").OrderBy("created_at", 1).Documents(t.Context()).GetAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, doc := range docs {
		var e store.AuditEntry
		if err := doc.DataTo(&e); err != nil {
			t.Fatal(err)
		}
		if e.Object == "demos/"+demoID && e.Action[:5] == "exam." {
			out = append(out, e.Action+" "+e.Before+" "+e.After)
		}
	}
	return out
}

func TestADemoIsActiveWithItsFirstExam(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	d, ref := active(t, w)
	x, _, err := w.Function(t, "exam", "acme").Examining().Read(t.Context(), ref)
	if err != nil || !x.First || x.Status != demo.ExamQueued || d.Exam.Shown() != demo.ExamStatusRunning || x.CreatedBy != "ada" {
		t.Fatalf("%+v, mark %+v, %v", x, d.Exam, err)
	}
	if w.Counters(t, "acme").Questions != 0 {
		t.Error("the platform's own exam took from the tenant's questions")
	}
	grade(t, w, ref, demo.VerdictAmber)
	current, err := w.As(t, "ada", "acme", tenant.Engineer).Exams().Current(t.Context(), d.ID)
	if err != nil || current.Demo.Exam.Shown() != "amber" || current.Certified == nil || current.Certified.Certificate != "signed" || current.Demo.Exam.CheckAt == nil {
		t.Errorf("%+v, %v", current, err)
	}
	if got := actions(t, w, d.ID); !slices.Equal(got, []string{"exam.completed running amber"}) {
		t.Errorf("audit: %q", got)
	}
}

func TestAnExamIsBegunOnceAndPaidFor(t *testing.T) {
	t.Parallel()
	limits := demo.DefaultLimits()
	limits.QuestionsPerDay = 100
	w := storetest.New(t, limits)
	d, _ := finished(t, w)
	exams := w.As(t, "ada", "acme", tenant.Engineer).Exams()
	var mu sync.Mutex
	var wg sync.WaitGroup
	ids := map[string]bool{}
	for range 8 {
		wg.Go(func() {
			x, err := exams.Start(t.Context(), d.ID, 60, false)
			if err != nil {
				t.Errorf("start: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			ids[x.ID] = true
		})
	}
	wg.Wait()
	if len(ids) != 1 || w.Counters(t, "acme").Questions != 60 {
		t.Errorf("%d exams, %d questions", len(ids), w.Counters(t, "acme").Questions)
	}
	for id := range ids {
		grade(t, w, store.ExamRef{Demo: d.ID, Exam: id}, demo.VerdictRed)
	}
	if _, err := exams.Start(t.Context(), d.ID, 60, true); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("beyond the quota: %v", err)
	}
	if got := actions(t, w, d.ID); !slices.Equal(got, []string{"exam.completed running green", "exam.started green running", "exam.completed running red"}) {
		t.Errorf("audit: %q", got)
	}
	_, pending := w.Begin(t)
	if _, err := exams.Start(t.Context(), pending.Demo, 1, false); !fault.Is(err, fault.Conflict) {
		t.Errorf("a demo that is not active: %v", err)
	}
}

func TestAFailedExamGivesTheOldVerdictBack(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	d, _ := finished(t, w)
	exams, x := w.As(t, "ada", "acme", tenant.Engineer).Exams(), w.Function(t, "exam", "acme").Examining()
	begun, err := exams.Start(t.Context(), d.ID, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	claim, _, err := x.Claim(t.Context(), store.ExamRef{Demo: d.ID, Exam: begun.ID})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Report(t.Context(), claim, 40); err != nil {
		t.Fatal(err)
	}
	if now, _ := exams.Current(t.Context(), d.ID); now.Demo.Exam.Progress != 40 || now.Newest.Progress != 40 {
		t.Errorf("progress: %+v", now.Demo.Exam)
	}
	if err := x.Fail(t.Context(), claim, fault.New(fault.Unavailable, "No.")); err != nil {
		t.Fatal(err)
	}
	now, err := exams.Current(t.Context(), d.ID)
	if err != nil || now.Demo.Exam.Shown() != "green" || now.Newest.Error.Message != "No." || now.Certified.ID == now.Newest.ID {
		t.Errorf("%+v, %v", now.Demo.Exam, err)
	}
	if err := x.Complete(t.Context(), claim, demo.Graded{Verdict: demo.VerdictRed}); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("an exam that has ended was completed: %v", err)
	}
}

func TestOnlyAskingUsesUpWhatAnExamReserved(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	d, _ := finished(t, w)
	exams, x := w.As(t, "ada", "acme", tenant.Engineer).Exams(), w.Function(t, "exam", "acme").Examining()
	fail := func(asks bool) {
		t.Helper()
		begun, err := exams.Start(t.Context(), d.ID, 60, false)
		if err != nil {
			t.Fatal(err)
		}
		claim, _, err := x.Claim(t.Context(), store.ExamRef{Demo: d.ID, Exam: begun.ID})
		if err == nil && asks {
			err = x.Asks(t.Context(), claim)
		}
		if err == nil {
			err = x.Fail(t.Context(), claim, fault.New(fault.Unavailable, "No."))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	fail(false)
	if n := w.Counters(t, "acme").Questions; n != 0 {
		t.Errorf("%d questions are used, although none was asked", n)
	}
	fail(true)
	if n := w.Counters(t, "acme").Questions; n != 60 {
		t.Errorf("%d questions are used, 60 may have been asked", n)
	}
	for _, changed := range []bool{false, true} { // or a demo whose exams fail would use up the day
		if _, err := exams.Start(t.Context(), d.ID, 60, changed); !fault.Is(err, fault.RateLimited) {
			t.Errorf("at once: %v", err)
		}
	}
	w.Clock.Advance(demo.ExamPause)
	if _, err := exams.Start(t.Context(), d.ID, 60, false); err != nil {
		t.Errorf("after a while: %v", err)
	}
}

func TestOneExaminerAtATime(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref := active(t, w)
	x := w.Function(t, "exam", "acme").Examining()
	first, _, err := x.Claim(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := x.Claim(t.Context(), ref); !fault.Is(err, fault.Busy) {
		t.Errorf("a second claim: %v", err)
	}
	w.Clock.Advance(demo.LeaseTerm + time.Second)
	second, _, err := x.Claim(t.Context(), ref)
	if err != nil || second.Fence <= first.Fence {
		t.Fatalf("after the lease: %v", err)
	}
	for name, act := range map[string]func() error{
		"renew":    func() error { return x.Renew(t.Context(), first) },
		"report":   func() error { return x.Report(t.Context(), first, 90) },
		"complete": func() error { return x.Complete(t.Context(), first, demo.Graded{Verdict: demo.VerdictRed}) },
	} {
		if err := act(); !fault.Is(err, fault.LeaseLost) {
			t.Errorf("%s with an old fence: %v", name, err)
		}
	}
	for range demo.MaxAttempts {
		w.Clock.Advance(demo.LeaseTerm + time.Second)
		_, done, err := x.Claim(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if done {
			e, d, err := x.Read(t.Context(), ref)
			if err != nil || e.Status != demo.ExamFailed || d.Exam.Shown() != "none" {
				t.Errorf("%+v, %+v, %v", e, d.Exam, err)
			}
			return
		}
	}
	t.Error("it was tried for ever")
}
