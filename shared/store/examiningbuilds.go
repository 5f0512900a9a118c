package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// ClaimBuild takes the examination of a build, or gives the certificate that there is. refuse says which certificate is no longer good, so
// that the build is examined anew. A Busy fault says that another examines it just now.
func (x Examining) ClaimBuild(ctx context.Context, id string, refuse string) (known string, fence int64, err error) {
	owner := x.store.newID()
	err = x.changeBuild(ctx, id, func(b *demo.BuildExam, now time.Time) (err error) {
		if known = b.Certificate; known != "" && known != refuse {
			return errUnchanged
		}
		known = ""
		b.Lease.Attempt = 0 // a build may be tried as often as its demos are
		b.Lease, err = b.Lease.Claim(owner, now)
		fence = b.Lease.Fence
		return err
	})
	return known, fence, err
}

// RenewBuild keeps the claim of a build.
func (x Examining) RenewBuild(ctx context.Context, id string, fence int64) error {
	return x.changeBuild(ctx, id, func(b *demo.BuildExam, now time.Time) (err error) {
		b.Lease, err = b.Lease.Renew(fence, now)
		return err
	})
}

// LeaveBuild ends the claim of a build: with its certificate, or with none when it could not be examined.
func (x Examining) LeaveBuild(ctx context.Context, id string, fence int64, certificate string) error {
	return x.changeBuild(ctx, id, func(b *demo.BuildExam, _ time.Time) error {
		if err := b.Lease.Check(fence); err != nil {
			return err
		}
		b.Lease = b.Lease.Release()
		if certificate != "" {
			b.Certificate = certificate
		}
		return nil
	})
}

// changeBuild changes what is known of a build; the first one to do so makes the document.
func (x Examining) changeBuild(ctx context.Context, id string, change func(*demo.BuildExam, time.Time) error) error {
	if err := x.begin(ctx, tenant.ExamsRun); err != nil {
		return err
	}
	if !validID(id) {
		return absent("build")
	}
	doc := x.store.db.Collection("build_exams").Doc(id)
	err := contend(ctx, func() error {
		snaps, err := x.store.db.GetAll(ctx, []*firestore.DocumentRef{doc})
		if err != nil {
			return err
		}
		now := x.store.now()
		b := demo.BuildExam{Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: x.scope.Subject()}, ID: id}
		if snaps[0].Exists() {
			if err := snaps[0].DataTo(&b); err != nil {
				return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
			}
		}
		if err := change(&b, now); err != nil {
			return err
		}
		b.Touch(now)
		c := x.store.newCommit()
		if snaps[0].Exists() {
			c.replace(doc, snaps[0].UpdateTime, b)
		} else {
			c.create(doc, b)
		}
		_, err = c.send(ctx)
		return err
	})
	if err == errUnchanged { //nolint:errorlint // the very value; nothing wraps it
		return nil
	}
	if err != nil {
		return mapError(err, "build")
	}
	return nil
}
