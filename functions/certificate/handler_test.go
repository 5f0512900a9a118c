package certificate_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	function "capidemo.dev/platform/functions/certificate"
	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/inspection"
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

// inspector gives a result without looking.
type inspector struct {
	result inspection.Result
	err    error
}

func (i *inspector) Afresh(ctx context.Context, s *store.Scoped, in tenant.ID, x store.CurrentExam) (inspection.Result, error) {
	return i.Inspect(ctx, s, in, x)
}

func (i *inspector) Inspect(context.Context, *store.Scoped, tenant.ID, store.CurrentExam) (inspection.Result, error) {
	return i.result, i.err
}

// stand is an active demo of ada's whose first exam has not ended.
type stand struct {
	storetest.World
	*inspector
	*function.Handler

	keys *certificate.Keyring
	demo demo.Demo
}

func newStand(t *testing.T) *stand {
	t.Helper()
	key, err := certificate.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{World: storetest.New(t, demo.DefaultLimits()), inspector: &inspector{}, keys: certificate.NewKeyring(&vault{key}, "key", "here")}
	s.Handler = function.New(s.Store, s.inspector, s.keys)
	_, ref := s.Begin(t)
	s.Activate(t, ref)
	s.demo = s.Pair(t, ref).Demo
	return s
}

// billed is what the queries of an exam billed, in bytes.
const billed = 12 << 20

// end ends the demo's newest exam: with a certificate, or without one when cause is not nil.
func (s *stand) end(t *testing.T, verdict demo.Verdict, cause error) string {
	t.Helper()
	current, err := s.As(t, "ada", "acme", tenant.Engineer).Exams().Current(t.Context(), s.demo.ID)
	if err != nil {
		t.Fatal(err)
	}
	x := s.Function(t, "exam", "acme").Examining()
	claim, _, err := x.Claim(t.Context(), store.ExamRef{Demo: s.demo.ID, Exam: current.Newest.ID})
	if err != nil {
		t.Fatal(err)
	}
	claim.Bytes = billed
	if cause != nil {
		if err := x.Fail(t.Context(), claim, cause); err != nil {
			t.Fatal(err)
		}
		return ""
	}
	text, err := s.keys.Sign(t.Context(), certificate.Certificate{Subject: demo.DemoPath("acme", s.demo.ID), Exam: current.Newest.ID, Status: verdict})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Complete(t.Context(), claim, demo.Graded{Verdict: verdict, Certificate: text, Reasons: []string{}}); err != nil {
		t.Fatal(err)
	}
	return text
}

func (s *stand) get(t *testing.T) function.CertificateView {
	t.Helper()
	reply, err := s.Get(t.Context(), ada(t), &function.Request{DemoID: s.demo.ID})
	if err != nil {
		t.Fatal(err)
	}
	return reply.Body
}

func ada(t *testing.T) tenant.Scope {
	t.Helper()
	return storetest.Person(t, "ada", "acme", tenant.Engineer)
}

func TestBeforeTheFirstCertificate(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	if got := s.get(t); got.Status != "running" || got.Valid || got.Signature != "" || got.Reasons == nil || got.Items == nil {
		t.Errorf("%+v", got)
	}
	s.end(t, "", fault.New(fault.Unavailable, "The warehouse is away."))
	if got := s.get(t); got.Status != "none" || got.Failure != "The warehouse is away." {
		t.Errorf("%+v", got)
	}
}

func TestACertificateIsShownAsItStandsNow(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	text := s.end(t, demo.VerdictGreen, nil)
	c := certificate.Certificate{Exam: "e", Status: demo.VerdictGreen, Queries: demo.Tally{Total: 2, Passed: 2}, Items: []certificate.Item{{QueryID: "q", Reasons: []string{}}}}
	s.result = inspection.Result{Certificate: c, Verdict: demo.VerdictGreen, Holds: true}
	if got := s.get(t); got.Status != "green" || !got.Valid || got.Signature != text || got.KeyID != certificate.KeyID(text) || got.Queries.Passed != 2 || len(got.Items) != 1 || got.BytesBilled != billed {
		t.Errorf("%+v", got)
	}
	s.result = inspection.Result{Certificate: c, Verdict: demo.VerdictRed, Reasons: []string{"orders lost column total."}}
	if got := s.get(t); got.Status != "red" || got.Valid || got.Reasons[0] != "orders lost column total." {
		t.Errorf("%+v", got)
	}
	s.err = fault.New(fault.Unavailable, "The warehouse is away.")
	if _, err := s.Get(t.Context(), ada(t), &function.Request{DemoID: s.demo.ID}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
}

func TestAnExamIsStartedByThoseWhoMayAskTheDemo(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	under, err := s.Start(t.Context(), ada(t), &function.Request{DemoID: s.demo.ID})
	if err != nil || under.Body.ExamID != s.demo.Exam.Exam {
		t.Errorf("while one is under way: %+v, %v", under, err)
	}
	s.end(t, demo.VerdictGreen, nil)
	started, err := s.Start(t.Context(), ada(t), &function.Request{DemoID: s.demo.ID})
	if err != nil || started.Body.Status != "queued" || started.Body.ExamID == s.demo.Exam.Exam || s.Counters(t, "acme").Questions != 1 {
		t.Errorf("%+v, %v, %d questions", started, err, s.Counters(t, "acme").Questions)
	}
	s.end(t, demo.VerdictRed, nil)
	s.result = inspection.Result{Verdict: demo.VerdictRed, Holds: true}
	if _, err := s.Start(t.Context(), ada(t), &function.Request{DemoID: s.demo.ID}); !fault.Is(err, fault.RateLimited) || fault.RetryAfter(err) < demo.ExamPause/2 {
		t.Errorf("another one at once: %v", err)
	}
	s.result.Holds = false
	if again, err := s.Start(t.Context(), ada(t), &function.Request{DemoID: s.demo.ID}); err != nil || again.Body.ExamID == started.Body.ExamID {
		t.Errorf("after data have changed: %+v, %v", again, err)
	}
	for who, scope := range map[string]tenant.Scope{
		"another engineer":       storetest.Person(t, "bob", "acme", tenant.Engineer),
		"another tenant's admin": storetest.Person(t, "eve", "rival", tenant.TenantAdmin),
	} {
		if _, err := s.Start(t.Context(), scope, &function.Request{DemoID: s.demo.ID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s starts one: %v", who, err)
		}
		if _, err := s.Get(t.Context(), scope, &function.Request{DemoID: s.demo.ID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s sees one: %v", who, err)
		}
	}
	if _, err := s.Get(t.Context(), storetest.Person(t, "boss", "acme", tenant.TenantAdmin), &function.Request{DemoID: s.demo.ID}); err != nil {
		t.Errorf("the tenant's admin: %v", err)
	}
}

func TestThePublishedKeysProveACertificateToAnybody(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	text := s.end(t, demo.VerdictGreen, nil)
	reply, err := s.Keys(t.Context(), tenant.Scope{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	published, err := json.Marshal(reply.Body)
	if err != nil || strings.Contains(string(published), `"d"`) {
		t.Fatalf("%s, %v", published, err)
	}
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(published, &keys); err != nil {
		t.Fatal(err)
	}
	if c, err := certificate.Verify(text, keys); err != nil || c.Status != demo.VerdictGreen {
		t.Errorf("%+v, %v", c, err)
	}
}
