package identity_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"capidemo.dev/platform/local/identity"
)

const (
	audience = "https://functions.test"
	email    = "pubsub@demo-capi.iam.gserviceaccount.com"
)

// issuer serves an issuer whose key lies in dir and whose clock stands at now.
func issuer(t *testing.T, dir string, now time.Time) *identity.Issuer {
	t.Helper()
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	i, err := identity.New(identity.Options{Dir: dir, URL: server.URL, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	handler = i.Handler()
	return i
}

func mint(t *testing.T, i *identity.Issuer) string {
	t.Helper()
	token, err := i.Mint(audience, email)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func verifier(t *testing.T, i *identity.Issuer, audience string, now time.Time) *oidc.IDTokenVerifier {
	t.Helper()
	provider, err := oidc.NewProvider(t.Context(), i.URL())
	if err != nil {
		t.Fatal(err)
	}
	return provider.Verifier(&oidc.Config{ClientID: audience, Now: func() time.Time { return now }})
}

func TestMintedTokenIsVerifiedByAnIndependentClient(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	i := issuer(t, t.TempDir(), now)
	token, err := verifier(t, i, audience, now).Verify(t.Context(), mint(t, i))
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := token.Claims(&claims); err != nil {
		t.Fatal(err)
	}
	if claims.Email != email || !claims.Verified {
		t.Errorf("claims = %+v, want verified %s", claims, email)
	}
}

func TestTokenIsRefused(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	i := issuer(t, t.TempDir(), now)
	for name, test := range map[string]struct {
		token    string
		audience string
		now      time.Time
	}{
		"for another audience":     {mint(t, i), "https://other.test", now},
		"after its lifetime":       {mint(t, i), audience, now.Add(identity.Lifetime + time.Second)},
		"signed by another issuer": {mint(t, issuer(t, t.TempDir(), now)), audience, now},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := verifier(t, i, test.audience, test.now).Verify(t.Context(), test.token); err == nil {
				t.Error("the token was accepted")
			}
		})
	}
}

func TestKeySurvivesRestart(t *testing.T) {
	t.Parallel()
	now, dir := time.Now(), t.TempDir()
	before := issuer(t, dir, now)
	if _, err := identity.New(identity.Options{Dir: dir, URL: before.URL()}); err != nil {
		t.Fatal(err)
	}
	restarted, err := identity.New(identity.Options{Dir: dir, URL: before.URL(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier(t, before, audience, now).Verify(t.Context(), mint(t, restarted)); err != nil {
		t.Errorf("a token of the restarted issuer: %v", err)
	}
}

func TestTokensAreReusedUntilNearTheirEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	i, err := identity.New(identity.Options{Dir: t.TempDir(), URL: "http://issuer.test", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	tokens := i.Tokens(audience, email)
	at := func(d time.Duration) string {
		t.Helper()
		now = now.Add(d)
		token, err := tokens.Token()
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	first, second, third := at(0), at(44*time.Minute), at(2*time.Minute)
	if first != second {
		t.Error("a token with 16 minutes left was replaced")
	}
	if second == third {
		t.Error("a token with 14 minutes left was handed out")
	}
}
