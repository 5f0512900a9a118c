package tenant_test

import (
	"testing"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

func actor(t *testing.T, uid string, role tenant.Role) tenant.Actor {
	t.Helper()
	a, err := tenant.NewActor(uid, "acme", role, "Ada")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestScopeReaches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role       tenant.Role
		permission tenant.Permission
		owner      string
		want       bool
	}{
		{tenant.Engineer, tenant.DemosRead, "me", true},
		{tenant.Engineer, tenant.DemosRead, "you", false},
		{tenant.Engineer, tenant.DemosRead, "", false},
		{tenant.TenantAdmin, tenant.DemosRead, "you", true},
		{tenant.Participant, tenant.DemosDelete, "you", false},
		{tenant.Engineer, tenant.UsersManage, "me", false},
		{tenant.SuperAdmin, tenant.JobsRun, "me", false},
	} {
		if got := tenant.ForActor(actor(t, "me", c.role)).Covers(c.permission, c.owner); got != c.want {
			t.Errorf("%s %s of %q: %v, want %v", c.role, c.permission, c.owner, got, c.want)
		}
	}
}

func TestTheZeroScopeReachesNothing(t *testing.T) {
	t.Parallel()
	var nobody tenant.Scope
	if err := nobody.Require(tenant.TemplatesRead); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("Require = %v, want unauthenticated", err)
	}
	if nobody.Covers(tenant.DemosRead, "") {
		t.Error("the zero scope covers an object without owner")
	}
}

func TestScopesComeFromPathsOfTenants(t *testing.T) {
	t.Parallel()
	scope, err := tenant.ForEvent("load", "tenants/acme/jobs/j1")
	if err != nil || scope.Tenant() != "acme" || scope.Subject() != "system:load" {
		t.Errorf("scope = %+v, %v", scope, err)
	}
	for _, path := range []string{"", "templates/x", "tenants/acme", "tenants//jobs/j", "tenants/../jobs/j", "tenants/A-B/jobs/j"} {
		if _, err := tenant.ForEvent("load", path); err == nil {
			t.Errorf("path %q gave a scope", path)
		}
	}
	if _, err := tenant.ForEvent("intruder", "tenants/acme/jobs/j1"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an unknown function got a scope: %v", err)
	}
}

func TestActorsAreWhole(t *testing.T) {
	t.Parallel()
	for name, build := range map[string]func() (tenant.Actor, error){
		"no uid":         func() (tenant.Actor, error) { return tenant.NewActor("", "acme", tenant.Engineer, "") },
		"uid is a path":  func() (tenant.Actor, error) { return tenant.NewActor("a/b", "acme", tenant.Engineer, "") },
		"no tenant":      func() (tenant.Actor, error) { return tenant.NewActor("me", "", tenant.Engineer, "") },
		"unknown role":   func() (tenant.Actor, error) { return tenant.NewActor("me", "acme", "owner", "") },
		"tenant is path": func() (tenant.Actor, error) { return tenant.NewActor("me", "a/b", tenant.Engineer, "") },
	} {
		if _, err := build(); err == nil {
			t.Errorf("%s: an actor was made", name)
		}
	}
}

func TestOnlySuperAdminsReachOtherTenants(t *testing.T) {
	t.Parallel()
	for _, role := range tenant.Roles() {
		actor, err := tenant.NewActor("me", "acme", role, "")
		if err != nil {
			t.Fatal(err)
		}
		scope := tenant.ForActor(actor)
		other, err := scope.In("rival")
		if want := role == tenant.SuperAdmin; (err == nil) != want {
			t.Errorf("%s reaches another tenant: %v, want %v", role, err, want)
		}
		if other.Reach(tenant.DemosRead) != tenant.Nothing || other.Reach(tenant.UsersManage) != tenant.Nothing {
			t.Errorf("%s reaches into another tenant", role)
		}
		if _, err := scope.In("acme"); err != nil {
			t.Errorf("%s in the own tenant: %v", role, err)
		}
		if _, err := scope.In("../acme"); err == nil {
			t.Errorf("%s reaches a path", role)
		}
	}
}

// TestAKeyNeverDoesMoreThanItsPerson: a key has what it was given of what its person may do now.
func TestAKeyNeverDoesMoreThanItsPerson(t *testing.T) {
	t.Parallel()
	actor, err := tenant.NewActor("me", "acme", tenant.Engineer, "")
	if err != nil {
		t.Fatal(err)
	}
	scope := tenant.ForActor(actor.ByKey("k", []tenant.Permission{tenant.DemosRead, tenant.UsersManage}))
	for permission, want := range map[tenant.Permission]tenant.Reach{
		tenant.DemosRead: tenant.Own, tenant.UsersManage: tenant.Nothing, tenant.DemosCreate: tenant.Nothing,
	} {
		if got := scope.Reach(permission); got != want {
			t.Errorf("%s reaches %q, want %q", permission, got, want)
		}
	}
	if scope.Subject() != "me" || scope.Credential() != "key:k" {
		t.Errorf("acts as %s by %s", scope.Subject(), scope.Credential())
	}
}

func TestNobodyGrantsWhatTheyLack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role, other tenant.Role
		want        bool
	}{
		{tenant.SuperAdmin, tenant.TenantAdmin, true}, {tenant.TenantAdmin, tenant.SuperAdmin, false}, {tenant.TenantAdmin, tenant.TenantAdmin, true},
		{tenant.TenantAdmin, tenant.Engineer, true}, {tenant.Engineer, tenant.TenantAdmin, false}, {tenant.Engineer, tenant.Participant, true},
		{tenant.TenantAdmin, "owner", false},
	} {
		actor, err := tenant.NewActor("me", "acme", c.role, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := tenant.ForActor(actor).MayGrant(c.other); (err == nil) != c.want {
			t.Errorf("%s grants %s: %v", c.role, c.other, err)
		}
	}
	boss, err := tenant.NewActor("me", "acme", tenant.TenantAdmin, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := tenant.ForActor(boss.ByKey("k", []tenant.Permission{tenant.UsersManage})).MayGrant(tenant.Engineer); err == nil {
		t.Error("a key for users grants a role with demos")
	}
}
