package auth_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	firebase "firebase.google.com/go/v4"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// unsigned is an ID token as the emulator makes them.
func unsigned(t *testing.T, change map[string]any) string {
	t.Helper()
	claims := map[string]any{
		"aud": "demo-refusal", "iss": "https://securetoken.google.com/demo-refusal", "sub": "ada", "tenant": "acme", "email_verified": true,
		"iat": time.Now().Add(-time.Minute).Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(claims, change)
	raw, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(raw) + "."
}

// TestOnlyWhatIsWrongIsRefused uses Google's own client: a sign-in that could not be looked at is not called invalid.
func TestOnlyWhatIsWrongIsRefused(t *testing.T) { // not parallel: the client reads the environment
	status, answer := http.StatusOK, ""
	accounts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(answer))
	}))
	defer accounts.Close()
	t.Setenv("FIREBASE_AUTH_EMULATOR_HOST", strings.TrimPrefix(accounts.URL, "http://"))
	app, err := firebase.NewApp(t.Context(), &firebase.Config{ProjectID: "demo-refusal"})
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := app.Auth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	members := register{member: demo.Member{UID: "ada", Role: tenant.Engineer, Active: true}, status: demo.TenantActiveStatus}
	people := auth.NewPeople(tokens, members)
	const known = `{"users":[{"localId":"ada","validSince":"1"}]}`
	for name, c := range map[string]struct {
		token  string
		status int
		answer string
		want   fault.Kind
		in     bool
	}{
		"a good sign-in":                    {unsigned(t, nil), http.StatusOK, known, 0, true},
		"no token at all":                   {"x", http.StatusOK, known, fault.Unauthenticated, false},
		"another project's":                 {unsigned(t, map[string]any{"aud": "other"}), http.StatusOK, known, fault.Unauthenticated, false},
		"expired":                           {unsigned(t, map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}), http.StatusOK, known, fault.Unauthenticated, false},
		"revoked":                           {unsigned(t, nil), http.StatusOK, fmt.Sprintf(`{"users":[{"localId":"ada","validSince":"%d"}]}`, time.Now().Add(time.Hour).Unix()), fault.Unauthenticated, false},
		"of an account that is off":         {unsigned(t, nil), http.StatusOK, `{"users":[{"localId":"ada","disabled":true}]}`, fault.Unauthenticated, false},
		"of an account that is gone":        {unsigned(t, nil), http.StatusOK, `{}`, fault.Unauthenticated, false},
		"while accounts fail":               {unsigned(t, nil), http.StatusInternalServerError, `{"error":{"message":"broken"}}`, fault.Unavailable, false},
		"while accounts are asked too much": {unsigned(t, nil), http.StatusTooManyRequests, `{}`, fault.Unavailable, false},
		"while accounts answer nonsense":    {unsigned(t, nil), http.StatusOK, `<html>`, fault.Unavailable, false},
	} {
		status, answer = c.status, c.answer
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Authorization", "Bearer "+c.token)
		if _, err := people.Authenticate(t.Context(), r); (err == nil) != c.in || err != nil && fault.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
