package store

import (
	"context"
	"errors"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

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
