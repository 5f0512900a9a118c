package notify

import (
	"context"
	"log/slog"

	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/webhook"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Handler addresses events.
type Handler struct {
	data Data
}

// New makes a handler.
func New(data Data) *Handler { return &Handler{data: data} }

// HandleMessage addresses the event that a message carries. What is sent is fixed here, so that every attempt sends the same.
func (h *Handler) HandleMessage(ctx context.Context, m host.Message) error {
	event, err := queue.DecodeEvent(m.Data)
	if err != nil {
		return err
	}
	scope, err := tenant.ForFunction("notify", tenant.ID(event.Tenant))
	if err != nil {
		return err
	}
	body, err := webhook.Notice{Type: event.Type, At: event.At.UTC(), Data: map[string]any{
		"job_id": event.Job, "demo_id": event.Demo, "took_ms": event.TookMS,
	}}.Body()
	if err != nil {
		return err
	}
	made, err := h.data.For(scope).Notices().Address(ctx, event.ID, event.Type, string(body))
	telemetry.Add(ctx, slog.String("event", event.Type), slog.Int("deliveries", made))
	return err
}
