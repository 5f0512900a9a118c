package deliver

import (
	"context"
	"log/slog"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/webhook"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Sender makes attempts; *webhook.Sender does.
type Sender interface {
	Send(ctx context.Context, to webhook.Target, id string, body []byte) (webhook.Outcome, error)
}

// Handler delivers notices.
type Handler struct {
	data   Data
	sender Sender
}

// New makes a handler.
func New(data Data, sender Sender) *Handler { return &Handler{data: data, sender: sender} }

// HandleEvent makes an attempt when one is due. An attempt that fails is no fault of this function: it is recorded, and the next has its
// time. Only what could not be attempted or recorded comes again.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	switch demo.DeliveryStatus(event.Text("status")) {
	case demo.DeliveryDelivered, demo.DeliveryFailed:
		return nil
	case demo.DeliveryPending, demo.DeliverySending:
	}
	notices := h.data.For(scope).Notices()
	claim, due, err := notices.Claim(ctx, event.Segment(3), event.Leaf())
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Busy) { // deleted meanwhile, or in other hands
		return nil
	}
	if err != nil || !due {
		return err
	}
	out, err := h.sender.Send(ctx, webhook.Target{
		Tenant: claim.Webhook.Tenant, Webhook: claim.Webhook.ID, Generation: claim.Webhook.Generation, URL: claim.Webhook.URL,
	}, claim.Delivery.ID, []byte(claim.Delivery.Body))
	if err != nil {
		return err
	}
	telemetry.Add(ctx, slog.Int("answer", out.Status), slog.Int64("took_ms", out.Took.Milliseconds()), slog.Int("attempt", claim.Delivery.Lease.Attempt))
	_, err = notices.Attempted(ctx, claim, out.Status, out.Delivered(), out.Gone(), out.Err, out.Took)
	if fault.Is(err, fault.LeaseLost) {
		return nil // the attempt took longer than its lease; whoever has it now records
	}
	return err
}
