package onboard

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

// Secrets makes secrets without a content; one that is there with the labels is success. *secret.Manager does.
type Secrets interface {
	Ensure(ctx context.Context, name string, labels map[string]string) error
}

// Handler sets tenants up.
type Handler struct {
	data    Data
	secrets Secrets
}

// New makes a handler.
func New(data Data, secrets Secrets) *Handler { return &Handler{data: data, secrets: secrets} }

// settleWithin bounds the recording of an outcome after the work's own context has ended.
const settleWithin = 20 * time.Second

// HandleEvent sets the tenant up whose errand it is.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	if event.Leaf() != string(demo.ErrandOnboard) || event.Text("status") != string(demo.ErrandPending) {
		return nil
	}
	errands := h.data.For(scope).Errands()
	claim, done, err := errands.Claim(ctx, demo.ErrandOnboard)
	if err != nil || done {
		return err
	}
	telemetry.Add(ctx, slog.Int64("fence", claim.Fence))
	id := string(scope.Tenant())
	err = step.Hold(ctx, func(ctx context.Context) error { return errands.Renew(ctx, claim) }, func(ctx context.Context) error {
		return step.Try(ctx, func(ctx context.Context, _ int) error {
			return h.secrets.Ensure(ctx, demo.SecretName(id), map[string]string{"tenant": id, "purpose": "gemini-api-key"})
		})
	})
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	if err == nil {
		_, err = errands.Opened(settle, claim)
	}
	if err == nil || fault.Is(err, fault.LeaseLost) {
		return err
	}
	return errors.Join(err, errands.Yield(settle, claim, err))
}
