package inspection_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"

	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/inspection"
	"capidemo.dev/platform/shared/secret"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

type vault struct{ key []byte }

func (v *vault) Enabled(context.Context, string) ([]secret.Version, error) {
	return []secret.Version{secret.NewVersion("key", v.key)}, nil
}

func (*vault) Forget(string) {}

// present is what data and agent are now.
type present struct {
	print exam.Fingerprint
	err   error
	looks int
}

func (p *present) Fingerprint(context.Context, examiner.Subject, []demo.Known) (exam.Fingerprint, []demo.Known, error) {
	p.looks++
	return p.print, []demo.Known{{Table: "orders", Tag: "2", Content: p.print.Tables[0].Content}}, p.err
}

func examined() exam.Fingerprint {
	return exam.Fingerprint{Template: "t", Agent: "a", Tables: []exam.TablePrint{{Name: "orders", Columns: []string{"customer_id INT64"}, Rows: 3, Content: "c"}}}
}

// stand has an active demo with a green certificate.
type stand struct {
	storetest.World
	*present

	keys  *certificate.Keyring
	vault *vault
	demo  demo.Demo
}

func newStand(t *testing.T) *stand {
	t.Helper()
	key, err := certificate.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{World: storetest.New(t, demo.DefaultLimits()), present: &present{print: examined()}, vault: &vault{key}}
	s.keys = certificate.NewKeyring(s.vault, "key", "here")
	_, ref := s.Begin(t)
	s.Activate(t, ref)
	s.demo = s.Pair(t, ref).Demo
	s.certify(t, demo.DemoPath("acme", s.demo.ID))
	return s
}

// certify completes the demo's exam with a certificate for a subject.
func (s *stand) certify(t *testing.T, subject string) {
	t.Helper()
	text, err := s.keys.Sign(t.Context(), certificate.Certificate{Subject: subject, Exam: s.demo.Exam.Exam, Status: demo.VerdictGreen, Reasons: []string{}, Fingerprint: examined()})
	if err != nil {
		t.Fatal(err)
	}
	x := s.Function(t, "exam", "acme").Examining()
	claim, done, err := x.Claim(t.Context(), store.ExamRef{Demo: s.demo.ID, Exam: s.demo.Exam.Exam})
	if err != nil || done {
		t.Fatalf("%v, %v", done, err)
	}
	if err := x.Complete(t.Context(), claim, demo.Graded{Verdict: demo.VerdictGreen, Certificate: text}); err != nil {
		t.Fatal(err)
	}
}

func (s *stand) current(t *testing.T) store.CurrentExam {
	t.Helper()
	current, err := s.As(t, "ada", "acme", tenant.Engineer).Exams().Current(t.Context(), s.demo.ID)
	if err != nil {
		t.Fatal(err)
	}
	return current
}

// inspect looks as an instance that has not looked before.
func (s *stand) inspect(t *testing.T) (inspection.Result, demo.ExamMark) {
	t.Helper()
	found, err := inspection.New(s.present, s.keys).Inspect(t.Context(), s.As(t, "ada", "acme", tenant.Engineer), "acme", s.current(t))
	if err != nil {
		t.Fatal(err)
	}
	return found, s.current(t).Demo.Exam
}

func TestADroppedColumnTurnsItRedAndItsRestorationGreen(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	if found, mark := s.inspect(t); !found.Holds || found.Verdict != demo.VerdictGreen || mark.Shown() != "green" {
		t.Fatalf("%+v, %+v", found, mark)
	}
	s.print.Tables = append([]exam.TablePrint{}, s.print.Tables...)
	s.print.Tables[0].Columns = []string{"other INT64"}
	found, mark := s.inspect(t)
	want := []string{"orders lost column customer_id, which no golden query needs."}
	if found.Holds || mark.Shown() != "red" || len(mark.Reasons) != 2 || mark.Reasons[0] != want[0] || !slices.Equal(found.Reasons, mark.Reasons) {
		t.Errorf("%+v, %+v", found, mark)
	}
	s.print = examined()
	if found, mark := s.inspect(t); !found.Holds || mark.Shown() != "green" || len(mark.Reasons) != 0 {
		t.Errorf("restored: %+v, %+v", found, mark)
	}
	if known := s.current(t).Certified.Known; len(known) != 1 || known[0].Tag != "2" {
		t.Errorf("what was read is not kept: %+v", known)
	}
}

func TestLooksAreRememberedAndWriteNothingAnew(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	i := inspection.New(s.present, s.keys)
	for range 3 {
		if _, err := i.Inspect(t.Context(), s.As(t, "ada", "acme", tenant.Engineer), "acme", s.current(t)); err != nil {
			t.Fatal(err)
		}
	}
	if s.looks != 1 {
		t.Errorf("%d looks", s.looks)
	}
	before := s.current(t).Demo.Version
	s.inspect(t)
	if after := s.current(t).Demo.Version; after != before {
		t.Errorf("a look that found nothing new wrote the demo: version %d, then %d", before, after)
	}
}

func TestCertificatesThatProveNothing(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*testing.T, *stand){
		"another demo's": func(t *testing.T, s *stand) {
			t.Helper()
			begun, err := s.As(t, "ada", "acme", tenant.Engineer).Exams().Start(t.Context(), s.demo.ID, 1, false)
			if err != nil {
				t.Fatal(err)
			}
			s.demo.Exam.Exam = begun.ID
			s.certify(t, demo.DemoPath("acme", "other"))
		},
		"its key was revoked": func(t *testing.T, s *stand) {
			t.Helper()
			var err error
			if s.vault.key, err = certificate.NewKey(rand.Reader); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			spoil(t, s)
			if found, mark := s.inspect(t); found.Holds || mark.Shown() != "red" || s.looks != 0 || len(found.Certificate.Items) != 0 {
				t.Errorf("%+v, %+v, %d looks", found, mark, s.looks)
			}
		})
	}
}

func TestOthersAndBackends(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	current := s.current(t)
	if _, err := inspection.New(s.present, s.keys).Inspect(t.Context(), s.As(t, "eve", "rival", tenant.TenantAdmin), "rival", current); err == nil {
		t.Error("another tenant's admin inspected it")
	}
	s.err = fault.New(fault.Unavailable, "The warehouse is away.")
	if _, err := inspection.New(s.present, s.keys).Inspect(t.Context(), s.As(t, "ada", "acme", tenant.Engineer), "acme", current); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
	if mark := s.current(t).Demo.Exam; mark.Shown() != "green" {
		t.Errorf("what could not be looked at changed the mark: %+v", mark)
	}
}
