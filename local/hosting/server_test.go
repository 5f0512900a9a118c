package hosting_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/local/hosting"
)

const firebaseJSON = `{"hosting": {
  "public": "dist", "cleanUrls": true, "trailingSlash": false,
  "redirects": [{"source": "/old", "destination": "/about", "type": 302}],
  "rewrites": [
    {"source": "/api/v1/jobs/**", "run": {"serviceId": "provision", "region": "us-central1"}},
    {"source": "/api/@(docs|openapi.json)", "run": {"serviceId": "health", "region": "us-central1"}},
    {"source": "/demos/**", "destination": "/index.html"}
  ],
  "headers": [
    {"source": "**", "headers": [{"key": "X-Content-Type-Options", "value": "nosniff"},
      {"key": "Content-Security-Policy", "value": "default-src 'none'; connect-src 'self'; img-src 'self'"}]},
    {"source": "/assets/**", "headers": [{"key": "Cache-Control", "value": "public, max-age=31536000, immutable"}]}
  ]}}`

// site serves a small app; functions answers the rewritten paths.
func site(t *testing.T, functions http.HandlerFunc, edit func(*hosting.Options)) http.Handler {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"firebase.json":   firebaseJSON,
		"dist/index.html": "app", "dist/about.html": "about", "dist/404.html": "lost", "dist/assets/app.js": "js",
		"secret": "secret",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config, err := hosting.ReadConfig(filepath.Join(dir, "firebase.json"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(functions)
	t.Cleanup(server.Close)
	o := hosting.Options{
		Config: config, Functions: server.URL, Log: slog.New(slog.DiscardHandler),
		Init: map[string]any{"projectId": "demo-capi"}, SignIn: map[string]any{"providers": []string{}}, Connect: []string{"http://127.0.0.1:9099"},
	}
	if edit != nil {
		edit(&o)
	}
	s, err := hosting.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func get(t *testing.T, handler http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
	return response
}

func TestPaths(t *testing.T) {
	t.Parallel()
	handler := site(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "function "+r.URL.Path) }, nil)
	for path, want := range map[string]struct {
		status   int
		body     string
		location string
	}{
		"/":                      {200, "app", ""},
		"/about":                 {200, "about", ""},
		"/about.html":            {301, "", "/about"},
		"/about/":                {301, "", "/about"},
		"/index.html":            {301, "", "/"},
		"/old":                   {302, "", "/about"},
		"/assets/app.js":         {200, "js", ""},
		"/demos/d1":              {200, "app", ""},
		"/api/v1/jobs/j1":        {200, "function /api/v1/jobs/j1", ""},
		"/api/docs":              {200, "function /api/docs", ""},
		"/api/openapi.json":      {200, "function /api/openapi.json", ""},
		"/api/v1/nothing":        {404, "lost", ""},
		"/%2e%2e/secret":         {404, "lost", ""},
		"/__/firebase/init.json": {200, `{"projectId":"demo-capi"}` + "\n", ""},
		"/sign-in.json":          {200, `{"providers":[]}` + "\n", ""},
	} {
		got := get(t, handler, path)
		if got.Code != want.status || got.Header().Get("Location") != want.location || want.body != "" && got.Body.String() != want.body {
			t.Errorf("%s = %d %q to %q, want %d %q to %q", path, got.Code, got.Body, got.Header().Get("Location"), want.status, want.body, want.location)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	handler := site(t, func(http.ResponseWriter, *http.Request) {}, nil)
	for _, path := range []string{"/", "/assets/app.js", "/api/v1/jobs/j1", "/nothing"} {
		header := get(t, handler, path).Header()
		if header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s lacks the header of **", path)
		}
		if want := "default-src 'none'; connect-src 'self' http://127.0.0.1:9099; img-src 'self'"; header.Get("Content-Security-Policy") != want {
			t.Errorf("%s: policy = %q, want %q", path, header.Get("Content-Security-Policy"), want)
		}
		if immutable := strings.Contains(header.Get("Cache-Control"), "immutable"); immutable != strings.HasPrefix(path, "/assets/") {
			t.Errorf("%s: Cache-Control = %q", path, header.Get("Cache-Control"))
		}
	}
}

func TestConfiguredHeaderWinsOverTheFunctions(t *testing.T) {
	t.Parallel()
	handler := site(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Content-Type-Options", "other")
		w.Header().Set("X-Request-Id", "r1")
	}, nil)
	header := get(t, handler, "/api/v1/jobs/j1").Header()
	if got := header.Values("X-Content-Type-Options"); len(got) != 1 || got[0] != "nosniff" {
		t.Errorf("X-Content-Type-Options = %q, want nosniff once", got)
	}
	if got := header.Get("X-Request-Id"); got != "r1" {
		t.Errorf("X-Request-Id = %q, want the function's", got)
	}
}

func TestOnlyTheSessionCookieReachesAFunction(t *testing.T) {
	t.Parallel()
	handler := site(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Header.Get("Cookie")) }, nil)
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/jobs/j1", http.NoBody)
	request.AddCookie(&http.Cookie{Name: "tracking", Value: "1"})
	request.AddCookie(&http.Cookie{Name: "__session", Value: "2"})
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	if got := response.Body.String(); got != "__session=2" {
		t.Errorf("cookies = %q, want only __session", got)
	}
}

func TestProxiedRequestIsCut(t *testing.T) {
	t.Parallel()
	handler := site(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, func(o *hosting.Options) { o.Cut = time.Millisecond })
	if got := get(t, handler, "/api/v1/jobs/j1").Code; got != http.StatusGatewayTimeout {
		t.Errorf("status = %d, want 504", got)
	}
}

func TestNoticeBeforeTheAppIsBuilt(t *testing.T) {
	t.Parallel()
	handler := site(t, func(http.ResponseWriter, *http.Request) {}, func(o *hosting.Options) { o.Config.Public = filepath.Join(t.TempDir(), "absent") })
	got := get(t, handler, "/")
	if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "not built yet") {
		t.Errorf("/ = %d %q", got.Code, got.Body)
	}
}

func TestReadConfigReportsAllFaults(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "firebase.json")
	text := `{"hosting": {"public": "dist", "rewrites": [{"source": "[", "destination": "/x"}, {"source": "/x"}], "headers": [{"regex": "x"}]}}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := hosting.ReadConfig(path)
	for _, want := range []string{"rewrites[0]", "rewrites[1]", "headers[0]"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not name %s: %v", want, err)
		}
	}
}
