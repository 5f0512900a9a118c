package exam_test

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"

	function "capidemo.dev/platform/functions/exam"
	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
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

// bill is what every query bills.
type bill int64

func (b bill) Billed(_ context.Context, jobs []string) (int64, error) {
	return int64(b) * int64(len(jobs)), nil
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
	out, known := exam.Fingerprint{Template: exam.TemplatePrint(&s.Version), Agent: "digest"}, make([]demo.Known, 0, len(s.Version.Tables))
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
	return function.New(s.Store, s.examinations, s.keys, bill(1<<20), s.Clock.Now).HandleEvent(t.Context(), scope, event)
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
