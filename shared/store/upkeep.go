package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Upkeep holds a tenant's records to what there is; only functions have its permission.
type Upkeep struct{ *Scoped }

// Demo gives a demo in any state, or NotFound.
func (u Upkeep) Demo(ctx context.Context, id string) (demo.Demo, error) {
	var out demo.Demo
	if err := u.begin(ctx, tenant.TenantsKeep); err != nil {
		return out, err
	}
	doc := u.child("demos", id)
	if doc == nil {
		return out, absent("demo")
	}
	snap, err := doc.Get(ctx)
	if err != nil {
		return out, mapError(err, "demo")
	}
	if err := snap.DataTo(&out); err != nil {
		return out, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	return out, nil
}

// Removed leaves an audit entry that something outside was removed because no record needs it. A tenant that is deleted has no log any more.
func (u Upkeep) Removed(ctx context.Context, what, demoID string) error {
	if err := u.begin(ctx, tenant.TenantsKeep); err != nil {
		return err
	}
	if departs, err := u.departs(ctx); err != nil || departs {
		return err
	}
	c := u.store.newCommit()
	c.create(u.auditEntry(ctx, "orphan.removed", "demos/"+demoID, what, "", u.store.now()))
	if _, err := c.send(ctx); err != nil {
		return mapError(err, "audit entry")
	}
	return nil
}

// Recount compares the tenant's counters with the documents they count and corrects those that drifted, with an audit entry. It gives what
// it corrected, as "name: was -> is". Every commit that moves a counted document writes the tenant's as well, so counts that were taken
// while nobody wrote it are those of one moment; the correction lands only then.
func (u Upkeep) Recount(ctx context.Context) (corrected []string, err error) {
	if err := u.begin(ctx, tenant.TenantsKeep); err != nil {
		return nil, err
	}
	err = contend(ctx, func() error {
		corrected = nil
		snap, err := u.root.Get(ctx)
		if err != nil {
			return err
		}
		var rec demo.TenantRecord
		if err := snap.DataTo(&rec); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
		}
		actual, err := u.census(ctx, rec.Counters)
		if err != nil {
			return err
		}
		if corrected = drift(rec.Counters, actual); len(corrected) == 0 {
			return nil
		}
		now := u.store.now()
		c := u.store.newCommit()
		c.correct(u.root, snap.UpdateTime, []firestore.Update{
			{Path: "counters", Value: actual}, {Path: "updated_at", Value: now}, {Path: "version", Value: firestore.Increment(1)},
		})
		c.create(u.auditEntry(ctx, "counters.corrected", "", strings.Join(corrected, "; "), "", now))
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return nil, mapError(err, "tenant")
	}
	return corrected, nil
}

// census counts what the counters stand for; the others stay as they are.
func (u Upkeep) census(ctx context.Context, c demo.Counters) (demo.Counters, error) {
	c.ActiveDemos, c.ReadyDemos, c.FailedDemos, c.ArchivedDemos, c.ConcurrentJobs = 0, 0, 0, 0, 0
	tallies := map[string]*int64{"active_demos": &c.ActiveDemos, "ready_demos": &c.ReadyDemos, "failed_demos": &c.FailedDemos, "archived_demos": &c.ArchivedDemos}
	for _, status := range []demo.DemoStatus{demo.DemoPending, demo.DemoProvisioning, demo.DemoActive, demo.DemoFailed, demo.DemoArchived} {
		n, err := count(ctx, u.root.Collection("demos").Where("status", "==", string(status)))
		if err != nil {
			return c, err
		}
		for _, name := range demo.Tallies(status) {
			*tallies[name] += n
		}
	}
	for _, status := range []demo.JobStatus{demo.JobScheduled, demo.JobQueued, demo.JobRunning} {
		n, err := count(ctx, u.root.Collection("jobs").Where("status", "==", string(status)))
		if err != nil {
			return c, err
		}
		c.ConcurrentJobs += n
	}
	c.Trials = 0
	for _, status := range []demo.TrialStatus{demo.TrialPending, demo.TrialRunning} {
		n, err := count(ctx, u.root.Collection("trials").Where("status", "==", string(status)))
		if err != nil {
			return c, err
		}
		c.Trials += n
	}
	for into, q := range map[*int64]firestore.Query{
		&c.APIKeys: u.root.Collection("api_keys").Where("revoked_at", "==", nil), &c.Webhooks: u.root.Collection("webhooks").Query, &c.Templates: u.root.Collection("templates").Query,
	} {
		n, err := count(ctx, q)
		if err != nil {
			return c, err
		}
		*into = n
	}
	return c, nil
}

// drift names the counters that differ.
func drift(was, is demo.Counters) []string {
	var out []string
	for _, c := range []struct {
		name    string
		was, is int64
	}{
		{"active_demos", was.ActiveDemos, is.ActiveDemos}, {"ready_demos", was.ReadyDemos, is.ReadyDemos},
		{"failed_demos", was.FailedDemos, is.FailedDemos}, {"archived_demos", was.ArchivedDemos, is.ArchivedDemos},
		{"concurrent_jobs", was.ConcurrentJobs, is.ConcurrentJobs}, {"api_keys", was.APIKeys, is.APIKeys},
		{"webhooks", was.Webhooks, is.Webhooks}, {"templates", was.Templates, is.Templates}, {"trials", was.Trials, is.Trials},
	} {
		if c.was != c.is {
			out = append(out, fmt.Sprintf("%s: %d -> %d", c.name, c.was, c.is))
		}
	}
	return out
}

// correct changes fields of a document on condition that nobody wrote it since.
func (c *commit) correct(doc *firestore.DocumentRef, since time.Time, updates []firestore.Update) {
	c.batch.Update(doc, updates, firestore.LastUpdateTime(since))
	c.empty = false
}
