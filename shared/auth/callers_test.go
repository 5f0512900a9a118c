package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/fault"
)

// issuer signs as Google does.
type issuer struct {
	server *httptest.Server
	key    *rsa.PrivateKey
	down   bool // altogether
	locked bool // its keys
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	i.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case i.down, i.locked && r.URL.Path == "/keys":
			w.WriteHeader(http.StatusBadGateway)
		case r.URL.Path == "/keys":
			_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256"}}})
		default:
			_ = json.NewEncoder(w).Encode(map[string]any{"issuer": i.server.URL, "jwks_uri": i.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
		}
	}))
	t.Cleanup(i.server.Close)
	return i
}

func (i *issuer) sign(t *testing.T, key *rsa.PrivateKey, change map[string]any) string {
	t.Helper()
	claims := map[string]any{
		"iss": i.server.URL, "aud": "https://functions", "sub": "1", "email": "push@p.example", "email_verified": true,
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(claims, change)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestOnlyOurAccountsCall(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	callers := auth.NewCallers(i.server.URL, "https://functions", []string{"push@p.example"})
	for name, c := range map[string]struct {
		token string
		kind  fault.Kind
		in    bool
	}{
		"ours":                {i.sign(t, i.key, nil), 0, true},
		"no token":            {"", fault.Unauthenticated, false},
		"no JWT":              {"xyz", fault.Unauthenticated, false},
		"another's signature": {i.sign(t, stranger, nil), fault.Unauthenticated, false},
		"another audience":    {i.sign(t, i.key, map[string]any{"aud": "https://other"}), fault.Unauthenticated, false},
		"another issuer":      {i.sign(t, i.key, map[string]any{"iss": "https://evil.example"}), fault.Unauthenticated, false},
		"expired":             {i.sign(t, i.key, map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}), fault.Unauthenticated, false},
		"another account":     {i.sign(t, i.key, map[string]any{"email": "eve@p.example"}), fault.Forbidden, false},
		"unverified e-mail":   {i.sign(t, i.key, map[string]any{"email_verified": false}), fault.Forbidden, false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/load", http.NoBody)
		if c.token != "" {
			r.Header.Set("Authorization", "Bearer "+c.token)
		}
		email, err := callers.VerifyCaller(t.Context(), r)
		if (err == nil) != c.in || (err != nil && fault.KindOf(err) != c.kind) || (c.in && email != "push@p.example") {
			t.Errorf("%s: %q, %v", name, email, err)
		}
	}
}

func TestAnIssuerThatWasAwayIsAskedAgain(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	callers := auth.NewCallers(i.server.URL, "https://functions", []string{"push@p.example"})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/load", http.NoBody)
	r.Header.Set("Authorization", "Bearer "+i.sign(t, i.key, nil))
	i.down = true
	if _, err := callers.VerifyCaller(t.Context(), r); !fault.Is(err, fault.Unavailable) {
		t.Errorf("while the issuer is away: %v", err)
	}
	i.down, i.locked = false, true
	if _, err := callers.VerifyCaller(t.Context(), r); !fault.Is(err, fault.Unavailable) {
		t.Errorf("while its keys cannot be read: %v", err)
	}
	i.locked = false
	if _, err := callers.VerifyCaller(t.Context(), r); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
