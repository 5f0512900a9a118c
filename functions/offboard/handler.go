package offboard

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/step"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Handler deletes tenants.
type Handler struct {
	data    Data
	outside Outside
	now     func() time.Time
}

// New makes a handler.
func New(data Data, outside Outside, now func() time.Time) *Handler {
	return &Handler{data: data, outside: outside, now: now}
}

const (
	// workFor is how long one worker is at it before it hands the errand on, within what an event's handler may take.
	workFor = 7 * time.Minute
	// settleWithin bounds the recording of an outcome after the work's own context has ended.
	settleWithin = 20 * time.Second
	// saveEvery is how many removals are recorded at once, so that a worker that dies leaves a count that is nearly right.
	saveEvery = 50
)

// errTired says that the errand is to be handed on; trying again at once would not help.
var errTired = fault.New(fault.Conflict, "This worker's time is up; the next one goes on.")

// HandleEvent goes on with the deletion of the tenant whose errand it is.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	if event.Leaf() != string(demo.ErrandOffboard) || event.Text("status") != string(demo.ErrandPending) {
		return nil
	}
	scoped := h.data.For(scope)
	claim, done, err := scoped.Errands().Claim(ctx, demo.ErrandOffboard)
	if err != nil || done {
		return err
	}
	telemetry.Add(ctx, slog.Int64("fence", claim.Fence), slog.String("from", string(claim.Tenant.Departure.Phase)))
	r := &run{handler: h, scoped: scoped, claim: claim, id: scope.Tenant(), phase: claim.Tenant.Departure.Phase, until: h.now().Add(workFor)}
	if claim.Tenant.Status == demo.TenantDeleted {
		r.phase = demo.DepartureConfirm // it is looked over again
	}
	err = step.Hold(ctx, func(ctx context.Context) error { return scoped.Errands().Renew(ctx, claim) }, func(ctx context.Context) error {
		return step.Try(ctx, func(ctx context.Context, _ int) error { return r.goOn(ctx) })
	})
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	return h.settle(settle, r, err)
}

// settle records what came of a run: how far it has come, or the tombstone.
func (h *Handler) settle(ctx context.Context, r *run, failed error) error {
	errands := r.scoped.Errands()
	if fault.Is(failed, fault.LeaseLost) {
		return failed
	}
	telemetry.Add(ctx, slog.String("phase", string(r.phase)))
	if failed == nil {
		rec, err := errands.Buried(ctx, r.claim, r.fresh)
		if err == nil {
			proof(ctx, rec)
			return nil
		}
		failed, r.phase = err, demo.DepartureRecords
	}
	if err := r.save(ctx); fault.Is(err, fault.LeaseLost) {
		return err
	} else if err != nil {
		return errors.Join(failed, err)
	}
	if errors.Is(failed, errTired) {
		return errands.HandOn(ctx, r.claim)
	}
	return errors.Join(failed, errands.Yield(ctx, r.claim, failed))
}

// proof says in the log what was deleted, who wished it and when: the tenant's own log is gone, and the log is kept elsewhere than the
// tombstone that says the same.
func proof(ctx context.Context, rec demo.TenantRecord) {
	d := rec.Departure
	telemetry.Add(ctx, slog.String("tenant_deleted", rec.ID), slog.Time("requested_at", d.RequestedAt), slog.String("requested_by", d.RequestedBy),
		slog.String("requested_with", d.RequestID), slog.Any("removed", d.Removed))
}

// run is one worker's part of a deletion.
type run struct {
	handler *Handler
	scoped  *store.Scoped
	claim   store.ErrandClaim
	id      tenant.ID
	until   time.Time

	phase demo.DeparturePhase
	fresh demo.Removed // what was removed and is not recorded yet
	since int          // how much that is
	found int64        // what the last look found
}

// goOn does phase after phase, and records each.
func (r *run) goOn(ctx context.Context) error {
	for r.phase != demo.DepartureDone {
		if err := r.do(ctx); err != nil {
			return err
		}
		if r.phase = r.phase.Next(); r.phase == demo.DepartureDone {
			return nil // which is recorded with the tombstone
		}
		if err := r.save(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) do(ctx context.Context) error {
	switch r.phase {
	case demo.DepartureWork:
		return r.still(ctx)
	case demo.DepartureConfirm:
		return r.confirm(ctx)
	case demo.DepartureRecords:
		return r.purge(ctx)
	default:
		for _, look := range r.looks() {
			if look.phase == r.phase {
				return look.remove(ctx)
			}
		}
		return fault.New(fault.Internal, "a deletion has no phase %q", r.phase)
	}
}

// removed counts one thing more. It fails when the worker's time is up.
func (r *run) removed(ctx context.Context, counter *int64, n int) error {
	*counter += int64(n)
	r.found += int64(n)
	r.since += n
	if r.since >= saveEvery {
		if err := r.save(ctx); err != nil {
			return err
		}
	}
	if r.handler.now().After(r.until) {
		return errTired
	}
	return nil
}

// save records the phase and the counts.
func (r *run) save(ctx context.Context) error {
	rec, err := r.scoped.Errands().Departed(ctx, r.claim, r.phase, r.fresh)
	if err == nil {
		r.claim.Tenant, r.fresh, r.since = rec, demo.Removed{}, 0
	}
	return err
}
