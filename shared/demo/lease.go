package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
)

// MaxAttempts is how often a piece of work is begun before it has failed for good.
const MaxAttempts = 5

// LeaseTerm is how long a claim holds without being renewed; holders renew it every third of that.
const LeaseTerm = 15 * time.Second

// Lease lets one worker at a time act for a piece of work. Each claim raises the fence; a write that carries a lower fence than the
// stored one is refused, so that a worker which slept past its lease cannot overwrite its successor.
type Lease struct {
	Owner   string    `firestore:"owner"`
	Fence   int64     `firestore:"fence"`
	Until   time.Time `firestore:"until"`
	Attempt int       `firestore:"attempt"`
}

// Held reports whether somebody holds the lease at a time.
func (l Lease) Held(now time.Time) bool { return l.Owner != "" && now.Before(l.Until) }

// Claim gives the lease to owner. It is Busy while another holds it and fails for good after MaxAttempts.
func (l Lease) Claim(owner string, now time.Time) (Lease, error) {
	if l.Held(now) {
		return l, fault.New(fault.Busy, "Another worker has the lease until %s.", l.Until.Format(time.RFC3339)).After(l.Until.Sub(now))
	}
	if l.Attempt >= MaxAttempts {
		return l, fault.New(fault.Conflict, "The work was tried %d times without success.", l.Attempt)
	}
	return Lease{Owner: owner, Fence: l.Fence + 1, Until: now.Add(LeaseTerm), Attempt: l.Attempt + 1}, nil
}

// Check refuses a holder whose fence is not the current one.
func (l Lease) Check(fence int64) error {
	if l.Fence != fence || l.Owner == "" {
		return fault.New(fault.LeaseLost, "Attempt %d of the work is over; attempt %d has it.", fence, l.Fence)
	}
	return nil
}

// Renew extends the lease of the holder with this fence.
func (l Lease) Renew(fence int64, now time.Time) (Lease, error) {
	if err := l.Check(fence); err != nil {
		return l, err
	}
	l.Until = now.Add(LeaseTerm)
	return l, nil
}

// Release gives the lease back early; the fence and the count of attempts stay.
func (l Lease) Release() Lease {
	l.Owner = ""
	return l
}
