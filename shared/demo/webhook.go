package demo

import (
	"slices"
	"time"

	"capidemo.dev/platform/shared/fault"
)

// Webhook is an address that is told of a tenant's events (document tenants/{tenant}/webhooks/{id}). Its signing secret is derived from
// the generation and stored nowhere.
type Webhook struct {
	Meta
	ID          string        `firestore:"id"`
	Tenant      string        `firestore:"tenant"`
	URL         string        `firestore:"url"`
	Description string        `firestore:"description"`
	Events      []string      `firestore:"events"` // WebhookEvents; empty means all
	Status      WebhookStatus `firestore:"status"`
	Reason      string        `firestore:"reason"`     // why it is disabled, when nobody disabled it
	Generation  int64         `firestore:"generation"` // of the signing secret
	TestedAt    *time.Time    `firestore:"tested_at"`
}

// pausePerTest is how long a person waits between two notices that they have sent by hand: nobody's server is to be flooded from here.
const pausePerTest = 3 * time.Second

// MaxWebhooks is how many webhooks a tenant can have.
const MaxWebhooks = 10

// WebhookTest is the event that the test of a webhook sends; it is sent to whoever asks, whatever was subscribed to.
const WebhookTest = "webhook.test"

// WebhookEvents lists what a webhook can be told of.
func WebhookEvents() []string {
	return []string{"job.completed", "job.failed", "job.cancelled", "demo.deleted"}
}

// Wants reports whether the webhook is to be told of an event.
func (w *Webhook) Wants(event string) bool {
	return w.Status == WebhookActive && (event == WebhookTest || len(w.Events) == 0 || slices.Contains(w.Events, event))
}

// Test notes that a test notice is sent, and refuses one right after another.
func (w *Webhook) Test(now time.Time) error {
	if w.TestedAt != nil && now.Before(w.TestedAt.Add(pausePerTest)) {
		return fault.New(fault.RateLimited, "A test was sent a moment ago; wait a few seconds.").After(pausePerTest)
	}
	w.TestedAt = &now
	w.Touch(now)
	return nil
}

// Enable makes it be told again.
func (w *Webhook) Enable() { w.Status, w.Reason = WebhookActive, "" }

// Disable makes it not be told any more; reason is empty when a person wants that.
func (w *Webhook) Disable(reason string) { w.Status, w.Reason = WebhookDisabled, reason }

// Delivery is one notice to one webhook (document tenants/{tenant}/webhooks/{webhook}/deliveries/{id}). Its id is the notice's: however
// often an event comes, there is one delivery of it.
type Delivery struct {
	Meta
	ID          string         `firestore:"id"`
	Tenant      string         `firestore:"tenant"`
	WebhookID   string         `firestore:"webhook_id"`
	Type        string         `firestore:"type"`
	Body        string         `firestore:"body"` // what is sent, byte for byte in every attempt
	Status      DeliveryStatus `firestore:"status"`
	Lease       Lease          `firestore:"lease"`
	NextAt      time.Time      `firestore:"next_at"` // not before
	Nudge       int64          `firestore:"nudge"`   // raised by redrive-jobs when the time has come
	Answer      int            `firestore:"answer"`  // HTTP status of the last answer; 0 when there was none
	LastError   string         `firestore:"last_error"`
	TookMS      int64          `firestore:"took_ms"` // of the last attempt
	CompletedAt *time.Time     `firestore:"completed_at"`
	WatchAt     *time.Time     `firestore:"watch_at"`   // when redrive-jobs looks after it; absent when nothing is left to do
	ExpiresAt   time.Time      `firestore:"expires_at"` // when Firestore forgets it
}

// keepDeliveries is how long the log of deliveries reaches back.
const keepDeliveries = 30 * 24 * time.Hour

// pauses before the second, third, ... attempt: a receiver that is down for a night still gets its notice.
func pauses() [MaxAttempts - 1]time.Duration {
	return [...]time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour}
}

// NewDelivery makes a delivery that is due at once.
func NewDelivery(id string, to *Webhook, event, body, by string, now time.Time) Delivery {
	watch := now.Add(Patience)
	return Delivery{
		Meta: Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: by, Version: 1},
		ID:   id, Tenant: to.Tenant, WebhookID: to.ID, Type: event, Body: body,
		Status: DeliveryPending, NextAt: now, WatchAt: &watch, ExpiresAt: now.Add(keepDeliveries),
	}
}

// Ended reports whether nothing is left to do by itself.
func (d *Delivery) Ended() bool { return d.Status == DeliveryDelivered || d.Status == DeliveryFailed }

// Claim takes the delivery for an attempt. due is false when nothing is to be done now.
func (d *Delivery) Claim(owner string, now time.Time) (fence int64, due bool, err error) {
	if d.Ended() || now.Before(d.NextAt) {
		return 0, false, nil
	}
	if d.Lease.Attempt >= MaxAttempts && !d.Lease.Held(now) { // the worker of the last attempt was lost
		return 0, false, d.finish(DeliveryFailed, now)
	}
	if d.Lease, err = d.Lease.Claim(owner, now); err != nil {
		return 0, false, err
	}
	d.Status = DeliverySending
	d.watch(now.Add(LeaseTerm), now)
	return d.Lease.Fence, true, nil
}

// Attempted records an attempt: delivered, tried again later, or given up when it can never succeed or was the last.
func (d *Delivery) Attempted(fence int64, answer int, delivered bool, cause error, took time.Duration, now time.Time) error {
	if err := d.Lease.Check(fence); err != nil {
		return err
	}
	d.Answer, d.LastError, d.TookMS = answer, "", took.Milliseconds()
	if cause != nil {
		d.LastError = fault.Message(cause)
	}
	forGood := fault.Is(cause, fault.Invalid)
	attempt := d.Lease.Attempt
	d.Lease = d.Lease.Release()
	switch {
	case delivered:
		return d.finish(DeliveryDelivered, now)
	case forGood, attempt >= MaxAttempts:
		return d.finish(DeliveryFailed, now)
	}
	status, err := DeliveryMachine.Move("delivery", d.Status, DeliveryPending)
	if err != nil {
		return err
	}
	d.Status, d.NextAt = status, now.Add(pauses()[attempt-1])
	d.watch(d.NextAt, now)
	return nil
}

// Again makes a delivery that has ended due once more, from the first attempt on.
func (d *Delivery) Again(now time.Time) error {
	if !d.Ended() {
		return fault.New(fault.Conflict, "The notice is still on its way; wait for its outcome.")
	}
	if d.CompletedAt != nil && now.Before(d.CompletedAt.Add(pausePerTest)) {
		return fault.New(fault.RateLimited, "The notice was sent a moment ago; wait a few seconds.").After(pausePerTest)
	}
	status, err := DeliveryMachine.Move("delivery", d.Status, DeliveryPending)
	if err != nil {
		return err
	}
	fence := d.Lease.Fence
	d.Status, d.Lease, d.NextAt, d.CompletedAt = status, Lease{Fence: fence}, now, nil
	d.watch(now.Add(Patience), now)
	return nil
}

// Requeue sets a delivery off whose time has come; it changes nothing about others.
func (d *Delivery) Requeue(now time.Time) (again bool) {
	if d.Ended() || d.Lease.Held(now) || d.WatchAt == nil || now.Before(*d.WatchAt) {
		return false
	}
	d.Nudge++
	d.watch(now.Add(Patience), now)
	return true
}

func (d *Delivery) finish(to DeliveryStatus, now time.Time) (err error) {
	if d.Status, err = DeliveryMachine.Move("delivery", d.Status, to); err != nil {
		return err
	}
	d.CompletedAt, d.WatchAt = &now, nil
	d.Touch(now)
	return nil
}

func (d *Delivery) watch(at, now time.Time) {
	d.WatchAt = &at
	d.Touch(now)
}
