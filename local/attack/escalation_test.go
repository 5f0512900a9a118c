package attack_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

// TestNobodyGivesWhatTheyLack: no role makes itself or anybody else more than it is, by changing members, by invites or by keys.
func TestNobodyGivesWhatTheyLack(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	for _, role := range tenant.Roles() {
		p := c.w.Join(t, c.id, role)
		for _, wanted := range tenant.Roles() {
			if role.Includes(wanted) && tenant.ReachOf(role, tenant.UsersManage) != tenant.Nothing {
				continue
			}
			what := fmt.Sprintf("%s as %s", wanted, role)
			etag := c.lead.Do(t, http.MethodGet, "/users/"+p.UID, nil, nil).Header.Get("ETag")
			change := map[string]any{"role": wanted}
			refused(t, "become "+what, p.Do(t, http.MethodPatch, "/users/"+p.UID, change, map[string]string{"If-Match": etag}), http.StatusForbidden, "forbidden")
			refused(t, "invite "+what, p.Do(t, http.MethodPost, "/invites", change, nil), http.StatusForbidden, "forbidden")
		}
		for _, permission := range tenant.Permissions() {
			if tenant.ReachOf(role, permission) != tenant.Nothing && tenant.ReachOf(role, tenant.APIKeysManage) != tenant.Nothing {
				continue
			}
			r := p.Do(t, http.MethodPost, "/api-keys", map[string]any{"name": "More", "scopes": []tenant.Permission{permission}}, nil)
			refused(t, fmt.Sprintf("a key for %s as %s", permission, role), r, http.StatusForbidden, "forbidden")
		}
	}
}

// TestAKeyMakesNoGreaterKey: with a key one makes no key, invite or member beyond the key's own scopes.
func TestAKeyMakesNoGreaterKey(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := c.w.Join(t, c.id, tenant.TenantAdmin)
	admin.WithKey(t, tenant.APIKeysManage, tenant.UsersManage)
	for _, scope := range []tenant.Permission{tenant.DemosRead, tenant.TenantsManage, tenant.JobsRun} {
		r := admin.Do(t, http.MethodPost, "/api-keys", map[string]any{"name": "More", "scopes": []tenant.Permission{scope}}, nil)
		if r.Status != http.StatusForbidden && r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a key for %s: %d %s", scope, r.Status, r.Body)
		}
	}
	r := admin.Do(t, http.MethodPost, "/invites", map[string]any{"role": tenant.TenantAdmin}, nil)
	refused(t, "an admin invited with a key that is none", r, http.StatusForbidden, "forbidden")
}

// TestLimitsAreThePlatforms: an admin of a tenant gives it neither room nor another status.
func TestLimitsAreThePlatforms(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin, path := c.w.Join(t, c.id, tenant.TenantAdmin), "/tenants/"+string(c.id)
	limits := map[string]any{
		"active_demos": 1, "concurrent_jobs": 1, "provisions_per_month": 1, "questions_per_day": 1, "members": 1, "api_keys": 1, "bytes_per_month": 0,
	}
	c.leavesNothing(t, func() {
		for name, body := range map[string]map[string]any{"limits": {"limits": limits}, "status": {"status": "suspended"}} {
			etag := admin.Do(t, http.MethodGet, path, nil, nil).Header.Get("ETag")
			refused(t, name, admin.Do(t, http.MethodPatch, path, body, map[string]string{"If-Match": etag}), http.StatusForbidden, "forbidden")
		}
		refused(t, "another tenant", admin.Do(t, http.MethodPost, "/tenants", map[string]any{"tenant_id": "mine", "name": "Mine"}, nil), http.StatusForbidden, "forbidden")
	})
}

// privileged are fields of stored documents that a body must not set.
func privileged() []string {
	return []string{
		"tenant", "tenant_id", "created_by", "created_at", "updated_at", "owner", "uid", "id", "role", "status", "version", "revision", "active", "email", "counters",
		"quota", "limits", "settings", "dataset", "agent", "demo_id", "job_id", "key_id", "scopes", "verified", "exam", "certificate", "fence", "lease", "hash",
	}
}

// TestNoFieldIsTakenUnseen (mass assignment): what a stored document has and an operation's schema does not, no body sets.
func TestNoFieldIsTakenUnseen(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	c.leavesNothing(t, func() {
		for _, o := range targets(t, c.w) {
			schema := c.w.Document.Resolve(o.Body)
			if schema == nil {
				continue
			}
			for _, field := range privileged() {
				if schema.Properties[field] != nil {
					continue
				}
				body := maps.Clone(o.body(c.things))
				body[field] = "x"
				p := refused(t, o.ID+" with "+field, c.send(t, o, c.lead, body), http.StatusUnprocessableEntity, "invalid")
				if !p.names("body." + field) {
					t.Errorf("%s with %s: errors %+v", o.ID, field, p.Errors)
				}
			}
		}
	})
}

// TestTheTenantIsTheMembers: no header and no parameter leads into another tenant. What one sees stays the own, to the byte where it does not
// change by itself.
func TestTheTenantIsTheMembers(t *testing.T) {
	t.Parallel()
	c, rival := newCompany(t), newCompany(t)
	id, uid := string(rival.id), rival.lead.UID
	headers := map[string]string{
		"X-Tenant-ID": id, "X-Tenant": id, "Tenant": id, "X-User-ID": uid, "X-Forwarded-User": uid, "X-Goog-Authenticated-User-Id": "accounts.google.com:" + uid,
		"X-Goog-Authenticated-User-Email": rival.lead.Email, "X-Serverless-Authorization": "Bearer " + rival.lead.Token, "X-Forwarded-Authorization": "Bearer " + rival.lead.Token,
		"Cookie": "__session=" + rival.lead.Token, "X-HTTP-Method-Override": "DELETE", "X-Original-URL": "/api/v1/tenants/" + id, "X-Rewrite-URL": "/api/v1/tenants/" + id,
		"X-Forwarded-Host": "rival.example", "X-Forwarded-Prefix": "/tenants/" + id,
	}
	engineer := c.w.Join(t, c.id, tenant.Engineer) // who sees nothing of what the company's lead made
	for _, o := range targets(t, c.w) {
		if o.Method != http.MethodGet || o.Public() || slices.ContainsFunc(o.Parameters, func(p operations.Parameter) bool { return p.In == "path" }) {
			continue
		}
		path := operations.Fill(o.Path+o.call.Query, c.things)
		and := map[bool]string{true: "&", false: "?"}[o.call.Query != ""]
		for _, p := range []*operations.Person{c.lead, engineer} {
			plain := p.Do(t, o.Method, path, nil, nil)
			spoofed := p.Do(t, o.Method, path+and+"tenant="+id+"&tenant_id="+id+"&uid="+uid+"&role=super_admin", nil, headers)
			if plain.Status != spoofed.Status {
				t.Errorf("%s: %d, spoofed %d %s", o.ID, plain.Status, spoofed.Status, spoofed.Body)
			}
			own := o.ID != "list-tenants" || p.Role != tenant.SuperAdmin // who runs the platform lists them all
			for _, canary := range []string{rival.lead.Canary, uid, rival.lead.Email} {
				if own && bytes.Contains(spoofed.Body, []byte(canary)) {
					t.Errorf("%s shows the rival's %s: %s", o.ID, canary, spoofed.Body)
				}
			}
		}
	}
	c.leavesNothing(t, func() {
		for _, o := range targets(t, c.w) {
			if body := o.body(c.things); body != nil && o.Method == http.MethodPost {
				r := rival.lead.Do(t, o.Method, operations.Fill(o.Path+o.call.Query, rival.things), o.body(rival.things), map[string]string{"X-Tenant-ID": string(c.id)})
				if r.Status >= http.StatusInternalServerError {
					t.Errorf("%s: %d %s", o.ID, r.Status, r.Body)
				}
			}
		}
	})
}
