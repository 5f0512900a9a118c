package system

import (
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
)

// publisher is who shipped templates are published by.
const publisher = "system:catalog"

// PutTemplate publishes a build of a shipped template with the specification it was made of, in one commit. A version that is new becomes
// the one that new demos use; one that is known keeps its status, so that a rollback holds. It writes nothing when the stored build is the
// same, so that publishing again sets off no events.
func (s *Store) PutTemplate(ctx context.Context, version demo.TemplateVersion, document []byte) error {
	return s.put(ctx, version.TemplateID, version.Number, func(b *batch, now time.Time) error {
		if b.known && sameBuild(b.version, version) && b.built {
			return nil
		}
		version.Status, version.CreatedAt, version.CreatedBy = demo.TemplateActive, now, publisher
		if b.card.CreatedAt.IsZero() {
			b.card.CreatedAt, b.card.CreatedBy = now, publisher
		}
		switch {
		case !b.known:
			if err := b.card.Activate(&version, now); err != nil {
				return err
			}
		case b.card.ActiveVersion == version.Number || b.card.ActiveVersion == 0 && b.version.Status == demo.TemplateActive:
			version.Status = b.version.Status
			b.card.ActiveVersion = version.Number
			b.card.Show(&version)
		default:
			version.Status = b.version.Status
		}
		b.card.Touch(now)
		b.swap(version, now)
		b.Set(b.versionDoc.Collection("sources").Doc("spec"), map[string]any{"content": document, "created_at": now, "created_by": publisher})
		return nil
	})
}

// SwapBuild makes new demos of a template use a fresher build of its active version, in one commit. It does nothing, and says so, when the
// version is not the active one any more, has another specification, or has a build as fresh. A version that is gone is NotFound.
func (s *Store) SwapBuild(ctx context.Context, fresh demo.TemplateVersion) (swapped bool, err error) {
	err = s.put(ctx, fresh.TemplateID, fresh.Number, func(b *batch, now time.Time) error {
		old := b.version
		if !b.known {
			return fault.New(fault.NotFound, "Template %s has no version %d any more.", fresh.TemplateID, fresh.Number)
		}
		swapped = b.known && b.card.ActiveVersion == fresh.Number && old.Status == demo.TemplateActive &&
			old.SpecDigest == fresh.SpecDigest && old.Anchor < fresh.Anchor
		if !swapped {
			b.keepUnused(fresh, now)
			return nil
		}
		fresh.Status, fresh.Content, fresh.CreatedAt, fresh.CreatedBy = old.Status, old.Content, old.CreatedAt, old.CreatedBy
		b.card.Show(&fresh)
		b.card.Touch(now)
		b.swap(fresh, now)
		return nil
	})
	return swapped && err == nil, err
}

// batch is a change of a template: what was read, and what is to be written.
type batch struct {
	*firestore.WriteBatch

	card       demo.Template
	version    demo.TemplateVersion
	known      bool // the version is stored
	built      bool // so is its build
	versionDoc *firestore.DocumentRef
	writes     bool // of card and version
	unused     bool // of a build's record only
}

// swap writes a version with its build; the build before it is superseded from now on.
func (b *batch) swap(version demo.TemplateVersion, now time.Time) {
	builds := b.versionDoc.Collection("builds")
	if b.built && b.version.BuildID() != version.BuildID() {
		b.Update(builds.Doc(b.version.BuildID()), []firestore.Update{{Path: "superseded_at", Value: now}})
	}
	b.version, b.writes = version, true
	b.Set(builds.Doc(version.BuildID()), version)
}

// keepUnused keeps the record of a build that nothing will be made of, so that it is removed when its time has come.
func (b *batch) keepUnused(fresh demo.TemplateVersion, now time.Time) {
	if b.known && b.version.BuildID() != fresh.BuildID() {
		fresh.SupersededAt = &now
		b.Set(b.versionDoc.Collection("builds").Doc(fresh.BuildID()), fresh)
		b.unused = true
	}
}

// home is where a template lies: private ones with their tenant.
func (s *Store) home(id string) *firestore.DocumentRef {
	if owner, private := demo.TemplateHome(id); private {
		return s.db.Collection("tenants").Doc(string(owner)).Collection("templates").Doc(id)
	}
	return s.db.Collection("templates").Doc(id)
}

// putAttempts is how often a change of a template is planned anew because others wrote at the same time.
const putAttempts = 20

// put changes a template and one of its versions on condition that both are as they were read.
func (s *Store) put(ctx context.Context, id string, number int, plan func(*batch, time.Time) error) error {
	for attempt := 1; ; attempt++ {
		err := s.tryPut(ctx, id, number, plan)
		switch status.Code(err) {
		case codes.FailedPrecondition, codes.Aborted, codes.AlreadyExists:
			if attempt < putAttempts && ctx.Err() == nil {
				select {
				case <-ctx.Done():
				case <-time.After(time.Duration(rand.Int64N(int64(attempt) * int64(5*time.Millisecond)))): //nolint:gosec // jitter, not a secret
				}
				continue
			}
		default:
		}
		if fault.KindOf(err) != fault.Internal || err == nil {
			return err
		}
		return unavailable(err, "the template could not be published")
	}
}

func (s *Store) tryPut(ctx context.Context, id string, number int, plan func(*batch, time.Time) error) error {
	home := s.home(id)
	b := &batch{WriteBatch: s.db.Batch(), versionDoc: home.Collection("versions").Doc(strconv.Itoa(number))} //nolint:staticcheck // SA1019: see batch
	snaps, err := s.db.GetAll(ctx, []*firestore.DocumentRef{home, b.versionDoc})
	if err != nil {
		return err
	}
	for i, into := range []any{&b.card, &b.version} {
		if snaps[i].Exists() {
			if err := snaps[i].DataTo(into); err != nil {
				return fault.Wrap(fault.Internal, err, "document %s does not fit its type", snaps[i].Ref.Path)
			}
		}
	}
	if b.known = snaps[1].Exists(); b.known {
		build, err := s.db.GetAll(ctx, []*firestore.DocumentRef{b.versionDoc.Collection("builds").Doc(b.version.BuildID())})
		if err != nil {
			return err
		}
		b.built = build[0].Exists()
	}
	if err := plan(b, s.now()); err != nil {
		return err
	}
	if !b.writes {
		if b.unused {
			_, err = b.Commit(ctx)
		}
		return err
	}
	for i, content := range []any{b.card, b.version} {
		if snaps[i].Exists() {
			b.Update(snaps[i].Ref, store.Fields(content), firestore.LastUpdateTime(snaps[i].UpdateTime))
			continue
		}
		b.Create(snaps[i].Ref, content)
	}
	_, err = b.Commit(ctx)
	return err
}
