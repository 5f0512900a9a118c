package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
)

// MemberStatus is where a membership stands in its life; whether the member is let in is Member.Active.
type MemberStatus string

// The states of a membership.
const (
	MemberPresent MemberStatus = "present"
	MemberErasing MemberStatus = "erasing"
	MemberErased  MemberStatus = "erased"
)

// MemberMachine is every legal move of a membership. Who was erased can be invited again.
var MemberMachine = Machine[MemberStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	MemberPresent: {MemberErasing},
	MemberErasing: {MemberErased},
	MemberErased:  {MemberPresent},
}

// FormerMember is how a person is shown whom the tenant has forgotten.
const FormerMember = "a former member"

// Standing is where the membership stands; documents from before there were states are of members.
func (m *Member) Standing() MemberStatus {
	if m.Status == "" {
		return MemberPresent
	}
	return m.Status
}

// Erase ends the membership at once and begins to forget the person: the name goes now, the rest follows (Erasure).
func (m *Member) Erase(now time.Time) (err error) {
	if m.Status, err = MemberMachine.Move("member", m.Standing(), MemberErasing); err != nil {
		return err
	}
	m.Active, m.Name, m.Email = false, "", ""
	m.Touch(now)
	return nil
}

// Forget makes the member a tombstone: that there was somebody, so that what they did stays somebody's.
func (m *Member) Forget(now time.Time) (err error) {
	if m.Status, err = MemberMachine.Move("member", m.Standing(), MemberErased); err != nil {
		return err
	}
	m.ErasedAt = &now
	m.Touch(now)
	return nil
}

// Personal is a kind of what a tenant has of a person beside the membership.
type Personal string

// The kinds of personal data. What people made for the tenant, such as demos, jobs and templates, is the tenant's and names nobody but a uid.
const (
	PersonalKeys          Personal = "api_keys"
	PersonalInvites       Personal = "invites"
	PersonalPins          Personal = "pins"
	PersonalConversations Personal = "conversations"
	PersonalComments      Personal = "comments"
	PersonalUsage         Personal = "usage"
)

// Personals lists the kinds in the order in which they are removed: first what could still act for the person.
func Personals() []Personal {
	return []Personal{PersonalKeys, PersonalInvites, PersonalPins, PersonalConversations, PersonalComments, PersonalUsage}
}

// ErasureStatus is where the erasure of a person stands.
type ErasureStatus string

// The states of an erasure. There is no failure: it is owed, and tried until it is done.
const (
	ErasurePending   ErasureStatus = "pending"
	ErasureRunning   ErasureStatus = "running"
	ErasureCompleted ErasureStatus = "completed"
)

// ErasureMachine is every legal move of an erasure. Running goes back to pending when nobody has been heard of.
var ErasureMachine = Machine[ErasureStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	ErasurePending:   {ErasureRunning},
	ErasureRunning:   {ErasurePending, ErasureCompleted},
	ErasureCompleted: {},
}

// Erasure is the document tenants/{t}/erasures/{id}: the forgetting of one person, and afterwards the proof of it, which names nobody. It is
// beside the member's document, because a heartbeat there would be an event of every member and a contention for every request of theirs.
type Erasure struct {
	Meta
	Lease       Lease            `firestore:"lease"`
	ID          string           `firestore:"id"`
	Tenant      string           `firestore:"tenant"`
	UID         string           `firestore:"uid"`
	Email       string           `firestore:"email"` // by which invites are found; empty once it is done
	Status      ErasureStatus    `firestore:"status"`
	Removed     map[string]int64 `firestore:"removed"`    // what was removed, by its kind
	LastError   string           `firestore:"last_error"` // of the last attempt
	Nudge       int64            `firestore:"nudge"`      // raised by redrive-jobs to set the erasure off again
	CompletedAt *time.Time       `firestore:"completed_at"`
	WatchAt     *time.Time       `firestore:"watch_at"` // when redrive-jobs looks after it; absent when it is done
}

// mostPatience bounds how long an erasure that fails again and again is left alone.
const mostPatience = time.Hour

// NewErasure makes a pending erasure of a member.
func NewErasure(id, tenant, by string, of *Member, now time.Time) Erasure {
	watch := now.Add(Patience)
	return Erasure{
		Meta: Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: by, Version: 1},
		ID:   id, Tenant: tenant, UID: of.UID, Email: of.Email, Status: ErasurePending, Removed: map[string]int64{}, WatchAt: &watch,
	}
}

// Claim takes the erasure for owner and gives its fence; done is true when it has ended. A Conflict says that its attempts are used up, until
// it is set off again.
func (e *Erasure) Claim(owner string, now time.Time) (fence int64, done bool, err error) {
	if ErasureMachine.Terminal(e.Status) {
		return 0, true, nil
	}
	if e.Lease, err = e.Lease.Claim(owner, now); err != nil {
		return 0, false, err
	}
	e.Status = ErasureRunning
	e.touch(now)
	return e.Lease.Fence, false, nil
}

// Renew keeps the claim.
func (e *Erasure) Renew(fence int64, now time.Time) (err error) {
	if err := e.held(fence); err != nil {
		return err
	}
	e.Lease, err = e.Lease.Renew(fence, now)
	e.touch(now)
	return err
}

// Count notes what was removed.
func (e *Erasure) Count(fence int64, kind string, n int64, now time.Time) error {
	if err := e.held(fence); err != nil {
		return err
	}
	removed := map[string]int64{kind: n}
	for known, before := range e.Removed {
		removed[known] += before
	}
	e.Removed = removed
	e.touch(now)
	return nil
}

// Complete ends the erasure: from now on it names nobody.
func (e *Erasure) Complete(fence int64, now time.Time) (err error) {
	if err := e.held(fence); err != nil {
		return err
	}
	if e.Status, err = ErasureMachine.Move("erasure", e.Status, ErasureCompleted); err != nil {
		return err
	}
	e.Lease, e.Email, e.LastError, e.CompletedAt = e.Lease.Release(), "", "", &now
	e.touch(now)
	return nil
}

// Yield gives the erasure back for another attempt, which the event's redelivery begins, in its own time.
func (e *Erasure) Yield(fence int64, cause error, now time.Time) error {
	if err := e.held(fence); err != nil {
		return err
	}
	e.Lease, e.LastError = e.Lease.Release(), fault.Message(cause)
	e.touch(now)
	return nil
}

// Requeue sets a silent erasure off again, from the first attempt on and each time later; it changes nothing about one that is in good hands
// or done.
func (e *Erasure) Requeue(now time.Time) (again bool) {
	if ErasureMachine.Terminal(e.Status) || e.Lease.Held(now) || e.WatchAt == nil || now.Before(*e.WatchAt) {
		return false
	}
	e.Status, e.Lease = ErasurePending, Lease{Fence: e.Lease.Fence}
	e.Nudge++
	e.touch(now)
	return true
}

// held refuses everybody but the holder of an erasure that is under way.
func (e *Erasure) held(fence int64) error {
	if e.Status != ErasureRunning {
		return fault.New(fault.LeaseLost, "The erasure is %s.", e.Status)
	}
	return e.Lease.Check(fence)
}

func (e *Erasure) touch(now time.Time) {
	e.WatchAt = nil
	if !ErasureMachine.Terminal(e.Status) {
		watch := now.Add(min(Patience<<min(e.Nudge, 7), mostPatience))
		e.WatchAt = &watch
	}
	e.Touch(now)
}
