package exam

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/meter"
	"capidemo.dev/platform/shared/step"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Examiner runs, asks and takes fingerprints; *examiner.Examiner does.
type Examiner interface {
	Examine(ctx context.Context, s examiner.Subject, progress func(percent int)) (exam.Report, error)
	Fingerprint(ctx context.Context, s examiner.Subject, known []demo.Known) (exam.Fingerprint, []demo.Known, error)
	Inherited(ctx context.Context, s examiner.Subject, content map[string]string) (found exam.Fingerprint, known []demo.Known, ok bool, err error)
}

// Keys sign and verify certificates; *certificate.Keyring does.
type Keys interface {
	Sign(ctx context.Context, c certificate.Certificate) (string, error)
	Verify(ctx context.Context, text, subject string) (certificate.Certificate, error)
}

// Handler examines demos.
type Handler struct {
	data     Data
	examiner Examiner
	keys     Keys
	bills    meter.Bills
	now      func() time.Time
	turn     chan struct{}
}

const (
	settleWithin = 20 * time.Second  // bounds the recording of an outcome after the invocation's own context has ended
	examWithin   = 500 * time.Second // an event function has nine minutes
	wholeAtOnce  = 2                 // whole exams under way in one instance: provisioning and people's questions go before
)

// New makes a handler. now is the clock.
func New(data Data, e Examiner, keys Keys, bills meter.Bills, now func() time.Time) *Handler {
	return &Handler{data: data, examiner: e, keys: keys, bills: bills, now: now, turn: make(chan struct{}, wholeAtOnce)}
}

// work is one exam under way.
type work struct {
	*Handler

	x       store.Examining
	claim   store.ExamClaim
	subject examiner.Subject
	known   *certificate.Certificate // of the build; nil while there is none
	text    string                   // of known, signed
	build   atomic.Int64             // fence of the build, when this exam is the build's too; else 0. The heartbeat reads it
}

// HandleEvent does the exam that the event is of, unless it has ended.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	scoped, ref := h.data.For(scope), store.ExamRef{Demo: event.Segment(3), Exam: event.Leaf()}
	w := &work{Handler: h, x: scoped.Examining()}
	e, d, err := w.x.Read(ctx, ref)
	if err != nil || demo.ExamMachine.Terminal(e.Status) {
		return err
	}
	telemetry.Add(ctx, slog.String("demo", d.ID), slog.Bool("first", e.First))
	version, err := scoped.Templates().Of(ctx, d)
	if err != nil {
		return err
	}
	w.subject = examiner.Subject{
		Dataset: d.DatasetID, Agent: d.AgentID, Version: version,
		Labels: map[string]string{"tenant": d.Tenant, "demo": d.ID, "purpose": "exam"},
	}
	if e.First { // a person's exam is of this very demo
		if err := w.lookUpBuild(ctx, ""); err != nil {
			if fault.Is(err, fault.Busy) { // another demo of the build is examined; this one will inherit
				return errors.Join(err, w.x.Wait(ctx, ref))
			}
			return err
		}
	}
	return w.run(ctx, ref)
}

// lookUpBuild finds what is known of the build. Where nothing is, a first exam takes the build upon itself. The certificate that is refused, and
// one that no key of ours proves any more, are as good as none.
func (w *work) lookUpBuild(ctx context.Context, refused string) error {
	w.known, w.text = nil, ""
	id := demo.BuildExamID(&w.subject.Version)
	for {
		text, fence, err := w.x.ClaimBuild(ctx, id, refused)
		if err != nil {
			return err
		}
		if text == "" {
			w.build.Store(fence)
			return nil
		}
		c, err := w.keys.Verify(ctx, text, demo.BuildSubject(&w.subject.Version))
		switch {
		case err == nil:
			w.known, w.text = &c, text
			return nil
		case !fault.Is(err, fault.Invalid) || refused == text:
			return err
		}
		refused = text
	}
}

// run claims the exam, does it under its lease and records what came of it.
func (w *work) run(ctx context.Context, ref store.ExamRef) (err error) {
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), examWithin+settleWithin)
	defer cancel()
	built := ""
	defer func() {
		if fence := w.build.Load(); fence != 0 {
			if left := w.x.LeaveBuild(settle, demo.BuildExamID(&w.subject.Version), fence, built); left != nil && !fault.Is(left, fault.LeaseLost) {
				err = errors.Join(err, left)
			}
		}
	}()
	claim, done, err := w.x.Claim(ctx, ref)
	if err != nil || done {
		return err
	}
	w.claim = claim
	telemetry.Add(ctx, slog.Int64("fence", claim.Fence))
	metered, queries := meter.From(ctx)
	graded, forBuild, err := w.underLease(metered)
	w.claim.Bytes = queries.Bytes(settle, w.bills)
	if err != nil {
		return w.giveBack(ctx, settle, err)
	}
	telemetry.Add(ctx, slog.String("verdict", string(graded.Verdict)))
	built = forBuild
	return w.x.Complete(settle, w.claim, graded)
}

// giveBack records a failure: for good when trying again cannot help, else for the next attempt.
func (w *work) giveBack(ctx, settle context.Context, cause error) error {
	switch {
	case fault.Is(cause, fault.LeaseLost):
		return cause
	case fault.Is(cause, fault.Busy): // another demo renews the build's certificate; this one will inherit
		return errors.Join(cause, w.x.StandBack(settle, w.claim))
	case fault.Retryable(cause) && w.claim.Exam.Lease.Attempt < demo.MaxAttempts:
		return errors.Join(cause, w.x.Yield(settle, w.claim))
	}
	telemetry.Add(ctx, slog.String("failed", cause.Error()))
	return w.x.Fail(settle, w.claim, cause)
}

// underLease examines while a heartbeat keeps the leases; losing one cancels the work.
func (w *work) underLease(ctx context.Context) (demo.Graded, string, error) {
	ctx, stop := context.WithTimeout(ctx, examWithin)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	beat, stopBeat := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if err := step.Keep(beat, w.renew); err != nil {
			cancel(err)
		}
	}()
	graded, forBuild, err := w.grade(ctx)
	stopBeat()
	<-stopped
	if lost := context.Cause(ctx); err != nil && fault.Is(lost, fault.LeaseLost) {
		err = lost
	}
	return graded, forBuild, err
}

func (w *work) renew(ctx context.Context) error {
	if fence := w.build.Load(); fence != 0 {
		if err := w.x.RenewBuild(ctx, demo.BuildExamID(&w.subject.Version), fence); err != nil {
			return err
		}
	}
	return w.x.Renew(ctx, w.claim)
}
