package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

const (
	maxTalks      = 20  // conversations whose documents one call of Clear removes
	maxJobsOfDemo = 100 // one makes a demo, one deletes it; more are those of resets and clones
)

// Delete begins the deletion of a demo: the demo, the queued job that carries it out, what the tenant uses, and the audit entry change in one
// commit. Asked again, while it goes on, it gives the same job.
func (d Demos) Delete(ctx context.Context, id string) (demo.Pair, error) {
	if err := d.begin(ctx, tenant.DemosDelete); err != nil {
		return demo.Pair{}, err
	}
	var job demo.Job
	found, err := d.amend(ctx, tenant.DemosDelete, id, func(x *demo.Demo, now time.Time) (amendment, error) {
		if x.Status == demo.DemoDeleting {
			return amendment{}, nil
		}
		from := x.Status
		made, err := x.Delete(d.store.newID(), d.scope.Subject(), now)
		if err != nil {
			return amendment{}, err
		}
		job = made
		return amendment{action: "demo.delete", before: string(from), after: string(x.Status), also: func(c *commit) {
			c.create(d.child("jobs", made.ID), made)
			c.update(d.root, moved(from, x.Status, 1, now))
		}}, nil
	})
	if err == nil && job.ID != found.JobID { // it is being deleted already
		job, err = read(ctx, d.Scoped, tenant.DemosDelete, d.child("jobs", found.JobID), "job", func(*demo.Job) string { return found.CreatedBy })
	}
	return demo.Pair{Job: job, Demo: found}, err
}

// Clear removes a part of the documents below a demo that is being deleted, or was: conversations with what was said in them and what the agents'
// API keeps of them, then exams and whatever else there is. It gives how many documents there were; 0 means that none is left. It stops when
// the demo is not being deleted.
func (w Work) Clear(ctx context.Context, ref JobRef, elsewhere Elsewhere) (removed int, err error) {
	if err := w.leaves(ctx, ref); err != nil {
		return 0, err
	}
	doc := w.child("demos", ref.Demo)
	talks, err := take(doc.Collection("conversations").DocumentRefs(ctx), maxTalks)
	if err != nil {
		return 0, mapError(err, "conversations")
	}
	for _, talk := range talks { // first: by the document it is known that there is something elsewhere
		if err := elsewhere.DeleteConversation(ctx, demo.AgentsConversation(talk.ID)); err != nil {
			return 0, err
		}
	}
	net := trawl{room: maxPurge}
	if len(talks) > 0 {
		err = net.page(ctx, talks)
	} else {
		err = net.below(ctx, doc)
	}
	if err != nil {
		return 0, mapError(err, "demo")
	}
	c := w.store.newCommit()
	for _, found := range net.found {
		c.remove(found)
	}
	if _, err := c.send(ctx); err != nil {
		return 0, mapError(err, "demo")
	}
	return len(net.found), nil
}

// leaves refuses to remove anything of a demo that is not being deleted.
func (w Work) leaves(ctx context.Context, ref JobRef) error {
	pair, err := w.Read(ctx, ref)
	if err == nil && pair.Demo.Status != demo.DemoDeleting && pair.Demo.Status != demo.DemoDeleted {
		err = fault.New(fault.Conflict, "The demo is %s; what there is about it stays.", pair.Demo.Status)
	}
	return err
}

// Forget takes the customer's name off the jobs of a demo that is being deleted.
func (w Work) Forget(ctx context.Context, ref JobRef) error {
	if err := w.leaves(ctx, ref); err != nil {
		return err
	}
	jobs, err := query[demo.Job](ctx, w.root.Collection("jobs").Where("demo_id", "==", ref.Demo).Limit(maxJobsOfDemo), "jobs")
	if err != nil {
		return err
	}
	for _, job := range jobs {
		if job.ID == ref.Job {
			continue // which still has to be done
		}
		doc := w.child("jobs", job.ID)
		err := contend(ctx, func() error {
			snap, err := doc.Get(ctx)
			if err != nil {
				return err
			}
			var now demo.Job
			if err := snap.DataTo(&now); err != nil {
				return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
			}
			if !now.Forget(w.store.now()) {
				return nil
			}
			c := w.store.newCommit()
			c.replace(doc, snap.UpdateTime, now)
			_, err = c.send(ctx)
			return err
		})
		if err != nil {
			return mapError(err, "job")
		}
	}
	return nil
}

// demo overwrites a demo, on condition that nobody wrote it since. Of a deleted one only the tombstone stays.
func (c *commit) demo(doc *firestore.DocumentRef, since time.Time, d demo.Demo) {
	if d.Status != demo.DemoDeleted {
		c.replace(doc, since, d)
		return
	}
	kept := map[string]bool{}
	updates := Fields(d.Tombstone())
	for _, field := range updates {
		kept[field.FieldPath[0]] = true
	}
	for _, field := range Fields(d) {
		if !kept[field.FieldPath[0]] {
			field.Value = firestore.Delete
			updates = append(updates, field)
		}
	}
	c.batch.Update(doc, updates, firestore.LastUpdateTime(since))
	c.empty = false
}
