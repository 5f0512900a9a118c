package tenants_test

import (
	"net/http"
	"testing"
	"time"

	"capidemo.dev/platform/functions/tenants"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/tenant"
)

// open does what onboard does.
func (p platform) open(t *testing.T, id tenant.ID) {
	t.Helper()
	errands := p.Function(t, "onboard", id).Errands()
	claim, done, err := errands.Claim(t.Context(), demo.ErrandOnboard)
	if err != nil || done {
		t.Fatalf("done %v, %v", done, err)
	}
	if _, err := errands.Opened(t.Context(), claim); err != nil {
		t.Fatal(err)
	}
}

// bury does what offboard does, of a tenant that has nothing outside.
func (p platform) bury(t *testing.T, id tenant.ID) {
	t.Helper()
	offboard := p.Function(t, "offboard", id)
	claim, done, err := offboard.Errands().Claim(t.Context(), demo.ErrandOffboard)
	if err != nil || done {
		t.Fatalf("done %v, %v", done, err)
	}
	n, err := offboard.Departures().Purge(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := offboard.Errands().Departed(t.Context(), claim, demo.DepartureRecords, demo.Removed{}); err != nil {
		t.Fatal(err)
	}
	p.Clock.Advance(time.Hour)
	if _, err := offboard.Errands().Buried(t.Context(), claim, demo.Removed{Documents: int64(n)}); err != nil {
		t.Fatal(err)
	}
}

// TestATenantFromItsMakingToItsTombstone is its life as those see it who run the platform.
func TestATenantFromItsMakingToItsTombstone(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	w, made := call[tenants.TenantView](t, p, root, http.MethodPost, "/tenants", `{"tenant_id":"globex","name":"Globex"}`)
	if w.Code != http.StatusAccepted || made.Status != "provisioning" || w.Header().Get("ETag") == "" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, p, root, http.MethodPost, "/tenants/globex/invites", `{}`); w.Code != http.StatusConflict {
		t.Errorf("its admin is invited before it is set up: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, p, root, http.MethodPatch, "/tenants/globex", `{"status":"active"}`, "If-Match", `"1"`); w.Code != http.StatusConflict {
		t.Errorf("opened by hand: %d %s", w.Code, w.Body)
	}
	p.open(t, "globex")
	read, _ := call[tenants.TenantView](t, p, root, http.MethodGet, "/tenants/globex", "")
	tag := read.Header().Get("ETag")
	w, invite := call[tenants.AdminInviteView](t, p, root, http.MethodPost, "/tenants/globex/invites", `{"email":"boss@globex.example"}`)
	if w.Code != http.StatusCreated || invite.Role != "tenant_admin" || invite.Code == "" {
		t.Errorf("invited: %d %s %v", w.Code, w.Body, w.Header())
	}
	for name, c := range map[string]struct {
		who, path, tag string
		status         int
	}{
		"not confirmed":            {root, "/tenants/globex", tag, 422},
		"confirmed as another":     {root, "/tenants/globex?confirm=acme", tag, 422},
		"without a condition":      {root, "/tenants/globex?confirm=globex", "", 428},
		"as it was before":         {root, "/tenants/globex?confirm=globex", `"1"`, 412},
		"one's own":                {root, "/tenants/acme?confirm=acme", `"1"`, 409},
		"none":                     {root, "/tenants/nothing?confirm=nothing", `"1"`, 404},
		"by its own admin":         {eve, "/tenants/rival?confirm=rival", `"1"`, 403},
		"by another's admin":       {boss, "/tenants/rival?confirm=rival", `"1"`, 403},
		"by an engineer":           {ada, "/tenants/acme?confirm=acme", `"1"`, 403},
		"one that is not, by them": {boss, "/tenants/nothing?confirm=nothing", `"1"`, 403},
	} {
		header := []string{}
		if c.tag != "" {
			header = []string{"If-Match", c.tag}
		}
		if w, _ := call[host.Problem](t, p, c.who, http.MethodDelete, c.path, "", header...); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	for range 2 { // the second time it tells how far it is
		w, gone := call[tenants.TenantView](t, p, root, http.MethodDelete, "/tenants/globex?confirm=globex", "", "If-Match", tag)
		if w.Code != http.StatusAccepted || gone.Status != "deleting" || gone.Deletion.Phase != "work" || gone.Deletion.RequestedBy != "root" {
			t.Fatalf("deleted: %d %s", w.Code, w.Body)
		}
	}
	p.bury(t, "globex")
	_, page := call[tenants.TenantPage](t, p, root, http.MethodGet, "/tenants", "")
	_, stone := call[tenants.TenantView](t, p, root, http.MethodGet, "/tenants/globex", "")
	if len(page.Items) != 3 || stone.Status != "deleted" || stone.Name != "" || stone.Deletion.CompletedAt == nil || stone.Deletion.Removed.Documents == 0 || stone.CreatedAt.IsZero() {
		t.Errorf("the tombstone: %+v %+v among %d", stone, stone.Deletion, len(page.Items))
	}
	if w, _ := call[any](t, p, root, http.MethodPost, "/tenants", `{"tenant_id":"globex","name":"Globex"}`); w.Code != http.StatusConflict {
		t.Errorf("its id is given again: %d", w.Code)
	}
}

// TestPeopleAndKeysOfADeletingTenantAreOutAtOnce: and another tenant's go on.
func TestPeopleAndKeysOfADeletingTenantAreOutAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	_, made := call[tenants.CreatedKeyView](t, p, eve, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"]}`)
	if w, _ := call[any](t, p, root, http.MethodDelete, "/tenants/rival?confirm=rival", "", "If-Match", `"1"`); w.Code != http.StatusAccepted {
		t.Fatalf("deleted: %d %s", w.Code, w.Body)
	}
	for who, path := range map[string]string{eve: "/tenants/rival", made.Key: "/demos"} {
		if w, _ := call[any](t, p, who, http.MethodGet, path, ""); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d %s", who, w.Code, w.Body)
		}
	}
	p.bury(t, "rival")
	if w, _ := call[any](t, p, made.Key, http.MethodGet, "/demos", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("a key of a tenant that is gone: %d", w.Code)
	}
	if w, _ := call[any](t, p, eve, http.MethodGet, "/tenants/rival", ""); w.Code != http.StatusForbidden {
		t.Errorf("a person of a tenant that is gone: %d", w.Code)
	}
	if w, _ := call[any](t, p, boss, http.MethodGet, "/tenants/acme", ""); w.Code != http.StatusOK {
		t.Errorf("another tenant: %d %s", w.Code, w.Body)
	}
}
