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

// reserveFor bounds how long a reservation waits for its turn, and again how long it contends with other instances.
const reserveFor = 10 * time.Second

// errTaken says that a document which was to be created exists already.
var errTaken = fault.New(fault.Conflict, "It exists already.")

// creation is a document that a reservation creates; with updates instead of data it is one that exists and is changed.
type creation struct {
	ref     *firestore.DocumentRef
	data    any
	updates []firestore.Update
	since   time.Time      // of updates: the document must be as it was written then; zero means whatever it became
	counts  map[string]any // merged into a document that may not exist yet; for increments
}

// reserve is reserveAbout for what is about nothing but the tenant.
func (s *Scoped) reserve(ctx context.Context, plan func(*demo.TenantRecord, time.Time) ([]creation, error)) error {
	return s.reserveAbout(ctx, nil, func(rec *demo.TenantRecord, _ *firestore.DocumentSnapshot, now time.Time) ([]creation, error) {
		return plan(rec, now)
	})
}

// reservation plans one: from the tenant's record, and from what it is about, as both were at one time.
type reservation func(rec *demo.TenantRecord, about *firestore.DocumentSnapshot, now time.Time) ([]creation, error)

// reserveAbout reads the tenant's document and what the reservation is about, lets plan take quota from it and name what to create (the first
// under a random id), and commits all of it at once on condition that nobody changed the tenant's document meanwhile; else it tries again after a
// jittered pause. In one process a tenant's reservations take turns. Under a hundred parallel requests a transaction on the hot document starves on
// its locks; this form grants every slot (docs/decisions/0004). It gives errTaken when one of the documents exists. The deletion of a demo begins
// with a commit that changes the tenant's document too, so nothing is reserved about a demo after that, however long a commit hangs.
func (s *Scoped) reserveAbout(ctx context.Context, about *firestore.DocumentRef, plan reservation) error {
	leave, err := s.store.gates.enter(ctx, s.scope.Tenant(), reserveFor)
	if err != nil {
		return err
	}
	defer leave()
	giveUp := time.NewTimer(reserveFor)
	defer giveUp.Stop()
	for pause := 4 * time.Millisecond; ; pause = min(pause*2, 250*time.Millisecond) {
		err := s.tryReserve(ctx, about, plan)
		code := status.Code(err)
		if code != codes.FailedPrecondition && code != codes.Aborted {
			return err
		}
		select {
		case <-ctx.Done():
			return fault.Wrap(fault.KindOf(ctx.Err()), err, "The request ended before the quota could be reserved.")
		case <-giveUp.C:
			return crowded()
		case <-time.After(time.Duration(rand.Int64N(int64(pause) + 1))): //nolint:gosec // jitter, not a secret
		}
	}
}

func (s *Scoped) tryReserve(ctx context.Context, about *firestore.DocumentRef, plan reservation) error {
	refs := []*firestore.DocumentRef{s.root}
	if about != nil {
		refs = append(refs, about)
	}
	snaps, err := s.store.db.GetAll(ctx, refs)
	if err != nil {
		return mapError(err, "tenant")
	}
	snap := snaps[0]
	if !snap.Exists() {
		return absent("tenant")
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		return fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	if rec.Status != demo.TenantActiveStatus {
		return fault.New(fault.Forbidden, "Your tenant is %s; ask the platform's admin.", rec.Status)
	}
	now := s.store.now()
	creations, err := plan(&rec, snaps[len(snaps)-1], now)
	if err != nil {
		return err
	}
	batch := s.store.db.Batch() //nolint:staticcheck // SA1019: the bulk writer that replaces it is not atomic, a transaction locks (docs/decisions/0004)
	batch.Update(s.root, []firestore.Update{
		{Path: "counters", Value: rec.Counters}, {Path: "updated_at", Value: now}, {Path: "version", Value: rec.Version + 1},
	}, firestore.LastUpdateTime(snap.UpdateTime))
	for _, c := range creations {
		switch {
		case c.updates != nil && !c.since.IsZero():
			batch.Update(c.ref, c.updates, firestore.LastUpdateTime(c.since))
		case c.updates != nil:
			batch.Update(c.ref, c.updates)
		case c.counts != nil:
			batch.Set(c.ref, c.counts, firestore.MergeAll)
		default:
			batch.Create(c.ref, c.data)
		}
	}
	_, err = batch.Commit(ctx)
	if err == nil || s.landed(ctx, creations) {
		for _, c := range creations {
			s.store.journaled(ctx, c.ref, c.data)
		}
		return nil
	}
	switch status.Code(err) {
	case codes.FailedPrecondition, codes.Aborted:
		return err
	case codes.AlreadyExists:
		return errTaken
	case codes.NotFound:
		return fault.Wrap(fault.NotFound, err, "What this is about was deleted meanwhile.")
	default:
		return mapError(err, "tenant")
	}
}

// landed finds out whether a commit took place although it reports an error: its acknowledgement may be lost, and the client's own second
// try then meets what the first one wrote. Its documents have random ids, so nobody else can have made them.
func (s *Scoped) landed(ctx context.Context, creations []creation) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	snap, err := creations[0].ref.Get(ctx)
	return err == nil && snap.Exists()
}
