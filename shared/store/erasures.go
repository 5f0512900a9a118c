package store

import (
	"context"
	"reflect"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Erasures forgets people; only functions hold its permissions.
type Erasures struct{ *Scoped }

// ErasureClaim is the right to carry out one erasure until the lease ends.
type ErasureClaim struct {
	Fence   int64
	Attempt int
	Erasure demo.Erasure // as of the claim
}

// Claim takes an erasure. done means that nothing is left to do; a Busy fault that another worker has it, a Conflict that its attempts are used
// up until redrive-jobs sets it off again.
func (e Erasures) Claim(ctx context.Context, id string) (claim ErasureClaim, done bool, err error) {
	owner := e.store.newID()
	err = e.change(ctx, tenant.PeopleForget, id, func(_ *commit, x *demo.Erasure, now time.Time) (err error) {
		claim.Fence, done, err = x.Claim(owner, now)
		claim.Attempt, claim.Erasure = x.Lease.Attempt, *x
		return err
	})
	return claim, done, err
}

// Renew extends the claim; LeaseLost means to stop at once.
func (e Erasures) Renew(ctx context.Context, claim ErasureClaim) error {
	return e.held(ctx, claim, func(_ *commit, x *demo.Erasure, now time.Time) error { return x.Renew(claim.Fence, now) })
}

// Yield gives the erasure back for another attempt.
func (e Erasures) Yield(ctx context.Context, claim ErasureClaim, cause error) error {
	return e.held(ctx, claim, func(_ *commit, x *demo.Erasure, now time.Time) error { return x.Yield(claim.Fence, cause, now) })
}

// Complete leaves a tombstone of the member and a proof of the erasure that names nobody, in one commit.
func (e Erasures) Complete(ctx context.Context, claim ErasureClaim) error {
	return e.held(ctx, claim, func(c *commit, x *demo.Erasure, now time.Time) error {
		if err := x.Complete(claim.Fence, now); err != nil {
			return err
		}
		doc := e.memberDoc(x.UID)
		if doc == nil {
			return absent("member")
		}
		snap, err := doc.Get(ctx)
		if err != nil {
			return err
		}
		var member demo.Member
		if err := snap.DataTo(&member); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
		}
		before := member.Standing()
		if err := member.Forget(now); err != nil {
			return err
		}
		c.replace(doc, snap.UpdateTime, member)
		c.create(e.auditEntry(ctx, "member.erased", "users/"+x.UID, string(before), string(member.Status), now))
		return nil
	})
}

// Requeue sets a silent erasure off again; its document's change is the event.
func (e Erasures) Requeue(ctx context.Context, id string) (again bool, err error) {
	err = e.change(ctx, tenant.TenantsKeep, id, func(_ *commit, x *demo.Erasure, now time.Time) error {
		again = x.Requeue(now)
		return nil
	})
	return again, err
}

// held changes an erasure for who holds it.
func (e Erasures) held(ctx context.Context, claim ErasureClaim, change func(*commit, *demo.Erasure, time.Time) error) error {
	return e.change(ctx, tenant.PeopleForget, claim.Erasure.ID, change)
}

// change moves an erasure in one commit, on condition that it is as it was read. A change that changes nothing writes nothing.
func (e Erasures) change(ctx context.Context, permission tenant.Permission, id string, change func(*commit, *demo.Erasure, time.Time) error) error {
	if err := e.begin(ctx, permission); err != nil {
		return err
	}
	doc := e.child("erasures", id)
	if doc == nil {
		return absent("erasure")
	}
	planned := demo.Erasure{}
	err := contend(ctx, func() error {
		snap, err := doc.Get(ctx)
		if err != nil {
			return err
		}
		var x demo.Erasure
		if err := snap.DataTo(&x); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
		}
		if planned.Version > 0 && reflect.DeepEqual(x, planned) {
			return nil // it landed, and only its acknowledgement was lost: leases carry random owners
		}
		before, c, now := x, e.store.newCommit(), e.store.now()
		if err := change(c, &x, now); err != nil {
			return err
		}
		if planned = x; planned.Version == before.Version {
			return nil
		}
		c.replace(doc, snap.UpdateTime, x)
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return mapError(err, "erasure")
	}
	return nil
}

// ofPerson does something with every document below the tenant that a query across the database, ordered by ids, finds of a person.
func (s *Scoped) ofPerson(ctx context.Context, q firestore.Query, what string, each func(*firestore.DocumentRef) error) (n int64, err error) {
	first, end := s.bounds()
	return s.eachOf(ctx, q.StartAfter(first).EndBefore(end), what, each)
}

// eachOf does something with every document of a query that is ordered by ids.
func (s *Scoped) eachOf(ctx context.Context, q firestore.Query, what string, each func(*firestore.DocumentRef) error) (n int64, err error) {
	for doc, err := range s.documents(ctx, q, what) {
		if err != nil {
			return n, err
		}
		if err := each(doc.Ref); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
