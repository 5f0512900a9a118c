package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
)

// ExportStatus is where the export of a tenant's data stands.
type ExportStatus string

// The states of an export.
const (
	ExportPending   ExportStatus = "pending"
	ExportRunning   ExportStatus = "running"
	ExportCompleted ExportStatus = "completed"
	ExportFailed    ExportStatus = "failed"
)

// ExportMachine is every legal move of an export. Running goes back to pending when nobody has been heard of.
var ExportMachine = Machine[ExportStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	ExportPending:   {ExportRunning, ExportFailed},
	ExportRunning:   {ExportPending, ExportCompleted, ExportFailed},
	ExportCompleted: {},
	ExportFailed:    {},
}

// ExportsKept is how many exports a tenant can have at once, and ExportKeptFor how long each is there for download.
const (
	ExportsKept   = 10
	ExportKeptFor = 7 * 24 * time.Hour
)

// Export is the document tenants/{t}/exports/{id}: one taking out of all that a tenant has, as a ZIP file in Cloud Storage.
type Export struct {
	Meta
	Lease       Lease        `firestore:"lease"`
	ID          string       `firestore:"id"`
	Tenant      string       `firestore:"tenant"`
	Status      ExportStatus `firestore:"status"`
	Object      string       `firestore:"object"`     // path in the bucket of exports: always the same for one export
	Generation  int64        `firestore:"generation"` // of the object that was recorded; zero until completed
	Bytes       int64        `firestore:"bytes"`      // of the ZIP file
	Parts       []ExportPart `firestore:"parts"`
	LastError   string       `firestore:"last_error"` // of the last attempt that failed for the moment
	Error       *Failure     `firestore:"error"`      // why it failed for good
	Nudge       int64        `firestore:"nudge"`      // raised by redrive-jobs to set the export off again
	CompletedAt *time.Time   `firestore:"completed_at"`
	ExpiresAt   *time.Time   `firestore:"expires_at"` // when file and document go
	WatchAt     *time.Time   `firestore:"watch_at"`   // when a sweep looks after it: silence while it is made, its end afterwards
}

// ExportPart says what one collection holds in the file.
type ExportPart struct {
	Name    string `firestore:"name"`
	Records int64  `firestore:"records"`
	Bytes   int64  `firestore:"bytes"` // before compression
}

// Exported is what a finished export came to.
type Exported struct {
	Generation int64
	Bytes      int64
	Parts      []ExportPart
}

// ExportObject is where an export's file lies. Everything of a tenant is below ExportFolder.
func ExportObject(tenant, id string) string { return ExportFolder(tenant) + "exports/" + id + ".zip" }

// ExportFolder is the prefix of all that a tenant has in the bucket of exports.
func ExportFolder(tenant string) string { return "tenants/" + tenant + "/" }

// NewExport makes a pending export.
func NewExport(id, tenant, by string, now time.Time) Export {
	watch := now.Add(Patience)
	return Export{
		Meta: Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: by, Version: 1},
		ID:   id, Tenant: tenant, Status: ExportPending, Object: ExportObject(tenant, id), Parts: []ExportPart{}, WatchAt: &watch,
	}
}

// Claim takes the export for owner and gives its fence; done is true when it has ended. A Conflict says that its attempts are used up.
func (e *Export) Claim(owner string, now time.Time) (fence int64, done bool, err error) {
	if ExportMachine.Terminal(e.Status) {
		return 0, true, nil
	}
	if e.Lease, err = e.Lease.Claim(owner, now); err != nil {
		return 0, false, err
	}
	e.Status = ExportRunning
	e.touch(now)
	return e.Lease.Fence, false, nil
}

// Renew keeps the claim.
func (e *Export) Renew(fence int64, now time.Time) (err error) {
	if err := e.held(fence); err != nil {
		return err
	}
	e.Lease, err = e.Lease.Renew(fence, now)
	e.touch(now)
	return err
}

// Complete ends the export with its file.
func (e *Export) Complete(fence int64, made Exported, now time.Time) error {
	if err := e.held(fence); err != nil {
		return err
	}
	e.Generation, e.Bytes, e.Parts = made.Generation, made.Bytes, made.Parts
	return e.end(ExportCompleted, now)
}

// Fail ends the export without a file.
func (e *Export) Fail(fence int64, why Failure, now time.Time) error {
	if err := e.held(fence); err != nil {
		return err
	}
	return e.GiveUp(why, now)
}

// GiveUp ends an export whose attempts are used up and that nobody holds.
func (e *Export) GiveUp(why Failure, now time.Time) error {
	e.Error = &why
	return e.end(ExportFailed, now)
}

func (e *Export) end(status ExportStatus, now time.Time) (err error) {
	if e.Status, err = ExportMachine.Move("export", e.Status, status); err != nil {
		return err
	}
	expires := now.Add(ExportKeptFor)
	e.Lease, e.CompletedAt, e.ExpiresAt = e.Lease.Release(), &now, &expires
	e.touch(now)
	return nil
}

// Yield gives the export back for another attempt, which the event's redelivery begins, in its own time.
func (e *Export) Yield(fence int64, cause error, now time.Time) error {
	if err := e.held(fence); err != nil {
		return err
	}
	e.Lease, e.LastError = e.Lease.Release(), fault.Message(cause)
	e.touch(now)
	return nil
}

// Requeue sets a silent export off again; it changes nothing about one that is in good hands or has ended.
func (e *Export) Requeue(now time.Time) (again bool) {
	if ExportMachine.Terminal(e.Status) || e.Lease.Held(now) || e.WatchAt == nil || now.Before(*e.WatchAt) {
		return false
	}
	e.Status, e.Lease = ExportPending, e.Lease.Release()
	e.Nudge++
	e.touch(now)
	return true
}

// Expired reports whether the export's time is over.
func (e *Export) Expired(now time.Time) bool { return e.ExpiresAt != nil && !now.Before(*e.ExpiresAt) }

// held refuses everybody but the holder of an export that is being made.
func (e *Export) held(fence int64) error {
	if e.Status != ExportRunning {
		return fault.New(fault.LeaseLost, "The export is %s.", e.Status)
	}
	return e.Lease.Check(fence)
}

func (e *Export) touch(now time.Time) {
	watch := now.Add(Patience)
	if e.ExpiresAt != nil {
		watch = *e.ExpiresAt
	}
	e.WatchAt = &watch
	e.Touch(now)
}
