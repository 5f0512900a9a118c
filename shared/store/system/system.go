// Package system is the part of the store that crosses tenants. Its importers are on an allow-list (depguard and the architecture
// test): sign-in, seeding, publishing and the sweeps. Nothing that serves a person's request for data may use it.
package system

import (
	"context"
	"errors"
	"slices"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/joint"
	"capidemo.dev/platform/shared/tenant"
)

// Store reads and writes across tenants.
type Store struct {
	db      *firestore.Client
	now     func() time.Time
	members *joint.Reads
}

// New makes a store over a client. now is the clock.
func New(db *firestore.Client, now func() time.Time) *Store {
	return &Store{db: db, now: func() time.Time { return now().UTC() }, members: &joint.Reads{}}
}

// membership is a person's membership with the tenant.
type membership struct {
	member demo.Member
	in     demo.TenantRecord
}

// Membership gives a person's membership with the tenant in one round trip. Absence is NotFound. What it gives was so after it was asked:
// requests of one person at the same time share a read (shared/joint), and none is let in by a membership that had ended before it came.
func (s *Store) Membership(ctx context.Context, id tenant.ID, uid string) (demo.Member, demo.TenantRecord, error) {
	found, err := joint.Read(ctx, s.members, string(id)+"/"+uid, func(ctx context.Context) (membership, error) { return s.membership(ctx, id, uid) })
	if err != nil {
		return demo.Member{}, demo.TenantRecord{}, unavailable(err, "the membership could not be read")
	}
	return found.member, found.in, nil
}

func (s *Store) membership(ctx context.Context, id tenant.ID, uid string) (out membership, err error) {
	root := s.db.Collection("tenants").Doc(string(id))
	snaps, err := s.db.GetAll(ctx, []*firestore.DocumentRef{root, root.Collection("users").Doc(uid)})
	if err != nil {
		return out, err
	}
	if !snaps[0].Exists() || !snaps[1].Exists() {
		return out, fault.New(fault.NotFound, "There is no such member.")
	}
	if err := errors.Join(snaps[0].DataTo(&out.in), snaps[1].DataTo(&out.member)); err != nil {
		return out, fault.Wrap(fault.Internal, err, "membership %s of %s does not fit its type", uid, id)
	}
	return out, nil
}

// PutTenant creates a tenant, or updates its name and limits when it exists; its counters are never touched.
func (s *Store) PutTenant(ctx context.Context, id tenant.ID, name string, limits demo.Limits) error {
	now := s.now()
	ref := s.db.Collection("tenants").Doc(string(id))
	_, err := ref.Create(ctx, demo.TenantRecord{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: "system:seed", Version: 1},
		ID:   string(id), Name: name, Slug: string(id), Status: demo.TenantActiveStatus, Limits: limits,
	})
	if status.Code(err) == codes.AlreadyExists {
		_, err = ref.Update(ctx, []firestore.Update{
			{Path: "name", Value: name}, {Path: "quota", Value: limits}, {Path: "updated_at", Value: now}, {Path: "version", Value: firestore.Increment(1)},
		})
	}
	return unavailable(err, "the tenant could not be written")
}

// PutMember creates or replaces a membership.
func (s *Store) PutMember(ctx context.Context, id tenant.ID, m demo.Member) error {
	now := s.now()
	m.Meta = demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: "system:seed", Version: 1}
	_, err := s.db.Collection("tenants").Doc(string(id)).Collection("users").Doc(m.UID).Set(ctx, m)
	return unavailable(err, "the membership could not be written")
}

// sameBuild reports whether two builds have the same specification, anchor and files.
func sameBuild(a, b demo.TemplateVersion) bool {
	return a.SpecDigest == b.SpecDigest && a.Anchor == b.Anchor && a.Location == b.Location &&
		slices.EqualFunc(a.Tables, b.Tables, func(x, y demo.Table) bool { return x.Object == y.Object && x.SHA256 == y.SHA256 })
}

// Ping asks the database for a document that need not exist.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.db.Collection("tenants").Doc("ping").Get(ctx)
	if status.Code(err) == codes.NotFound {
		return nil
	}
	return unavailable(err, "the database does not answer")
}

// unavailable gives a database error its kind; what has one keeps it.
func unavailable(err error, what string) error {
	if _, classified := errors.AsType[*fault.Error](err); classified {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) { // the caller's, before the database answered
		return fault.Wrap(fault.KindOf(err), err, "%s in time", what)
	}
	switch status.Code(err) {
	case codes.OK:
		return nil
	case codes.DeadlineExceeded:
		return fault.Wrap(fault.Timeout, err, "%s in time", what)
	case codes.Canceled: // by the caller: shared/database gives the server's own another code
		return fault.Wrap(fault.Cancelled, err, "%s before the request ended", what)
	case codes.NotFound:
		return fault.Wrap(fault.NotFound, err, "%s: it does not exist", what)
	case codes.InvalidArgument, codes.PermissionDenied, codes.Unauthenticated:
		return fault.Wrap(fault.Internal, err, "%s", what)
	default:
		return fault.Wrap(fault.Unavailable, err, "%s", what)
	}
}
