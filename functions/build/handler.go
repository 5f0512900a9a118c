package build

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/cenkalti/backoff/v5"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
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

// Handler builds draft versions.
type Handler struct {
	data      Data
	warehouse catalog.Warehouse
	files     catalog.Files
	bills     meter.Bills
	now       func() time.Time
}

// New makes a handler. now is the clock: a build is anchored on its day.
func New(data Data, w catalog.Warehouse, files catalog.Files, bills meter.Bills, now func() time.Time) *Handler {
	return &Handler{data: data, warehouse: w, files: files, bills: bills, now: now}
}

const (
	// inProcess is how often a failure that may pass is tried again before the lease is given back.
	inProcess = 3
	// buildWithin bounds one attempt; the limits of package catalog keep templates far below.
	buildWithin = 8 * time.Minute
	// settleWithin bounds the recording of an outcome after the work's own context has ended.
	settleWithin = 20 * time.Second
)

// HandleEvent tries the version that the trial is of.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	if event.Text("status") != string(demo.TrialPending) {
		return nil
	}
	trials := h.data.For(scope).Trials()
	claim, done, err := trials.Claim(ctx, event.Leaf())
	if err != nil || done {
		return err
	}
	telemetry.Add(ctx, slog.String("template", claim.Version.TemplateID), slog.Int("number", claim.Version.Number), slog.Int64("fence", claim.Fence))
	metered, queries := meter.From(ctx)
	built, faults, err := h.underLease(metered, trials, claim)
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	claim.Bytes = queries.Bytes(settle, h.bills)
	switch {
	case fault.Is(err, fault.LeaseLost):
		return err
	case err != nil && fault.Retryable(err) && claim.Attempt < demo.MaxAttempts:
		return errors.Join(err, trials.Yield(settle, claim, err))
	case err != nil:
		faults = []string{"The version could not be built: " + fault.Message(err)}
	}
	if len(faults) == 0 {
		return trials.Pass(settle, claim, built)
	}
	telemetry.Add(ctx, slog.Int("faults", len(faults)))
	if built.TemplateID != "" { // first away with it, so that a crash in between leaves a trial that is tried again
		if err := catalog.Discard(settle, h.warehouse, h.files, &built); err != nil {
			return errors.Join(err, trials.Yield(settle, claim, err))
		}
	}
	return trials.Fail(settle, claim, faults)
}

// underLease works while a heartbeat keeps the lease; losing it cancels the work. What may pass is tried again.
func (h *Handler) underLease(ctx context.Context, trials store.Trials, claim store.TrialClaim) (built demo.TemplateVersion, faults []string, err error) {
	ctx, end := context.WithTimeout(ctx, buildWithin)
	defer end()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	beat, stopBeat := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if err := step.Keep(beat, func(ctx context.Context) error { return trials.Renew(ctx, claim) }); err != nil {
			cancel(err)
		}
	}()
	try := 0
	faults, err = backoff.Retry(ctx, func() (faults []string, err error) {
		try++
		built, faults, err = h.try(ctx, claim, try)
		if err != nil && (!fault.Retryable(err) || ctx.Err() != nil) {
			err = backoff.Permanent(err)
		}
		return faults, err
	}, backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: time.Second, RandomizationFactor: 0.3, Multiplier: 2, MaxInterval: 4 * time.Second,
	}), backoff.WithMaxTries(inProcess))
	stopBeat()
	<-stopped
	if lost := context.Cause(ctx); err != nil && fault.Is(lost, fault.LeaseLost) {
		err = lost
	}
	return built, faults, err
}

// try makes the version's data for today, loads it, and compares every golden query with the ledger.
func (h *Handler) try(ctx context.Context, claim store.TrialClaim, try int) (demo.TemplateVersion, []string, error) {
	spec, err := dataspec.Restore(claim.Document)
	if err != nil {
		return demo.TemplateVersion{}, nil, fault.Wrap(fault.Invalid, err, "The stored specification cannot be read.")
	}
	made, err := catalog.Make(ctx, spec, catalog.Options{
		Anchor: h.now().UTC().Truncate(24 * time.Hour), Now: h.now(), By: claim.Version.CreatedBy, Storage: h.files,
	})
	if err != nil {
		return demo.TemplateVersion{}, nil, reason(err)
	}
	jobs := fmt.Sprintf("%s_%s_f%d_t%d", claim.ID, made.Version.Anchor, claim.Fence, try) // a new try needs new jobs: a failed job's id is used up
	faults, err := catalog.Prove(ctx, h.warehouse, &made.Version, jobs)
	return made.Version, faults, err
}

// reason keeps what the engine says about a specification, which is the author's to mend, apart from what may pass.
func reason(err error) error {
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	return fault.Wrap(fault.Invalid, err, "%s.", err.Error())
}
