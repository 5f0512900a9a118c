package store

import (
	"context"

	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Dashboard is what a person finds on coming in.
type Dashboard struct {
	Pinned []demo.Card // at most maxPinnedShown, last used first
	Recent []demo.Card // at most maxRecent, last used first
	Totals Totals
	Tenant demo.TenantRecord // limits and what is used of them

	BytesBilled int64 // in this month by the tenant, where that is limited
}

// Totals counts the demos that the scope reaches, and what was used in this month.
type Totals struct {
	Demos, Active, Provisioning, Archived int64
	Provisions, Questions                 int64
}

const (
	maxPinnedShown = 12
	maxRecent      = 8
)

// Dashboard gives pinned and recent demos, totals and quota. What it reads does not grow with the number of demos of others: a tenant's
// totals are kept by the commits that change them, a person's own are counted by the database (docs/decisions/0013).
func (d Demos) Dashboard(ctx context.Context) (Dashboard, error) {
	if err := d.begin(ctx, tenant.DemosRead); err != nil {
		return Dashboard{}, err
	}
	var (
		out   Dashboard
		usage demo.Usage
		own   Totals
	)
	all := d.scope.Reach(tenant.DemosRead) == tenant.Tenant
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		out.Pinned, err = d.Pinned(ctx, DemoFilter{Sort: LastUsedFirst})
		return err
	})
	group.Go(func() error {
		recent, err := d.List(ctx, DemoFilter{Sort: LastUsedFirst}, PageRequest{Limit: maxRecent})
		out.Recent = recent.Items
		return err
	})
	group.Go(func() error {
		err := d.tenantAndUsage(ctx, &out.Tenant, &usage)
		if err == nil && out.Tenant.Limits.BytesPerMonth > 0 {
			out.BytesBilled, err = d.billedIn(ctx, demo.Month(d.store.now()))
		}
		return err
	})
	if !all {
		group.Go(func() (err error) {
			own, err = d.countOwn(ctx)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return Dashboard{}, err
	}
	out.Pinned = out.Pinned[:min(len(out.Pinned), maxPinnedShown)]
	out.Totals = own
	out.Totals.Provisions, out.Totals.Questions = usage.Provisions, usage.Questions
	if all {
		out.Totals = totalsOf(out.Tenant.Counters)
	}
	return out, nil
}

// totalsOf reads a tenant's totals from its counters.
func totalsOf(c demo.Counters) Totals {
	return Totals{
		Demos: c.ActiveDemos + c.FailedDemos + c.ArchivedDemos, Active: c.ReadyDemos, Provisioning: c.ActiveDemos - c.ReadyDemos, Archived: c.ArchivedDemos,
		Provisions: c.Provisions, Questions: c.MonthQuestions,
	}
}

// tenantAndUsage reads the tenant's record and what the person has used in this month.
func (d Demos) tenantAndUsage(ctx context.Context, rec *demo.TenantRecord, usage *demo.Usage) error {
	now := d.store.now()
	docs, err := d.store.db.GetAll(ctx, refs(d.root, d.usageDoc(now)))
	if err != nil {
		return mapError(err, "tenant")
	}
	for i, into := range []any{rec, usage} {
		if !docs[i].Exists() {
			continue
		}
		if err := docs[i].DataTo(into); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", docs[i].Ref.Path)
		}
	}
	rec.Counters = rec.Used(now)
	return nil
}

// countOwn counts the demos of the scope's person.
func (d Demos) countOwn(ctx context.Context) (Totals, error) {
	states := []demo.DemoStatus{demo.DemoPending, demo.DemoProvisioning, demo.DemoActive, demo.DemoFailed, demo.DemoArchived}
	counts := make([]int64, len(states))
	group, ctx := errgroup.WithContext(ctx)
	for i, status := range states {
		group.Go(func() (err error) {
			counts[i], err = count(ctx, d.root.Collection("demos").Where("created_by", "==", d.scope.Subject()).Where("status", "==", string(status)))
			return err
		})
	}
	err := group.Wait()
	out := Totals{Provisioning: counts[0] + counts[1], Active: counts[2], Archived: counts[4]}
	out.Demos = out.Provisioning + out.Active + out.Archived + counts[3]
	return out, err
}
