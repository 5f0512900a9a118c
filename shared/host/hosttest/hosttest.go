// Package hosttest serves the routes of functions to their tests, and calls them as a person would. Only tests import it.
package hosttest

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// People takes callers at their word: "Bearer ada acme engineer" is ada, an engineer of acme. Where sign-ins or memberships are what is
// tested, auth.People takes its place.
type People struct{}

// Authenticate reads who calls from the request.
func (People) Authenticate(_ context.Context, r *http.Request) (tenant.Actor, error) {
	words := strings.Fields(r.Header.Get("Authorization"))
	if len(words) != 4 {
		return tenant.Actor{}, fault.New(fault.Unauthenticated, "Sign in first.")
	}
	return tenant.NewActor(words[1], tenant.ID(words[2]), tenant.Role(words[3]), words[1])
}

// Router is a function with routes.
type Router interface {
	Routes(api *host.API)
}

// Serve gives the routes of functions as they are served.
func Serve(people host.Authenticator, now func() time.Time, functions ...Router) http.Handler {
	api := host.NewAPI(people)
	for _, f := range functions {
		f.Routes(api)
	}
	log := telemetry.NewLogger(&bytes.Buffer{}, slog.LevelError)
	return api.Handler(host.Options{Word: "test", Project: "p", Timeout: time.Minute, Log: log, Now: now})
}

// Call sends a request with pairs of header fields, and decodes the answer. who is the whole Authorization. A body that is a string is sent
// as it is, any other as JSON.
func Call[T any](t *testing.T, h http.Handler, who, method, path string, body any, header ...string) (*httptest.ResponseRecorder, T) {
	t.Helper()
	text, raw := body.(string)
	if !raw && body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		text = string(encoded)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	if who != "" {
		r.Header.Set("Authorization", who)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var out T
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil && w.Body.Len() > 0 {
		t.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
	}
	return w, out
}
