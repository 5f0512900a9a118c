package tenants_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	fireauth "firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/functions/demos"
	"capidemo.dev/platform/functions/tenants"
	"capidemo.dev/platform/functions/users"
	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/host/hosttest"
	"capidemo.dev/platform/shared/secret"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// tokens takes "uid.tenant" for a sign-in of that person, and "uid.tenant+phone" for one with a second factor.
type tokens struct{}

func (tokens) VerifyIDTokenAndCheckRevoked(_ context.Context, raw string) (*fireauth.Token, error) {
	uid, id, found := strings.Cut(raw, ".")
	if !found {
		return nil, fault.New(fault.Unauthenticated, "no token")
	}
	id, factor, _ := strings.Cut(id, "+")
	firebase := map[string]any{"sign_in_provider": "password", "sign_in_second_factor": factor}
	return &fireauth.Token{UID: uid, Claims: map[string]any{"tenant": id, "email_verified": true, "firebase": firebase}}, nil
}

// pepper is the one version of the secret.
type pepper struct{}

func (pepper) Enabled(context.Context, string) ([]secret.Version, error) {
	return []secret.Version{secret.NewVersion("pepper", bytes.Repeat([]byte("p"), 32))}, nil
}

// platform is the functions tenants and demos as they are served, with acme's people in it.
type platform struct {
	storetest.World
	handler http.Handler
	demo    demo.Pair
}

func newPlatform(t *testing.T) platform {
	t.Helper()
	w := storetest.New(t, demo.DefaultLimits())
	for uid, role := range map[string]tenant.Role{"root": tenant.SuperAdmin, "boss": tenant.TenantAdmin, "ada": tenant.Engineer} {
		if err := w.System.PutMember(t.Context(), "acme", demo.Member{UID: uid, Name: uid, Role: role, Active: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.System.PutMember(t.Context(), "rival", demo.Member{UID: "eve", Role: tenant.TenantAdmin, Active: true}); err != nil {
		t.Fatal(err)
	}
	pair, _ := w.Begin(t)
	mint := auth.NewMint(pepper{}, "pepper")
	people := auth.NewPeople(tokens{}, w.System).WithKeys(mint, w.System, w.Clock.Now)
	served := hosttest.Serve(people, w.Clock.Now, tenants.New(w.Store, mint, w.Clock.Now), demos.New(w.Store), users.New(w.Store, nil, w.System, w.Clock.Now))
	return platform{w, served, pair}
}

// call sends a request as a person or with a key, and decodes the answer.
func call[T any](t *testing.T, p platform, who, method, path, body string, header ...string) (*httptest.ResponseRecorder, T) {
	t.Helper()
	if strings.HasPrefix(who, "capi_") {
		return hosttest.Call[T](t, p.handler, "", method, path, body, append(header, "X-API-Key", who)...)
	}
	return hosttest.Call[T](t, p.handler, "Bearer "+who, method, path, body, header...)
}

const root, boss, ada, eve = "root.acme", "boss.acme", "ada.acme", "eve.rival"

// TestAKeyFromItsMakingToItsEnd: made by an admin, it reads demos and nothing else, and nothing at all once it is revoked.
func TestAKeyFromItsMakingToItsEnd(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	w, made := call[tenants.CreatedKeyView](t, p, boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"],"expires_in_days":30}`)
	if w.Code != http.StatusCreated || made.Status != "active" || made.ActsFor != "boss" {
		t.Fatalf("made: %d %s", w.Code, w.Body)
	}
	if w, page := call[demos.DemoPage](t, p, made.Key, http.MethodGet, "/demos", ""); w.Code != http.StatusOK || len(page.Items) != 1 {
		t.Errorf("the key lists %d %s", w.Code, w.Body)
	}
	for name, c := range map[string]struct {
		who, method, path, body string
		header                  []string
		status                  int
	}{
		"beyond its scopes":             {made.Key, http.MethodGet, "/api-keys", "", nil, 403},
		"a change with a reading key":   {made.Key, http.MethodPatch, "/demos/" + p.demo.Demo.ID, `{"customer_name":"X"}`, []string{"If-Match", `"1"`}, 403},
		"in another tenant by a header": {made.Key, http.MethodGet, "/tenants/rival", "", []string{"X-Tenant-ID", "rival"}, 403},
		"an engineer makes one":         {ada, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"]}`, nil, 403},
		"more than its maker":           {boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["jobs.run"]}`, nil, 422},
		"no scopes":                     {boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":[]}`, nil, 422},
		"for ever":                      {boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"],"expires_in_days":366}`, nil, 422},
		"for another person":            {boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"],"created_by":"root"}`, nil, 422},
		"with an id of one's own":       {boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"],"key_id":"x"}`, nil, 422},
		"another tenant's key":          {eve, http.MethodDelete, "/api-keys/" + made.KeyID, "", nil, 404},
		"a key that is not there":       {boss, http.MethodDelete, "/api-keys/none", "", nil, 404},
	} {
		if w, _ := call[any](t, p, c.who, c.method, c.path, c.body, c.header...); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	w, page := call[tenants.KeyPage](t, p, boss, http.MethodGet, "/api-keys", "")
	if len(page.Items) != 1 || page.Items[0].LastUsed == nil || strings.Contains(w.Body.String(), made.Key) {
		t.Errorf("listed: %s", w.Body)
	}
	if w, _ := call[any](t, p, boss, http.MethodDelete, "/api-keys/"+made.KeyID, ""); w.Code != http.StatusOK {
		t.Fatalf("revoke: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, p, made.Key, http.MethodGet, "/demos", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("after it was revoked: %d", w.Code)
	}
}

func TestAKeyEndsByItself(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	_, made := call[tenants.CreatedKeyView](t, p, boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"],"expires_in_days":1}`)
	p.Clock.Advance(25 * time.Hour)
	if w, _ := call[any](t, p, made.Key, http.MethodGet, "/demos", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("after its end: %d", w.Code)
	}
}

// TestTenantsBelongToThePlatform: who runs it makes, suspends and limits tenants; admins see their own; nobody else sees any.
func TestTenantsBelongToThePlatform(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	const globex = `{"tenant_id":"globex","name":"Globex"}`
	for who, status := range map[string]int{ada: 403, boss: 403, eve: 403, root: 202} {
		if w, _ := call[any](t, p, who, http.MethodPost, "/tenants", globex); w.Code != status {
			t.Errorf("%s makes a tenant: %d %s, want %d", who, w.Code, w.Body, status)
		}
	}
	if w, _ := call[any](t, p, root, http.MethodPost, "/tenants", globex); w.Code != http.StatusConflict {
		t.Errorf("made twice: %d", w.Code)
	}
	for name, c := range map[string]struct {
		who, path string
		status    int
	}{
		"one's own": {boss, "/tenants/acme", 200}, "another": {boss, "/tenants/rival", 404}, "none": {boss, "/tenants/nothing", 404},
		"the platform's": {root, "/tenants/rival", 200}, "a path": {root, "/tenants/..%2Facme", 404}, "by an engineer": {ada, "/tenants/acme", 403},
		"another's quota": {boss, "/tenants/rival/quota", 404}, "another's usage": {boss, "/tenants/rival/usage", 404},
	} {
		if w, _ := call[any](t, p, c.who, http.MethodGet, c.path, ""); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	for who, want := range map[string]int{boss: 1, eve: 1, root: 3} {
		if _, page := call[tenants.TenantPage](t, p, who, http.MethodGet, "/tenants", ""); len(page.Items) != want {
			t.Errorf("%s lists %d tenants", who, len(page.Items))
		}
	}
}

func TestASuspendedTenantIsReadOnly(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	read, _ := call[any](t, p, root, http.MethodGet, "/tenants/rival", "")
	tag := read.Header().Get("ETag")
	change := func(who, tag, body string) int {
		w, _ := call[any](t, p, who, http.MethodPatch, "/tenants/rival", body, "If-Match", tag)
		return w.Code
	}
	for name, c := range map[string]struct {
		who, tag, body string
		status         int
	}{
		"without a condition": {root, "", `{"status":"suspended"}`, 428}, "by its own admin": {eve, tag, `{"status":"suspended"}`, 403},
		"its limits, by its admin": {eve, tag, `{"limits":{"active_demos":9,"concurrent_jobs":9,"provisions_per_month":9,"questions_per_day":9,"members":9,"api_keys":9}}`, 403},
		"by another's admin":       {boss, tag, `{"name":"Mine"}`, 404}, "its counters": {root, tag, `{"counters":{"provisions":0}}`, 422},
		"deleted by a status": {root, tag, `{"status":"deleted"}`, 422},
	} {
		if got := change(c.who, c.tag, c.body); got != c.status {
			t.Errorf("%s: %d, want %d", name, got, c.status)
		}
	}
	if got := change(root, tag, `{"status":"suspended"}`); got != http.StatusOK {
		t.Fatalf("suspended: %d", got)
	}
	if w, _ := call[any](t, p, eve, http.MethodGet, "/tenants/rival", ""); w.Code != http.StatusOK {
		t.Errorf("its admin looks: %d %s", w.Code, w.Body)
	}
	w, problem := call[host.Problem](t, p, eve, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"]}`)
	if w.Code != http.StatusForbidden || !strings.Contains(problem.Detail, "suspended") {
		t.Errorf("its admin changes something: %d %s", w.Code, w.Body)
	}
	if got := change(root, tag, `{"status":"active"}`); got != http.StatusPreconditionFailed {
		t.Errorf("resumed with an old tag: %d", got)
	}
}

func TestTheAuditLogSaysByWhichKey(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	_, made := call[tenants.CreatedKeyView](t, p, boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"]}`)
	if w, _ := call[any](t, p, made.Key, http.MethodPost, "/demos/"+p.demo.Demo.ID+"/pin", ""); w.Code != http.StatusOK {
		t.Fatalf("pin: %d %s", w.Code, w.Body)
	}
	_, page := call[tenants.AuditPage](t, p, boss, http.MethodGet, "/audit-entries?action=demo.pin", "")
	if len(page.Items) != 1 || page.Items[0].Via != made.KeyID || page.Items[0].Actor != "boss" || page.Items[0].RequestID == "" {
		t.Errorf("the log: %+v", page.Items)
	}
	if w, _ := call[any](t, p, ada, http.MethodGet, "/audit-entries", ""); w.Code != http.StatusForbidden {
		t.Errorf("an engineer reads the log: %d", w.Code)
	}
	if w, _ := call[any](t, p, boss, http.MethodDelete, "/audit-entries", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("the log is deleted: %d", w.Code)
	}
}

func TestWhatATenantUsedByMonths(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	if err := p.As(t, "ada", "acme", tenant.Engineer).Usage().Billed(t.Context(), "look", 1<<40); err != nil {
		t.Fatal(err)
	}
	w, got := call[tenants.UsageView](t, p, boss, http.MethodGet, "/tenants/acme/usage?months=2", "")
	want := tenants.MonthUsageView{Month: "2026-03", Provisions: 1, BytesBilled: 1 << 40, CostMicrosUSD: 6_250_000}
	if w.Code != http.StatusOK || got.Demos != 1 || len(got.Items) != 2 || got.Items[0].Month != "2026-02" || got.Items[1] != want || got.MonthUsageView != want {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for name, c := range map[string]struct {
		who, path string
		status    int
	}{
		"an engineer":         {ada, "/tenants/acme/usage", 403},
		"another tenant":      {eve, "/tenants/acme/usage", 404},
		"who runs it all":     {root, "/tenants/rival/usage", 200},
		"no month":            {boss, "/tenants/acme/usage?month=2026-13", 422},
		"more than two years": {boss, "/tenants/acme/usage?months=25", 422},
	} {
		if w, _ := call[any](t, p, c.who, http.MethodGet, c.path, ""); w.Code != c.status {
			t.Errorf("%s: %d, want %d", name, w.Code, c.status)
		}
	}
}
