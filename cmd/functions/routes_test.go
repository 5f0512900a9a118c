package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/shared/config"
	"capidemo.dev/platform/shared/platform"
)

func shipped(t *testing.T) *functions.Manifest {
	t.Helper()
	m, err := functions.Load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// get answers a GET without a credential.
func get(t *testing.T, target, path string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := routes(platform.New(config.Platform{Project: "p", OIDCIssuer: "http://127.0.0.1:1", OIDCAudience: "https://demos.example.com"}), shipped(t), target)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

// TestRoutesLeadToTheirFunction in a process that serves all and in one that serves one; what is nowhere is said to be nowhere.
func TestRoutesLeadToTheirFunction(t *testing.T) {
	for _, name := range []string{"FIRESTORE_EMULATOR_HOST", "FIREBASE_AUTH_EMULATOR_HOST"} {
		t.Setenv(name, "127.0.0.1:1") // nobody is there: what is tested needs neither
	}
	for _, c := range []struct {
		target, path string
		status       int
	}{
		{"", "/api/v1/health", http.StatusOK}, {"health", "/api/v1/health", http.StatusOK},
		{"", "/api/openapi.json", http.StatusOK}, {"", "/api/v1/nothing", http.StatusNotFound}, {"", "/", http.StatusNotFound},
		{"", "/health", http.StatusNotFound}, // a public function has its public paths only
		{"health", "/api/v1/demos", http.StatusNotFound},
	} {
		w := get(t, c.target, c.path)
		if w.Code != c.status || w.Code >= 400 && !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%q serves %s: %d %s", c.target, c.path, w.Code, w.Body)
		}
	}
}

func TestATargetThatIsNoFunctionDoesNotStart(t *testing.T) {
	t.Parallel()
	if _, err := routes(platform.New(config.Platform{}), shipped(t), "nothing"); err == nil || !strings.Contains(err.Error(), "function.go") {
		t.Errorf("started: %v", err)
	}
	if err := run([]string{"serve"}); err == nil || !strings.Contains(err.Error(), "openapi") {
		t.Errorf("an argument nobody knows: %v", err)
	}
}
