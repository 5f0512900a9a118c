package step_test

import (
	"context"
	"testing"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/step"
	"capidemo.dev/platform/shared/store"
)

// work records what became of a step and injects errors.
type work struct {
	claim   store.Claim
	done    bool
	fail    map[string]error
	outcome []string
}

func (w *work) record(what string) error {
	w.outcome = append(w.outcome, what)
	return w.fail[what]
}

func (w *work) Claim(context.Context, store.JobRef, demo.StepName) (store.Claim, bool, error) {
	return w.claim, w.done, w.fail["claim"]
}
func (w *work) Renew(context.Context, store.Claim) error { return w.fail["renew"] }
func (w *work) Complete(context.Context, store.Claim, store.Done) (bool, error) {
	return true, w.record("complete")
}
func (w *work) Yield(context.Context, store.Claim, error, ...string) error { return w.record("yield") }
func (w *work) Fail(context.Context, store.Claim, error, ...string) error  { return w.record("fail") }

func newWork(attempt int) *work {
	claim := store.Claim{Step: demo.StepLoad, Fence: 1}
	claim.Pair.Job.Steps = map[demo.StepName]demo.Step{demo.StepLoad: {Lease: demo.Lease{Attempt: attempt}}}
	return &work{claim: claim, fail: map[string]error{}}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err     error
		attempt int
		outcome string
		again   bool
		calls   int
	}{
		"done":                            {nil, 1, "complete", false, 1},
		"hopeless":                        {fault.New(fault.Invalid, "x"), 1, "fail", false, 1},
		"for the moment":                  {fault.New(fault.Unavailable, "x"), 1, "yield", true, 3},
		"for the moment, the last time":   {fault.New(fault.Unavailable, "x"), demo.MaxAttempts, "fail", false, 3},
		"taken over by another":           {fault.New(fault.LeaseLost, "x"), 1, "", false, 1},
		"unclassified is tried again too": {context.DeadlineExceeded, 1, "yield", true, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, calls := newWork(c.attempt), 0
			err := step.Run(t.Context(), w, store.JobRef{}, demo.StepLoad, func(context.Context, store.Claim, int) (store.Done, error) {
				calls++
				return store.Done{}, c.err
			})
			if fault.Retryable(err) != c.again || calls != c.calls {
				t.Errorf("err %v after %d calls, want again %v after %d", err, calls, c.again, c.calls)
			}
			if got := append(w.outcome, "")[0]; got != c.outcome {
				t.Errorf("outcome %q, want %q", got, c.outcome)
			}
		})
	}
}

func TestWhatIsDoneIsNotDoneAgain(t *testing.T) {
	t.Parallel()
	w := newWork(1)
	w.done = true
	if err := step.Run(t.Context(), w, store.JobRef{}, demo.StepLoad, func(context.Context, store.Claim, int) (store.Done, error) {
		t.Error("it was done again")
		return store.Done{}, nil
	}); err != nil || len(w.outcome) != 0 {
		t.Errorf("%v, %v", err, w.outcome)
	}
}

func TestAnOutcomeIsRecordedAfterTheCallerWentAway(t *testing.T) {
	t.Parallel()
	w := newWork(1)
	ctx, cancel := context.WithCancel(t.Context())
	err := step.Run(ctx, w, store.JobRef{}, demo.StepLoad, func(ctx context.Context, _ store.Claim, _ int) (store.Done, error) {
		cancel()
		return store.Done{}, ctx.Err()
	})
	if !fault.Retryable(err) || len(w.outcome) != 1 || w.outcome[0] != "yield" {
		t.Errorf("%v, %v", err, w.outcome)
	}
}

func TestALostLeaseEndsTheWork(t *testing.T) {
	t.Parallel()
	lost := fault.New(fault.LeaseLost, "Another has it.")
	if err := step.Keep(t.Context(), func(context.Context) error { return lost }); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("Keep = %v", err)
	}
}
