package store

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Members reads and changes who belongs to the tenant.
type Members struct{ *Scoped }

// MemberChange is what is to become of a member; nil leaves as it is.
type MemberChange struct {
	Role   *tenant.Role
	Active *bool
}

// List gives the tenant's members, newest first.
func (m Members) List(ctx context.Context, page PageRequest) (Page[demo.Member], error) {
	if err := m.begin(ctx, tenant.UsersManage); err != nil {
		return Page[demo.Member]{}, err
	}
	out, err := list(ctx, m.Scoped, m.root.Collection("users").Query, page, "members", func(x *demo.Member) position { return position{At: x.CreatedAt, ID: x.UID} })
	out.Items = slices.DeleteFunc(out.Items, func(x demo.Member) bool { return x.Standing() == demo.MemberErased }) // tombstones are nobody's to see
	return out, err
}

// Get gives one member.
func (m Members) Get(ctx context.Context, uid string) (demo.Member, error) {
	if err := m.begin(ctx, tenant.UsersManage); err != nil {
		return demo.Member{}, err
	}
	found, err := read(ctx, m.Scoped, tenant.UsersManage, m.memberDoc(uid), "member", func(x *demo.Member) string { return x.UID })
	if err == nil && found.Standing() == demo.MemberErased {
		return demo.Member{}, absent("member")
	}
	return found, err
}

// Me gives the scope's own person, with the tenant. Every role may, and who lacks a second factor that is required.
func (m Members) Me(ctx context.Context) (demo.Member, demo.TenantRecord, error) {
	var member demo.Member
	var rec demo.TenantRecord
	if err := m.beginSelf(ctx, tenant.TemplatesRead); err != nil {
		return member, rec, err
	}
	doc := m.memberDoc(m.scope.Subject())
	if doc == nil {
		return member, rec, absent("member")
	}
	docs, err := m.store.db.GetAll(ctx, refs(m.root, doc))
	if err != nil {
		return member, rec, mapError(err, "member")
	}
	for i, into := range []any{&rec, &member} {
		if !docs[i].Exists() {
			return member, rec, absent("member")
		}
		if err := docs[i].DataTo(into); err != nil {
			return member, rec, fault.Wrap(fault.Internal, err, "document %s does not fit its type", docs[i].Ref.Path)
		}
	}
	return member, rec, nil
}

// Found makes the scope's own person, who runs the platform, a member of the tenant, which may have none yet. It is a Conflict when they are
// one. Everybody else joins by an invite.
func (m Members) Found(ctx context.Context, name, email string) (demo.Member, error) {
	doc := m.memberDoc(m.scope.Subject())
	if err := m.Tenants().platform(ctx); err != nil {
		return demo.Member{}, err
	}
	if doc == nil {
		return demo.Member{}, absent("member")
	}
	now := m.store.now()
	member := demo.Member{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: m.scope.Subject(), Version: 1},
		UID:  m.scope.Subject(), Name: name, Email: email, Role: tenant.SuperAdmin, Active: true, Status: demo.MemberPresent,
	}
	c := m.store.newCommit()
	c.create(doc, member)
	c.create(m.auditEntry(ctx, "member.found", "users/"+member.UID, "", standing(member), now))
	if _, err := c.send(ctx); err != nil {
		return demo.Member{}, mapError(err, "member")
	}
	return member, nil
}

// Change gives a member another role or ends the membership, if the member is still in the version that the caller has seen. Nobody changes
// who can do more than themselves, gives a role they lack, or takes away the tenant's last admin.
func (m Members) Change(ctx context.Context, uid string, version int64, to MemberChange) (demo.Member, error) {
	if err := m.begin(ctx, tenant.UsersManage); err != nil {
		return demo.Member{}, err
	}
	return amend(ctx, m.Scoped, m.memberDoc(uid), "member", func(x *demo.Member, now time.Time) (amendment, error) {
		before := *x
		switch {
		case x.Standing() == demo.MemberErased:
			return amendment{}, absent("member")
		case version != 0 && x.Version != version:
			return amendment{}, stale("member")
		case x.Standing() == demo.MemberErasing:
			return amendment{}, fault.New(fault.Conflict, "What is known of this person is being erased; they can be invited again when that is done.")
		}
		if to.Role != nil {
			x.Role = *to.Role
		}
		if to.Active != nil {
			x.Active = *to.Active
		}
		for _, role := range []tenant.Role{before.Role, x.Role} { // also of a change that changes nothing: what follows from it is an effect too
			if err := m.scope.MayGrant(role); err != nil {
				return amendment{}, err
			}
		}
		if x.Role == before.Role && x.Active == before.Active {
			return amendment{}, nil
		}
		x.Touch(now)
		made := amendment{action: "member.change", object: "users/" + uid, before: standing(before), after: standing(*x)}
		switch {
		case x.Active && !before.Active:
			return m.withinLimit(ctx, made, now)
		case before.Active && before.Role.Leads() && (!x.Active || !x.Role.Includes(before.Role)):
			return m.keepingAnAdmin(ctx, made, before, now)
		default:
			return made, nil
		}
	})
}

// standing is what the audit log says of a member.
func standing(m demo.Member) string {
	if !m.Active {
		return "inactive"
	}
	return string(m.Role)
}

// keepingAnAdmin refuses a change that leaves nobody to do what the member did: to run the tenant, or the platform from it. The commit lands
// only while the tenant's document is as it was before the others were looked at: of two admins who end each other's membership one is
// refused.
func (m Members) keepingAnAdmin(ctx context.Context, made amendment, leaving demo.Member, now time.Time) (amendment, error) {
	root, err := m.root.Get(ctx)
	if err != nil {
		return amendment{}, err
	}
	for _, role := range tenant.Roles() {
		if !role.Includes(leaving.Role) {
			continue
		}
		others, err := query[demo.Member](ctx, m.root.Collection("users").Where("role", "==", string(role)).Where("active", "==", true).Limit(2), "members")
		if err != nil {
			return amendment{}, err
		}
		for _, other := range others {
			if other.UID != leaving.UID {
				made.also = func(c *commit) { c.touch(m.root, root.UpdateTime, now) }
				return made, nil
			}
		}
	}
	return amendment{}, fault.New(fault.Conflict, "This is the tenant's last %s; make somebody else one first.", leaving.Role)
}

// withinLimit refuses to let in one member more than the tenant may have. As above, the commit lands only on the tenant that was looked at.
func (m Members) withinLimit(ctx context.Context, made amendment, now time.Time) (amendment, error) {
	root, err := m.root.Get(ctx)
	if err != nil {
		return amendment{}, err
	}
	var rec demo.TenantRecord
	if err := root.DataTo(&rec); err != nil {
		return amendment{}, fault.Wrap(fault.Internal, err, "document %s does not fit its type", root.Ref.Path)
	}
	if err := m.room(ctx, rec.Limits); err != nil {
		return amendment{}, err
	}
	made.also = func(c *commit) { c.touch(m.root, root.UpdateTime, now) }
	return made, nil
}

// room refuses when the tenant has as many members as it may.
func (s *Scoped) room(ctx context.Context, limits demo.Limits) error {
	n, err := count(ctx, s.root.Collection("users").Where("active", "==", true))
	if err == nil && n >= limits.Members {
		err = fault.New(fault.QuotaExceeded, "The tenant has its %d members; its admin has to make room first.", limits.Members)
	}
	return err
}

// memberDoc is a member's document, or nil for a uid that cannot be one: Firebase's have letters of both cases.
func (s *Scoped) memberDoc(uid string) *firestore.DocumentRef {
	if uid == "" || len(uid) > 128 || !utf8.ValidString(uid) || strings.ContainsAny(uid, "/\x00") || strings.Trim(uid, ".") == "" || strings.HasPrefix(uid, "__") {
		return nil
	}
	return s.root.Collection("users").Doc(uid)
}
