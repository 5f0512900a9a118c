package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Webhooks are the addresses that a tenant has told of its events, as its admins manage them.
type Webhooks struct{ *Scoped }

// WebhookChange is what may be changed of a webhook; nil leaves a field as it is.
type WebhookChange struct {
	URL         *string
	Description *string
	Events      []string
	Enabled     *bool
	Rotate      bool // gives it another signing secret
}

// Create adds a webhook.
func (w Webhooks) Create(ctx context.Context, url, description string, events []string) (demo.Webhook, error) {
	if err := w.begin(ctx, tenant.WebhooksManage); err != nil {
		return demo.Webhook{}, err
	}
	var hook demo.Webhook
	id := w.store.newID()
	err := w.reserve(ctx, func(rec *demo.TenantRecord, now time.Time) ([]creation, error) {
		if rec.Counters.Webhooks >= demo.MaxWebhooks {
			return nil, fault.New(fault.QuotaExceeded, "Your tenant has its %d webhooks; delete one first.", demo.MaxWebhooks)
		}
		rec.Counters.Webhooks++
		hook = demo.Webhook{
			Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: w.scope.Subject(), Version: 1},
			ID:   id, Tenant: string(w.scope.Tenant()), URL: url, Description: description, Events: append([]string{}, events...),
			Status: demo.WebhookActive, Generation: 1,
		}
		place, entry := w.auditEntry(ctx, "webhook.create", "webhooks/"+id, "", string(hook.Status), now)
		return []creation{{ref: w.root.Collection("webhooks").Doc(id), data: hook}, {ref: place, data: entry}}, nil
	})
	return hook, err
}

// Get gives one webhook.
func (w Webhooks) Get(ctx context.Context, id string) (demo.Webhook, error) {
	if err := w.begin(ctx, tenant.WebhooksManage); err != nil {
		return demo.Webhook{}, err
	}
	return read(ctx, w.Scoped, tenant.WebhooksManage, w.child("webhooks", id), "webhook", func(x *demo.Webhook) string { return x.CreatedBy })
}

// List gives all webhooks of the tenant, newest first; there are at most demo.MaxWebhooks.
func (w Webhooks) List(ctx context.Context) ([]demo.Webhook, error) {
	if err := w.begin(ctx, tenant.WebhooksManage); err != nil {
		return nil, err
	}
	found, err := query[demo.Webhook](ctx, w.root.Collection("webhooks").Limit(2*demo.MaxWebhooks), "webhooks")
	slices.SortFunc(found, func(a, b demo.Webhook) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return found, err
}

// Change changes a webhook, if it is still in the version that the caller has seen.
func (w Webhooks) Change(ctx context.Context, id string, version int64, to WebhookChange) (demo.Webhook, error) {
	if err := w.begin(ctx, tenant.WebhooksManage); err != nil {
		return demo.Webhook{}, err
	}
	return amend(ctx, w.Scoped, w.child("webhooks", id), "webhook", func(x *demo.Webhook, now time.Time) (amendment, error) {
		if x.Version != version {
			return amendment{}, stale("webhook")
		}
		made := amendment{action: "webhook.update", object: "webhooks/" + id, before: string(x.Status)}
		if to.URL != nil {
			x.URL = *to.URL
		}
		if to.Description != nil {
			x.Description = *to.Description
		}
		if to.Events != nil {
			x.Events = to.Events
		}
		if to.Enabled != nil && *to.Enabled {
			x.Enable()
		} else if to.Enabled != nil {
			x.Disable("")
		}
		if to.Rotate {
			x.Generation++
			made.action = "webhook.rotate"
		}
		x.Touch(now)
		made.after = string(x.Status)
		return made, nil
	})
}

// Delete removes a webhook. Its deliveries are gone with it for everybody; Firestore forgets them when their time is over.
func (w Webhooks) Delete(ctx context.Context, id string) error {
	if _, err := w.Get(ctx, id); err != nil {
		return err
	}
	doc, entry := w.child("webhooks", id), w.root.Collection("audit_entries").Doc(w.store.newID())
	return contend(ctx, func() error {
		snap, err := doc.Get(ctx)
		if status.Code(err) == codes.NotFound {
			return w.deletedBy(ctx, entry)
		}
		if err != nil {
			return mapError(err, "webhook")
		}
		c, now := w.store.newCommit(), w.store.now()
		_, made := w.auditEntry(ctx, "webhook.delete", "webhooks/"+id, "", "", now)
		made.ID = entry.ID
		c.removeUnchanged(doc, snap.UpdateTime)
		c.update(w.root, []firestore.Update{{Path: "counters.webhooks", Value: firestore.Increment(-1)}, {Path: "updated_at", Value: now}})
		c.create(entry, made)
		_, err = c.send(ctx)
		return err
	})
}

// deletedBy tells whether a webhook that is gone was deleted by the commit of this entry, whose acknowledgement was lost, or by another.
func (w Webhooks) deletedBy(ctx context.Context, entry *firestore.DocumentRef) error {
	_, err := entry.Get(ctx)
	if status.Code(err) == codes.NotFound {
		return absent("webhook")
	}
	return mapError(err, "webhook")
}

// Deliveries gives what a webhook was told, newest first.
func (w Webhooks) Deliveries(ctx context.Context, id string, req PageRequest) (Page[demo.Delivery], error) {
	if _, err := w.Get(ctx, id); err != nil {
		return Page[demo.Delivery]{}, err
	}
	return list(ctx, w.Scoped, w.child("webhooks", id).Collection("deliveries").Query, req, "deliveries",
		func(d *demo.Delivery) position { return position{At: d.CreatedAt, ID: d.ID} })
}

// Test makes a delivery of a test notice, also to a disabled webhook: whoever mends an address tries it before it is enabled.
func (w Webhooks) Test(ctx context.Context, id, body string) (demo.Delivery, error) {
	if err := w.begin(ctx, tenant.WebhooksManage); err != nil {
		return demo.Delivery{}, err
	}
	var d demo.Delivery
	notice := "test-" + w.store.newID()
	_, err := amend(ctx, w.Scoped, w.child("webhooks", id), "webhook", func(x *demo.Webhook, now time.Time) (amendment, error) {
		if err := x.Test(now); err != nil {
			return amendment{}, err
		}
		d = demo.NewDelivery(notice, x, demo.WebhookTest, body, w.scope.Subject(), now)
		return amendment{action: "webhook.test", object: "webhooks/" + id, before: string(x.Status), after: string(x.Status), also: func(c *commit) {
			c.create(w.delivery(id, notice), d)
		}}, nil
	})
	return d, err
}

// Redeliver sends a notice once more.
func (w Webhooks) Redeliver(ctx context.Context, id, deliveryID string) (demo.Delivery, error) {
	if _, err := w.Get(ctx, id); err != nil {
		return demo.Delivery{}, err
	}
	return amend(ctx, w.Scoped, w.delivery(id, deliveryID), "delivery", func(d *demo.Delivery, now time.Time) (amendment, error) {
		before := d.Status
		if err := d.Again(now); err != nil {
			return amendment{}, err
		}
		return amendment{action: "webhook.redeliver", object: "webhooks/" + id + "/deliveries/" + d.ID, before: string(before), after: string(d.Status)}, nil
	})
}

func (s *Scoped) delivery(webhook, id string) *firestore.DocumentRef {
	hook := s.child("webhooks", webhook)
	if hook == nil || !validID(id) {
		return nil
	}
	return hook.Collection("deliveries").Doc(id)
}

// Notices are the sending functions' side of webhooks; only they hold its permission.
type Notices struct{ *Scoped }

// Address makes a delivery of a notice to every webhook that wants its event. Doing it again makes none twice.
func (n Notices) Address(ctx context.Context, id, event, body string) (made int, err error) {
	if err := n.begin(ctx, tenant.NoticesSend); err != nil {
		return 0, err
	}
	hooks, err := query[demo.Webhook](ctx, n.root.Collection("webhooks").Limit(2*demo.MaxWebhooks), "webhooks")
	if err != nil {
		return 0, err
	}
	for i := range hooks {
		if !hooks[i].Wants(event) {
			continue
		}
		doc := n.delivery(hooks[i].ID, id)
		if doc == nil {
			return made, fault.New(fault.Internal, "%q is no id of a notice", id)
		}
		_, err := doc.Create(ctx, demo.NewDelivery(id, &hooks[i], event, body, n.scope.Subject(), n.store.now()))
		switch {
		case err == nil:
			made++
		case status.Code(err) != codes.AlreadyExists:
			return made, mapError(err, "delivery")
		}
	}
	return made, nil
}

// NoticeClaim is the right to make one attempt at a delivery.
type NoticeClaim struct {
	Webhook  demo.Webhook
	Delivery demo.Delivery
	Fence    int64
}

// Claim takes a delivery for an attempt. due is false when there is nothing to do now; a Busy fault says that another worker has it. A
// delivery of a webhook that is gone, or that wants nothing any more, has failed.
func (n Notices) Claim(ctx context.Context, webhook, id string) (claim NoticeClaim, due bool, err error) {
	if err := n.begin(ctx, tenant.NoticesSend); err != nil {
		return claim, false, err
	}
	claim.Webhook, err = read(ctx, n.Scoped, tenant.NoticesSend, n.child("webhooks", webhook), "webhook", func(x *demo.Webhook) string { return x.CreatedBy })
	gone := fault.Is(err, fault.NotFound)
	if err != nil && !gone {
		return claim, false, err
	}
	owner := n.store.newID()
	claim.Delivery, err = n.change(ctx, n.delivery(webhook, id), func(d *demo.Delivery, now time.Time) (err error) {
		if claim.Fence, due, err = d.Claim(owner, now); err != nil || !due {
			return err
		}
		if gone || (!claim.Webhook.Wants(d.Type) && d.Type != demo.WebhookTest) {
			due = false
			return d.Attempted(claim.Fence, 0, false, fault.New(fault.Invalid, "The webhook is gone or disabled."), 0, now)
		}
		return nil
	})
	return claim, due, err
}

// Attempted records what came of an attempt. A receiver that is gone for good disables its webhook.
func (n Notices) Attempted(ctx context.Context, claim NoticeClaim, answer int, delivered, gone bool, cause error, took time.Duration) (demo.Delivery, error) {
	if err := n.begin(ctx, tenant.NoticesSend); err != nil {
		return demo.Delivery{}, err
	}
	if gone {
		cause = fault.New(fault.Invalid, "The receiver answered that it is gone for good (410).")
	}
	d, err := n.change(ctx, n.delivery(claim.Webhook.ID, claim.Delivery.ID), func(d *demo.Delivery, now time.Time) error {
		return d.Attempted(claim.Fence, answer, delivered, cause, took, now)
	})
	if err != nil || !gone {
		return d, err
	}
	_, err = amend(ctx, n.Scoped, n.child("webhooks", claim.Webhook.ID), "webhook", func(x *demo.Webhook, now time.Time) (amendment, error) {
		if x.Status != demo.WebhookActive {
			return amendment{}, nil
		}
		x.Disable("The receiver answered that it is gone for good (410).")
		x.Touch(now)
		return amendment{action: "webhook.disabled", object: "webhooks/" + x.ID, before: string(demo.WebhookActive), after: string(x.Status)}, nil
	})
	return d, err
}

// Requeue sets off a delivery whose time has come; its document's change is the event.
func (n Notices) Requeue(ctx context.Context, webhook, id string) (again bool, err error) {
	if err := n.begin(ctx, tenant.NoticesSend); err != nil {
		return false, err
	}
	_, err = n.change(ctx, n.delivery(webhook, id), func(d *demo.Delivery, now time.Time) error {
		again = d.Requeue(now)
		return nil
	})
	return again, err
}

// change moves a delivery, on condition that it is as it was read; no audit entry: what happens by itself is in the delivery's own log.
func (n Notices) change(ctx context.Context, doc *firestore.DocumentRef, change func(*demo.Delivery, time.Time) error) (demo.Delivery, error) {
	if doc == nil {
		return demo.Delivery{}, absent("delivery")
	}
	var out demo.Delivery
	var planned demo.Delivery
	err := contend(ctx, func() error {
		snap, err := doc.Get(ctx)
		if err != nil {
			return err
		}
		var d demo.Delivery
		if err := snap.DataTo(&d); err != nil {
			return errors.Join(fault.New(fault.Internal, "document %s does not fit its type", doc.Path), err)
		}
		if planned.Version > 0 && d.Version == planned.Version && d.Lease == planned.Lease && d.Status == planned.Status {
			out = d
			return nil // it landed, and only its acknowledgement was lost: leases carry random owners
		}
		before := d.Version
		if err := change(&d, n.store.now()); err != nil {
			return err
		}
		out = d
		if d.Version == before {
			return nil
		}
		planned = d
		c := n.store.newCommit()
		c.replace(doc, snap.UpdateTime, d)
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return demo.Delivery{}, mapError(err, "delivery")
	}
	return out, nil
}
