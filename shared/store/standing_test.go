package store_test

import (
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// TestAnInviteStandsWithItsMaker: it is worth nothing once its maker could not make it any more, and again when they can.
func TestAnInviteStandsWithItsMaker(t *testing.T) {
	t.Parallel()
	w := company(t, demo.DefaultLimits(), map[string]tenant.Role{"Root": tenant.SuperAdmin, "Boss": tenant.TenantAdmin, "Vice": tenant.TenantAdmin})
	root := w.As(t, "Root", "acme", tenant.SuperAdmin).Members()
	for id, role := range map[string]tenant.Role{"engineer": tenant.Engineer, "admin": tenant.TenantAdmin} {
		if _, err := w.As(t, "Vice", "acme", tenant.TenantAdmin).Invites().Create(t.Context(), store.NewInvite{ID: id, Role: role, Lifetime: time.Hour}); err != nil {
			t.Fatal(err)
		}
	}
	accept := func(uid, id string) error {
		return second(w.Newcomer(t, uid, "acme").Invites().Accept(t.Context(), id, tenant.Newcomer{UID: uid, Verified: true}))
	}
	for name, to := range map[string]store.MemberChange{
		"demoted": {Role: new(tenant.Instructor)}, "gone": {Active: new(false)},
	} {
		if _, err := root.Change(t.Context(), "Vice", 0, to); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"engineer", "admin"} {
			if err := accept("New", id); !fault.Is(err, fault.NotFound) {
				t.Errorf("the maker is %s: the %s's invite gives %v, want not found", name, id, err)
			}
		}
	}
	if _, err := root.Change(t.Context(), "Vice", 0, store.MemberChange{Role: new(tenant.TenantAdmin), Active: new(true)}); err != nil {
		t.Fatal(err)
	}
	if err := accept("New", "engineer"); err != nil {
		t.Errorf("the maker is back: %v", err)
	}
}

// TestAnInviteTellsNothingOfTenants: with no invite for one, a tenant that is there, that is closed and that is none look the same.
func TestAnInviteTellsNothingOfTenants(t *testing.T) {
	t.Parallel()
	w := company(t, demo.DefaultLimits(), map[string]tenant.Role{"Root": tenant.SuperAdmin})
	if _, err := w.Store.For(visiting(t, "rival")).Tenants().Change(t.Context(), 0, store.TenantChange{Status: new(demo.TenantSuspended)}); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, id := range []tenant.ID{"acme", "rival", "nowhere"} {
		_, err := w.Newcomer(t, "New", id).Invites().Accept(t.Context(), "none", tenant.Newcomer{UID: "New", Verified: true})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", id, err)
		}
		said[fault.Message(err)] = true
	}
	if len(said) != 1 {
		t.Errorf("they differ: %v", said)
	}
}

// TestNobodyLocksThePlatformOut: neither its last super admin goes while only other admins stay, nor is the tenant closed that they are in.
func TestNobodyLocksThePlatformOut(t *testing.T) {
	t.Parallel()
	w := company(t, demo.DefaultLimits(), map[string]tenant.Role{"Root": tenant.SuperAdmin, "Boss": tenant.TenantAdmin})
	root := w.As(t, "Root", "acme", tenant.SuperAdmin)
	for name, to := range map[string]store.MemberChange{"deactivated": {Active: new(false)}, "demoted": {Role: new(tenant.TenantAdmin)}} {
		if _, err := root.Members().Change(t.Context(), "Root", 0, to); !fault.Is(err, fault.Conflict) {
			t.Errorf("the last super admin is %s: %v, want conflict", name, err)
		}
	}
	if _, err := root.Tenants().Change(t.Context(), 0, store.TenantChange{Status: new(demo.TenantSuspended)}); !fault.Is(err, fault.Conflict) {
		t.Errorf("their own tenant is suspended: %v, want conflict", err)
	}
	if _, err := root.Members().Change(t.Context(), "Boss", 0, store.MemberChange{Role: new(tenant.SuperAdmin)}); err != nil {
		t.Fatal(err)
	}
	if _, err := root.Members().Change(t.Context(), "Root", 0, store.MemberChange{Role: new(tenant.TenantAdmin)}); err != nil {
		t.Errorf("with a second one: %v", err)
	}
}

// visiting is the scope of who runs the platform, in another tenant than their own.
func visiting(t *testing.T, id tenant.ID) tenant.Scope {
	t.Helper()
	actor, err := tenant.NewActor("Root", "acme", tenant.SuperAdmin, "Root")
	if err != nil {
		t.Fatal(err)
	}
	scope, err := tenant.ForActor(actor).In(id)
	if err != nil {
		t.Fatal(err)
	}
	return scope
}
