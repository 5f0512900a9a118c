package users

import (
	"context"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// ErasingReply says how far the forgetting of a person is.
type ErasingReply struct {
	Body ErasingView
}

// ErasingView says how far the forgetting of a person is.
type ErasingView struct {
	UID    string `json:"uid"`
	Status string `json:"status" enum:"erasing,erased"`
}

// Erase ends a membership and begins to forget the person; function forget does the rest.
func (h *Handler) Erase(ctx context.Context, scope tenant.Scope, in *UserRequest) (*ErasingReply, error) {
	member, err := h.data.For(scope).Members().Erase(ctx, in.UID)
	return h.erasing(ctx, scope, member, err)
}

// Leave does the same for who asks.
func (h *Handler) Leave(ctx context.Context, scope tenant.Scope, _ *struct{}) (*ErasingReply, error) {
	member, err := h.data.For(scope).Members().Leave(ctx)
	return h.erasing(ctx, scope, member, err)
}

// erasing ends the sign-in right away, as with every membership that ends; forget would do so a moment later.
func (h *Handler) erasing(ctx context.Context, scope tenant.Scope, member demo.Member, err error) (*ErasingReply, error) {
	if err != nil {
		return nil, err
	}
	if err := h.follow(ctx, scope.Tenant(), member); err != nil {
		return nil, err
	}
	return &ErasingReply{Body: ErasingView{UID: member.UID, Status: string(member.Standing())}}, nil
}
