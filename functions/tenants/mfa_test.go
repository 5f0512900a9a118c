package tenants_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/functions/tenants"
	"capidemo.dev/platform/functions/users"
)

const (
	withFactor    = "+phone"
	requireMFA    = `{"settings":{"require_mfa":true}}`
	doNotRequire  = `{"settings":{"require_mfa":false}}`
	mfaProblem    = "/problems/mfa-required"
	changedTenant = "/tenants/acme"
)

// settings changes acme's settings as it is now, and tells what they are then.
func (p platform) settings(t *testing.T, who, body string) (*httptest.ResponseRecorder, tenants.TenantSettingsView) {
	t.Helper()
	w, _ := call[any](t, p, root+withFactor, http.MethodGet, changedTenant, "")
	changed, _ := call[any](t, p, who, http.MethodPatch, changedTenant, body, "If-Match", w.Header().Get("ETag"))
	_, rec := call[tenants.TenantView](t, p, root+withFactor, http.MethodGet, changedTenant, "")
	return changed, rec.Settings
}

// TestATenantRequiresASecondFactorOfItsAdmins: from the switch on, admins who signed in without it are told so by everything but /users/me;
// with it they work on, and so do those who lead nothing and the API keys.
func TestATenantRequiresASecondFactorOfItsAdmins(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	_, key := call[tenants.CreatedKeyView](t, p, boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read","tenants.manage"]}`)
	if w, settings := p.settings(t, boss+withFactor, requireMFA); w.Code != http.StatusOK || !settings.RequireMFA {
		t.Fatalf("switched on: %d %s", w.Code, w.Body)
	}
	for name, c := range map[string]struct {
		who, method, path, body string
		status                  int
	}{
		"an admin lists demos":              {boss, http.MethodGet, "/demos", "", 403},
		"an admin reads the tenant":         {boss, http.MethodGet, changedTenant, "", 403},
		"an admin switches it off":          {boss, http.MethodPatch, changedTenant, doNotRequire, 403},
		"an admin makes a key":              {boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["demos.read"]}`, 403},
		"who runs the platform":             {root, http.MethodGet, "/tenants", "", 403},
		"an admin with it lists demos":      {boss + withFactor, http.MethodGet, "/demos", "", 200},
		"an engineer lists demos":           {ada, http.MethodGet, "/demos", "", 200},
		"another tenant's admin":            {eve, http.MethodGet, "/demos", "", 200},
		"a key of an admin's":               {key.Key, http.MethodGet, "/demos", "", 200},
		"who one is without it":             {boss, http.MethodGet, "/users/me", "", 200},
		"who one is with a key not for it":  {key.Key, http.MethodGet, "/users/me", "", 403},
		"who one is at another's address":   {boss, http.MethodGet, "/users/boss", "", 403},
		"an engineer's lack of a right":     {ada, http.MethodGet, "/audit-entries", "", 403},
		"an admin with what is not a route": {boss, http.MethodGet, "/users/me/more", "", 404},
	} {
		w, problem := call[struct {
			Type string `json:"type"`
		}](t, p, c.who, c.method, c.path, c.body, "If-Match", `"1"`)
		if w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
		lacking := c.status == http.StatusForbidden && (c.who == boss || c.who == root)
		if told := strings.HasSuffix(problem.Type, mfaProblem); told != lacking {
			t.Errorf("%s: told of the second factor: %v, want %v (%s)", name, told, lacking, w.Body)
		}
	}
	if w, settings := p.settings(t, boss+withFactor, doNotRequire); w.Code != http.StatusOK || settings.RequireMFA {
		t.Fatalf("switched off: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, p, boss, http.MethodGet, "/demos", ""); w.Code != http.StatusOK {
		t.Errorf("after it was switched off: %d %s", w.Code, w.Body)
	}
}

// TestNobodyLocksThemselvesOut: requiring a second factor takes one, and a person; who runs the platform can take it back.
func TestNobodyLocksThemselvesOut(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	_, key := call[tenants.CreatedKeyView](t, p, boss, http.MethodPost, "/api-keys", `{"name":"CI","scopes":["tenants.manage"]}`)
	for name, c := range map[string]struct {
		who, body string
		status    int
	}{
		"an admin without one":              {boss, requireMFA, 409},
		"who runs the platform without one": {root, requireMFA, 409},
		"a key":                             {key.Key, requireMFA, 403},
		"an engineer":                       {ada, requireMFA, 403},
		"another tenant's admin":            {eve + withFactor, requireMFA, 404},
		"a setting that is none":            {boss + withFactor, `{"settings":{"require_sso":true}}`, 422},
		"a setting that is no switch":       {boss + withFactor, `{"settings":{"require_mfa":"yes"}}`, 422},
		"the same as before":                {boss, doNotRequire, 200},
		"nothing at all":                    {boss, `{"settings":{}}`, 200},
	} {
		if w, _ := p.settings(t, c.who, c.body); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	if w, _ := p.settings(t, root+withFactor, requireMFA); w.Code != http.StatusOK {
		t.Fatalf("who runs the platform, with one: %d %s", w.Code, w.Body)
	}
	if w, _ := p.settings(t, key.Key, doNotRequire); w.Code != http.StatusForbidden {
		t.Errorf("a key switches it off: %d %s", w.Code, w.Body)
	}
	_, log := call[tenants.AuditPage](t, p, root+withFactor, http.MethodGet, "/audit-entries?action=tenant.change", "")
	if len(log.Items) != 1 || log.Items[0].Before != "active" || log.Items[0].After != "active, second factor required" {
		t.Errorf("the audit log says %+v", log.Items)
	}
}

// TestOneSeesWhatIsMissing: /users/me says whether a second factor is required and whether this sign-in had one.
func TestOneSeesWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	see := func(who string) (users.MFAView, int) {
		w, me := call[users.MeView](t, p, who, http.MethodGet, "/users/me", "")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", who, w.Code, w.Body)
		}
		return me.MFA, len(me.Permissions)
	}
	if mfa, may := see(boss); mfa != (users.MFAView{}) || may == 0 {
		t.Errorf("before: %+v, %d permissions", mfa, may)
	}
	if w, _ := p.settings(t, boss+withFactor, requireMFA); w.Code != http.StatusOK {
		t.Fatal(w.Body)
	}
	type seen struct {
		MFA users.MFAView
		May bool
	}
	got := map[string]seen{}
	for _, who := range []string{boss, boss + withFactor, ada, ada + withFactor} {
		mfa, may := see(who)
		got[who] = seen{mfa, may > 0}
	}
	want := map[string]seen{
		boss: {users.MFAView{Required: true}, false}, boss + withFactor: {users.MFAView{Required: true, Satisfied: true}, true},
		ada: {users.MFAView{}, true}, ada + withFactor: {users.MFAView{Satisfied: true}, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
