package store

import (
	"context"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Examining is the examining function's side of exams; only functions hold its permission.
type Examining struct{ *Scoped }

// ExamClaim is the right to examine until the lease ends.
type ExamClaim struct {
	Ref   ExamRef
	Fence int64
	Exam  demo.Exam // as of the claim
	Demo  demo.Demo
	Bytes int64 // billed by the queries of this attempt; counted by the call that ends it (Complete, Yield, Fail)
}

// Read gives an exam with its demo as they are now.
func (x Examining) Read(ctx context.Context, ref ExamRef) (demo.Exam, demo.Demo, error) {
	pair, err := x.apply(ctx, ref, func(*examPair, time.Time) (string, error) { return "", errUnchanged })
	return pair.exam, pair.demo, err
}

// waitFor is how long an exam that waits for its build's is left alone: Eventarc delivers it again after ten minutes at the latest.
const waitFor = 15 * time.Minute

// Wait says that the exam is not forgotten although nothing happens to it: its event will come again.
func (x Examining) Wait(ctx context.Context, ref ExamRef) error {
	_, err := x.apply(ctx, ref, func(p *examPair, now time.Time) (string, error) {
		watch := now.Add(waitFor)
		if p.exam.Status != demo.ExamQueued || p.exam.WatchAt != nil && p.exam.WatchAt.Sub(now) > waitFor/2 {
			return "", errUnchanged
		}
		p.exam.WatchAt = &watch
		p.exam.Touch(now)
		return "", nil
	})
	return err
}

// Claim takes an exam. done means that nothing is left to do; a Busy fault that another worker has it. One whose attempts are used up fails.
func (x Examining) Claim(ctx context.Context, ref ExamRef) (claim ExamClaim, done bool, err error) {
	owner := x.store.newID()
	_, err = x.apply(ctx, ref, func(p *examPair, now time.Time) (string, error) {
		if done = demo.ExamMachine.Terminal(p.exam.Status); done {
			return "", errUnchanged
		}
		err := p.exam.Claim(owner, now)
		if fault.Is(err, fault.Conflict) {
			done = true
			return x.fail(p, fault.New(fault.Timeout, "The exam was tried %d times without success. Begin it again later.", demo.MaxAttempts), now)
		}
		if err != nil {
			return "", err
		}
		p.exam.Patient(now)
		p.exam.Touch(now)
		claim = ExamClaim{Ref: ref, Fence: p.exam.Lease.Fence, Exam: p.exam, Demo: p.demo}
		return "", nil
	})
	return claim, done, err
}

// Renew keeps the claim.
func (x Examining) Renew(ctx context.Context, c ExamClaim) error {
	return x.holding(ctx, c, func(*examPair, time.Time) (string, error) { return "", nil })
}

// Report shows progress, 0 to 99, on the exam and the demo.
func (x Examining) Report(ctx context.Context, c ExamClaim, progress int) error {
	return x.holding(ctx, c, func(p *examPair, now time.Time) (string, error) {
		p.exam.Report(&p.demo, progress, now)
		return "", nil
	})
}

// Asks says that questions are put from now on: what is reserved for them is used, whatever becomes of the exam.
func (x Examining) Asks(ctx context.Context, c ExamClaim) error {
	return x.holding(ctx, c, func(p *examPair, _ time.Time) (string, error) {
		p.exam.Asked = true
		return "", nil
	})
}

// Complete ends the exam with its certificate.
func (x Examining) Complete(ctx context.Context, c ExamClaim, g demo.Graded) error {
	return x.holding(ctx, c, func(p *examPair, now time.Time) (string, error) {
		p.bytes = c.Bytes
		return "exam.completed", p.exam.Complete(&p.demo, g, now)
	})
}

// Yield gives the exam back for another attempt.
func (x Examining) Yield(ctx context.Context, c ExamClaim) error {
	return x.holding(ctx, c, func(p *examPair, _ time.Time) (string, error) {
		p.bytes = c.Bytes
		p.exam.Lease = p.exam.Lease.Release()
		return "", nil
	})
}

// StandBack gives the exam back without having tried it, with the contents that were met: it waits as after Wait.
func (x Examining) StandBack(ctx context.Context, c ExamClaim) error {
	_, err := x.apply(ctx, c.Ref, func(p *examPair, now time.Time) (string, error) {
		if demo.ExamMachine.Terminal(p.exam.Status) {
			return "", fault.New(fault.LeaseLost, "The exam is %s.", p.exam.Status)
		}
		if err := p.exam.Lease.Check(c.Fence); err != nil {
			return "", err
		}
		watch := now.Add(waitFor)
		p.bytes = c.Bytes
		p.exam.Lease, p.exam.Known, p.exam.WatchAt = p.exam.Lease.Release(), c.Exam.Known, &watch
		p.exam.Lease.Attempt--
		p.exam.Touch(now)
		return "", nil
	})
	return err
}

// Fail ends the exam without a result.
func (x Examining) Fail(ctx context.Context, c ExamClaim, cause error) error {
	return x.holding(ctx, c, func(p *examPair, now time.Time) (string, error) {
		p.bytes = c.Bytes
		return x.fail(p, cause, now)
	})
}

func (Examining) fail(p *examPair, cause error, now time.Time) (string, error) {
	err := p.exam.Fail(&p.demo, demo.Failure{Phase: "exam", Reason: fault.KindOf(cause).String(), Message: fault.Message(cause)}, now)
	p.exam.Touch(now)
	return "exam.failed", err
}

// Redrive begins an exam anew that fell silent, or fails it; one in good hands stays as it is.
func (x Examining) Redrive(ctx context.Context, ref ExamRef) error {
	_, err := x.apply(ctx, ref, func(p *examPair, now time.Time) (string, error) {
		next, again, err := p.exam.Again(x.store.newID(), &p.demo, now)
		if err != nil {
			return "", err
		}
		p.exam.Patient(now)
		p.exam.Touch(now)
		if again {
			p.next = &next
			return "", nil
		}
		if demo.ExamMachine.Terminal(p.exam.Status) && p.exam.Error != nil {
			return "exam.failed", nil
		}
		return "", nil
	})
	return err
}

// holding changes an exam on behalf of who has the claim, and renews it.
func (x Examining) holding(ctx context.Context, c ExamClaim, change func(*examPair, time.Time) (string, error)) error {
	_, err := x.apply(ctx, c.Ref, func(p *examPair, now time.Time) (string, error) {
		if demo.ExamMachine.Terminal(p.exam.Status) {
			return "", fault.New(fault.LeaseLost, "The exam is %s.", p.exam.Status)
		}
		var err error
		if p.exam.Lease, err = p.exam.Lease.Renew(c.Fence, now); err != nil {
			return "", err
		}
		action, err := change(p, now)
		if err != nil {
			return "", err
		}
		p.exam.Patient(now)
		p.exam.Touch(now)
		return action, nil
	})
	return err
}

func (x Examining) apply(ctx context.Context, ref ExamRef, change func(*examPair, time.Time) (string, error)) (examPair, error) {
	if err := x.begin(ctx, tenant.ExamsRun); err != nil {
		return examPair{}, err
	}
	return x.changeExam(ctx, ref, change)
}
