package tenants

import (
	"context"
	"crypto/rand"
	"time"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// DeleteTenantRequest is DELETE /tenants/{tenant_id}.
type DeleteTenantRequest struct {
	TenantID string `path:"tenant_id"   maxLength:"80"`
	IfMatch  string `header:"If-Match"  maxLength:"40" doc:"The ETag of the tenant as you have read it"`
	Confirm  string `query:"confirm"    maxLength:"80" doc:"The tenant's id once more: all that it has is deleted for good"`
}

// InviteAdminRequest is POST /tenants/{tenant_id}/invites.
type InviteAdminRequest struct {
	TenantID string `path:"tenant_id" maxLength:"80"`
	Body     struct {
		Email         string `json:"email,omitempty" format:"email" maxLength:"254" doc:"Of the only person who may accept; whoever has the code when absent"`
		ExpiresInDays int    `json:"expires_in_days,omitempty" minimum:"1" maximum:"30" default:"7"`
	}
}

// AdminInviteReply carries the invite of a tenant's admin.
type AdminInviteReply struct {
	Body AdminInviteView
}

// AdminInviteView is the invite of a tenant's admin, with its code this once.
type AdminInviteView struct {
	InviteID  string    `json:"invite_id"`
	Code      string    `json:"code" doc:"Give it to whom you invite, who accepts it with POST /invites/{code}/accept; it is not shown again"`
	Preview   string    `json:"preview" doc:"How the code begins"`
	Role      string    `json:"role" enum:"tenant_admin"`
	Email     string    `json:"email,omitempty"`
	ExpiresAt time.Time `json:"expires_at"`
}

// DeletionView is how far the deletion of a tenant has come. It stays when the tenant is gone.
type DeletionView struct {
	RequestedAt time.Time   `json:"requested_at"`
	RequestedBy string      `json:"requested_by" doc:"uid"`
	Phase       string      `json:"phase" enum:"work,agents,datasets,files,secrets,accounts,confirm,records,done"`
	Removed     RemovedView `json:"removed"`
	LastError   string      `json:"last_error,omitempty" doc:"Why it does not get on; it is tried again by itself"`
	CompletedAt *time.Time  `json:"completed_at,omitempty"`
}

// RemovedView counts what a deletion has taken away so far.
type RemovedView struct {
	Jobs          int64 `json:"jobs" doc:"Jobs and trials that were ended before their time"`
	Conversations int64 `json:"conversations"`
	Agents        int64 `json:"agents"`
	Datasets      int64 `json:"datasets"`
	Files         int64 `json:"files"`
	Secrets       int64 `json:"secrets"`
	Accounts      int64 `json:"accounts" doc:"Sign-ins that spoke for the tenant"`
	Documents     int64 `json:"documents"`
}

// governed is the scope in a tenant for what only who runs the platform may do to it. Others are refused whatever tenant they name: nothing is
// looked for, so nothing is told. What can be no tenant's id is absent for everybody.
func governed(scope tenant.Scope, id string) (tenant.Scope, error) {
	if err := scope.Require(tenant.TenantsManage); err != nil {
		return tenant.Scope{}, err
	}
	if _, err := tenant.ParseID(id); err != nil {
		return tenant.Scope{}, fault.New(fault.NotFound, "There is no such tenant.")
	}
	if scope.Reach(tenant.TenantsManage) < tenant.Platform {
		return tenant.Scope{}, fault.New(fault.Forbidden, "Only who runs the platform makes tenants, invites their first admins and deletes them.")
	}
	return scope.In(tenant.ID(id))
}

// Delete begins the deletion of a tenant; function offboard carries it out.
func (h *Handler) Delete(ctx context.Context, scope tenant.Scope, in *DeleteTenantRequest) (*TenantReply, error) {
	there, err := governed(scope, in.TenantID)
	if err != nil {
		return nil, err
	}
	revision, err := host.Version(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if in.Confirm != in.TenantID {
		return nil, fault.New(fault.Invalid, "Deleting a tenant cannot be undone; send its id once more as confirm.").WithField("query.confirm", "is not the tenant's id")
	}
	return replyTenant(h.data.For(there).Tenants().Delete(ctx, revision))
}

// InviteAdmin makes an invite for an admin of a tenant. The reply is the only one that shows its code.
func (h *Handler) InviteAdmin(ctx context.Context, scope tenant.Scope, in *InviteAdminRequest) (*AdminInviteReply, error) {
	there, err := governed(scope, in.TenantID)
	if err != nil {
		return nil, err
	}
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails
	code := auth.NewInviteCode(there.Tenant(), random)
	invite, err := h.data.For(there).Tenants().InviteAdmin(ctx, store.NewInvite{
		ID: code.ID, Preview: code.Preview, Email: in.Body.Email, Lifetime: time.Duration(in.Body.ExpiresInDays) * 24 * time.Hour,
	})
	if err != nil {
		return nil, err
	}
	return &AdminInviteReply{Body: AdminInviteView{
		InviteID: invite.ID, Code: code.Code, Preview: invite.Preview, Role: string(invite.Role), Email: invite.Email, ExpiresAt: invite.ExpiresAt,
	}}, nil
}

func viewDeletion(d *demo.Departure) *DeletionView {
	if d == nil {
		return nil
	}
	return &DeletionView{
		RequestedAt: d.RequestedAt, RequestedBy: d.RequestedBy, Phase: string(d.Phase), Removed: RemovedView(d.Removed), LastError: d.LastError, CompletedAt: d.CompletedAt,
	}
}
