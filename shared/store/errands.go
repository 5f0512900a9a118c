package store

import (
	"context"
	"reflect"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Errands moves a tenant into the platform and out of it; only functions hold its permission. Every move writes the errand, whose fence
// guards it, and in the same commit what was achieved on the tenant.
type Errands struct{ *Scoped }

// ErrandClaim is the right to do an errand until the lease ends.
type ErrandClaim struct {
	Kind   demo.ErrandKind
	Fence  int64
	Tenant demo.TenantRecord // as of the claim
}

// Claim takes an errand. done means that there is none, and so nothing to do; a Busy fault that another worker has it.
func (e Errands) Claim(ctx context.Context, kind demo.ErrandKind) (claim ErrandClaim, done bool, err error) {
	owner := e.store.newID()
	claim.Kind = kind
	claim.Tenant, err = e.change(ctx, kind, func(_ *commit, s *errandState, now time.Time) (err error) {
		if !s.tenant.Wants(kind) { // a tenant that is deleted before it was set up
			return absent("errand")
		}
		claim.Fence, err = s.errand.Claim(owner, now)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return claim, true, nil
	}
	return claim, false, err
}

// Renew keeps the claim; LeaseLost means to stop at once.
func (e Errands) Renew(ctx context.Context, c ErrandClaim) error {
	_, err := e.change(ctx, c.Kind, func(_ *commit, s *errandState, now time.Time) error { return s.errand.Renew(c.Fence, now) })
	return lost(err)
}

// Yield gives the errand back after a failure, whose cause the tenant shows.
func (e Errands) Yield(ctx context.Context, c ErrandClaim, cause error) error {
	_, err := e.change(ctx, c.Kind, func(_ *commit, s *errandState, now time.Time) error {
		if !fault.Is(cause, fault.Busy) { // waiting is no trouble
			s.tenant.Troubled(cause, now)
		}
		return s.errand.Yield(c.Fence, now)
	})
	return lost(err)
}

// HandOn gives the errand to the next worker: its document's change is the event.
func (e Errands) HandOn(ctx context.Context, c ErrandClaim) error {
	_, err := e.change(ctx, c.Kind, func(_ *commit, s *errandState, now time.Time) error { return s.errand.HandOn(c.Fence, now) })
	return lost(err)
}

// Requeue sets a silent errand off again.
func (e Errands) Requeue(ctx context.Context, kind demo.ErrandKind) (again bool, err error) {
	_, err = e.change(ctx, kind, func(_ *commit, s *errandState, now time.Time) error {
		again = s.errand.Requeue(now)
		return nil
	})
	return again, err
}

// Opened ends the setting up of a tenant: it is active.
func (e Errands) Opened(ctx context.Context, c ErrandClaim) (demo.TenantRecord, error) {
	rec, err := e.change(ctx, c.Kind, func(commit *commit, s *errandState, now time.Time) error {
		before := s.tenant.Status
		if err := s.end(c.Fence, s.tenant.Open(now)); err != nil {
			return err
		}
		commit.create(e.auditEntry(ctx, "tenant.open", "", string(before), string(s.tenant.Status), now))
		return nil
	})
	return rec, lost(err)
}

// Departed records how far a deletion has come: the phase that is next, and what was removed since the last time.
func (e Errands) Departed(ctx context.Context, c ErrandClaim, next demo.DeparturePhase, removed demo.Removed) (demo.TenantRecord, error) {
	rec, err := e.change(ctx, c.Kind, func(_ *commit, s *errandState, now time.Time) error {
		if err := s.tenant.Departed(next, removed, now); err != nil {
			return err
		}
		return s.errand.Further(c.Fence, now)
	})
	return rec, lost(err)
}

// Buried ends a deletion, with what was removed since the last time: what remains of the tenant is its tombstone.
func (e Errands) Buried(ctx context.Context, c ErrandClaim, removed demo.Removed) (demo.TenantRecord, error) {
	rec, err := e.change(ctx, c.Kind, func(_ *commit, s *errandState, now time.Time) error {
		if err := s.tenant.Departed(demo.DepartureRecords, removed, now); err != nil {
			return err
		}
		return s.end(c.Fence, s.tenant.Bury(now))
	})
	return rec, lost(err)
}

// LookAgain has the deletion of a tenant looked over again, for what was made since by somebody who knew nothing of it.
func (e Errands) LookAgain(ctx context.Context) error {
	if err := e.begin(ctx, tenant.TenantsKeep); err != nil {
		return err
	}
	errand := demo.NewErrand(demo.ErrandOffboard, string(e.scope.Tenant()), e.scope.Subject(), e.store.now())
	if _, err := e.errand(errand.ID).Create(ctx, errand); err != nil && status.Code(err) != codes.AlreadyExists {
		return mapError(err, "errand")
	}
	return nil
}

// lost says of an errand that is there no more what it means to its worker.
func lost(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(fault.LeaseLost, err, "The errand is over.")
	}
	return err
}

// errandState is an errand with the tenant that it is about.
type errandState struct {
	errand demo.Errand
	tenant demo.TenantRecord
	over   bool // the errand is removed
}

// end removes the errand with the commit that moves the tenant; only the holder of the fence may.
func (s *errandState) end(fence int64, moved error) error {
	if err := s.errand.Lease.Check(fence); err != nil {
		return err
	}
	s.over = true
	return moved
}

// errand is where an errand of the tenant lies.
func (s *Scoped) errand(kind demo.ErrandKind) *firestore.DocumentRef {
	return s.root.Collection("errands").Doc(string(kind))
}

// change moves an errand and its tenant in one commit, on condition that both are as they were read. A change that changes nothing writes
// nothing. It gives the tenant as it became.
func (e Errands) change(ctx context.Context, kind demo.ErrandKind, change func(*commit, *errandState, time.Time) error) (demo.TenantRecord, error) {
	if err := e.begin(ctx, tenant.TenantsKeep); err != nil {
		return demo.TenantRecord{}, err
	}
	planned := errandState{}
	err := contend(ctx, func() error {
		s, snaps, err := e.read(ctx, kind)
		if err != nil {
			return err
		}
		if landed(planned, s, snaps[0].Exists()) { // perhaps this very commit removed the errand
			return nil
		}
		if !snaps[0].Exists() {
			return absent("errand")
		}
		before, c := s, e.store.newCommit()
		if err := change(c, &s, e.store.now()); err != nil {
			return err
		}
		planned = s
		switch {
		case s.over:
			c.removeUnchanged(snaps[0].Ref, snaps[0].UpdateTime)
		case s.errand.Version != before.errand.Version:
			c.replace(snaps[0].Ref, snaps[0].UpdateTime, s.errand)
		default:
			return nil
		}
		if s.tenant.Version != before.tenant.Version {
			c.replace(snaps[1].Ref, snaps[1].UpdateTime, s.tenant)
		}
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return demo.TenantRecord{}, mapError(err, "errand")
	}
	return planned.tenant, nil
}

// read gets an errand, which may be gone, with the tenant, which is there.
func (e Errands) read(ctx context.Context, kind demo.ErrandKind) (s errandState, snaps []*firestore.DocumentSnapshot, err error) {
	if snaps, err = e.store.db.GetAll(ctx, refs(e.errand(kind), e.root)); err != nil {
		return s, nil, err
	}
	if !snaps[1].Exists() {
		return s, nil, absent("errand")
	}
	for i, into := range []any{&s.errand, &s.tenant} {
		if !snaps[i].Exists() {
			continue
		}
		if err := snaps[i].DataTo(into); err != nil {
			return s, nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snaps[i].Ref.Path)
		}
	}
	return s, snaps, nil
}

// landed tells that what was planned is there: only the acknowledgement was lost. Leases carry random owners, and a tenant moves once.
func landed(planned, now errandState, there bool) bool {
	if planned.over {
		return !there && reflect.DeepEqual(planned.tenant, now.tenant)
	}
	return planned.errand.Version > 0 && reflect.DeepEqual(planned.errand, now.errand)
}
