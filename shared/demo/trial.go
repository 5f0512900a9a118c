package demo

import (
	"fmt"
	"time"

	"capidemo.dev/platform/shared/fault"
)

// Trial is a draft version's way to tested (document tenants/{tenant}/trials/{id}, in the tenant of who drafted it): its data is made,
// loaded, and every golden query compared with the ledger. One worker at a time does so under a lease.
type Trial struct {
	Meta
	ID          string      `firestore:"id"` // TrialID
	Tenant      string      `firestore:"tenant"`
	TemplateID  string      `firestore:"template_id"`
	Number      int         `firestore:"number"`
	Status      TrialStatus `firestore:"status"`
	Lease       Lease       `firestore:"lease"`
	LastError   string      `firestore:"last_error"` // of the last attempt that failed for the moment
	Nudge       int64       `firestore:"nudge"`      // raised by redrive-jobs to set the trial off again
	CompletedAt *time.Time  `firestore:"completed_at"`
	WatchAt     *time.Time  `firestore:"watch_at"` // when redrive-jobs looks after it; absent when nothing is left to do
}

// TrialID is the one trial that a version can have.
func TrialID(templateID string, number int) string { return fmt.Sprintf("%s_v%d", templateID, number) }

// NewTrial makes a pending trial of a draft version.
func NewTrial(in, owner string, v *TemplateVersion, now time.Time) Trial {
	watch := now.Add(Patience)
	return Trial{
		Meta: Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: owner, Version: 1},
		ID:   TrialID(v.TemplateID, v.Number), Tenant: in, TemplateID: v.TemplateID, Number: v.Number,
		Status: TrialPending, WatchAt: &watch,
	}
}

// Claim takes the trial for owner and gives its fence; done is true when it has ended. A Conflict says that its attempts are used up.
func (t *Trial) Claim(owner string, now time.Time) (fence int64, done bool, err error) {
	if TrialMachine.Terminal(t.Status) {
		return 0, true, nil
	}
	if t.Lease, err = t.Lease.Claim(owner, now); err != nil {
		return 0, false, err
	}
	t.Status = TrialRunning
	t.touch(now)
	return t.Lease.Fence, false, nil
}

// Renew keeps the claim.
func (t *Trial) Renew(fence int64, now time.Time) (err error) {
	if err := t.held(fence); err != nil {
		return err
	}
	t.Lease, err = t.Lease.Renew(fence, now)
	t.touch(now)
	return err
}

// End ends the trial, well or not.
func (t *Trial) End(fence int64, status TrialStatus, now time.Time) (err error) {
	if err := t.held(fence); err != nil {
		return err
	}
	return t.finish(status, now)
}

// GiveUp ends a trial whose attempts are used up and that nobody holds.
func (t *Trial) GiveUp(now time.Time) error { return t.finish(TrialFailed, now) }

func (t *Trial) finish(status TrialStatus, now time.Time) (err error) {
	if t.Status, err = TrialMachine.Move("trial", t.Status, status); err != nil {
		return err
	}
	t.Lease, t.CompletedAt = t.Lease.Release(), &now
	t.touch(now)
	return nil
}

// Yield gives the trial back for another attempt, which the event's redelivery begins, in its own time.
func (t *Trial) Yield(fence int64, cause error, now time.Time) error {
	if err := t.held(fence); err != nil {
		return err
	}
	t.Lease, t.LastError = t.Lease.Release(), fault.Message(cause)
	t.touch(now)
	return nil
}

// Requeue sets a silent trial off again; it changes nothing about one that is in good hands or has ended.
func (t *Trial) Requeue(now time.Time) (again bool) {
	if TrialMachine.Terminal(t.Status) || t.Lease.Held(now) || t.WatchAt == nil || now.Before(*t.WatchAt) {
		return false
	}
	t.Status, t.Lease = TrialPending, t.Lease.Release()
	t.Nudge++
	t.touch(now)
	return true
}

// held refuses everybody but the holder of a trial that is running.
func (t *Trial) held(fence int64) error {
	if t.Status != TrialRunning {
		return fault.New(fault.LeaseLost, "The trial is %s.", t.Status)
	}
	return t.Lease.Check(fence)
}

func (t *Trial) touch(now time.Time) {
	t.WatchAt = nil
	if !TrialMachine.Terminal(t.Status) {
		watch := now.Add(Patience)
		t.WatchAt = &watch
	}
	t.Touch(now)
}
