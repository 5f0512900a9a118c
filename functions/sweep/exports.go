package sweep

import (
	"context"
	"iter"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/system"
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

// expireExport removes the file of an export whose time is over and then its record, so that no file is left without one; another one is set off
// again.
func (h *Handler) expireExport(ctx context.Context, silent system.SilentExport) (gone bool, err error) {
	scoped, err := h.in(silent.Tenant)
	if err != nil {
		return false, err
	}
	takeouts := scoped.Takeouts()
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
