package attack_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"testing"
	"time"

	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// madeUp is an ID token of a person as the Auth emulator makes them, with changes; a nil value takes a claim away. On one machine tokens
// are not signed, so this is as far as a forger gets here; signatures are forged in shared/auth.
func madeUp(t *testing.T, p *operations.Person, id tenant.ID, change map[string]any) string {
	t.Helper()
	now := time.Now()
	claims := map[string]any{
		"iss": "https://securetoken.google.com/" + stack.DefaultProject, "aud": stack.DefaultProject, "sub": p.UID, "user_id": p.UID,
		"iat": now.Unix(), "auth_time": now.Unix(), "exp": now.Add(time.Hour).Unix(), "email_verified": true,
		"tenant": string(id), "role": string(tenant.SuperAdmin), "firebase": map[string]any{"sign_in_provider": "password"},
	}
	maps.Copy(claims, change)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	encode := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	return encode(map[string]string{"alg": "none", "typ": "JWT"}) + "." + encode(claims) + "."
}

// bearing is a person who shows a token.
func bearing(p *operations.Person, token string) *operations.Person {
	other := p.World().Nobody()
	other.Token = token
	return other
}

// TestWhoIsRefused asks every operation with every credential that must not do.
func TestWhoIsRefused(t *testing.T) {
	t.Parallel()
	c, rival := newCompany(t), newCompany(t)
	past := time.Now().Add(-2 * time.Hour)
	removed := c.w.Join(t, c.id, tenant.TenantAdmin)
	if err := c.w.System.PutMember(t.Context(), c.id, demo.Member{UID: removed.UID, Role: tenant.TenantAdmin, Active: false}); err != nil {
		t.Fatal(err)
	}
	me := c.lead
	swapped := c.w.Join(t, c.id, tenant.TenantAdmin)
	swapped.WithKey(t, tenant.DemosRead)
	stolen := "capi_" + string(rival.id) + swapped.Key[len("capi_")+len(c.id):]
	const unauthenticated, forbidden = http.StatusUnauthorized, http.StatusForbidden
	for name, cred := range map[string]struct {
		token, key string
		status     int
	}{
		"no token":                      {"", "", unauthenticated},
		"no JWT":                        {"nonsense", "", unauthenticated},
		"a broken JWT":                  {"e30.e30.e30", "", unauthenticated},
		"expired":                       {madeUp(t, me, c.id, map[string]any{"exp": past.Unix(), "iat": past.Add(-time.Hour).Unix()}), "", unauthenticated},
		"of another audience":           {madeUp(t, me, c.id, map[string]any{"aud": "demo-another"}), "", unauthenticated},
		"of another issuer":             {madeUp(t, me, c.id, map[string]any{"iss": "https://securetoken.google.com/demo-another"}), "", unauthenticated},
		"issued in the future":          {madeUp(t, me, c.id, map[string]any{"iat": time.Now().Add(time.Hour).Unix()}), "", unauthenticated},
		"of nobody":                     {madeUp(t, me, c.id, map[string]any{"sub": nil, "user_id": nil}), "", unauthenticated},
		"of somebody who is not there":  {madeUp(t, me, c.id, map[string]any{"sub": "nobody", "user_id": "nobody"}), "", unauthenticated},
		"of one of our services":        {c.w.ServiceToken(t, "pubsub", c.w.Env["OIDC_AUDIENCE"], time.Now), "", unauthenticated},
		"a key that nobody made":        {"", "capi_" + string(c.id) + "_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", unauthenticated},
		"a key that is no key":          {"", "capi_", unauthenticated},
		"a key with another's tenant":   {"", stolen, unauthenticated},
		"without a tenant":              {c.w.Join(t, "", "").Token, "", forbidden},
		"of a member of another tenant": {madeUp(t, rival.lead, c.id, nil), "", forbidden},
		"with a path as a tenant":       {madeUp(t, me, c.id+"/users/x/../..", nil), "", forbidden},
		"of a member who was removed":   {removed.Token, "", forbidden},
		"of an unconfirmed address":     {madeUp(t, me, c.id, map[string]any{"email_verified": false}), "", forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			who := c.w.Nobody()
			who.Token, who.Key = cred.token, cred.key
			slug := map[int]string{unauthenticated: "unauthenticated", forbidden: "forbidden"}[cred.status]
			c.leavesNothing(t, func() {
				for _, o := range targets(t, c.w) {
					if o.Public() || o.Permission == operations.SignedIn && cred.status == forbidden { // who belongs to no tenant may join one
						continue
					}
					r := c.send(t, o, who, o.sent(c.things))
					refused(t, o.ID, r, cred.status, slug)
					if cred.status == unauthenticated && r.Header.Get("WWW-Authenticate") == "" {
						t.Errorf("%s: no WWW-Authenticate", o.ID)
					}
				}
			})
		})
	}
}

// TestEndedSignIns: sessions that were revoked and accounts that were disabled open nothing, and who is taken out of a tenant is out at once,
// whatever their token says and however lately it was shown.
func TestEndedSignIns(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	account := func(p *operations.Person, change map[string]any) {
		change["localId"] = p.UID
		c.w.ChangeAccount(t, change)
	}
	look := func(p *operations.Person) operations.Reply { return p.Do(t, http.MethodGet, "/users/me", nil, nil) }

	revoked, disabled, removed := c.w.Join(t, c.id, tenant.Engineer), c.w.Join(t, c.id, tenant.Engineer), c.w.Join(t, c.id, tenant.Engineer)
	account(revoked, map[string]any{"validSince": strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)})
	refused(t, "revoked", look(revoked), http.StatusUnauthorized, "unauthenticated")
	account(disabled, map[string]any{"disableUser": true})
	refused(t, "disabled", look(disabled), http.StatusUnauthorized, "unauthenticated")

	if r := look(removed); r.Status != http.StatusOK {
		t.Fatalf("before: %d %s", r.Status, r.Body)
	}
	if r := c.lead.Do(t, http.MethodDelete, "/users/"+removed.UID, nil, nil); r.Status != http.StatusOK {
		t.Fatalf("removed: %d %s", r.Status, r.Body)
	}
	refused(t, "removed", look(removed), http.StatusForbidden, "forbidden")
}

// TestAKeyActsForItsMaker: what its maker loses, it loses, and an ended one opens nothing.
func TestAKeyActsForItsMaker(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	maker := c.w.Join(t, c.id, tenant.TenantAdmin)
	maker.WithKey(t, tenant.UsersManage, tenant.DemosRead)
	list := func(path string) int { return maker.Do(t, http.MethodGet, path, nil, nil).Status }
	if list("/users") != http.StatusOK || list("/demos") != http.StatusOK {
		t.Fatal("the key opens nothing")
	}
	if err := c.w.System.PutMember(t.Context(), c.id, demo.Member{UID: maker.UID, Role: tenant.Engineer, Active: true}); err != nil {
		t.Fatal(err)
	}
	if users, demos := list("/users"), list("/demos"); users != http.StatusForbidden || demos != http.StatusOK {
		t.Errorf("after its maker became an engineer: %d, %d", users, demos)
	}
	if err := c.w.System.PutMember(t.Context(), c.id, demo.Member{UID: maker.UID, Role: tenant.Engineer, Active: false}); err != nil {
		t.Fatal(err)
	}
	if demos := list("/demos"); demos != http.StatusForbidden {
		t.Errorf("after its maker left: %d", demos)
	}
	both := map[string]string{"Authorization": "Bearer " + c.lead.Token}
	refused(t, "a key and a token", maker.Do(t, http.MethodGet, "/demos", nil, both), http.StatusBadRequest, "malformed")
}

// TestPrivateFunctionsAreClosed: what our own services call is not behind Hosting, and takes nobody else's calls.
func TestPrivateFunctionsAreClosed(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	w, audience := c.w, c.w.Env["OIDC_AUDIENCE"]
	old := func() time.Time { return time.Now().Add(-3 * time.Hour) }
	credentials := map[string]struct {
		token  string
		status int
		slug   string
	}{
		"no token":              {"", http.StatusUnauthorized, "unauthenticated"},
		"a person's token":      {c.lead.Token, http.StatusUnauthorized, "unauthenticated"},
		"another audience":      {w.ServiceToken(t, "pubsub", "https://elsewhere.example", time.Now), http.StatusUnauthorized, "unauthenticated"},
		"an expired token":      {w.ServiceToken(t, "pubsub", audience, old), http.StatusUnauthorized, "unauthenticated"},
		"not one of ours":       {w.ServiceToken(t, "stranger", audience, time.Now), http.StatusForbidden, "forbidden"},
		"a service of no right": {w.ServiceToken(t, "pubsub.evil", audience, time.Now), http.StatusForbidden, "forbidden"},
	}
	for _, path := range privatePaths(t) {
		for name, cred := range credentials {
			r, err := operations.Send(t.Context(), http.MethodPost, w.Env["FUNCTIONS_URL"]+path, "{}", bearing(c.lead, cred.token).Credential())
			if err != nil {
				t.Fatal(err)
			}
			refused(t, path+" with "+name, r, cred.status, cred.slug)
		}
		for _, prefix := range []string{"", "/api", "/api/v1"} {
			r, err := operations.Send(t.Context(), http.MethodPost, w.Env["PUBLIC_URL"]+prefix+path, "{}", bearing(c.lead, w.ServiceToken(t, "scheduler", audience, time.Now)).Credential())
			if err != nil {
				t.Fatal(err)
			}
			// The web app's page is for every other path; it comes without a function's request id.
			if r.Header.Get("X-Request-Id") != "" && r.Status != http.StatusNotFound {
				t.Errorf("%s is reachable through Hosting: %d %s", prefix+path, r.Status, r.Body)
			}
		}
	}
}

// privatePaths is one path of every function that only our own services may call.
func privatePaths(t *testing.T) (paths []string) {
	t.Helper()
	manifest, err := functions.Load()
	if err != nil {
		t.Fatal(err)
	}
	for i := range manifest.Functions {
		f := &manifest.Functions[i]
		switch {
		case f.Trigger.HTTP != nil:
		case f.Trigger.Private != nil:
			for _, schedule := range f.Trigger.Private.Schedules {
				paths = append(paths, "/"+f.Word+schedule.Path)
			}
		default:
			paths = append(paths, "/"+f.Word)
		}
	}
	return paths
}
