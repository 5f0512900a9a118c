package store_test

import (
	"context"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// peopleCalls has the calls of people, keys, tenants and the audit log, on acme's key "key", invite "invite" and member "Ada-1".
func peopleCalls() map[string]call {
	newcomer := tenant.Newcomer{UID: "new", Email: "new@acme.example", Verified: true}
	return map[string]call{
		"Keys.Create": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Keys().Create(ctx, store.NewKey{ID: "other", Name: "CI", Scopes: []tenant.Permission{tenant.DemosRead}, Lifetime: time.Hour}))
		}},
		"Keys.List": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Keys().List(ctx, store.PageRequest{}))
		}},
		"Keys.Revoke": {governs, func(ctx context.Context, x *store.Scoped) error { return second(x.Keys().Revoke(ctx, "key")) }},
		"Invites.Create": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Invites().Create(ctx, store.NewInvite{ID: "other", Role: tenant.Engineer, Lifetime: time.Hour}))
		}},
		"Invites.List": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Invites().List(ctx, store.PageRequest{}))
		}},
		"Invites.Revoke": {governs, func(ctx context.Context, x *store.Scoped) error { return second(x.Invites().Revoke(ctx, "invite")) }},
		"Invites.Accept": {joins, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Invites().Accept(ctx, "invite", newcomer))
		}},
		"Members.List": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Members().List(ctx, store.PageRequest{}))
		}},
		"Members.Get": {governs, func(ctx context.Context, x *store.Scoped) error { return second(x.Members().Get(ctx, "Ada-1")) }},
		"Members.Change": {governs, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Members().Change(ctx, "Ada-1", 0, store.MemberChange{Active: new(true)}))
		}},
		"Members.Found": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Members().Found(ctx, "Root", "root@acme.example"))
		}},
		"Members.Me": {creates, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Members().Me(ctx)
			return err
		}},
		"Tenants.Create": {publishes, func(ctx context.Context, x *store.Scoped) error { return second(x.Tenants().Create(ctx, "Acme")) }},
		"Tenants.All": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Tenants().All(ctx, store.PageRequest{}))
		}},
		"Tenants.Get": {publishes, func(ctx context.Context, x *store.Scoped) error { return second(x.Tenants().Get(ctx)) }},
		"Tenants.Change": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Tenants().Change(ctx, 0, store.TenantChange{}))
		}},
		"Usage.Months": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Usage().Months(ctx, "2026-03", 1))
		}},
		"Usage.Room":   {anybody, func(ctx context.Context, x *store.Scoped) error { return x.Usage().Room(ctx) }},
		"Usage.Billed": {anybody, func(ctx context.Context, x *store.Scoped) error { return x.Usage().Billed(ctx, "d", 1) }},
		"Usage.Stored": {announces, func(ctx context.Context, x *store.Scoped) error { return x.Usage().Stored(ctx, 1) }},
		"Upkeep.Demo": {announces, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Upkeep().Demo(ctx, "d"))
		}},
		"Upkeep.Removed": {announces, func(ctx context.Context, x *store.Scoped) error {
			return x.Upkeep().Removed(ctx, "dataset d_acme_x", "x")
		}},
		"Upkeep.Recount": {announces, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Upkeep().Recount(ctx))
		}},
		"AuditLog.List": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.AuditLog().List(ctx, store.AuditFilter{}, store.PageRequest{}))
		}},
	}
}

// member is a member of acme's.
func member(uid string, role tenant.Role) demo.Member {
	return demo.Member{UID: uid, Name: uid, Role: role, Active: true}
}
