package store

import (
	"context"
	"reflect"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Takeouts makes exports and removes those whose time is over; only functions hold its permissions.
type Takeouts struct{ *Scoped }

// TakeoutClaim is the right to make one export until the lease ends.
type TakeoutClaim struct {
	Fence   int64
	Attempt int
	Export  demo.Export // as of the claim
}

// Claim takes an export. done means that nothing is left to do; a Busy fault that another worker has it. An export whose attempts are used up
// fails.
func (t Takeouts) Claim(ctx context.Context, id string) (claim TakeoutClaim, done bool, err error) {
	owner := t.store.newID()
	err = t.change(ctx, tenant.TenantsExport, id, func(x *demo.Export, now time.Time) (err error) {
		claim.Fence, done, err = x.Claim(owner, now)
		if fault.Is(err, fault.Conflict) {
			done = true
			return x.GiveUp(demo.Failure{
				Phase: "export", Reason: fault.Timeout.String(), Message: "The export could not be made in several attempts: " + x.LastError,
			}, now)
		}
		claim.Attempt, claim.Export = x.Lease.Attempt, *x
		return err
	})
	return claim, done, err
}

// Renew extends the claim; LeaseLost means to stop at once.
func (t Takeouts) Renew(ctx context.Context, claim TakeoutClaim) error {
	return t.change(ctx, tenant.TenantsExport, claim.Export.ID, func(x *demo.Export, now time.Time) error { return x.Renew(claim.Fence, now) })
}

// Complete ends the export with its file.
func (t Takeouts) Complete(ctx context.Context, claim TakeoutClaim, made demo.Exported) error {
	return t.change(ctx, tenant.TenantsExport, claim.Export.ID, func(x *demo.Export, now time.Time) error { return x.Complete(claim.Fence, made, now) })
}

// Fail ends the export without a file.
func (t Takeouts) Fail(ctx context.Context, claim TakeoutClaim, cause error) error {
	return t.change(ctx, tenant.TenantsExport, claim.Export.ID, func(x *demo.Export, now time.Time) error {
		return x.Fail(claim.Fence, demo.Failure{Phase: "export", Reason: fault.KindOf(cause).String(), Message: fault.Message(cause)}, now)
	})
}

// Yield gives the export back for another attempt.
func (t Takeouts) Yield(ctx context.Context, claim TakeoutClaim, cause error) error {
	return t.change(ctx, tenant.TenantsExport, claim.Export.ID, func(x *demo.Export, now time.Time) error { return x.Yield(claim.Fence, cause, now) })
}

// Requeue sets a silent export off again; its document's change is the event. expired tells that its time is over: then its file is to be
// removed and the export dropped.
func (t Takeouts) Requeue(ctx context.Context, id string) (export demo.Export, expired bool, err error) {
	err = t.change(ctx, tenant.TenantsKeep, id, func(x *demo.Export, now time.Time) error {
		if expired = x.Expired(now); !expired {
			x.Requeue(now)
		}
		export = *x
		return nil
	})
	return export, expired, err
}

// Drop removes the record of an export whose time is over, after its file was removed; one whose time is not over stays.
func (t Takeouts) Drop(ctx context.Context, id string) error {
	if err := t.begin(ctx, tenant.TenantsKeep); err != nil {
		return err
	}
	doc := t.child("exports", id)
	if doc == nil {
		return absent("export")
	}
	snap, err := doc.Get(ctx)
	if err != nil {
		return mapError(err, "export")
	}
	var x demo.Export
	if err := snap.DataTo(&x); err != nil {
		return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	now := t.store.now()
	if !x.Expired(now) {
		return fault.New(fault.Conflict, "The export's time is not over.")
	}
	c := t.store.newCommit()
	c.removeUnchanged(doc, snap.UpdateTime)
	c.create(t.auditEntry(ctx, "export.expired", "exports/"+id, string(x.Status), "", now))
	if _, err := c.send(ctx); err != nil {
		return mapError(err, "export")
	}
	return nil
}

// change moves an export in one commit, on condition that it is as it was read; its end leaves an audit entry. A change that changes nothing
// writes nothing.
func (t Takeouts) change(ctx context.Context, permission tenant.Permission, id string, change func(*demo.Export, time.Time) error) error {
	if err := t.begin(ctx, permission); err != nil {
		return err
	}
	doc := t.child("exports", id)
	if doc == nil {
		return absent("export")
	}
	planned := demo.Export{}
	err := contend(ctx, func() error {
		snap, err := doc.Get(ctx)
		if err != nil {
			return err
		}
		var x demo.Export
		if err := snap.DataTo(&x); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
		}
		if planned.Version > 0 && reflect.DeepEqual(x, planned) {
			return nil // it landed, and only its acknowledgement was lost: leases carry random owners
		}
		before, c, now := x, t.store.newCommit(), t.store.now()
		if err := change(&x, now); err != nil {
			return err
		}
		if planned = x; planned.Version == before.Version {
			return nil
		}
		c.replace(doc, snap.UpdateTime, x)
		if demo.ExportMachine.Terminal(x.Status) {
			c.create(t.auditEntry(ctx, "export."+string(x.Status), "exports/"+x.ID, string(before.Status), string(x.Status), now))
		}
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return mapError(err, "export")
	}
	return nil
}
