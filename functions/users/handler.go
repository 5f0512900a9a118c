package users

import (
	"context"
	"net/http"
	"time"

	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Accounts reads and changes what a sign-in says of a person, and ends it; Firebase's *auth.Client does.
type Accounts interface {
	GetUser(ctx context.Context, uid string) (*auth.UserRecord, error)
	SetCustomUserClaims(ctx context.Context, uid string, claims map[string]any) error
	RevokeRefreshTokens(ctx context.Context, uid string) error
}

// Memberships reads who belongs to which tenant; *system.Store does. It is asked only whether a person may change the tenant.
type Memberships interface {
	Membership(ctx context.Context, id tenant.ID, uid string) (demo.Member, demo.TenantRecord, error)
}

// Handler manages members and invites.
type Handler struct {
	data     Data
	accounts Accounts
	members  Memberships
	now      func() time.Time
}

// New makes a handler.
func New(data Data, accounts Accounts, members Memberships, now func() time.Time) *Handler {
	return &Handler{data, accounts, members, now}
}

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	route := func(id, method, path, summary string) host.Operation {
		return host.Operation{ID: id, Method: method, Path: path, Summary: summary, Permission: tenant.UsersManage}
	}
	host.Route(api, route("list-users", http.MethodGet, "/users", "Members, newest first"), h.List)
	host.Route(api, host.Operation{
		ID: "get-me", Method: http.MethodGet, Path: "/users/me", Summary: "Who one is, and what one may do", Permission: tenant.TemplatesRead, Self: true,
	}, h.Me)
	host.Route(api, route("get-user", http.MethodGet, "/users/{uid}", "One member"), h.Get)
	host.Route(api, route("update-user", http.MethodPatch, "/users/{uid}", "Give a member another role, end the membership, or let them in again"), h.Update)
	erase := route("erase-user", http.MethodPost, "/users/{uid}/erase", "End a membership and erase what is known of the person")
	erase.Status = http.StatusAccepted
	host.Route(api, erase, h.Erase)
	host.Route(api, host.Operation{
		ID: "leave", Method: http.MethodDelete, Path: "/users/me", Summary: "End one's own membership and erase what is known of oneself",
		Status: http.StatusAccepted, Permission: tenant.TemplatesRead, InPerson: true,
	}, h.Leave)
	host.Route(api, route("deactivate-user", http.MethodDelete, "/users/{uid}", "End a membership at once"), h.Deactivate)

	invite := route("create-invite", http.MethodPost, "/invites", "Invite somebody; the code is shown once")
	invite.Status, invite.Secret = http.StatusCreated, true
	host.Route(api, invite, h.Invite)
	host.Route(api, route("list-invites", http.MethodGet, "/invites", "Invites, newest first"), h.ListInvites)
	host.Route(api, route("revoke-invite", http.MethodDelete, "/invites/{invite_id}", "End an invite"), h.RevokeInvite)
	host.Route(api, host.Operation{
		ID: "accept-invite", Method: http.MethodPost, Path: "/invites/{code}/accept", Summary: "Join a tenant with an invite's code", SignedIn: true,
	}, h.Accept)
}

// List gives the tenant's members.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, in *ListRequest) (*UsersReply, error) {
	page, err := h.data.For(scope).Members().List(ctx, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &UsersReply{Body: UserPage{Items: make([]UserView, len(page.Items)), NextCursor: page.Cursor}}
	for i, m := range page.Items {
		out.Body.Items[i] = view(m)
	}
	return out, nil
}

// Me tells who one is.
func (h *Handler) Me(ctx context.Context, scope tenant.Scope, _ *struct{}) (*MeReply, error) {
	m, rec, err := h.data.For(scope).Members().Me(ctx)
	if err != nil {
		return nil, err
	}
	out := &MeReply{Body: MeView{
		UserView: view(m), TenantID: rec.ID, TenantName: rec.Name, TenantStatus: string(rec.Status), Permissions: map[string]string{},
		MFA: MFAView{Required: rec.Settings.RequireMFA && m.Role.Leads(), Satisfied: scope.SecondFactor()},
	}}
	for _, permission := range tenant.Permissions() {
		if reach := scope.Reach(permission); reach > tenant.Nothing {
			out.Body.Permissions[string(permission)] = reach.String()
		}
	}
	return out, nil
}

// Get gives one member.
func (h *Handler) Get(ctx context.Context, scope tenant.Scope, in *UserRequest) (*UserReply, error) {
	return reply(h.data.For(scope).Members().Get(ctx, in.UID))
}

// Update changes a member's role or ends the membership.
func (h *Handler) Update(ctx context.Context, scope tenant.Scope, in *UpdateUserRequest) (*UserReply, error) {
	version, err := host.Version(in.IfMatch)
	if err != nil {
		return nil, err
	}
	return h.change(ctx, scope, in.UID, version, store.MemberChange{Role: (*tenant.Role)(in.Body.Role), Active: in.Body.Active})
}

// Deactivate ends a membership.
func (h *Handler) Deactivate(ctx context.Context, scope tenant.Scope, in *UserRequest) (*UserReply, error) {
	return h.change(ctx, scope, in.UID, 0, store.MemberChange{Active: new(false)})
}

func (h *Handler) change(ctx context.Context, scope tenant.Scope, uid string, version int64, to store.MemberChange) (*UserReply, error) {
	members := h.data.For(scope).Members()
	if to.Active != nil && *to.Active {
		if _, err := members.Get(ctx, uid); err != nil { // nobody learns of an account that is no member's of theirs
			return nil, err
		}
		if err := h.free(ctx, scope.Tenant(), uid); err != nil {
			return nil, err
		}
	}
	member, err := members.Change(ctx, uid, version, to)
	if err != nil {
		return nil, err
	}
	if err := h.follow(ctx, scope.Tenant(), member); err != nil {
		return nil, err
	}
	return reply(member, nil)
}
