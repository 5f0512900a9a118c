package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Erase ends a membership at once and begins to forget the person, in one commit; the function forget does the rest. Who may is as with
// Change: nobody who can do more than themselves, and not the tenant's last admin. Asking again changes nothing.
func (m Members) Erase(ctx context.Context, uid string) (demo.Member, error) {
	if err := m.begin(ctx, tenant.UsersManage); err != nil {
		return demo.Member{}, err
	}
	return m.erase(ctx, uid, func(x demo.Member) error { return m.scope.MayGrant(x.Role) })
}

// Leave erases the scope's own person. Every role may; an API key may not, because it would outlive nothing.
func (m Members) Leave(ctx context.Context) (demo.Member, error) {
	if err := m.begin(ctx, tenant.TemplatesRead); err != nil {
		return demo.Member{}, err
	}
	if m.scope.Key() != "" || !m.scope.Home() {
		return demo.Member{}, fault.New(fault.Forbidden, "Only the person themselves can leave: sign in and do it there.")
	}
	return m.erase(ctx, m.scope.Subject(), func(demo.Member) error { return nil })
}

func (m Members) erase(ctx context.Context, uid string, may func(demo.Member) error) (demo.Member, error) {
	id := m.store.newID()
	return amend(ctx, m.Scoped, m.memberDoc(uid), "member", func(x *demo.Member, now time.Time) (amendment, error) {
		before := *x
		if before.Standing() == demo.MemberErased {
			return amendment{}, absent("member")
		}
		if err := may(before); err != nil || before.Standing() == demo.MemberErasing {
			return amendment{}, err
		}
		if err := x.Erase(now); err != nil {
			return amendment{}, err
		}
		made := amendment{action: "member.erase", object: "users/" + uid, before: standing(before), after: string(x.Status)}
		if before.Active && before.Role.Leads() {
			kept, err := m.keepingAnAdmin(ctx, made, before, now)
			if err != nil {
				return amendment{}, err
			}
			made = kept
		}
		erasure, touch := demo.NewErasure(id, string(m.scope.Tenant()), m.scope.Subject(), &before, now), made.also
		made.also = func(c *commit) {
			if touch != nil {
				touch(c)
			}
			c.create(m.root.Collection("erasures").Doc(id), erasure)
		}
		return made, nil
	})
}

// seat is where a newcomer's membership is written: a new document, or the tombstone of somebody who was erased and comes back. Who is being
// erased has to wait for it.
func (s *Scoped) seat(ctx context.Context, doc *firestore.DocumentRef, newcomer demo.Member) (creation, error) {
	snaps, err := s.store.db.GetAll(ctx, refs(doc))
	if err != nil {
		return creation{}, mapError(err, "member")
	}
	if !snaps[0].Exists() {
		return creation{ref: doc, data: newcomer}, nil
	}
	var before demo.Member
	if err := snaps[0].DataTo(&before); err != nil {
		return creation{}, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	switch before.Standing() {
	case demo.MemberErasing:
		return creation{}, fault.New(fault.Conflict, "What this tenant knows of you is being erased; accept the invite when that is done, in a few minutes.")
	case demo.MemberErased:
		newcomer.Version = before.Version + 1
		return creation{ref: doc, since: snaps[0].UpdateTime, updates: Fields(newcomer)}, nil
	case demo.MemberPresent:
		return creation{}, errTaken
	default:
		return creation{}, errTaken
	}
}
