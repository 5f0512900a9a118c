package rules

import (
	"strings"

	"capidemo.dev/platform/shared/tenant"
)

// home is the tenant in which the documents lie that callers reach for, owner the person who made them.
const (
	home  = "acme"
	owner = "ada"
)

// collection is one collection of the database, named by the path of a document in it.
type collection struct {
	document string
	listened bool // browsers listen to it: its documents are open to those they belong to
}

// collections is every collection there is, from the table "Data in Firestore" of the architecture document, and one there is not.
func collections() []collection {
	return []collection{
		{"tenants/acme", false},
		{"tenants/acme/users/ada", false},
		{"tenants/acme/invites/d", false},
		{"tenants/acme/api_keys/d", false},
		{"tenants/acme/webhooks/d", false},
		{"tenants/acme/audit_entries/d", false},
		{"tenants/acme/usage/2026-11", false},
		{"tenants/acme/exports/d", false},
		{"tenants/acme/erasures/d", false},
		{"tenants/acme/jobs/d", true},
		{"tenants/acme/jobs/d/logs/d", true},
		{"tenants/acme/demos/d", true},
		{"tenants/acme/demos/d/exams/d", false},
		{"tenants/acme/demos/d/conversations/d", true},
		{"tenants/acme/demos/d/conversations/d/messages/d", true},
		{"tenants/acme/demos/d/conversations/d/messages/d/chunks/d", true},
		{"tenants/acme/shares/d", false},
		{"tenants/acme/shares/d/views/d", false},
		{"tenants/acme/workshops/d", false},
		{"tenants/acme/agents/d", false},
		{"tenants/acme/trials/d", false},
		{"tenants/acme/errands/d", false},
		{"tenants/acme/templates/d", false},
		{"tenants/acme/templates/d/versions/1", false},
		{"tenants/acme/templates/d/versions/1/builds/d", false},
		{"tenants/acme/templates/d/versions/1/sources/spec", false},
		{"tenants/acme/templates/d/uses/1", false},
		{"share_tokens/d", false},
		{"templates/d", false},
		{"templates/d/versions/1", false},
		{"build_exams/d", false},
		{"mail/d", false},
		{"processed/d", false},
		{"idempotency/d", false},
		{"anything/else", false},
	}
}

// parent is the collection's path.
func (c collection) parent() string { return c.document[:strings.LastIndex(c.document, "/")] }

// caller is who asks. Without a uid nobody is signed in.
type caller struct {
	name, uid, tenant string
	role              tenant.Role
	factor            string    // the second one of the sign-in
	now               situation // what the database says meanwhile
}

// situation is how it is while a token still says something else. The zero situation is that all is as the token says.
type situation struct {
	inactive bool        // the membership was ended
	absent   bool        // there is no membership
	role     tenant.Role // the role has changed to this one
	tenant   string      // where the tenant stands; active when empty
	mfa      bool        // the tenant requires a second factor of who leads it
}

// callers is every role as the owner, as another member of the tenant, and as a member of another tenant with the owner's uid (the
// worst case: identity alone must not open anything), and those whose token says too little.
func callers() []caller {
	members := make([]caller, 0, 3*len(tenant.Roles()))
	for _, role := range tenant.Roles() {
		members = append(members,
			caller{name: "owner, " + string(role), uid: owner, tenant: home, role: role},
			caller{name: "colleague, " + string(role), uid: "bob", tenant: home, role: role},
			caller{name: "other tenant's " + string(role), uid: owner, tenant: "globex", role: role},
		)
	}
	return append(members,
		caller{name: "owner who was deactivated", uid: owner, tenant: home, role: tenant.Engineer, now: situation{inactive: true}},
		caller{name: "admin who was deactivated", uid: "bob", tenant: home, role: tenant.TenantAdmin, now: situation{inactive: true}},
		caller{name: "admin who is no member", uid: "bob", tenant: home, role: tenant.TenantAdmin, now: situation{absent: true}},
		caller{name: "admin who is an engineer now", uid: "bob", tenant: home, role: tenant.TenantAdmin, now: situation{role: tenant.Engineer}},
		caller{name: "owner of a suspended tenant", uid: owner, tenant: home, role: tenant.Engineer, now: situation{tenant: "suspended"}},
		caller{name: "admin of a suspended tenant", uid: "bob", tenant: home, role: tenant.TenantAdmin, now: situation{tenant: "suspended"}},
		caller{name: "admin of a tenant that is deleted", uid: owner, tenant: home, role: tenant.TenantAdmin, now: situation{tenant: "deleting"}},
		caller{name: "admin without a required factor", uid: owner, tenant: home, role: tenant.TenantAdmin, now: situation{mfa: true}},
		caller{name: "platform admin without a required factor", uid: "bob", tenant: home, role: tenant.SuperAdmin, now: situation{mfa: true}},
		caller{name: "admin with a required factor", uid: "bob", tenant: home, role: tenant.TenantAdmin, factor: "phone", now: situation{mfa: true}},
		caller{name: "admin with a factor that is not required", uid: "bob", tenant: home, role: tenant.TenantAdmin, factor: "totp"},
		caller{name: "owner where admins need a factor", uid: owner, tenant: home, role: tenant.Engineer, now: situation{mfa: true}},
		caller{name: "anonymous"},
		caller{name: "owner without claims", uid: owner},
		caller{name: "owner without a role", uid: owner, tenant: home},
		caller{name: "owner without a tenant", uid: owner, role: tenant.Engineer},
		caller{name: "owner with an unknown role", uid: owner, tenant: home, role: "owner"},
	)
}

// member tells whether the caller is a member of the tenant the documents lie in, and one who may look into it now.
func (c caller) member() bool {
	if c.now.inactive || c.now.absent || c.now.role != "" || c.now.tenant == "deleting" {
		return false
	}
	if c.now.mfa && c.factor == "" && c.role.Leads() {
		return false
	}
	reach := tenant.ReachOf(c.role, tenant.DemosRead)
	return c.uid != "" && c.tenant == home && reach != tenant.Nothing && (c.now.tenant != "suspended" || reach == tenant.Tenant)
}

// leads tells whether the caller sees everybody's.
func (c caller) leads() bool {
	return c.member() && tenant.ReachOf(c.role, tenant.DemosRead) == tenant.Tenant
}
