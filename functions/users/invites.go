package users

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"regexp"
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// day is how lifetimes are counted.
const day = 24 * time.Hour

// codePattern is the form of an invite's code: what it is, the tenant, and 256 random bits.
var codePattern = regexp.MustCompile(`^inv-([a-z][a-z0-9]{2,23})-[A-Z2-7]{52}$`)

// idOf is an invite's id: codes are random enough for a plain hash, and are not stored.
func idOf(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// Invite makes an invite. The reply is the only one that shows its code.
func (h *Handler) Invite(ctx context.Context, scope tenant.Scope, in *InviteRequest) (*InvitedReply, error) {
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails
	code := "inv-" + string(scope.Tenant()) + "-" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random[:])
	invite, err := h.data.For(scope).Invites().Create(ctx, store.NewInvite{
		ID: idOf(code), Preview: code[:len(code)-46] + "…", Role: tenant.Role(in.Body.Role), Email: in.Body.Email,
		Lifetime: time.Duration(in.Body.ExpiresInDays) * day,
	})
	if err != nil {
		return nil, err
	}
	return &InvitedReply{Body: InvitedView{InviteView: viewInvite(invite, h.now()), Code: code}}, nil
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
	form := codePattern.FindStringSubmatch(in.Code)
	if form == nil {
		return nil, fault.New(fault.NotFound, "There is no such invite.")
	}
	who := host.NewcomerOf(ctx)
	scope, err := tenant.ForNewcomer(who, tenant.ID(form[1]))
	if err != nil {
		return nil, err
	}
	if err := h.free(ctx, scope.Tenant(), who.UID); err != nil {
		return nil, err
	}
	member, err := h.data.For(scope).Invites().Accept(ctx, idOf(in.Code), who)
	if err != nil {
		return nil, err
	}
	if err := h.follow(ctx, scope.Tenant(), member); err != nil {
		return nil, err
	}
	return reply(member, nil)
}
