package store

import (
	"context"
	"math/rand/v2"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// reserveFor bounds how long a reservation contends for the tenant's document before it asks the caller to come back.
const reserveFor = 8 * time.Second

// errTaken says that a document which was to be created exists already.
var errTaken = fault.New(fault.Conflict, "It exists already.")

// creation is a document that a reservation creates.
type creation struct {
	ref  *firestore.DocumentRef
	data any
}

// reserve reads the tenant's document, lets plan take quota from it and name what to create, and commits both at once on condition that
// nobody changed the tenant's document meanwhile; else it tries again after a jittered pause. Under a hundred parallel requests a
// transaction on the hot document starves on its locks; this form grants every slot (see docs/decisions).
// It gives errTaken when one of the documents exists.
func (s *Scoped) reserve(ctx context.Context, plan func(*demo.TenantRecord, time.Time) ([]creation, error)) error {
	ctx, cancel := context.WithTimeout(ctx, reserveFor)
	defer cancel()
	for pause := 4 * time.Millisecond; ; pause = min(pause*2, 250*time.Millisecond) {
		err := s.tryReserve(ctx, plan)
		code := status.Code(err)
		if code != codes.FailedPrecondition && code != codes.Aborted {
			return err
		}
		select {
		case <-ctx.Done():
			return fault.Wrap(fault.RateLimited, err, "Your tenant is making many demos at once; try again in a few seconds.").After(3 * time.Second)
		case <-time.After(time.Duration(rand.Int64N(int64(pause) + 1))): //nolint:gosec // jitter, not a secret
		}
	}
}

func (s *Scoped) tryReserve(ctx context.Context, plan func(*demo.TenantRecord, time.Time) ([]creation, error)) error {
	snap, err := s.root.Get(ctx)
	if err != nil {
		return mapError(err, "tenant")
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		return fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	if rec.Status != demo.TenantActiveStatus {
		return fault.New(fault.Forbidden, "Your tenant is %s; ask the platform's admin.", rec.Status)
	}
	now := s.store.now()
	creations, err := plan(&rec, now)
	if err != nil {
		return err
	}
	batch := s.store.db.Batch() //nolint:staticcheck // SA1019: the bulk writer that replaces it is not atomic, a transaction locks (docs/decisions/0004)
	batch.Update(s.root, []firestore.Update{
		{Path: "counters", Value: rec.Counters}, {Path: "updated_at", Value: now}, {Path: "version", Value: rec.Version + 1},
	}, firestore.LastUpdateTime(snap.UpdateTime))
	for _, c := range creations {
		batch.Create(c.ref, c.data)
	}
	_, err = batch.Commit(ctx)
	switch status.Code(err) {
	case codes.OK, codes.FailedPrecondition, codes.Aborted:
		return err
	case codes.AlreadyExists:
		return errTaken
	default:
		return mapError(err, "tenant")
	}
}
