package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// InviteAdmin makes an invite for an admin of any tenant: a new one has nobody who could invite anybody. It takes who runs the platform, and
// counts for as long as they do.
func (t Tenants) InviteAdmin(ctx context.Context, in NewInvite) (demo.Invite, error) {
	if err := t.platform(ctx); err != nil {
		return demo.Invite{}, err
	}
	rec, err := t.Get(ctx)
	if err != nil {
		return demo.Invite{}, err
	}
	if rec.Status != demo.TenantActiveStatus {
		return demo.Invite{}, fault.New(fault.Conflict, "The tenant is %s; its admin can be invited while it is active.", rec.Status)
	}
	invite := demo.Invite{ID: in.ID, Preview: in.Preview, Role: tenant.TenantAdmin, Email: strings.TrimSpace(in.Email), Home: string(t.scope.HomeTenant())}
	err = t.reserve(ctx, func(_ *demo.TenantRecord, now time.Time) ([]creation, error) {
		invite.Meta = demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: t.scope.Subject(), Version: 1}
		invite.ExpiresAt = now.Add(in.Lifetime)
		place, entry := t.auditEntry(ctx, "invite.create", "invites/"+invite.ID, "", string(invite.Role), now)
		return []creation{{ref: place, data: entry}, {ref: t.root.Collection("invites").Doc(invite.ID), data: invite}}, nil
	})
	if err != nil {
		return demo.Invite{}, err
	}
	return invite, nil
}

// runsPlatform refuses an invite from outside whose maker does not run the platform any more.
func (t Tenants) runsPlatform(ctx context.Context, home tenant.ID, uid string) error {
	root := t.store.db.Collection("tenants").Doc(string(home))
	snaps, err := t.store.db.GetAll(ctx, refs(root, root.Collection("users").Doc(uid)))
	if err != nil {
		return mapError(err, "invite")
	}
	var rec demo.TenantRecord
	var maker demo.Member
	if !snaps[0].Exists() || !snaps[1].Exists() {
		return absent("invite")
	}
	if err := errors.Join(snaps[0].DataTo(&rec), snaps[1].DataTo(&maker)); err != nil {
		return fault.Wrap(fault.Internal, err, "member %s of %s does not fit its type", uid, home)
	}
	if rec.Status != demo.TenantActiveStatus || !maker.Active || tenant.ReachOf(maker.Role, tenant.TenantsManage) < tenant.Platform {
		return absent("invite")
	}
	return nil
}
