package tenants

import (
	"context"
	"net/http"
	"time"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Mint makes API keys; *auth.Mint does.
type Mint interface {
	New(ctx context.Context, id tenant.ID, random [32]byte) (auth.MintedKey, error)
}

// Handler manages tenants, keys and the audit log.
type Handler struct {
	data Data
	mint Mint
	now  func() time.Time
}

// New makes a handler.
func New(data Data, mint Mint, now func() time.Time) *Handler {
	return &Handler{data, mint, now}
}

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	route := func(permission tenant.Permission, id, method, path, summary string) host.Operation {
		return host.Operation{ID: id, Method: method, Path: path, Summary: summary, Permission: permission}
	}
	create := route(tenant.TenantsManage, "create-tenant", http.MethodPost, "/tenants", "Have a tenant made; for who runs the platform")
	create.Status = http.StatusAccepted
	host.Route(api, create, h.Create)
	host.Route(api, route(tenant.TenantsManage, "list-tenants", http.MethodGet, "/tenants", "One's own tenant, or all for who runs the platform"), h.List)
	host.Route(api, route(tenant.TenantsManage, "get-tenant", http.MethodGet, "/tenants/{tenant_id}", "One tenant with its quota"), h.Get)
	host.Route(api, route(tenant.TenantsManage, "update-tenant", http.MethodPatch, "/tenants/{tenant_id}",
		"Change a tenant's name; for who runs the platform also its limits, and suspend or resume it"), h.Update)
	remove := route(tenant.TenantsManage, "delete-tenant", http.MethodDelete, "/tenants/{tenant_id}", "Have a tenant deleted with all that it has; for who runs the platform")
	remove.Status = http.StatusAccepted
	host.Route(api, remove, h.Delete)
	invite := route(tenant.TenantsManage, "invite-tenant-admin", http.MethodPost, "/tenants/{tenant_id}/invites", "Invite an admin of a tenant, such as its first; for who runs the platform")
	invite.Status, invite.Secret = http.StatusCreated, true
	host.Route(api, invite, h.InviteAdmin)
	host.Route(api, route(tenant.TenantsManage, "tenant-usage", http.MethodGet, "/tenants/{tenant_id}/usage", "What a tenant used, by months, and what it cost"), h.Usage)
	host.Route(api, route(tenant.TenantsManage, "tenant-quota", http.MethodGet, "/tenants/{tenant_id}/quota", "What a tenant may use, and uses"), h.Quota)

	key := route(tenant.APIKeysManage, "create-api-key", http.MethodPost, "/api-keys", "Make an API key; it is shown once")
	key.Status, key.Secret = http.StatusCreated, true
	host.Route(api, key, h.CreateKey)
	host.Route(api, route(tenant.APIKeysManage, "list-api-keys", http.MethodGet, "/api-keys", "API keys, newest first"), h.ListKeys)
	host.Route(api, route(tenant.APIKeysManage, "revoke-api-key", http.MethodDelete, "/api-keys/{key_id}", "End an API key at once"), h.RevokeKey)
	host.Route(api, route(tenant.AuditRead, "list-audit-entries", http.MethodGet, "/audit-entries", "Who changed what, newest first"), h.Audit)
}

// Create makes a tenant; function onboard sets it up.
func (h *Handler) Create(ctx context.Context, scope tenant.Scope, in *CreateTenantRequest) (*TenantReply, error) {
	id, err := tenant.ParseID(in.Body.TenantID)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s", fault.Message(err)).WithField("body.tenant_id", "is no tenant id")
	}
	there, err := scope.In(id)
	if fault.Is(err, fault.NotFound) { // making one is refused, and not hidden: nothing is looked for
		return nil, fault.New(fault.Forbidden, "Only who runs the platform makes tenants.")
	}
	if err != nil {
		return nil, err
	}
	rec, err := h.data.For(there).Tenants().Create(ctx, in.Body.Name)
	return replyTenant(rec, err)
}

// List gives one's own tenant, or all of them to who runs the platform.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, in *ListTenantsRequest) (*TenantsReply, error) {
	tenants := h.data.For(scope).Tenants()
	if scope.Reach(tenant.TenantsManage) < tenant.Platform {
		if in.Cursor != "" {
			return nil, fault.New(fault.Malformed, "The list has one page; ask for it without a cursor.").WithField("query.cursor", "is not a cursor of this list")
		}
		rec, err := tenants.Get(ctx)
		if err != nil {
			return nil, err
		}
		return &TenantsReply{Body: TenantPage{Items: []TenantView{viewTenant(rec)}}}, nil
	}
	page, err := tenants.All(ctx, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &TenantsReply{Body: TenantPage{Items: make([]TenantView, len(page.Items)), Next: page.Cursor}}
	for i, rec := range page.Items {
		out.Body.Items[i] = viewTenant(rec)
	}
	return out, nil
}

// Get gives one tenant.
func (h *Handler) Get(ctx context.Context, scope tenant.Scope, in *TenantRequest) (*TenantReply, error) {
	return replyTenant(h.get(ctx, scope, in.TenantID))
}

func (h *Handler) get(ctx context.Context, scope tenant.Scope, id string) (demo.TenantRecord, error) {
	there, err := scope.In(tenant.ID(id))
	if err != nil {
		return demo.TenantRecord{}, err
	}
	return h.data.For(there).Tenants().Get(ctx)
}

// Update changes a tenant.
func (h *Handler) Update(ctx context.Context, scope tenant.Scope, in *UpdateTenantRequest) (*TenantReply, error) {
	revision, err := host.Version(in.IfMatch)
	if err != nil {
		return nil, err
	}
	there, err := scope.In(tenant.ID(in.TenantID))
	if err != nil {
		return nil, err
	}
	change := store.TenantChange{Name: in.Body.Name, Status: (*demo.TenantStatus)(in.Body.Status)}
	if in.Body.Settings != nil {
		change.RequireMFA = in.Body.Settings.RequireMFA
	}
	if in.Body.Limits != nil {
		limits, err := h.limits(ctx, there, in.Body.Limits)
		if err != nil {
			return nil, err
		}
		change.Limits = &limits
	}
	return replyTenant(h.data.For(there).Tenants().Change(ctx, revision, change))
}
