package users

import (
	"context"
	"crypto/rand"
	"time"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// day is how lifetimes are counted.
const day = 24 * time.Hour

// Invite makes an invite. The reply is the only one that shows its code.
func (h *Handler) Invite(ctx context.Context, scope tenant.Scope, in *InviteRequest) (*InvitedReply, error) {
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails
	code := auth.NewInviteCode(scope.Tenant(), random)
	invite, err := h.data.For(scope).Invites().Create(ctx, store.NewInvite{
		ID: code.ID, Preview: code.Preview, Role: tenant.Role(in.Body.Role), Email: in.Body.Email,
		Lifetime: time.Duration(in.Body.ExpiresInDays) * day,
	})
	if err != nil {
		return nil, err
	}
	return &InvitedReply{Body: InvitedView{InviteView: viewInvite(invite, h.now()), Code: code.Code}}, nil
}

// ListInvites gives the tenant's invites.
func (h *Handler) ListInvites(ctx context.Context, scope tenant.Scope, in *ListInvitesRequest) (*InvitesReply, error) {
	page, err := h.data.For(scope).Invites().List(ctx, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &InvitesReply{Body: InvitePage{Items: make([]InviteView, len(page.Items)), NextCursor: page.Cursor}}
	for i, invite := range page.Items {
		out.Body.Items[i] = viewInvite(invite, h.now())
	}
	return out, nil
}

// RevokeInvite ends an invite.
func (h *Handler) RevokeInvite(ctx context.Context, scope tenant.Scope, in *OneInviteRequest) (*InviteReply, error) {
	invite, err := h.data.For(scope).Invites().Revoke(ctx, in.InviteID)
	if err != nil {
		return nil, err
	}
	return &InviteReply{Body: viewInvite(invite, h.now())}, nil
}

// Accept makes the person who signed in a member of the tenant that the code names. Whoever is a member of another tenant stays there: a
// sign-in speaks for one.
func (h *Handler) Accept(ctx context.Context, _ tenant.Scope, in *AcceptRequest) (*UserReply, error) {
	to, id, ok := auth.OpenInviteCode(in.Code)
	if !ok {
		return nil, fault.New(fault.NotFound, "There is no such invite.")
	}
	who := host.NewcomerOf(ctx)
	scope, err := tenant.ForNewcomer(who, to)
	if err != nil {
		return nil, err
	}
	if err := h.free(ctx, scope.Tenant(), who.UID); err != nil {
		return nil, err
	}
	member, err := h.data.For(scope).Invites().Accept(ctx, id, who)
	if err != nil {
		return nil, err
	}
	if err := h.follow(ctx, scope.Tenant(), member); err != nil {
		return nil, err
	}
	return reply(member, nil)
}
