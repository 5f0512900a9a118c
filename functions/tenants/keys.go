package tenants

import (
	"context"
	"crypto/rand"
	"time"

	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// day is how lifetimes are counted.
const day = 24 * time.Hour

// CreateKey makes an API key. The reply is the only one that shows it.
func (h *Handler) CreateKey(ctx context.Context, scope tenant.Scope, in *CreateKeyRequest) (*CreatedKeyReply, error) {
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails
	minted, err := h.mint.New(ctx, scope.Tenant(), random)
	if err != nil {
		return nil, err
	}
	scopes := make([]tenant.Permission, len(in.Body.Scopes))
	for i, one := range in.Body.Scopes {
		scopes[i] = tenant.Permission(one)
	}
	key, err := h.data.For(scope).Keys().Create(ctx, store.NewKey{
		ID: minted.ID, Preview: minted.Preview, Name: in.Body.Name, Scopes: scopes, Lifetime: time.Duration(in.Body.ExpiresInDays) * day,
	})
	if err != nil {
		return nil, err
	}
	return &CreatedKeyReply{Body: CreatedKeyView{KeyView: viewKey(key, h.now()), Key: minted.Key}}, nil
}

// ListKeys gives the tenant's keys.
func (h *Handler) ListKeys(ctx context.Context, scope tenant.Scope, in *ListKeysRequest) (*KeysReply, error) {
	page, err := h.data.For(scope).Keys().List(ctx, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &KeysReply{Body: KeyPage{Items: make([]KeyView, len(page.Items)), NextCursor: page.Cursor}}
	for i, key := range page.Items {
		out.Body.Items[i] = viewKey(key, h.now())
	}
	return out, nil
}

// RevokeKey ends a key.
func (h *Handler) RevokeKey(ctx context.Context, scope tenant.Scope, in *KeyRequest) (*KeyReply, error) {
	key, err := h.data.For(scope).Keys().Revoke(ctx, in.KeyID)
	if err != nil {
		return nil, err
	}
	return &KeyReply{Body: viewKey(key, h.now())}, nil
}

// Audit gives the tenant's audit log.
func (h *Handler) Audit(ctx context.Context, scope tenant.Scope, in *AuditRequest) (*AuditReply, error) {
	page, err := h.data.For(scope).AuditLog().List(ctx,
		store.AuditFilter{Action: in.Action, Object: in.Object, Actor: in.Actor, From: in.From, To: in.To},
		store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &AuditReply{Body: AuditPage{Items: make([]AuditView, len(page.Items)), NextCursor: page.Cursor}}
	for i, e := range page.Items {
		out.Body.Items[i] = AuditView{
			ID: e.ID, At: e.CreatedAt, ActorID: e.CreatedBy, Actor: e.Actor, Via: e.Via, Action: e.Action, Object: e.Object,
			Before: e.Before, After: e.After, BeforeDigest: e.Digests.Before, AfterDigest: e.Digests.After, RequestID: e.RequestID,
		}
	}
	return out, nil
}
