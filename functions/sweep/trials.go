package sweep

import (
	"context"
	"errors"
	"log/slog"

	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// redriveTrials sets trials of template versions off again whose worker has fallen silent, or whose event was lost.
func (h *Handler) redriveTrials(ctx context.Context) error {
	var failures error
	sent := 0
	for trial, err := range h.silent.SilentTrials(ctx) {
		if err == nil {
			err = h.requeue(ctx, trial)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		sent++
	}
	telemetry.Add(ctx, slog.Int("trials_sent", sent))
	return failures
}

func (h *Handler) requeue(ctx context.Context, trial system.SilentTrial) error {
	scope, err := tenant.ForFunction("sweep", trial.Tenant)
	if err != nil {
		return err
	}
	return h.data.For(scope).Trials().Requeue(ctx, trial.Trial)
}
