// Package store is Firestore behind a tenant scope: For(scope) is the only way to a tenant's data, every method checks the scope's
// permission where the data is touched, and another tenant's document looks exactly like an absent one.
//
// Changes touch Firestore only and their closures are pure: they may run again. Outward effects follow from what was committed. No change
// takes locks: it reads, plans, and commits on condition that what it overwrites is as it was read (commit.go, reserve.go).
//
// What must not go in: access across tenants (shared/store/system), outside services, business rules (shared/demo decides moves).
// To add a query, declare its shape in shapes.go: a test holds the shapes to firestore.indexes.json, because the emulator asks for no
// index. To add a method, add it to the accounting test, which fails for every method it does not know.
package store

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/joint"
	"capidemo.dev/platform/shared/tenant"
)

// Store holds the connection; it gives no data without a scope.
type Store struct {
	db         *firestore.Client
	now        func() time.Time
	newID      func() string
	gates      *gates
	library    *library
	cursorKeys CursorKeys
	journal    Journal
	reads      *joint.Reads // of lists
}

// Option changes how a store works.
type Option func(*Store)

// New makes a store over a client. now is the clock; it is cut to microseconds, as Firestore does, so that what was written and what is
// read compare equal.
func New(db *firestore.Client, now func() time.Time, options ...Option) *Store {
	s := &Store{
		db: db, now: func() time.Time { return now().UTC().Truncate(time.Microsecond) }, newID: NewID,
		gates: &gates{open: map[tenant.ID]*gate{}}, library: &library{kept: map[string]keptVersion{}},
		cursorKeys: keyless, journal: func(context.Context, string, AuditEntry) {}, reads: &joint.Reads{},
	}
	for _, option := range options {
		option(s)
	}
	return s
}

// NewID gives a random id of 80 bits: 16 lower-case letters and digits.
func NewID() string { return strings.ToLower(rand.Text()[:16]) }

// For gives what a scope may touch.
func (s *Store) For(scope tenant.Scope) *Scoped {
	return &Scoped{store: s, scope: scope, root: s.db.Collection("tenants").Doc(rootOf(scope))}
}

// rootOf never yields an empty path element: the zero scope gets a document that cannot exist, and its permissions refuse it anyway.
func rootOf(scope tenant.Scope) string {
	if scope.Tenant() == "" {
		return "-"
	}
	return string(scope.Tenant())
}

// Scoped is a store seen through one scope.
type Scoped struct {
	store *Store
	scope tenant.Scope
	root  *firestore.DocumentRef
}

// Demos gives the demos of the scope.
func (s *Scoped) Demos() Demos { return Demos{s} }

// Jobs gives the jobs of the scope.
func (s *Scoped) Jobs() Jobs { return Jobs{s} }

// Templates gives the templates the scope may use.
func (s *Scoped) Templates() Templates { return Templates{s} }

// Trials is the building function's side of template versions.
func (s *Scoped) Trials() Trials { return Trials{s} }

// Conversations gives the conversations of the scope.
func (s *Scoped) Conversations() Conversations { return Conversations{s} }

// Quota gives the tenant's limits and what it uses.
func (s *Scoped) Quota() Quota { return Quota{s} }

// Usage gives what the tenant used, month by month.
func (s *Scoped) Usage() Usage { return Usage{s} }

// Upkeep is the reconciling functions' side of a tenant.
func (s *Scoped) Upkeep() Upkeep { return Upkeep{s} }

// Errands is the side of a tenant's life that functions see to.
func (s *Scoped) Errands() Errands { return Errands{s} }

// Departures is the deleting function's side of a tenant.
func (s *Scoped) Departures() Departures { return Departures{s} }

// Keys gives the tenant's API keys.
func (s *Scoped) Keys() Keys { return Keys{s} }

// Invites gives the tenant's invites.
func (s *Scoped) Invites() Invites { return Invites{s} }

// Members gives the tenant's members.
func (s *Scoped) Members() Members { return Members{s} }

// Tenants gives the tenant itself.
func (s *Scoped) Tenants() Tenants { return Tenants{s} }

// AuditLog gives what was changed in the tenant.
func (s *Scoped) AuditLog() AuditLog { return AuditLog{s} }

// Repeats gives the replies kept for the Idempotency-Keys of the scope's subject.
func (s *Scoped) Repeats() Repeats { return Repeats{s} }

// Work is the provisioning chain's side of jobs.
func (s *Scoped) Work() Work { return Work{s} }

// Webhooks gives the tenant's webhooks.
func (s *Scoped) Webhooks() Webhooks { return Webhooks{s} }

// Notices is the sending functions' side of webhooks.
func (s *Scoped) Notices() Notices { return Notices{s} }

// Answers is the answering function's side of conversations.
func (s *Scoped) Answers() Answers { return Answers{s} }

// Exams gives the exams of the scope's demos.
func (s *Scoped) Exams() Exams { return Exams{s} }

// Examining is the examining function's side of exams.
func (s *Scoped) Examining() Examining { return Examining{s} }

// Exports gives the exports of all that the tenant has, as its admins ask for them.
func (s *Scoped) Exports() Exports { return Exports{s} }

// Takeouts is the exporting function's side of exports.
func (s *Scoped) Takeouts() Takeouts { return Takeouts{s} }

// Holdings reads all that the tenant has, for an export.
func (s *Scoped) Holdings() Holdings { return Holdings{s} }

// Erasures is the forgetting function's side of members.
func (s *Scoped) Erasures() Erasures { return Erasures{s} }

// begin refuses a scope without the permission and a context that has ended.
func (s *Scoped) begin(ctx context.Context, permission tenant.Permission) error {
	return started(ctx, s.scope.Require(permission))
}

// beginSelf is begin for what a person is told of themselves.
func (s *Scoped) beginSelf(ctx context.Context, permission tenant.Permission) error {
	return started(ctx, s.scope.RequireSelf(permission))
}

func started(ctx context.Context, refused error) error {
	if refused != nil {
		return refused
	}
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.KindOf(err), err, "The request ended before the data was read.")
	}
	return nil
}

// read gets one document into dst and checks that the scope's permission covers its creator. Absent, malformed ids and others'
// documents are all the same NotFound.
func read[T any](ctx context.Context, s *Scoped, permission tenant.Permission, ref *firestore.DocumentRef, what string, owner func(*T) string) (T, error) {
	var out, none T
	if ref == nil {
		return none, absent(what)
	}
	snap, err := ref.Get(ctx)
	if err != nil {
		return none, mapError(err, what)
	}
	if err := snap.DataTo(&out); err != nil {
		return none, fault.Wrap(fault.Internal, err, "document %s does not fit its type", ref.Path)
	}
	if !s.scope.Covers(permission, owner(&out)) {
		return none, absent(what)
	}
	return out, nil
}

// child gives a document of a collection below the tenant, or nil for an id that cannot be one.
func (s *Scoped) child(collection, id string) *firestore.DocumentRef {
	if !validID(id) {
		return nil
	}
	return s.root.Collection(collection).Doc(id)
}

// validID accepts what a document id of ours can be: it keeps path separators and odd characters out of paths, and names that Firestore keeps
// for itself (__name__), which it answers with an error instead of absence.
func validID(id string) bool {
	if id == "" || len(id) > 80 || strings.HasPrefix(id, "__") {
		return false
	}
	return strings.IndexFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}) < 0
}
