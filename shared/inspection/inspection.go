// Package inspection tells whether a demo's certificate still holds: it proves the signature, compares data and agent as they are now with
// what was examined, and records what came of it on the demo, so that the page follows. Restored data makes the certificate hold again, for
// its content is what is compared.
//
// Looks are cheap (records of tables and agent; a table is read only when it has changed since anybody looked) and are remembered for a few
// seconds. What must not go in: exams themselves (functions/exam) and routes (functions/certificate). inspection_test.go holds it.
package inspection

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Examiner takes fingerprints; *examiner.Examiner does.
type Examiner interface {
	Fingerprint(ctx context.Context, s examiner.Subject, known []demo.Known) (exam.Fingerprint, []demo.Known, error)
}

// Keys verify certificates; *certificate.Keyring does.
type Keys interface {
	Verify(ctx context.Context, text, subject string) (certificate.Certificate, error)
}

const (
	rememberFor = 5 * time.Second
	remembered  = 1000
)

// Inspector inspects certificates. It is safe for concurrent use.
type Inspector struct {
	examiner Examiner
	keys     Keys
	seen     *expirable.LRU[string, Result] // by the demo's path and its certificate
}

// New makes an inspector.
func New(e Examiner, keys Keys) *Inspector {
	return &Inspector{examiner: e, keys: keys, seen: expirable.NewLRU[string, Result](remembered, nil, rememberFor)}
}

// Result is what an inspection found.
type Result struct {
	Certificate certificate.Certificate // zero when it proves nothing
	Verdict     demo.Verdict            // the certificate's when it holds, else red
	Reasons     []string
	Holds       bool
}

// Afresh inspects without regard to what was seen a moment ago.
func (i *Inspector) Afresh(ctx context.Context, scoped *store.Scoped, in tenant.ID, current store.CurrentExam) (Result, error) {
	i.seen.Remove(key(in, current))
	return i.Inspect(ctx, scoped, in, current)
}

func key(in tenant.ID, current store.CurrentExam) string {
	return demo.DemoPath(in, current.Demo.ID) + " " + current.Certified.ID + " " + string(current.Demo.Status)
}

// Inspect looks at the certificate of a demo that has one, and records what it found. The scope decides whose demos it reaches.
func (i *Inspector) Inspect(ctx context.Context, scoped *store.Scoped, in tenant.ID, current store.CurrentExam) (Result, error) {
	d, x := current.Demo, current.Certified
	if found, fresh := i.seen.Get(key(in, current)); fresh {
		return found, nil
	}
	found, known, err := i.compare(ctx, scoped, in, d, x)
	if err != nil {
		return Result{}, err
	}
	if _, err := scoped.Exams().Looked(ctx, d.ID, store.Look{Certificate: x.ID, Verdict: found.Verdict, Reasons: found.Reasons, Known: known}); err != nil {
		return Result{}, err
	}
	i.seen.Add(key(in, current), found)
	return found, nil
}

func (i *Inspector) compare(ctx context.Context, scoped *store.Scoped, in tenant.ID, d demo.Demo, x *demo.Exam) (Result, []demo.Known, error) {
	c, err := i.keys.Verify(ctx, x.Certificate, demo.DemoPath(in, d.ID))
	if fault.Is(err, fault.Invalid) {
		return red(c, fault.Message(err)+" Examine the demo again."), x.Known, nil
	}
	if err != nil {
		return Result{}, nil, err
	}
	if d.Status != demo.DemoActive {
		gone := fmt.Sprintf("The demo is %s; what was examined is not there to be asked.", d.Status)
		return Result{Certificate: c, Verdict: demo.Verdict(d.Exam.Shown()), Reasons: []string{gone}}, x.Known, nil
	}
	version, err := scoped.Templates().Of(ctx, d)
	if err != nil {
		return Result{}, nil, err
	}
	now, known, err := i.examiner.Fingerprint(ctx, examiner.Subject{Dataset: d.DatasetID, Agent: d.AgentID, Version: version}, x.Known)
	if err != nil {
		return Result{}, nil, err
	}
	if changes := exam.Changes(&c.Fingerprint, &now, version.GoldenQueries); len(changes) > 0 {
		return red(c, changes...), known, nil
	}
	return Result{Certificate: c, Verdict: c.Status, Reasons: c.Reasons, Holds: true}, known, nil
}

func red(c certificate.Certificate, reasons ...string) Result {
	return Result{Certificate: c, Verdict: demo.VerdictRed, Reasons: reasons}
}
