package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestAnExportIsSavedWhenItIsWhole: it is waited for, and a download that breaks off leaves nothing under the file's name.
func TestAnExportIsSavedWhenItIsWhole(t *testing.T) {
	t.Parallel()
	var looks atomic.Int64
	routes := map[string]http.HandlerFunc{
		"GET /api/v1/users/me":              reply(`{"tenant_id":"acme"}`),
		"POST /api/v1/tenants/acme/exports": reply(`{"export_id":"x1","status":"pending"}`),
		"GET /api/v1/tenants/acme/exports/x1": func(w http.ResponseWriter, _ *http.Request) {
			if looks.Add(1) == 1 {
				_, _ = w.Write([]byte(`{"export_id":"x1","status":"running"}`))
				return
			}
			_, _ = w.Write([]byte(`{"export_id":"x1","status":"completed","bytes":9,"counts":[{"name":"demos","records":3}]}`))
		},
		"GET /api/v1/tenants/acme/exports/x1/content": reply("PK a file"),
	}
	run := func(routes map[string]http.HandlerFunc) (file, out string, err error) {
		t.Helper()
		file = filepath.Join(t.TempDir(), "acme.zip")
		c := installation(t, routes)
		cmd := tenantCommand(func(context.Context) (*client, error) { return c, nil })
		var printed bytes.Buffer
		cmd.SetOut(&printed)
		cmd.SetArgs([]string{"export", "--out", file})
		err = cmd.ExecuteContext(t.Context())
		return file, printed.String(), err
	}
	file, out, err := run(routes)
	if err != nil || !strings.Contains(out, "demos") || !strings.Contains(out, "9 bytes") {
		t.Fatalf("%v: %s", err, out)
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "PK a file" {
		t.Errorf("the file has %q, %v", content, err)
	}
	routes["GET /api/v1/tenants/acme/exports/x1/content"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"7"`)
		if r.Header.Get("Range") == "bytes=4-" && r.Header.Get("If-Range") == `"7"` {
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write([]byte(" file"))
			return
		}
		w.Header().Set("Content-Length", "9")
		_, _ = w.Write([]byte("PK a"))
	}
	file, _, err = run(routes)
	if content, read := os.ReadFile(file); err != nil || read != nil || string(content) != "PK a file" {
		t.Errorf("a download that was gone on with has %q, %v", content, errors.Join(err, read))
	}
	routes["GET /api/v1/tenants/acme/exports/x1/content"] = reply("PK a")
	file, _, err = run(routes)
	if err == nil || !strings.Contains(err.Error(), "broke off after 4 of 9 bytes") {
		t.Errorf("a download that broke off: %v", err)
	}
	if left, err := filepath.Glob(file + "*"); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	routes["GET /api/v1/tenants/acme/exports/x1"] = reply(`{"export_id":"x1","status":"failed","error":"Too much."}`)
	if _, _, err = run(routes); err == nil || !strings.Contains(err.Error(), "Too much.") {
		t.Errorf("an export that failed: %v", err)
	}
}
