package sweep

import (
	"context"
	"errors"
	"log/slog"

	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// redriveDeliveries sets off the notices whose next attempt is due, and those whose worker was lost.
func (h *Handler) redriveDeliveries(ctx context.Context) error {
	var failures error
	sent := 0
	for d, err := range h.silent.SilentDeliveries(ctx) {
		again := false
		if err == nil {
			again, err = h.redeliver(ctx, d)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		if again {
			sent++
		}
	}
	telemetry.Add(ctx, slog.Int("deliveries_sent", sent))
	return failures
}

func (h *Handler) redeliver(ctx context.Context, d system.SilentDelivery) (bool, error) {
	scope, err := tenant.ForFunction("sweep", d.Tenant)
	if err != nil {
		return false, err
	}
	return h.data.For(scope).Notices().Requeue(ctx, d.Webhook, d.Delivery)
}
