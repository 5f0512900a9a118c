package main

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// TestATenantIsMadeAndDeleted: each is waited for; a deletion is sent for the tenant as it was read, and refused by the API unless it is confirmed.
func TestATenantIsMadeAndDeleted(t *testing.T) {
	t.Parallel()
	var deleted atomic.Bool
	var looks atomic.Int64
	c := installation(t, map[string]http.HandlerFunc{
		"POST /api/v1/tenants":                reply(`{"tenant_id":"globex","status":"provisioning"}`),
		"POST /api/v1/tenants/globex/invites": reply(`{"code":"inv-globex-X","expires_at":"2026-03-08T12:00:00Z"}`),
		"GET /api/v1/tenants/globex": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("ETag", `"7"`)
			switch first := looks.Add(1) == 1; {
			case first:
				_, _ = w.Write([]byte(`{"tenant_id":"globex","status":"provisioning","setup_error":"Secrets are away."}`))
			case deleted.Load():
				_, _ = w.Write([]byte(`{"tenant_id":"globex","status":"deleted","deletion":{"phase":"done","removed":{"documents":42}}}`))
			default:
				_, _ = w.Write([]byte(`{"tenant_id":"globex","status":"active"}`))
			}
		},
		"DELETE /api/v1/tenants/globex": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("confirm") != "globex" || r.Header.Get("If-Match") != `"7"` {
				w.WriteHeader(http.StatusUnprocessableEntity)
				_, _ = w.Write([]byte(`{"status":422,"detail":"Send its id once more."}`))
				return
			}
			deleted.Store(true)
			w.WriteHeader(http.StatusAccepted)
		},
	})
	run := func(args ...string) (string, error) {
		cmd := tenantCommand(func(context.Context) (*client, error) { return c, nil })
		var printed bytes.Buffer
		cmd.SetOut(&printed)
		cmd.SetErr(&printed)
		cmd.SetArgs(args)
		err := cmd.ExecuteContext(t.Context())
		return printed.String(), err
	}
	if out, err := run("create", "globex", "--name", "Globex"); err != nil || !strings.Contains(out, "inv-globex-X") || !strings.Contains(out, "Secrets are away.") {
		t.Errorf("%v: %s", err, out)
	}
	if _, err := run("delete", "globex", "--confirm", "acme"); err == nil || !strings.Contains(err.Error(), "once more") {
		t.Errorf("not confirmed: %v", err)
	}
	if out, err := run("delete", "globex", "--confirm", "globex"); err != nil || !strings.Contains(out, "42") {
		t.Errorf("%v: %s", err, out)
	}
}
