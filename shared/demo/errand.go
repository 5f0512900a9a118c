package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
)

// ErrandKind says what is to be done about a tenant.
type ErrandKind string

// The errands. A tenant has one of a kind at most, and both only when it is deleted before it was set up.
const (
	ErrandOnboard  ErrandKind = "onboard"  // sets a new tenant up
	ErrandOffboard ErrandKind = "offboard" // takes a tenant away
)

// ErrandStatus is where an errand stands. It has no end: an errand that is done is removed in the commit that moves the tenant.
type ErrandStatus string

// The states of an errand.
const (
	ErrandPending ErrandStatus = "pending"
	ErrandRunning ErrandStatus = "running"
)

// ErrandMachine is every legal move of an errand. Running goes back to pending when its worker hands it on, or has not been heard of.
var ErrandMachine = Machine[ErrandStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	ErrandPending: {ErrandRunning},
	ErrandRunning: {ErrandPending},
}

// maxErrandPause is the longest that a failing errand waits until it is set off again.
const maxErrandPause = time.Hour

// Errand is work on a tenant itself, for longer than a request may take (document tenants/{tenant}/errands/{kind}). One worker at a time
// does it under a lease; what was achieved is written on the tenant (docs/decisions/0017). It is never given up.
type Errand struct {
	Meta
	ID      ErrandKind   `firestore:"id"`
	Tenant  string       `firestore:"tenant"`
	Status  ErrandStatus `firestore:"status"`
	Lease   Lease        `firestore:"lease"`
	Nudge   int64        `firestore:"nudge"`    // raised to set it off again
	Idle    int          `firestore:"idle"`     // how often redrive-jobs did so since it last got further
	WatchAt *time.Time   `firestore:"watch_at"` // when redrive-jobs looks after it
}

// NewErrand makes a pending errand.
func NewErrand(kind ErrandKind, in, by string, now time.Time) Errand {
	e := Errand{Meta: Meta{CreatedAt: now, CreatedBy: by}, ID: kind, Tenant: in, Status: ErrandPending}
	e.touch(now)
	return e
}

// Claim takes the errand for owner and gives its fence.
func (e *Errand) Claim(owner string, now time.Time) (fence int64, err error) {
	e.Lease.Attempt = 0 // it may be tried as often as it takes: nothing else would end it
	if e.Lease, err = e.Lease.Claim(owner, now); err != nil {
		return 0, err
	}
	e.Status = ErrandRunning
	e.touch(now)
	return e.Lease.Fence, nil
}

// Renew keeps the claim.
func (e *Errand) Renew(fence int64, now time.Time) (err error) {
	if e.Lease, err = e.Lease.Renew(fence, now); err == nil {
		e.touch(now)
	}
	return err
}

// Further keeps the claim of a worker that got further.
func (e *Errand) Further(fence int64, now time.Time) error {
	e.Idle = 0
	return e.Renew(fence, now)
}

// Yield gives the errand back after a failure; its event's redelivery takes it up again.
func (e *Errand) Yield(fence int64, now time.Time) error {
	if err := e.Lease.Check(fence); err != nil {
		return err
	}
	e.Lease = e.Lease.Release()
	e.touch(now)
	return nil
}

// HandOn gives the errand to the next worker at once: the change is an event.
func (e *Errand) HandOn(fence int64, now time.Time) error {
	if err := e.Yield(fence, now); err != nil {
		return err
	}
	e.Status = ErrandPending
	e.Nudge++
	return nil
}

// Requeue sets a silent errand off again; it changes nothing about one that is in good hands.
func (e *Errand) Requeue(now time.Time) (again bool) {
	if e.Lease.Held(now) || e.WatchAt == nil || now.Before(*e.WatchAt) {
		return false
	}
	e.Status, e.Lease = ErrandPending, e.Lease.Release()
	e.Idle++
	e.Nudge++
	e.touch(now)
	return true
}

// Settled refuses to remove an errand that somebody may still be at.
func (e *Errand) Settled(now time.Time) error {
	if e.Lease.Held(now) {
		return fault.New(fault.Busy, "A worker may still be at the errand %s until %s.", e.ID, e.Lease.Until.Format(time.RFC3339)).After(e.Lease.Until.Sub(now))
	}
	return nil
}

func (e *Errand) touch(now time.Time) {
	watch := now.Add(min(Patience<<min(e.Idle, 8), maxErrandPause))
	e.WatchAt = &watch
	e.Touch(now)
}
