package store

import (
	"context"
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
