package exam_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	function "capidemo.dev/platform/functions/exam"
	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/secret"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// vault is a secret with one key.
type vault struct{ key []byte }

func (v *vault) Enabled(context.Context, string) ([]secret.Version, error) {
	return []secret.Version{secret.NewVersion("key", v.key)}, nil
}

func (*vault) Forget(string) {}

func newKey(t *testing.T) []byte {
	t.Helper()
	key, err := certificate.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// examinations are what an examiner found, and how often it looked.
type examinations struct {
	mu      sync.Mutex
	outcome exam.Outcome
	err     error
	during  func()
	agent   map[string]string // digest by agent; those not here have the template's
	touched map[string]bool   // datasets that are no untouched clones
	content map[string]string // by dataset; those not here have the build's
	whole   int
	read    int
}

func (e *examinations) Examine(_ context.Context, _ examiner.Subject, tell func(int)) (exam.Report, error) {
	e.mu.Lock()
	e.whole++
	e.mu.Unlock()
	tell(50)
	if e.during != nil {
		e.during()
	}
	return exam.Report{Items: []exam.Item{{QueryID: "count", Question: "How many orders are there?", SQL: exam.Right, Phrasings: []exam.Phrasing{{Text: "How many?", Outcome: e.outcome, Verified: true}}}}}, e.err
}

func (e *examinations) print(s examiner.Subject) (exam.Fingerprint, []demo.Known) {
	e.mu.Lock()
	defer e.mu.Unlock()
	out, known := exam.Fingerprint{Template: exam.TemplatePrint(&s.Version), Agent: "digest"}, []demo.Known(nil)
	if digest, other := e.agent[s.Agent]; other {
		out.Agent = digest
	}
	for _, t := range s.Version.Tables {
		content := "c"
		if other, is := e.content[s.Dataset]; is {
			content = other
		}
		table := exam.TablePrint{Name: t.Name, Rows: t.Rows, Content: content}
		for _, c := range t.Columns {
			table.Columns = append(table.Columns, exam.ColumnPrint(c.Name, c.Type))
		}
		out.Tables, known = append(out.Tables, table), append(known, demo.Known{Table: t.Name, Tag: "1", Content: content})
	}
	return out, known
}

func (e *examinations) Fingerprint(_ context.Context, s examiner.Subject, _ []demo.Known) (exam.Fingerprint, []demo.Known, error) {
	e.mu.Lock()
	e.read++
	e.mu.Unlock()
	out, known := e.print(s)
	return out, known, nil
}

func (e *examinations) Inherited(_ context.Context, s examiner.Subject, content map[string]string) (exam.Fingerprint, []demo.Known, bool, error) {
	out, known := e.print(s)
	for i := range out.Tables {
		out.Tables[i].Content = content[out.Tables[i].Name]
	}
	return out, known, !e.touched[s.Dataset], nil
}

// stand is a world with an examiner and keys.
type stand struct {
	storetest.World
	*examinations

	vault *vault
	keys  *certificate.Keyring
}

func newStand(t *testing.T) *stand {
	t.Helper()
	v := &vault{newKey(t)}
	return &stand{storetest.New(t, demo.DefaultLimits()), &examinations{outcome: exam.Right}, v, certificate.NewKeyring(v, "key", "here")}
}

// active gives a demo that has just become active.
func (s *stand) active(t *testing.T) demo.Demo {
	t.Helper()
	_, ref := s.Begin(t)
	s.Activate(t, ref)
	return s.Pair(t, ref).Demo
}

// handle delivers the event of the demo's newest exam.
func (s *stand) handle(t *testing.T, d demo.Demo) error {
	t.Helper()
	event := s.Event(t, "demos/"+d.ID+"/exams/"+s.current(t, d).Newest.ID)
	scope, err := tenant.ForEvent("exam", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	return function.New(s.Store, s.examinations, s.keys, s.Clock.Now).HandleEvent(t.Context(), scope, event)
}

func (s *stand) current(t *testing.T, d demo.Demo) store.CurrentExam {
	t.Helper()
	current, err := s.As(t, "ada", "acme", tenant.Engineer).Exams().Current(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	return current
}

func (s *stand) certificate(t *testing.T, d demo.Demo) certificate.Certificate {
	t.Helper()
	now := s.current(t, d)
	if now.Certified == nil {
		t.Fatalf("demo %s has no certificate: %+v", d.ID, now.Demo.Exam)
	}
	c, err := s.keys.Verify(t.Context(), now.Certified.Certificate, demo.DemoPath("acme", d.ID))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

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

func TestAPersonsExamIsOfThisVeryDemo(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	d := s.active(t)
	if err := s.handle(t, d); err != nil {
		t.Fatal(err)
	}
	if _, err := s.As(t, "ada", "acme", tenant.Engineer).Exams().Start(t.Context(), d.ID, 2); err != nil {
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
	h := function.New(s.Store, s.examinations, s.keys, s.Clock.Now)
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
