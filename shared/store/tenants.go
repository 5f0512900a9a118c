package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
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

// Create makes the tenant of the scope, in one commit with the errand that sets it up.
func (t Tenants) Create(ctx context.Context, name string) (demo.TenantRecord, error) {
	return t.create(ctx, name, func(c *commit, _ *demo.TenantRecord, now time.Time) error {
		c.create(t.errand(demo.ErrandOnboard), demo.NewErrand(demo.ErrandOnboard, string(t.scope.Tenant()), t.scope.Subject(), now))
		return nil
	})
}

// Found makes the tenant of the scope active at once: the first one, whose first admin has nobody to wait for. What else a tenant has is made
// when it is wanted.
func (t Tenants) Found(ctx context.Context, name string) (demo.TenantRecord, error) {
	return t.create(ctx, name, func(_ *commit, rec *demo.TenantRecord, now time.Time) error { return rec.Open(now) })
}

func (t Tenants) create(ctx context.Context, name string, begin func(*commit, *demo.TenantRecord, time.Time) error) (demo.TenantRecord, error) {
	if err := t.platform(ctx); err != nil {
		return demo.TenantRecord{}, err
	}
	now := t.store.now()
	rec, err := demo.NewTenant(t.scope.Tenant(), name, t.scope.Subject(), demo.DefaultLimits(), now)
	if err != nil {
		return demo.TenantRecord{}, err
	}
	c := t.store.newCommit()
	if err := begin(c, &rec, now); err != nil {
		return demo.TenantRecord{}, err
	}
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

// All gives the tenants of the platform in the order of their ids, each with what it uses now, to who runs it.
func (t Tenants) All(ctx context.Context, page PageRequest) (Page[demo.TenantRecord], error) {
	if err := t.platform(ctx); err != nil {
		return Page[demo.TenantRecord]{}, err
	}
	q := t.store.db.Collection("tenants").OrderBy(firestore.DocumentID, firestore.Asc)
	found, err := paged(ctx, t.Scoped, q, page, "tenants", func(x *demo.TenantRecord) position { return position{ID: x.ID} })
	for i := range found.Items {
		found.Items[i].Counters = found.Items[i].Used(t.store.now())
	}
	return found, err
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
		if err := change(x, to); err != nil {
			return amendment{}, err
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

// change makes of a tenant what it is to become, but for its settings.
func change(x *demo.TenantRecord, to TenantChange) (err error) {
	if x.Status != demo.TenantActiveStatus && x.Status != demo.TenantSuspended {
		return fault.New(fault.Conflict, "The tenant is %s; it can be changed while it is active or suspended.", x.Status)
	}
	if to.Name != nil {
		if x.Name, err = demo.DisplayName(*to.Name); err != nil {
			return err
		}
	}
	if to.Limits != nil {
		x.Limits = *to.Limits
	}
	if to.Status != nil && *to.Status != x.Status {
		x.Status, err = demo.TenantMachine.Move("tenant", x.Status, *to.Status)
	}
	return err
}

// Delete begins the deletion of a tenant, if it is still in the revision that the caller has seen: nobody in it may do anything from now on, and
// the errand takes away all that it has. Deleting it again gives how far that has come. The entry lies in the log of who deletes it, because
// the tenant's own goes with it.
func (t Tenants) Delete(ctx context.Context, revision int64) (demo.TenantRecord, error) {
	if err := t.platform(ctx); err != nil {
		return demo.TenantRecord{}, err
	}
	if t.scope.Home() {
		return demo.TenantRecord{}, fault.New(fault.Conflict, "This is your own tenant: deleting it would lock you out. Somebody who runs the platform from another tenant can.")
	}
	return amend(ctx, t.Scoped, t.root, "tenant", func(x *demo.TenantRecord, now time.Time) (amendment, error) {
		before := x.Status
		if before != demo.TenantDeleting && max(x.Revision, 1) != revision {
			return amendment{}, stale("tenant")
		}
		begun, err := x.Depart(t.scope.Subject(), telemetry.RequestID(ctx), now)
		if err != nil || !begun {
			return amendment{}, err
		}
		return amendment{
			action: "tenant.delete", object: "tenants/" + x.ID, before: string(before), after: string(x.Status),
			log: t.store.db.Collection("tenants").Doc(string(t.scope.HomeTenant())),
			also: func(c *commit) {
				c.create(t.errand(demo.ErrandOffboard), demo.NewErrand(demo.ErrandOffboard, x.ID, t.scope.Subject(), now))
			},
		}, nil
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
		return fault.New(fault.Forbidden, "Only who runs the platform sees all tenants, makes them, suspends them, changes their limits or deletes them.")
	}
	return nil
}
