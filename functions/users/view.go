package users

import (
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
)

// ListRequest is GET /users.
type ListRequest struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"500"`
}

// UserRequest names a member.
type UserRequest struct {
	UID string `path:"uid" maxLength:"128"`
}

// UpdateUserRequest is PATCH /users/{uid}.
type UpdateUserRequest struct {
	UID     string `path:"uid" maxLength:"128"`
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag of the member as you have read it"`
	Body    struct {
		Role   *string `json:"role,omitempty" enum:"super_admin,tenant_admin,engineer,instructor,participant" doc:"None that includes more than you have"`
		Active *bool   `json:"active,omitempty" doc:"Whether the member is let in"`
	}
}

// UserView is a member.
type UserView struct {
	UID       string    `json:"uid"`
	Name      string    `json:"name"`
	Email     string    `json:"email" doc:"For display"`
	Role      string    `json:"role" enum:"super_admin,tenant_admin,engineer,instructor,participant"`
	Active    bool      `json:"active"`
	Status    string    `json:"status" enum:"active,inactive,erasing" doc:"Who is erasing is forgotten in a moment, and then no longer listed"`
	CreatedAt time.Time `json:"created_at" doc:"When they joined"`
	UpdatedAt time.Time `json:"updated_at"`
}

// UserReply carries one member.
type UserReply struct {
	ETag string `header:"ETag"`
	Body UserView
}

// UsersReply carries a part of the members.
type UsersReply struct {
	Body UserPage
}

// UserPage is a part of the members.
type UserPage struct {
	Items      []UserView `json:"items"`
	NextCursor string     `json:"next_cursor,omitempty"`
}

// MeReply carries who one is.
type MeReply struct {
	Body MeView
}

// MeView is who one is.
type MeView struct {
	UserView
	TenantID     string            `json:"tenant_id"`
	TenantName   string            `json:"tenant_name"`
	TenantStatus string            `json:"tenant_status" enum:"active,suspended"`
	Permissions  map[string]string `json:"permissions" doc:"What one may do, and how far: own lab, own, tenant, platform. Nothing while a required second factor is missing"`
	MFA          MFAView           `json:"mfa"`
}

// MFAView is how one stands with the second factor.
type MFAView struct {
	Required  bool `json:"required" doc:"The tenant requires one of its admins, and one is an admin"`
	Satisfied bool `json:"satisfied" doc:"This sign-in had one, required or not. While it is required and missing, nothing else is answered"`
}

// InviteRequest is POST /invites.
type InviteRequest struct {
	Body struct {
		Role          string `json:"role" enum:"super_admin,tenant_admin,engineer,instructor,participant" doc:"None that includes more than you have"`
		Email         string `json:"email,omitempty" format:"email" maxLength:"254" doc:"Of the only person who may accept; whoever has the code when absent"`
		ExpiresInDays int    `json:"expires_in_days,omitempty" minimum:"1" maximum:"30" default:"7"`
	}
}

// AcceptRequest is POST /invites/{code}/accept.
type AcceptRequest struct {
	Code string `path:"code" maxLength:"100"`
}

// OneInviteRequest names an invite.
type OneInviteRequest struct {
	InviteID string `path:"invite_id" maxLength:"80"`
}

// ListInvitesRequest is GET /invites.
type ListInvitesRequest struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"500"`
}

// InviteView is an invite as it is shown again.
type InviteView struct {
	InviteID  string     `json:"invite_id"`
	Preview   string     `json:"preview" doc:"How the code begins"`
	Role      string     `json:"role" enum:"super_admin,tenant_admin,engineer,instructor,participant"`
	Email     string     `json:"email,omitempty"`
	Status    string     `json:"status" enum:"open,accepted,revoked,expired"`
	InvitedBy string     `json:"invited_by" doc:"uid"`
	UsedBy    string     `json:"used_by,omitempty" doc:"uid"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt time.Time  `json:"expires_at"`
	UsedAt    *time.Time `json:"used_at,omitempty"`
}

// InvitedReply carries a new invite.
type InvitedReply struct {
	Body InvitedView
}

// InvitedView is a new invite, and its code this once.
type InvitedView struct {
	InviteView
	Code string `json:"code" doc:"Give it to whom you invite; it is not shown again"`
}

// InviteReply carries one invite.
type InviteReply struct {
	Body InviteView
}

// InvitesReply carries a part of the invites.
type InvitesReply struct {
	Body InvitePage
}

// InvitePage is a part of the invites.
type InvitePage struct {
	Items      []InviteView `json:"items"`
	NextCursor string       `json:"next_cursor,omitempty"`
}

func reply(m demo.Member, err error) (*UserReply, error) {
	if err != nil {
		return nil, err
	}
	return &UserReply{ETag: host.ETag(m.Version), Body: view(m)}, nil
}

func view(m demo.Member) UserView {
	out := UserView{UID: m.UID, Name: m.Name, Email: m.Email, Role: string(m.Role), Active: m.Active, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt}
	switch {
	case m.Standing() != demo.MemberPresent:
		out.Name, out.Status = demo.FormerMember, string(demo.MemberErasing)
	case m.Active:
		out.Status = "active"
	default:
		out.Status = "inactive"
	}
	return out
}

func viewInvite(i demo.Invite, now time.Time) InviteView {
	return InviteView{
		InviteID: i.ID, Preview: i.Preview, Role: string(i.Role), Email: i.Email, Status: i.Status(now), InvitedBy: i.CreatedBy, UsedBy: i.UsedBy,
		CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt, UsedAt: i.UsedAt,
	}
}
