package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Usage reads and counts what the tenant used. What is counted together with something else is counted in its commit (usedByTenant, billed);
// a month's parts are read by their ids, so that reading takes as much for a large tenant as for a small one.
type Usage struct{ *Scoped }

// MaxUsageMonths is how many months one reading gives.
const MaxUsageMonths = 24

// Months gives the use of n months in the order of time, the last one given as YYYY-MM; what nobody used is zero.
func (u Usage) Months(ctx context.Context, last string, n int) ([]demo.TenantUsage, error) {
	if err := u.begin(ctx, tenant.TenantsManage); err != nil {
		return nil, err
	}
	months, err := demo.MonthsUntil(last, min(max(n, 1), MaxUsageMonths))
	if err != nil {
		return nil, fault.New(fault.Invalid, "%q is no month; write it as YYYY-MM.", last).WithField("query.month", "is no month")
	}
	const parts = demo.UsageShards + 1
	docs := make([]*firestore.DocumentRef, 0, parts*len(months))
	for _, month := range months {
		docs = append(append(docs, u.usageShards(month)...), u.root.Collection("usage").Doc(demo.StorageID(month)))
	}
	snaps, err := u.store.db.GetAll(ctx, docs)
	if err != nil {
		return nil, mapError(err, "use")
	}
	out := make([]demo.TenantUsage, len(months))
	for i, month := range months {
		if out[i], err = usageOf(month, snaps[i*parts:(i+1)*parts]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// usageOf adds a month's parts; the last snapshot is that of its storage.
func usageOf(month string, snaps []*firestore.DocumentSnapshot) (demo.TenantUsage, error) {
	out := demo.TenantUsage{Month: month}
	for i, snap := range snaps {
		if !snap.Exists() {
			continue
		}
		var part demo.UsageShard
		var stored demo.StorageDays
		into := any(&part)
		if i == len(snaps)-1 {
			into = &stored
		}
		if err := snap.DataTo(into); err != nil {
			return out, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
		}
		out.Provisions, out.Questions, out.BytesBilled = out.Provisions+part.Provisions, out.Questions+part.Questions, out.BytesBilled+part.BytesBilled
		if stored.Days != nil {
			out.Measured(stored.Days)
		}
	}
	return out, nil
}

// Room refuses a person's look at a demo's data when the tenant has billed as many bytes this month as it may.
func (u Usage) Room(ctx context.Context) error {
	if err := u.begin(ctx, tenant.DemosRead); err != nil {
		return err
	}
	snap, err := u.root.Get(ctx)
	if err != nil {
		return mapError(err, "tenant")
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		return fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	return u.roomForBytes(ctx, &rec, u.store.now())
}

// Billed counts bytes that a person's look at a demo's data billed; object is what was looked at.
func (u Usage) Billed(ctx context.Context, object string, bytes int64) error {
	if err := u.begin(ctx, tenant.DemosRead); err != nil {
		return err
	}
	c := u.store.newCommit()
	u.billed(c, object, bytes, u.store.now())
	if _, err := c.send(ctx); err != nil {
		return mapError(err, "use")
	}
	return nil
}

// Stored keeps how much the tenant's datasets hold today. Measured again on the same day, the later counts.
func (u Usage) Stored(ctx context.Context, bytes int64) error {
	if err := u.begin(ctx, tenant.TenantsKeep); err != nil {
		return err
	}
	now := u.store.now()
	_, err := u.root.Collection("usage").Doc(demo.StorageID(demo.Month(now))).Set(ctx, map[string]any{
		"month": demo.Month(now), "days": map[string]any{now.Format("02"): bytes},
		"created_by": u.scope.Subject(), "created_at": now, "updated_at": now, "version": firestore.Increment(1),
	}, firestore.MergeAll)
	if err != nil {
		return mapError(err, "use")
	}
	return nil
}

// usedByTenant counts one more of what the tenant uses in this month, in the commit that uses it; object is what comes of it.
func (s *Scoped) usedByTenant(object, counter string, now time.Time) creation {
	return creation{ref: s.usageShard(object, now), counts: s.counted(counter, 1, now)}
}

// billed counts bytes that queries for the tenant billed, in the commit that ends the work they were for.
func (s *Scoped) billed(c *commit, object string, bytes int64, now time.Time) {
	if bytes > 0 {
		c.merge(s.usageShard(object, now), s.counted("bytes_billed", bytes, now))
	}
}

func (*Scoped) counted(counter string, by int64, now time.Time) map[string]any {
	return map[string]any{counter: firestore.Increment(by), "month": demo.Month(now), "updated_at": now, "version": firestore.Increment(1)}
}

func (s *Scoped) usageShard(object string, now time.Time) *firestore.DocumentRef {
	return s.root.Collection("usage").Doc(demo.UsageShardID(demo.Month(now), demo.ShardOf(object)))
}

// usageShards are the parts of a month's count.
func (s *Scoped) usageShards(month string) []*firestore.DocumentRef {
	out := make([]*firestore.DocumentRef, demo.UsageShards)
	for i := range out {
		out[i] = s.root.Collection("usage").Doc(demo.UsageShardID(month, i))
	}
	return out
}

// roomForBytes refuses when the tenant has billed as many bytes this month as it may. What a question or a trial will bill is known when it ends,
// so those under way at that moment are still seen through; a tenant without a limit pays nothing for it.
func (s *Scoped) roomForBytes(ctx context.Context, rec *demo.TenantRecord, now time.Time) error {
	limit := rec.Limits.BytesPerMonth
	if limit == 0 {
		return nil
	}
	billed, err := s.billedIn(ctx, demo.Month(now))
	if err != nil {
		return err
	}
	if billed >= limit {
		return fault.New(fault.QuotaExceeded, "Your tenant has read its %d bytes of this month; go on next month (UTC) or ask the platform's admin.", limit)
	}
	return nil
}

// billedIn sums what was billed in a month.
func (s *Scoped) billedIn(ctx context.Context, month string) (int64, error) {
	snaps, err := s.store.db.GetAll(ctx, append(s.usageShards(month), s.root.Collection("usage").Doc(demo.StorageID(month))))
	if err != nil {
		return 0, mapError(err, "use")
	}
	used, err := usageOf(month, snaps)
	return used.BytesBilled, err
}
