package store

import (
	"context"
	"slices"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Work moves jobs through the chain; only functions hold its permission.
type Work struct{ *Scoped }

// Claim is the right to act for one step of a job until the lease ends.
type Claim struct {
	Ref   JobRef
	Step  demo.StepName
	Fence int64
	Pair  demo.Pair // as of the claim
}

// Read gives a job with its demo as they are now.
func (w Work) Read(ctx context.Context, ref JobRef) (demo.Pair, error) {
	if err := w.begin(ctx, tenant.JobsRun); err != nil {
		return demo.Pair{}, err
	}
	jobDoc, demoDoc := w.child("jobs", ref.Job), w.child("demos", ref.Demo)
	if jobDoc == nil || demoDoc == nil {
		return demo.Pair{}, absent("job")
	}
	snaps, err := w.store.db.GetAll(ctx, []*firestore.DocumentRef{jobDoc, demoDoc})
	if err != nil {
		return demo.Pair{}, mapError(err, "job")
	}
	return pairOf(snaps)
}

// Claim takes a step. done means that nothing is left to do; a Busy fault that another worker has it. A step whose attempts are used up
// fails the job.
func (w Work) Claim(ctx context.Context, ref JobRef, step demo.StepName) (claim Claim, done bool, err error) {
	owner := w.store.newID()
	pair, err := w.apply(ctx, ref, nil, func(p *demo.Pair, now time.Time) error {
		done = false
		fence, over, err := p.Claim(step, owner, now)
		if fault.Is(err, fault.Conflict) {
			done = true
			return p.Fail(step, fault.New(fault.Timeout, "The step %s was tried %d times without success: %s", step, demo.MaxAttempts, p.Job.Steps[step].LastError), now)
		}
		claim, done = Claim{Ref: ref, Step: step, Fence: fence}, over
		return err
	})
	claim.Pair = pair
	return claim, done, err
}

// Renew extends the claim; LeaseLost means to stop at once.
func (w Work) Renew(ctx context.Context, c Claim) error {
	_, err := w.apply(ctx, c.Ref, nil, func(p *demo.Pair, now time.Time) error { return p.Renew(c.Step, c.Fence, now) })
	return err
}

// Report shows progress (0 to 99) and adds lines to the log.
func (w Work) Report(ctx context.Context, c Claim, phase string, progress int, lines ...string) error {
	_, err := w.apply(ctx, c.Ref, lines, func(p *demo.Pair, now time.Time) error {
		return p.Report(c.Step, c.Fence, phase, progress, now)
	})
	return err
}

// DatasetMade records the dataset; the agent may be created from now on.
func (w Work) DatasetMade(ctx context.Context, c Claim, datasetID string, progress int, lines ...string) error {
	_, err := w.apply(ctx, c.Ref, lines, func(p *demo.Pair, now time.Time) error {
		if err := p.Report(c.Step, c.Fence, "data", progress, now); err != nil {
			return err
		}
		return p.DatasetMade(c.Step, c.Fence, datasetID, now)
	})
	return err
}

// Done is what a step that succeeded leaves behind.
type Done struct {
	Line    string // for the log, for people
	AgentID string // of the agent it made, if it made one
}

// Complete ends the step, and with the last step the job: then the demo is active. What the step made is recorded in the same commit, so
// that a demo never has an agent whose step is still to be done.
func (w Work) Complete(ctx context.Context, c Claim, done Done) (last bool, err error) {
	_, err = w.apply(ctx, c.Ref, []string{done.Line}, func(p *demo.Pair, now time.Time) (err error) {
		if done.AgentID != "" {
			if err := p.AgentMade(c.Step, c.Fence, done.AgentID, now); err != nil {
				return err
			}
		}
		last, err = p.Complete(c.Step, c.Fence, now)
		return err
	})
	return last, err
}

// Yield gives the step back for another attempt.
func (w Work) Yield(ctx context.Context, c Claim, cause error, lines ...string) error {
	_, err := w.apply(ctx, c.Ref, lines, func(p *demo.Pair, now time.Time) error { return p.Yield(c.Step, c.Fence, cause, now) })
	return err
}

// Fail ends the job for good. Only the holder of the claim may.
func (w Work) Fail(ctx context.Context, c Claim, cause error, lines ...string) error {
	_, err := w.apply(ctx, c.Ref, lines, func(p *demo.Pair, now time.Time) error {
		if err := p.Renew(c.Step, c.Fence, now); err != nil {
			return err
		}
		if err := p.Yield(c.Step, c.Fence, cause, now); err != nil {
			return err
		}
		return p.Fail(c.Step, cause, now)
	})
	return err
}

// Notified records that the job's end was announced.
func (w Work) Notified(ctx context.Context, ref JobRef) error {
	return w.settle(ctx, ref, func(job *demo.Job, _ *demo.Demo, now time.Time) bool {
		if job.NotifiedAt != nil {
			return false
		}
		job.NotifiedAt = &now
		return true
	})
}

// Compensated records what is left of a job that came to nothing. With nothing left, the demo forgets its dataset and agent: their
// absence was confirmed.
func (w Work) Compensated(ctx context.Context, ref JobRef, leftovers []string) error {
	slices.Sort(leftovers)
	return w.settle(ctx, ref, func(job *demo.Job, d *demo.Demo, now time.Time) bool {
		if job.CompensatedAt != nil || (len(leftovers) > 0 && slices.Equal(job.Leftovers, leftovers)) {
			return false
		}
		job.Leftovers = leftovers
		if len(leftovers) == 0 {
			job.CompensatedAt = &now
			d.DatasetID, d.AgentID, d.SchemaReady = "", "", false
			d.Touch(now)
		}
		return true
	})
}

func (w Work) settle(ctx context.Context, ref JobRef, change func(*demo.Job, *demo.Demo, time.Time) bool) error {
	_, err := w.apply(ctx, ref, nil, func(p *demo.Pair, now time.Time) error {
		if !p.Job.Terminal() {
			return fault.New(fault.Conflict, "The job is %s; it has not ended.", p.Job.Status)
		}
		p.Settle(now, func(job *demo.Job, d *demo.Demo) bool { return change(job, d, now) })
		return nil
	})
	return err
}

// Requeue sets a silent job off again or fails it; again says whether it has to be dispatched.
func (w Work) Requeue(ctx context.Context, ref JobRef) (pair demo.Pair, again bool, err error) {
	pair, err = w.apply(ctx, ref, nil, func(p *demo.Pair, now time.Time) (err error) {
		again, err = p.Requeue(now)
		return err
	})
	return pair, again && !pair.Job.Terminal(), err
}

func (w Work) apply(ctx context.Context, ref JobRef, lines []string, move func(*demo.Pair, time.Time) error) (demo.Pair, error) {
	if err := w.begin(ctx, tenant.JobsRun); err != nil {
		return demo.Pair{}, err
	}
	return w.change(ctx, ref, "", lines, move)
}
