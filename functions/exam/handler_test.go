package exam_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	function "capidemo.dev/platform/functions/exam"
	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

func TestOneDemoIsExaminedAndTheOthersInherit(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	first, second := s.active(t), s.active(t)
	for range 2 { // the second is a duplicate
		if err := s.handle(t, first); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.handle(t, second); err != nil {
		t.Fatal(err)
	}
	own, inherited := s.certificate(t, first), s.certificate(t, second)
	if own.Basis != certificate.Examined || inherited.Basis != certificate.Inherited || s.whole != 1 {
		t.Errorf("%s and %s after %d exams", own.Basis, inherited.Basis, s.whole)
	}
	if inherited.Status != demo.VerdictGreen || !inherited.ExaminedAt.Equal(own.ExaminedAt) || inherited.Exam == own.Exam || len(inherited.Items) != 1 || inherited.Fingerprint.Tables[0].Content != "c" {
		t.Errorf("%+v", inherited)
	}
	if mark := s.current(t, second).Demo.Exam; mark.Shown() != "green" || mark.Progress != 100 || len(s.current(t, second).Certified.Known) != 2 {
		t.Errorf("%+v", mark)
	}
}

func TestWhatIsNotTheBuildsIsExaminedItself(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(s *stand, d demo.Demo)
		basis  string
	}{
		"loaded with the same rows": {func(s *stand, d demo.Demo) { s.touched = map[string]bool{d.DatasetID: true} }, certificate.Inherited},
		"loaded with other rows": {func(s *stand, d demo.Demo) {
			s.touched = map[string]bool{d.DatasetID: true}
			s.content = map[string]string{d.DatasetID: "other"}
		}, certificate.Examined},
		"another agent":       {func(s *stand, d demo.Demo) { s.agent = map[string]string{d.AgentID: "other"} }, certificate.Examined},
		"the key was revoked": {func(s *stand, _ demo.Demo) { s.vault.key = newKey(t) }, certificate.Examined},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			first, second := s.active(t), s.active(t)
			if err := s.handle(t, first); err != nil {
				t.Fatal(err)
			}
			c.change(s, second)
			if err := s.handle(t, second); err != nil {
				t.Fatal(err)
			}
			if got := s.certificate(t, second).Basis; got != c.basis {
				t.Errorf("%s, want %s", got, c.basis)
			}
		})
	}
}

func TestFirstExamsWaitForTheirBuilds(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	first, second := s.active(t), s.active(t)
	s.during = func() {
		if err := s.handle(t, second); !fault.Is(err, fault.Busy) {
			t.Errorf("while the build is examined: %v", err)
		}
		if x := s.current(t, second).Newest; x.Status != demo.ExamQueued || x.Lease.Attempt != 0 || x.WatchAt.Sub(s.Clock.Now()) < demo.Patience*2 {
			t.Errorf("the one that waits: %+v", x)
		}
	}
	if err := s.handle(t, first); err != nil {
		t.Fatal(err)
	}
	if err := s.handle(t, second); err != nil || s.certificate(t, second).Basis != certificate.Inherited {
		t.Errorf("afterwards: %v", err)
	}
}

func TestACertificateThatFitsNoFreshDemoIsRenewedByOne(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	old := s.active(t)
	s.agent = map[string]string{old.AgentID: "before the library changed"}
	if err := s.handle(t, old); err != nil {
		t.Fatal(err)
	}
	first, second, third := s.active(t), s.active(t), s.active(t)
	s.during = func() {
		if err := s.handle(t, second); !fault.Is(err, fault.Busy) {
			t.Errorf("while the certificate is renewed: %v", err)
		}
		if x := s.current(t, second).Newest; x.Lease.Attempt != 0 || x.Lease.Owner != "" || x.WatchAt.Sub(s.Clock.Now()) < demo.Patience*2 {
			t.Errorf("the one that waits: %+v", x)
		}
	}
	for _, d := range []demo.Demo{first, second, third} {
		if err := s.handle(t, d); err != nil {
			t.Fatal(err)
		}
	}
	if s.certificate(t, first).Basis != certificate.Examined || s.certificate(t, second).Basis != certificate.Inherited || s.certificate(t, third).Basis != certificate.Inherited || s.whole != 2 {
		t.Errorf("%d whole exams of four demos", s.whole)
	}
}

func TestAServiceThatLeftAQuestionOutSaysNothingOfTheBuild(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	first, second := s.active(t), s.active(t)
	s.outcome = exam.Unanswered
	if err := s.handle(t, first); err != nil || s.certificate(t, first).Status != demo.VerdictAmber {
		t.Fatalf("%v", err)
	}
	s.outcome = exam.Right
	if err := s.handle(t, second); err != nil {
		t.Fatal(err)
	}
	if c := s.certificate(t, second); c.Basis != certificate.Examined || c.Status != demo.VerdictGreen {
		t.Errorf("%+v", c)
	}
}

func TestAPersonsExamIsOfThisVeryDemo(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	d := s.active(t)
	if err := s.handle(t, d); err != nil {
		t.Fatal(err)
	}
	if _, err := s.As(t, "ada", "acme", tenant.Engineer).Exams().Start(t.Context(), d.ID, 2, false); err != nil {
		t.Fatal(err)
	}
	s.outcome = exam.AskedBack
	if err := s.handle(t, d); err != nil {
		t.Fatal(err)
	}
	if c := s.certificate(t, d); c.Basis != certificate.Examined || c.Status != demo.VerdictAmber || s.whole != 2 || len(c.Reasons) != 1 || c.Phrasings != (demo.Tally{Total: 1}) {
		t.Errorf("%+v after %d exams", c, s.whole)
	}
}

func TestBackendsThatFail(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	d := s.active(t)
	s.err = fault.New(fault.Unavailable, "The warehouse is away.")
	for attempt := 1; attempt < demo.MaxAttempts; attempt++ {
		if err := s.handle(t, d); !fault.Retryable(err) {
			t.Fatalf("attempt %d: %v", attempt, err)
		}
	}
	if err := s.handle(t, d); err != nil {
		t.Fatalf("last attempt: %v", err)
	}
	if now := s.current(t, d); now.Newest.Status != demo.ExamFailed || now.Newest.Error.Message != "The warehouse is away." || now.Demo.Exam.Shown() != "none" || now.Certified != nil {
		t.Errorf("%+v, mark %+v", now.Newest, now.Demo.Exam)
	}
	other := s.active(t)
	s.err = nil
	if err := s.handle(t, other); err != nil || s.certificate(t, other).Basis != certificate.Examined {
		t.Errorf("the build is free for the next demo: %v", err)
	}
}

func TestAWorkerThatDiesIsSucceeded(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	d := s.active(t)
	s.during = func() {
		s.during = nil
		s.Clock.Advance(demo.LeaseTerm + 1)
		if err := s.handle(t, d); err != nil { // another instance, after the first one froze
			t.Errorf("the successor: %v", err)
		}
		s.outcome = exam.Wrong
	}
	if err := s.handle(t, d); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("the frozen one wakes up: %v", err)
	}
	if c := s.certificate(t, d); c.Status != demo.VerdictGreen {
		t.Errorf("the frozen one's result counts: %+v", c)
	}
}

func TestDataThatChangesDuringTheExam(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	d := s.active(t)
	s.during = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.content = map[string]string{d.DatasetID: "changed"}
	}
	if err := s.handle(t, d); !fault.Retryable(err) || !strings.Contains(fault.Message(err), "changed while it was examined") {
		t.Errorf("%v", err)
	}
	if err := s.handle(t, d); err != nil || s.certificate(t, d).Fingerprint.Tables[0].Content != "changed" {
		t.Errorf("the next attempt: %v", err)
	}
}

func TestOthersEventsAndStaleOnes(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	d := s.active(t)
	event := s.Event(t, "demos/"+d.ID+"/exams/"+d.Exam.Exam)
	foreign, err := tenant.ForFunction("exam", "rival")
	if err != nil {
		t.Fatal(err)
	}
	h := function.New(s.Store, s.examinations, s.keys, bill(1<<20), s.Clock.Now)
	if err := h.HandleEvent(t.Context(), foreign, event); !fault.Is(err, fault.NotFound) {
		t.Errorf("in another tenant's scope: %v", err)
	}
	if err := s.handle(t, d); err != nil {
		t.Fatal(err)
	}
	own, err := tenant.ForEvent("exam", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.HandleEvent(t.Context(), own, event); err != nil || s.whole != 1 {
		t.Errorf("a late repetition: %v, %d exams", err, s.whole)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.HandleEvent(ended, own, event); !errors.Is(err, context.Canceled) && !fault.Is(err, fault.Cancelled) {
		t.Errorf("after its end: %v", err)
	}
	if !slices.Equal(s.current(t, d).Demo.Exam.Reasons, []string{}) {
		t.Errorf("a green demo has reasons: %v", s.current(t, d).Demo.Exam.Reasons)
	}
}
