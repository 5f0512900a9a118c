package store

import (
	"context"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Tenants reads and changes the tenant itself. Who runs the platform reaches another one by tenant.Scope.In.
type Tenants struct{ *Scoped }

// TenantChange is what is to become of a tenant; nil leaves as it is. Limits and status are the platform's to change.
type TenantChange struct {
	Name   *string
	Limits *demo.Limits
	Status *demo.TenantStatus

	RequireMFA *bool
}

// Create makes the tenant of the scope.
func (t Tenants) Create(ctx context.Context, name string) (demo.TenantRecord, error) {
	if err := t.platform(ctx); err != nil {
		return demo.TenantRecord{}, err
	}
	now := t.store.now()
	rec, err := demo.NewTenant(t.scope.Tenant(), name, t.scope.Subject(), demo.DefaultLimits(), now)
	if err != nil {
		return demo.TenantRecord{}, err
	}
	c := t.store.newCommit()
	c.create(t.root, rec)
	c.create(t.auditEntry(ctx, "tenant.create", "", "", string(rec.Status), now))
	if _, err := c.send(ctx); err != nil {
		return demo.TenantRecord{}, mapError(err, "tenant")
	}
	return rec, nil
}

// Get gives the tenant, with what it uses now.
func (t Tenants) Get(ctx context.Context) (demo.TenantRecord, error) {
	if err := t.begin(ctx, tenant.TenantsManage); err != nil {
		return demo.TenantRecord{}, err
	}
	snap, err := t.root.Get(ctx)
	if err != nil {
		return demo.TenantRecord{}, mapError(err, "tenant")
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		return rec, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	rec.Counters = rec.Used(t.store.now())
	return rec, nil
}

// Change changes the tenant, if it is still in the revision that the caller has seen. Its admins change its name; limits and status take who
// runs the platform.
func (t Tenants) Change(ctx context.Context, revision int64, to TenantChange) (demo.TenantRecord, error) {
	if err := t.begin(ctx, tenant.TenantsManage); err != nil {
		return demo.TenantRecord{}, err
	}
	if err := t.may(ctx, to); err != nil {
		return demo.TenantRecord{}, err
	}
	return amend(ctx, t.Scoped, t.root, "tenant", func(x *demo.TenantRecord, now time.Time) (amendment, error) {
		before := *x
		if revision != 0 && max(x.Revision, 1) != revision {
			return amendment{}, stale("tenant")
		}
		if to.Name != nil {
			name, err := demo.DisplayName(*to.Name)
			if err != nil {
				return amendment{}, err
			}
			x.Name = name
		}
		if to.Limits != nil {
			x.Limits = *to.Limits
		}
		if to.Status != nil && *to.Status != x.Status {
			status, err := demo.TenantMachine.Move("tenant", x.Status, *to.Status)
			if err != nil {
				return amendment{}, err
			}
			x.Status = status
		}
		if err := t.settle(x, to.RequireMFA); err != nil {
			return amendment{}, err
		}
		if x.Name == before.Name && x.Limits == before.Limits && x.Status == before.Status && x.Settings == before.Settings {
			return amendment{}, nil
		}
		x.Revision = max(x.Revision, 1) + 1
		x.Touch(now)
		return amendment{action: "tenant.change", before: tenantState(before), after: tenantState(*x)}, nil
	})
}

// may refuses a change that is not the scope's to make, or that nobody in the tenant could take back.
func (t Tenants) may(ctx context.Context, to TenantChange) error {
	if to.Limits == nil && to.Status == nil {
		return nil
	}
	if err := t.platform(ctx); err != nil {
		return err
	}
	if to.Status != nil && *to.Status != demo.TenantActiveStatus && t.scope.Home() {
		return fault.New(fault.Conflict, "This is your own tenant: closing it would lock you out. Somebody who runs the platform from another tenant can.")
	}
	return nil
}

// platform refuses who does not run the platform.
func (t Tenants) platform(ctx context.Context) error {
	if err := t.begin(ctx, tenant.TenantsManage); err != nil {
		return err
	}
	if t.scope.Reach(tenant.TenantsManage) < tenant.Platform {
		return fault.New(fault.Forbidden, "Only who runs the platform makes tenants, suspends them or changes their limits.")
	}
	return nil
}
