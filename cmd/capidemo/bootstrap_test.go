package main

import (
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// TestTheFirstAdminGetsIn: into a new tenant, and again into one that is there, whose name and limits stay.
func TestTheFirstAdminGetsIn(t *testing.T) {
	t.Parallel()
	db := testkit.Firestore(t)
	user := &auth.UserRecord{UserInfo: &auth.UserInfo{UID: "Root1", Email: "root@acme.example"}, EmailVerified: true}
	for _, name := range []string{"Acme", "Another name"} {
		if err := admit(t.Context(), db, user, "acme", name); err != nil {
			t.Fatal(err)
		}
	}
	member, in, err := system.New(db, time.Now).Membership(t.Context(), "acme", "Root1")
	if err != nil || member.Role != tenant.SuperAdmin || !member.Active || in.Status != demo.TenantActiveStatus {
		t.Errorf("%+v, %s, %v", member, in.Status, err)
	}
	snap, err := db.Doc("tenants/acme").Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if name := snap.Data()["name"]; name != "Acme" {
		t.Errorf("the tenant is called %v", name)
	}
	if err := admit(t.Context(), db, user, "../acme", "x"); err == nil {
		t.Error("a path is a tenant")
	}
	entries, err := db.Collection("tenants/acme/audit_entries").Documents(t.Context()).GetAll()
	if err != nil || len(entries) != 2 || member.Version != 1 {
		t.Errorf("after the second time %d entries in the log, a membership of version %d, %v; want 2 and 1", len(entries), member.Version, err)
	}
	if _, err := db.Doc("tenants/acme/users/Root1").Update(t.Context(), []firestore.Update{{Path: "active", Value: false}}); err != nil {
		t.Fatal(err)
	}
	if err := admit(t.Context(), db, user, "acme", "Acme"); err != nil {
		t.Fatal(err)
	}
	again, _, err := system.New(db, time.Now).Membership(t.Context(), "acme", "Root1")
	if err != nil || !again.Active || again.Version != 2 || !again.CreatedAt.Equal(member.CreatedAt) {
		t.Errorf("let in again: %+v, %v", again, err)
	}
	user.CustomClaims = map[string]any{"tenant": "acme"}
	if err := admit(t.Context(), db, user, "rival", "Rival"); err == nil {
		t.Error("a member of acme was taken to rival")
	}
}
