package sweep

import (
	"context"
	"errors"
	"iter"
	"log/slog"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Leaving finds exports and erasures of all tenants that have not been heard of; *system.Store does.
type Leaving interface {
	SilentExports(ctx context.Context) iter.Seq2[system.SilentExport, error]
	SilentErasures(ctx context.Context) iter.Seq2[system.SilentErasure, error]
}

// Remover removes files of exports; *objects.Bucket does.
type Remover interface {
	Delete(ctx context.Context, path string) error
}

// Expiring has the handler look after exports and erasures as well.
func (h *Handler) Expiring(leaving Leaving, exports Remover) *Handler {
	h.leaving, h.exports = leaving, exports
	return h
}

// redriveLeaving sets silent exports and erasures off again, and removes exports whose time is over.
func (h *Handler) redriveLeaving(ctx context.Context) error {
	if h.leaving == nil {
		return nil
	}
	return errors.Join(h.redriveExports(ctx), h.redriveErasures(ctx))
}

func (h *Handler) redriveExports(ctx context.Context) error {
	var failures error
	removed := 0
	for export, err := range h.leaving.SilentExports(ctx) {
		gone := false
		if err == nil {
			gone, err = h.expire(ctx, export)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		if gone {
			removed++
		}
	}
	telemetry.Add(ctx, slog.Int("exports_removed", removed))
	return failures
}

// expire removes the file of an export whose time is over and then its record, so that no file is left without one; another one is set off
// again.
func (h *Handler) expire(ctx context.Context, silent system.SilentExport) (gone bool, err error) {
	scope, err := tenant.ForFunction("sweep", silent.Tenant)
	if err != nil {
		return false, err
	}
	takeouts := h.data.For(scope).Takeouts()
	export, expired, err := takeouts.Requeue(ctx, silent.Export)
	if err != nil || !expired {
		return false, err
	}
	if err := h.exports.Delete(ctx, export.Object); err != nil {
		return false, err
	}
	err = takeouts.Drop(ctx, silent.Export)
	if fault.Is(err, fault.NotFound) { // another sweep was faster
		return false, nil
	}
	return err == nil, err
}

func (h *Handler) redriveErasures(ctx context.Context) error {
	var failures error
	sent := 0
	for erasure, err := range h.leaving.SilentErasures(ctx) {
		again := false
		if err == nil {
			again, err = h.reerase(ctx, erasure)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		if again {
			sent++
		}
	}
	telemetry.Add(ctx, slog.Int("erasures_sent", sent))
	return failures
}

func (h *Handler) reerase(ctx context.Context, silent system.SilentErasure) (bool, error) {
	scope, err := tenant.ForFunction("sweep", silent.Tenant)
	if err != nil {
		return false, err
	}
	return h.data.For(scope).Erasures().Requeue(ctx, silent.Erasure)
}
