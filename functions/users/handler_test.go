package users_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	fireauth "firebase.google.com/go/v4/auth"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/functions/users"
	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host/hosttest"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// accounts is Firebase Auth: tokens "uid.tenant" are sign-ins, claims are remembered, and it can be away.
type accounts struct {
	mu     sync.Mutex
	claims map[string]map[string]any
	ended  []string
	away   bool
}

func (a *accounts) VerifyIDTokenAndCheckRevoked(_ context.Context, raw string) (*fireauth.Token, error) {
	uid, id, found := strings.Cut(raw, ".")
	if !found {
		return nil, fault.New(fault.Unauthenticated, "no token")
	}
	claims := map[string]any{"email_verified": uid != "unconfirmed", "email": uid + "@x.example", "name": strings.ToUpper(uid)}
	if id != "" {
		claims["tenant"] = id
	}
	return &fireauth.Token{UID: uid, Claims: claims}, nil
}

func (a *accounts) GetUser(_ context.Context, uid string) (*fireauth.UserRecord, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return &fireauth.UserRecord{UserInfo: &fireauth.UserInfo{UID: uid}, CustomClaims: a.claims[uid]}, nil
}

func (a *accounts) SetCustomUserClaims(_ context.Context, uid string, claims map[string]any) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.away {
		return fault.New(fault.Unavailable, "away")
	}
	a.claims[uid] = claims
	return nil
}

func (a *accounts) RevokeRefreshTokens(_ context.Context, uid string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ended = append(a.ended, uid)
	return nil
}

func newUsers(t *testing.T) (http.Handler, *accounts) {
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
	a := &accounts{claims: map[string]map[string]any{"eve": {"tenant": "rival", "role": "tenant_admin"}}}
	return hosttest.Serve(auth.NewPeople(a, w.System), w.Clock.Now, users.New(w.Store, a, w.System, w.Clock.Now)), a
}

// call sends a request as a person and decodes the answer.
func call[T any](t *testing.T, h http.Handler, who, method, path, body string, header ...string) (*httptest.ResponseRecorder, T) {
	t.Helper()
	return hosttest.Call[T](t, h, "Bearer "+who, method, path, body, header...)
}

const boss, ada, eve, newcomer = "boss.acme", "ada.acme", "eve.rival", "nora."

// TestAPersonFromInviteToEnd: invited, joined, changed, and out at once.
func TestAPersonFromInviteToEnd(t *testing.T) {
	t.Parallel()
	h, a := newUsers(t)
	w, invited := call[users.InvitedView](t, h, boss, http.MethodPost, "/invites", `{"role":"engineer","email":"Nora@x.example"}`)
	if w.Code != http.StatusCreated || invited.Status != "open" {
		t.Fatalf("invite: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, h, newcomer, http.MethodGet, "/users/me", ""); w.Code != http.StatusForbidden {
		t.Errorf("before joining: %d", w.Code)
	}
	a.away = true // the membership is stored, the claims are not: the same request mends it
	if w, _ := call[any](t, h, newcomer, http.MethodPost, "/invites/"+invited.Code+"/accept", ""); w.Code != http.StatusServiceUnavailable {
		t.Errorf("while Firebase is away: %d %s", w.Code, w.Body)
	}
	a.away = false
	w, joined := call[users.UserView](t, h, newcomer, http.MethodPost, "/invites/"+invited.Code+"/accept", "")
	if w.Code != http.StatusOK || joined.Role != "engineer" || joined.Name != "NORA" {
		t.Fatalf("accept: %d %s", w.Code, w.Body)
	}
	if diff := cmp.Diff(map[string]any{"tenant": "acme", "role": "engineer"}, a.claims["nora"]); diff != "" {
		t.Errorf("claims: %s", diff)
	}
	_, me := call[users.MeView](t, h, "nora.acme", http.MethodGet, "/users/me", "")
	if me.TenantID != "acme" || me.Permissions["demos.read"] != "own" || me.Permissions["users.manage"] != "" {
		t.Errorf("me: %+v", me)
	}
	read, _ := call[any](t, h, boss, http.MethodGet, "/users/nora", "")
	tag := read.Header().Get("ETag")
	if w, _ := call[any](t, h, boss, http.MethodPatch, "/users/nora", `{"role":"instructor"}`, "If-Match", tag); w.Code != http.StatusOK {
		t.Errorf("another role: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, h, boss, http.MethodDelete, "/users/nora", ""); w.Code != http.StatusOK {
		t.Errorf("end: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, h, "nora.acme", http.MethodGet, "/users/me", ""); w.Code != http.StatusForbidden {
		t.Errorf("after the end, with a token that still holds: %d", w.Code)
	}
	if len(a.ended) != 1 || a.claims["nora"] != nil {
		t.Errorf("the sign-in: ended %v, claims %v", a.ended, a.claims["nora"])
	}
	if w, _ := call[any](t, h, newcomer, http.MethodPost, "/invites/"+invited.Code+"/accept", ""); w.Code == http.StatusOK {
		t.Error("back in by the old invite")
	}
}

// TestWaysToRise: what people try to be more than they are, and to be where they are not.
func TestWaysToRise(t *testing.T) {
	t.Parallel()
	h, a := newUsers(t)
	tag := func(uid string) string {
		w, _ := call[any](t, h, "root.acme", http.MethodGet, "/users/"+uid, "")
		return w.Header().Get("ETag")
	}
	_, open := call[users.InvitedView](t, h, boss, http.MethodPost, "/invites", `{"role":"engineer"}`)
	_, theirs := call[users.InvitedView](t, h, boss, http.MethodPost, "/invites", `{"role":"tenant_admin","email":"vip@x.example"}`)
	for name, c := range map[string]struct {
		who, method, path, body string
		header                  []string
		status                  int
	}{
		"an admin becomes a super admin": {boss, http.MethodPatch, "/users/boss", `{"role":"super_admin"}`, []string{"If-Match", tag("boss")}, 403},
		"an engineer becomes an admin":   {ada, http.MethodPatch, "/users/ada", `{"role":"tenant_admin"}`, []string{"If-Match", tag("ada")}, 403},
		"an admin invites a super admin": {boss, http.MethodPost, "/invites", `{"role":"super_admin"}`, nil, 403},
		"a role that is none":            {boss, http.MethodPost, "/invites", `{"role":"owner"}`, nil, 422},
		"an invite with its own code":    {boss, http.MethodPost, "/invites", `{"role":"engineer","code":"inv-x"}`, nil, 422},
		"a member of another tenant":     {eve, http.MethodPatch, "/users/ada", `{"active":false}`, []string{"If-Match", tag("ada")}, 404},
		"another tenant by a header":     {eve, http.MethodGet, "/users/ada", "", []string{"X-Tenant-ID", "acme"}, 404},
		"another's fields":               {boss, http.MethodPatch, "/users/ada", `{"role":"engineer","uid":"root"}`, []string{"If-Match", tag("ada")}, 422},
		"a version of another":           {boss, http.MethodPatch, "/users/ada", `{"role":"instructor"}`, []string{"If-Match", `"99"`}, 412},
		"no version":                     {boss, http.MethodPatch, "/users/ada", `{"role":"instructor"}`, nil, 428},
		"an invite for somebody else":    {newcomer, http.MethodPost, "/invites/" + theirs.Code + "/accept", "", nil, 404},
		"an unconfirmed address":         {"unconfirmed.", http.MethodPost, "/invites/" + open.Code + "/accept", "", nil, 403},
		"nobody accepts":                 {"nobody", http.MethodPost, "/invites/" + open.Code + "/accept", "", nil, 401},
		"a member of another accepts":    {eve, http.MethodPost, "/invites/" + open.Code + "/accept", "", nil, 409},
		"a code that is none":            {newcomer, http.MethodPost, "/invites/inv-acme-" + strings.Repeat("A", 52) + "/accept", "", nil, 404},
		"a code of another tenant":       {newcomer, http.MethodPost, "/invites/" + strings.Replace(open.Code, "acme", "rival", 1) + "/accept", "", nil, 404},
		"an id for a code":               {newcomer, http.MethodPost, "/invites/" + open.InviteID + "/accept", "", nil, 404},
		"an invite read by its code":     {newcomer, http.MethodGet, "/invites/" + open.Code, "", nil, 405},
		"an engineer lists people":       {ada, http.MethodGet, "/users", "", nil, 403},
		"a path for a uid":               {boss, http.MethodGet, "/users/..%2Fapi_keys%2Fx", "", nil, 404},
	} {
		if w, _ := call[any](t, h, c.who, c.method, c.path, c.body, c.header...); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	if len(a.claims) != 1 {
		t.Errorf("claims were set: %v", a.claims)
	}
	w, page := call[users.InvitePage](t, h, boss, http.MethodGet, "/invites", "")
	if len(page.Items) != 2 || strings.Contains(w.Body.String(), open.Code) {
		t.Errorf("listed: %s", w.Body)
	}
}

// TestASignInSpeaksForOneTenant: the admin of a tenant that somebody has left neither ends nor takes their sign-in, which now speaks for
// another; nor does a newcomer, whose token says less than the account, take two.
func TestASignInSpeaksForOneTenant(t *testing.T) {
	t.Parallel()
	h, a := newUsers(t)
	invite := func(who string) string {
		_, invited := call[users.InvitedView](t, h, who, http.MethodPost, "/invites", `{"role":"engineer"}`)
		return "/invites/" + invited.Code + "/accept"
	}
	if w, _ := call[any](t, h, newcomer, http.MethodPost, invite(boss), ""); w.Code != http.StatusOK {
		t.Fatalf("joins acme: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, h, newcomer, http.MethodPost, invite(eve), ""); w.Code != http.StatusConflict {
		t.Errorf("joins rival with a token from before: %d, want 409", w.Code)
	}
	if w, _ := call[any](t, h, boss, http.MethodDelete, "/users/nora", ""); w.Code != http.StatusOK {
		t.Fatalf("acme ends it: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, h, newcomer, http.MethodPost, invite(eve), ""); w.Code != http.StatusOK {
		t.Fatalf("joins rival: %d %s", w.Code, w.Body)
	}
	read, _ := call[any](t, h, boss, http.MethodGet, "/users/nora", "")
	tag := read.Header().Get("ETag")
	for name, c := range map[string]struct {
		method, body string
		status       int
	}{
		"ended again":     {http.MethodDelete, "", 200},
		"inactive again":  {http.MethodPatch, `{"active":false}`, 200},
		"let in again":    {http.MethodPatch, `{"active":true}`, 409},
		"with a new role": {http.MethodPatch, `{"active":true,"role":"instructor"}`, 409},
	} {
		if w, _ := call[any](t, h, boss, c.method, "/users/nora", c.body, "If-Match", tag); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	if diff := cmp.Diff(map[string]any{"tenant": "rival", "role": "engineer"}, a.claims["nora"]); diff != "" || len(a.ended) != 1 {
		t.Errorf("the sign-in was ended %d times and says %s", len(a.ended), diff)
	}
	if w, _ := call[any](t, h, boss, http.MethodDelete, "/users/root", ""); w.Code != http.StatusForbidden {
		t.Errorf("an admin ends a super admin's: %d", w.Code)
	}
}
