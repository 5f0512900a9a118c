package store

import (
	"context"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Quota reads what the tenant may use and uses.
type Quota struct{ *Scoped }

// ForProvision gives the tenant's record to somebody who may create demos: what an estimate shows.
func (q Quota) ForProvision(ctx context.Context) (demo.TenantRecord, error) {
	if err := q.begin(ctx, tenant.DemosCreate); err != nil {
		return demo.TenantRecord{}, err
	}
	if err := q.scope.RequireOwn(tenant.DemosCreate); err != nil {
		return demo.TenantRecord{}, err
	}
	snap, err := q.root.Get(ctx)
	if err != nil {
		return demo.TenantRecord{}, mapError(err, "tenant")
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		return rec, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	rec.Counters = rec.Used(q.store.now())
	return rec, nil
}
