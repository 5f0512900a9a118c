package demo

import (
	"slices"
	"time"

	"capidemo.dev/platform/shared/fault"
)

// DeparturePhase is how far the deletion of a tenant has come.
type DeparturePhase string

// The phases of a deletion, in their order: first nothing new is made, then what lies outside goes and its absence is confirmed, and last what
// records of it.
const (
	DepartureWork     DeparturePhase = "work"     // jobs and trials are ended, and their workers waited for
	DepartureAgents   DeparturePhase = "agents"   // data agents, and the conversations with them
	DepartureDatasets DeparturePhase = "datasets" // of demos, and golden ones of private templates
	DepartureFiles    DeparturePhase = "files"    // of private templates and of exports
	DepartureSecrets  DeparturePhase = "secrets"
	DepartureAccounts DeparturePhase = "accounts" // sign-ins that spoke for the tenant
	DepartureConfirm  DeparturePhase = "confirm"  // when everybody who was let in before is gone, nothing of all that is found any more
	DepartureRecords  DeparturePhase = "records"  // all documents, which name what is outside and so go last
	DepartureDone     DeparturePhase = "done"
)

// departureGrace is how long requests that were let in before the wish, and work that was ended, may still make something: no function runs
// longer for a person, and a worker has lost its lease and cleaned up by then.
const departureGrace = time.Minute

// DeparturePhases lists the phases in their order.
func DeparturePhases() []DeparturePhase {
	return []DeparturePhase{
		DepartureWork, DepartureAgents, DepartureDatasets, DepartureFiles, DepartureSecrets, DepartureAccounts, DepartureConfirm, DepartureRecords, DepartureDone,
	}
}

// Next is the phase after this one; an unknown one begins anew.
func (p DeparturePhase) Next() DeparturePhase {
	all := DeparturePhases()
	return all[min(slices.Index(all, p)+1, len(all)-1)]
}

// Removed counts what a deletion has taken away so far.
type Removed struct {
	Jobs          int64 `firestore:"jobs"` // and trials, ended before their time
	Conversations int64 `firestore:"conversations"`
	Agents        int64 `firestore:"agents"`
	Datasets      int64 `firestore:"datasets"`
	Files         int64 `firestore:"files"`
	Secrets       int64 `firestore:"secrets"`
	Accounts      int64 `firestore:"accounts"`
	Documents     int64 `firestore:"documents"`
}

// Plus adds two counts.
func (r Removed) Plus(s Removed) Removed {
	return Removed{
		r.Jobs + s.Jobs, r.Conversations + s.Conversations, r.Agents + s.Agents, r.Datasets + s.Datasets,
		r.Files + s.Files, r.Secrets + s.Secrets, r.Accounts + s.Accounts, r.Documents + s.Documents,
	}
}

// Departure is the deletion of a tenant, as far as it has come. It stays in what remains of the tenant, and proves what was done.
type Departure struct {
	RequestedAt time.Time      `firestore:"requested_at"`
	RequestedBy string         `firestore:"requested_by"` // uid
	RequestID   string         `firestore:"request_id"`
	StilledAt   time.Time      `firestore:"stilled_at"` // when no job and no trial was left that a worker could go on with
	Phase       DeparturePhase `firestore:"phase"`
	Removed     Removed        `firestore:"removed"`
	LastError   string         `firestore:"last_error"` // why it does not get on; for people
	CompletedAt *time.Time     `firestore:"completed_at"`
}

// Depart begins the deletion of the tenant. It reports whether that changed anything: a tenant departs once.
func (t *TenantRecord) Depart(by, requestID string, now time.Time) (begun bool, err error) {
	if t.Status == TenantDeleting {
		return false, nil
	}
	if t.Status, err = TenantMachine.Move("tenant", t.Status, TenantDeleting); err != nil {
		return false, err
	}
	t.SetupError = ""
	t.Departure = &Departure{RequestedAt: now, RequestedBy: by, RequestID: requestID, Phase: DepartureWork}
	t.Revision = max(t.Revision, 1) + 1
	t.Touch(now)
	return true, nil
}

// Departed records progress: what was removed since the last time, and the phase that is next. What is found after the end is counted too.
func (t *TenantRecord) Departed(phase DeparturePhase, removed Removed, now time.Time) error {
	if t.Departure == nil {
		return fault.New(fault.Conflict, "The tenant is %s and not being deleted.", t.Status)
	}
	d := *t.Departure
	if t.Status == TenantDeleted {
		phase = DepartureDone
	}
	if d.Phase == DepartureWork && phase != DepartureWork {
		d.StilledAt = now
	}
	d.Phase, d.Removed, d.LastError = phase, d.Removed.Plus(removed), ""
	t.Departure = &d
	t.Touch(now)
	return nil
}

// Quiet is Busy while somebody who was let in before the deletion may still make something: the last look has to come later.
func (d *Departure) Quiet(now time.Time) error {
	if early := d.StilledAt.Add(departureGrace).Sub(now); early > 0 {
		return fault.New(fault.Busy, "What was begun before the deletion may be under way for %s.", early.Round(time.Second)).After(early)
	}
	return nil
}

// Bury makes the tenant its tombstone, which keeps the id taken: who made and who deleted it, when, and what was removed. One that is buried
// stays as it is.
func (t *TenantRecord) Bury(now time.Time) (err error) {
	if t.Departure == nil {
		return fault.New(fault.Conflict, "The tenant is %s and not being deleted.", t.Status)
	}
	if t.Status == TenantDeleted {
		return nil
	}
	if err := t.Departure.Quiet(now); err != nil {
		return err
	}
	status, err := TenantMachine.Move("tenant", t.Status, TenantDeleted)
	if err != nil {
		return err
	}
	d := *t.Departure
	d.Phase, d.LastError, d.CompletedAt = DepartureDone, "", &now
	*t = TenantRecord{Meta: t.Meta, ID: t.ID, Revision: t.Revision + 1, Status: status, Departure: &d}
	t.Touch(now)
	return nil
}

// Open ends the setting up of a new tenant: its people may begin.
func (t *TenantRecord) Open(now time.Time) (err error) {
	if t.Status, err = TenantMachine.Move("tenant", t.Status, TenantActiveStatus); err != nil {
		return err
	}
	t.SetupError, t.Counters = "", t.Counters.roll(now)
	t.Revision = max(t.Revision, 1) + 1
	t.Touch(now)
	return nil
}

// Troubled keeps, for people, why the way in or out of the platform takes longer. It reports whether that is news.
func (t *TenantRecord) Troubled(cause error, now time.Time) bool {
	why := fault.Message(cause)
	switch {
	case t.Departure != nil && t.Departure.LastError != why:
		d := *t.Departure
		d.LastError = why
		t.Departure = &d
	case t.Departure == nil && t.SetupError != why:
		t.SetupError = why
	default:
		return false
	}
	t.Touch(now)
	return true
}

// lookAgainFor is how long after its end the reconciliation has a deletion looked over again: a worker that slept through all of it may have
// made something since.
const lookAgainFor = 7 * 24 * time.Hour

// LookAgain tells whether a deletion that came to its end is to be looked over again.
func (t *TenantRecord) LookAgain(now time.Time) bool {
	return t.Status == TenantDeleted && t.Departure != nil && t.Departure.CompletedAt != nil && now.Before(t.Departure.CompletedAt.Add(lookAgainFor))
}

// Wants tells whether an errand has anything to do about the tenant.
func (t *TenantRecord) Wants(kind ErrandKind) bool {
	switch kind {
	case ErrandOnboard:
		return t.Status == TenantProvisioning
	case ErrandOffboard:
		return t.Departure != nil
	default:
		return false
	}
}

// SecretName is the secret that holds a tenant's own key of the Gemini API.
func SecretName(tenantID string) string { return "tenant-" + tenantID + "-gemini-api-key" }
