package forget

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

// Handler erases people.
type Handler struct {
	data       Data
	accounts   Accounts
	everywhere Everywhere
	talks      store.Elsewhere
}

// New makes a handler. talks is the agents' API; *analyst.Analyst is.
func New(data Data, accounts Accounts, everywhere Everywhere, talks store.Elsewhere) *Handler {
	return &Handler{data: data, accounts: accounts, everywhere: everywhere, talks: talks}
}

const (
	// eraseWithin bounds one attempt; the next one goes on where it ended.
	eraseWithin = 8 * time.Minute
	// settleWithin bounds the recording of an outcome after the work's own context has ended.
	settleWithin = 20 * time.Second
)

// HandleEvent carries out a pending erasure.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	if event.Text("status") != string(demo.ErasurePending) {
		return nil
	}
	erasures := h.data.For(scope).Erasures()
	claim, done, err := erasures.Claim(ctx, event.Leaf())
	if err != nil || done {
		return err
	}
	telemetry.Add(ctx, slog.String("erasure", claim.Erasure.ID), slog.Int64("fence", claim.Fence))
	bounded, end := context.WithTimeout(ctx, eraseWithin)
	defer end()
	renew := func(ctx context.Context) error { return erasures.Renew(ctx, claim) }
	err = step.Hold(bounded, renew, func(ctx context.Context) error {
		return step.Try(ctx, func(ctx context.Context, _ int) error { return h.erase(ctx, scope.Tenant(), erasures, claim) })
	})
	if err == nil || fault.Is(err, fault.LeaseLost) {
		return err
	}
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	return errors.Join(err, erasures.Yield(settle, claim, err))
}

// erase removes everything, kind by kind, until a pass finds nothing: a request that was let in just before the membership ended may still
// have written something during the first one. The account comes after that, and the tombstone last: until it is there, the erasure is owed.
func (h *Handler) erase(ctx context.Context, id tenant.ID, erasures store.Erasures, claim store.ErasureClaim) error {
	for found := int64(1); found > 0; {
		found = 0
		for _, kind := range demo.Personals() {
			n, err := erasures.Remove(ctx, claim, kind, h.talks)
			if err != nil {
				return err
			}
			found += n
		}
	}
	if err := h.account(ctx, id, claim.Erasure.UID); err != nil {
		return err
	}
	return erasures.Complete(ctx, claim)
}
