package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Invites lets people join a tenant. Codes never come here: an id is the hash of one.
type Invites struct{ *Scoped }

// NewInvite is an invite that is to be made.
type NewInvite struct {
	ID, Preview string
	Role        tenant.Role
	Email       string // empty for whoever has the code
	Lifetime    time.Duration
}

// Create makes an invite for a role that the scope's person has all of.
func (i Invites) Create(ctx context.Context, in NewInvite) (demo.Invite, error) {
	if err := i.begin(ctx, tenant.UsersManage); err != nil {
		return demo.Invite{}, err
	}
	if err := i.scope.MayGrant(in.Role); err != nil {
		return demo.Invite{}, err
	}
	now := i.store.now()
	invite := demo.Invite{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: i.scope.Subject(), Version: 1},
		ID:   in.ID, Preview: in.Preview, Role: in.Role, Email: strings.TrimSpace(in.Email), ExpiresAt: now.Add(in.Lifetime),
	}
	c := i.store.newCommit()
	c.create(i.auditEntry(ctx, "invite.create", "invites/"+invite.ID, "", string(in.Role), now))
	c.create(i.root.Collection("invites").Doc(invite.ID), invite)
	if _, err := c.send(ctx); err != nil && status.Code(err) != codes.AlreadyExists { // the id is random: who finds it taken has taken it
		return demo.Invite{}, mapError(err, "invite")
	}
	return invite, nil
}

// List gives the tenant's invites, newest first.
func (i Invites) List(ctx context.Context, page PageRequest) (Page[demo.Invite], error) {
	if err := i.begin(ctx, tenant.UsersManage); err != nil {
		return Page[demo.Invite]{}, err
	}
	return list(ctx, i.Scoped, i.root.Collection("invites").Query, page, "invites", func(x *demo.Invite) position { return position{At: x.CreatedAt, ID: x.ID} })
}

// Revoke ends an invite that was not accepted.
func (i Invites) Revoke(ctx context.Context, id string) (demo.Invite, error) {
	if err := i.begin(ctx, tenant.UsersManage); err != nil {
		return demo.Invite{}, err
	}
	return amend(ctx, i.Scoped, i.child("invites", id), "invite", func(x *demo.Invite, now time.Time) (amendment, error) {
		if x.UsedAt != nil {
			return amendment{}, fault.New(fault.Conflict, "The invite was accepted; deactivate the member instead.")
		}
		if x.RevokedAt != nil {
			return amendment{}, nil
		}
		before := x.Status(now)
		x.RevokedAt = &now
		x.Touch(now)
		return amendment{action: "invite.revoke", object: "invites/" + x.ID, before: before, after: "revoked"}, nil
	})
}

// Accept makes the newcomer a member with the invite's role, once. The same person accepting again gets the same membership. An invite that
// does not exist, is for somebody else, or is over looks the same, in a tenant that exists and in one that does not.
func (i Invites) Accept(ctx context.Context, id string, who tenant.Newcomer) (demo.Member, error) {
	if err := i.begin(ctx, tenant.InvitesAccept); err != nil {
		return demo.Member{}, err
	}
	inviteDoc, memberDoc := i.child("invites", id), i.memberDoc(i.scope.Subject())
	if inviteDoc == nil || memberDoc == nil {
		return demo.Member{}, absent("invite")
	}
	if _, _, err := i.open(ctx, inviteDoc, who, i.store.now()); err != nil { // before anything is said of the tenant, or waits for its turn
		return i.joined(ctx, inviteDoc, memberDoc, err)
	}
	var member demo.Member
	err := i.reserve(ctx, func(rec *demo.TenantRecord, now time.Time) ([]creation, error) {
		invite, since, err := i.open(ctx, inviteDoc, who, now)
		if err != nil {
			return nil, err
		}
		if err := i.room(ctx, rec.Limits); err != nil {
			return nil, err
		}
		member = demo.Member{
			Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: i.scope.Subject(), Version: 1},
			UID:  i.scope.Subject(), Email: who.Email, Name: nameOf(who), Role: invite.Role, Active: true, Status: demo.MemberPresent,
		}
		seat, err := i.seat(ctx, memberDoc, member)
		if err != nil {
			return nil, err
		}
		place, entry := i.auditEntry(ctx, "invite.accept", "users/"+member.UID, "", string(member.Role), now)
		return []creation{
			{ref: place, data: entry}, seat,
			{ref: inviteDoc, since: since, updates: []firestore.Update{
				{Path: "used_by", Value: member.UID}, {Path: "used_at", Value: now}, {Path: "updated_at", Value: now}, {Path: "version", Value: invite.Version + 1},
			}},
		}, nil
	})
	if errors.Is(err, errTaken) || fault.Is(err, fault.NotFound) {
		return i.joined(ctx, inviteDoc, memberDoc, err)
	}
	return member, err
}

// open reads an invite that the newcomer can accept. Who made it must still be able to make it: an invite outlives neither the membership
// nor the role of its maker.
func (i Invites) open(ctx context.Context, doc *firestore.DocumentRef, who tenant.Newcomer, now time.Time) (invite demo.Invite, since time.Time, err error) {
	snap, err := doc.Get(ctx)
	if err != nil {
		return invite, since, mapError(err, "invite")
	}
	if err := snap.DataTo(&invite); err != nil {
		return invite, since, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	if invite.Status(now) != "open" || !invite.Admits(who) {
		return invite, since, absent("invite")
	}
	return invite, snap.UpdateTime, i.stands(ctx, invite)
}

// stands refuses an invite whose maker could not make it any more.
func (i Invites) stands(ctx context.Context, invite demo.Invite) error {
	if invite.Home != "" {
		return i.Tenants().runsPlatform(ctx, tenant.ID(invite.Home), invite.CreatedBy)
	}
	doc := i.memberDoc(invite.CreatedBy)
	if doc == nil {
		return absent("invite")
	}
	snap, err := doc.Get(ctx)
	if err != nil {
		return mapError(err, "invite")
	}
	var maker demo.Member
	if err := snap.DataTo(&maker); err != nil {
		return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	if !maker.Active || tenant.ReachOf(maker.Role, tenant.UsersManage) == tenant.Nothing || !maker.Role.Includes(invite.Role) {
		return absent("invite")
	}
	return nil
}

// joined answers who accepts again: the invite they used gives the membership it made, any other a conflict.
func (i Invites) joined(ctx context.Context, inviteDoc, memberDoc *firestore.DocumentRef, refused error) (demo.Member, error) {
	docs, err := i.store.db.GetAll(ctx, refs(inviteDoc, memberDoc))
	if err != nil {
		return demo.Member{}, mapError(err, "invite")
	}
	if !docs[0].Exists() || !docs[1].Exists() {
		return demo.Member{}, refused
	}
	var invite demo.Invite
	var member demo.Member
	if err := errors.Join(docs[0].DataTo(&invite), docs[1].DataTo(&member)); err != nil {
		return demo.Member{}, fault.Wrap(fault.Internal, err, "invite %s does not fit its type", inviteDoc.ID)
	}
	switch {
	case invite.UsedBy == i.scope.Subject() && member.Active:
		return member, nil
	case errors.Is(refused, errTaken):
		return demo.Member{}, fault.New(fault.Conflict, "You are a member of this tenant already; an admin can change your role or let you in again.")
	default:
		return demo.Member{}, refused
	}
}

// nameOf is how a newcomer is shown.
func nameOf(who tenant.Newcomer) string {
	if name, err := demo.DisplayName(who.Name); err == nil {
		return name
	}
	local, _, _ := strings.Cut(who.Email, "@")
	return local
}
