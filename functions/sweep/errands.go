package sweep

import (
	"context"
	"errors"
	"log/slog"

	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// redriveErrands sets the making and the deleting of tenants off again where nobody has been heard of, for as long as it takes.
func (h *Handler) redriveErrands(ctx context.Context) error {
	var failures error
	sent := 0
	for errand, err := range h.silent.SilentErrands(ctx) {
		again := false
		if err == nil {
			again, err = h.remind(ctx, errand)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		if again {
			sent++
		}
	}
	telemetry.Add(ctx, slog.Int("errands_sent", sent))
	return failures
}

func (h *Handler) remind(ctx context.Context, errand system.SilentErrand) (bool, error) {
	scope, err := tenant.ForFunction("sweep", errand.Tenant)
	if err != nil {
		return false, err
	}
	return h.data.For(scope).Errands().Requeue(ctx, errand.Kind)
}
