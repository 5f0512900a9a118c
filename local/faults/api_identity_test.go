package faults_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"

	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// unsigned is an ID token as the Auth emulator makes them, with changes; a nil value takes a claim away.
func (p *person) unsigned(t *testing.T, tenantID string, change map[string]any) string {
	t.Helper()
	now := time.Now()
	claims := map[string]any{
		"iss": "https://securetoken.google.com/" + stack.DefaultProject, "aud": stack.DefaultProject, "sub": p.uid, "user_id": p.uid,
		"iat": now.Unix(), "auth_time": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"tenant": tenantID, "role": string(tenant.Engineer), "firebase": map[string]any{"sign_in_provider": "password"},
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

// TestWhoIsRefused asks every operation with every credential that must not do.
func TestWhoIsRefused(t *testing.T) {
	t.Parallel()
	f, rival := newTeam(t, limits(nil)), newTeam(t, limits(nil))
	o := f.furnish(t)
	past := time.Now().Add(-2 * time.Hour)
	ended := f.join(t, tenant.Engineer)
	if err := f.w.system.PutMember(t.Context(), f.id, demo.Member{UID: ended.uid, Role: tenant.Engineer, Active: false}); err != nil {
		t.Fatal(err)
	}
	me, id := f.engineer, string(f.id)
	for name, c := range map[string]struct {
		token  string
		status int
		slug   string
	}{
		"no token":                      {"", http.StatusUnauthorized, "unauthenticated"},
		"no JWT":                        {"nonsense", http.StatusUnauthorized, "unauthenticated"},
		"a broken JWT":                  {"e30.e30.e30", http.StatusUnauthorized, "unauthenticated"},
		"expired":                       {me.unsigned(t, id, map[string]any{"exp": past.Unix(), "iat": past.Add(-time.Hour).Unix()}), http.StatusUnauthorized, "unauthenticated"},
		"of another audience":           {me.unsigned(t, id, map[string]any{"aud": "demo-another"}), http.StatusUnauthorized, "unauthenticated"},
		"of another issuer":             {me.unsigned(t, id, map[string]any{"iss": "https://securetoken.google.com/demo-another"}), http.StatusUnauthorized, "unauthenticated"},
		"issued in the future":          {me.unsigned(t, id, map[string]any{"iat": time.Now().Add(time.Hour).Unix()}), http.StatusUnauthorized, "unauthenticated"},
		"of nobody":                     {me.unsigned(t, id, map[string]any{"sub": nil, "user_id": nil}), http.StatusUnauthorized, "unauthenticated"},
		"of somebody who is not there":  {me.unsigned(t, id, map[string]any{"sub": "nobody", "user_id": "nobody"}), http.StatusUnauthorized, "unauthenticated"},
		"of one of our services":        {f.w.token(t, "pubsub", f.w.env["OIDC_AUDIENCE"]), http.StatusUnauthorized, "unauthenticated"},
		"without a tenant":              {signUp(t, f.w, "", "").token, http.StatusForbidden, "forbidden"},
		"with another tenant's claim":   {signUp(t, f.w, id, "super_admin").token, http.StatusForbidden, "forbidden"},
		"of a member of another tenant": {rival.engineer.unsigned(t, id, nil), http.StatusForbidden, "forbidden"},
		"with a path as a tenant":       {me.unsigned(t, id+"/users/x/../..", nil), http.StatusForbidden, "forbidden"},
		"of a member who was removed":   {ended.token, http.StatusForbidden, "forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.createsNothing(t, func() {
				for _, op := range operations(t) {
					if op.public || op.signedIn && c.status == http.StatusForbidden { // who belongs to no tenant may join one
						continue
					}
					path, body := op.request(examples()[op.id], o)
					r, err := send(t.Context(), op.method, f.w.env["PUBLIC_URL"]+"/api/v1"+path, c.token, "", body)
					if err != nil {
						t.Fatal(err)
					}
					refused(t, op.id, r, c.status, c.slug)
					if c.status == http.StatusUnauthorized && r.header.Get("WWW-Authenticate") == "" {
						t.Errorf("%s: no WWW-Authenticate", op.id)
					}
				}
			})
		})
	}
}

// TestOthersThingsLookAbsent: for every id an operation takes, another tenant's gets the very answer of one that does not exist, and so
// does a colleague's whom the role does not reach.
func TestOthersThingsLookAbsent(t *testing.T) {
	t.Parallel()
	f, rival := newTeam(t, limits(nil)), newTeam(t, limits(nil))
	mine, theirs := f.furnish(t), rival.furnish(t)
	absent := things{"job_id": "aaaaaaaaaaaaaaaa", "demo_id": "bbbbbbbbbbbbbbbb", "conversation_id": "bbbbbbbbbbbbbbbb-cccccccccccccccc", "message_id": "dddddddddddddddd"}
	colleague := f.join(t, tenant.Engineer)
	rival.createsNothing(t, func() {
		f.createsNothing(t, func() {
			for _, op := range operations(t) {
				for _, owned := range examples()[op.id].owned {
					with := func(id string) things {
						o := maps.Clone(mine)
						o[owned] = id
						return o
					}
					ask := func(p *person, o things) reply {
						path, body := op.request(examples()[op.id], o)
						return p.call(t, op.method, path, body)
					}
					what := op.id + " of " + owned
					want := refused(t, what+", absent", ask(f.engineer, with(absent[owned])), http.StatusNotFound, "not-found")
					for whose, r := range map[string]reply{
						"another tenant's":    ask(f.engineer, with(theirs[owned])),
						"seen by a rival":     ask(rival.engineer, mine),
						"seen by a colleague": ask(colleague, mine),
					} {
						got := refused(t, what+", "+whose, r, http.StatusNotFound, "not-found")
						if got.Detail != want.Detail || len(got.Errors) != len(want.Errors) {
							t.Errorf("%s: %s is told apart from absent: %+v, %+v", what, whose, got, want)
						}
					}
				}
			}
		})
	})
	for _, list := range []string{"/demos", "/jobs"} {
		if r := colleague.call(t, http.MethodGet, list, nil); r.status != http.StatusOK || len(r.body) > 40 {
			t.Errorf("%s of a colleague who has nothing: %d %s", list, r.status, r.body)
		}
	}
}

// TestPrivateFunctionsAreClosed: what our own services call is not behind Hosting, and takes nobody else's calls.
func TestPrivateFunctionsAreClosed(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	w := f.w
	audience := w.env["OIDC_AUDIENCE"]
	old := func() time.Time { return time.Now().Add(-3 * time.Hour) }
	expired, err := w.issuer(t, old).Mint(audience, "pubsub@"+stack.DefaultProject+".iam.gserviceaccount.com")
	if err != nil {
		t.Fatal(err)
	}
	credentials := map[string]struct {
		token  string
		status int
		slug   string
	}{
		"no token":              {"", http.StatusUnauthorized, "unauthenticated"},
		"a person's token":      {f.engineer.token, http.StatusUnauthorized, "unauthenticated"},
		"another audience":      {w.token(t, "pubsub", "https://elsewhere.example"), http.StatusUnauthorized, "unauthenticated"},
		"an expired token":      {expired, http.StatusUnauthorized, "unauthenticated"},
		"not one of ours":       {w.token(t, "stranger", audience), http.StatusForbidden, "forbidden"},
		"a service of no right": {w.token(t, "pubsub.evil", audience), http.StatusForbidden, "forbidden"},
	}
	for _, path := range []string{"/load", "/dispatch", "/createagent", "/finish", "/teardown", "/reply", "/sweep/sweeps/redrive-jobs"} {
		for name, c := range credentials {
			r, err := send(t.Context(), http.MethodPost, w.env["FUNCTIONS_URL"]+path, c.token, "", "{}")
			if err != nil {
				t.Fatal(err)
			}
			refused(t, path+" with "+name, r, c.status, c.slug)
		}
		for _, prefix := range []string{"", "/api", "/api/v1"} {
			r, err := send(t.Context(), http.MethodPost, w.env["PUBLIC_URL"]+prefix+path, w.token(t, "scheduler", audience), "", "{}")
			if err != nil {
				t.Fatal(err)
			}
			// The web app's page is for every other path; it comes without a function's request id.
			if r.header.Get("X-Request-Id") != "" && r.status != http.StatusNotFound {
				t.Errorf("%s is reachable through Hosting: %d %s", prefix+path, r.status, r.body)
			}
		}
	}
}
