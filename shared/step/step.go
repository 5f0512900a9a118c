// Package step runs one step of a job the way every step is run: claim the lease, keep it while working, try again in process what may
// pass, and record the outcome, so that the work ends done, failed, or free for the next attempt whatever happens in between.
//
// What must not go in: what a step does (the functions) and what a move means (shared/demo).
package step

import (
	"context"
	"errors"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"

	"log/slog"
)

// Work is what running a step needs of the store; store.Work has it.
type Work interface {
	Claim(ctx context.Context, ref store.JobRef, step demo.StepName) (claim store.Claim, done bool, err error)
	Renew(ctx context.Context, c store.Claim) error
	Complete(ctx context.Context, c store.Claim, done store.Done) (last bool, err error)
	Yield(ctx context.Context, c store.Claim, cause error, lines ...string) error
	Fail(ctx context.Context, c store.Claim, cause error, lines ...string) error
}

// Do is a step's work, in its try-th try of this attempt, from 1. Its context ends when the lease is lost.
type Do func(ctx context.Context, c store.Claim, try int) (store.Done, error)

// inProcess is how often a failure that may pass is tried again before the lease is given back.
const inProcess = 3

// settleWithin bounds the recording of an outcome after the work's own context has ended.
const settleWithin = 20 * time.Second

// Run does one step of a job. It gives nil when the step is done, was done before, or failed for good (which is recorded); a retryable
// fault when the event that set it off is to be delivered again; LeaseLost when another attempt has the work or the job came to nothing:
// then the caller removes what an attempt may have made after the job's end.
func Run(ctx context.Context, w Work, ref store.JobRef, name demo.StepName, do Do) error {
	claim, done, err := w.Claim(ctx, ref, name)
	if err == nil && done && claim.Pair.Job.Compensates() {
		err = fault.New(fault.LeaseLost, "The job is %s.", claim.Pair.Job.Status)
	}
	if err != nil || done {
		return err
	}
	telemetry.Add(ctx, slog.String("job", ref.Job), slog.String("demo", ref.Demo), slog.Int64("fence", claim.Fence))
	made, err := underLease(ctx, w, claim, do)
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	if err == nil {
		_, err = w.Complete(settle, claim, made)
		return err
	}
	return giveBack(settle, w, claim, err)
}

// giveBack records a failure: for good when trying again cannot help or was tried often enough, else for the next attempt.
func giveBack(ctx context.Context, w Work, claim store.Claim, cause error) error {
	if fault.Is(cause, fault.LeaseLost) {
		return cause
	}
	attempt := claim.Pair.Job.Steps[claim.Step].Attempt
	if !fault.Retryable(cause) || attempt >= demo.MaxAttempts {
		if err := w.Fail(ctx, claim, cause, "Failed: "+fault.Message(cause)); err != nil {
			return err
		}
		telemetry.Add(ctx, slog.String("failed", cause.Error()))
		return nil
	}
	if err := w.Yield(ctx, claim, cause, "Trying again: "+fault.Message(cause)); err != nil {
		return errors.Join(cause, err)
	}
	return cause
}

// underLease works while a heartbeat keeps the lease, and tries again what may pass.
func underLease(ctx context.Context, w Work, claim store.Claim, do Do) (made store.Done, err error) {
	err = Hold(ctx, func(ctx context.Context) error { return w.Renew(ctx, claim) }, func(ctx context.Context) error {
		return Try(ctx, func(ctx context.Context, try int) (err error) {
			made, err = do(ctx, claim, try)
			return err
		})
	})
	return made, err
}

// Keep renews a lease every third of its term until the context ends. It returns only with the fault that ended the lease: lost to
// another, or not renewed within its term because the database was away.
func Keep(ctx context.Context, renew func(context.Context) error) error {
	tick := time.NewTicker(demo.LeaseTerm / 3)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		try, cancel := context.WithTimeout(ctx, demo.LeaseTerm/3)
		err := renew(try)
		cancel()
		switch {
		case err == nil:
			last = time.Now()
		case ctx.Err() != nil:
			return nil
		case fault.Is(err, fault.LeaseLost):
			return err
		case time.Since(last) >= demo.LeaseTerm:
			return fault.Wrap(fault.LeaseLost, err, "The lease ran out because it could not be renewed.")
		}
	}
}
