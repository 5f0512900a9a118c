package auth_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// signIn authenticates a token as the functions do in the cloud: by the official client, with signatures verified.
func signIn(t *testing.T, token string) (tenant.Actor, error) {
	t.Helper()
	members := register{member: demo.Member{UID: "ada", Role: tenant.Engineer, Active: true}, status: demo.TenantActiveStatus}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	r.Header.Set("Authorization", "Bearer "+token)
	return auth.NewPeople(auth.NewVerified(verifier(t), time.Now), members).Authenticate(t.Context(), r)
}

// TestForgedTokens: of all tokens that say they are ada's, only those get in that Google signed for this project and this hour.
func TestForgedTokens(t *testing.T) {
	t.Parallel()
	shared.account("ada", nil)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	first, second := shared.keys["first"], shared.keys["second"]
	public, err := x509.MarshalPKIXPublicKey(first.Public())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().Unix()
	swapped := strings.Split(genuine().signed(first), ".")
	swapped[1] = segment(genuine().with(map[string]any{"role": "super_admin", "sub": "root"}).claims)
	for name, token := range map[string]string{
		"signed by another key":                 genuine().signed(stranger),
		"signed by another published key":       genuine().signed(second),
		"signed by another key of its own name": genuine().under(map[string]any{"kid": "stranger"}).signed(stranger),
		"a key in its own header":               genuine().under(map[string]any{"jwk": map[string]any{"kty": "RSA", "kid": "first"}, "jku": "https://evil.example/keys"}).signed(stranger),
		"without a key id":                      genuine().under(map[string]any{"kid": nil}).signed(first),
		"alg none":                              genuine().under(map[string]any{"alg": "none"}).unsigned() + ".",
		"alg None":                              genuine().under(map[string]any{"alg": "None"}).unsigned() + ".",
		"no alg":                                genuine().under(map[string]any{"alg": nil}).signed(first),
		"unsigned, as the emulator's":           genuine().under(map[string]any{"alg": "none", "kid": nil}).unsigned() + ".",
		"RS256 without a signature":             genuine().unsigned() + ".",
		"HS256 with the public key":             genuine().under(map[string]any{"alg": "HS256"}).keyed(public),
		"HS256 with the published certificate":  genuine().under(map[string]any{"alg": "HS256"}).keyed([]byte(published509(first))),
		"HS256 that calls itself RS256":         genuine().keyed([]byte(published509(first))),
		"RS512":                                 genuine().under(map[string]any{"alg": "RS512"}).signed(first),
		"claims changed after signing":          strings.Join(swapped, "."),
		"the signature broken off":              strings.TrimSuffix(genuine().signed(first), genuine().signed(first)[len(genuine().signed(first))-20:]),
		"of another project":                    genuine().with(map[string]any{"aud": "another", "iss": "https://securetoken.google.com/another"}).signed(first),
		"of another audience":                   genuine().with(map[string]any{"aud": "another"}).signed(first),
		"of two audiences":                      genuine().with(map[string]any{"aud": []string{project, "another"}}).signed(first),
		"of another issuer":                     genuine().with(map[string]any{"iss": "https://accounts.google.com"}).signed(first),
		"of an issuer that begins like it":      genuine().with(map[string]any{"iss": "https://securetoken.google.com/" + project + ".evil.example"}).signed(first),
		"a session cookie":                      genuine().with(map[string]any{"iss": "https://session.firebase.google.com/" + project}).signed(first),
		"a custom token": genuine().with(map[string]any{
			"aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit", "iss": "functions@" + project, "uid": "ada",
		}).signed(first),
		"expired":                            genuine().with(map[string]any{"exp": now - 301, "iat": now - 3901}).signed(first),
		"without an end":                     genuine().with(map[string]any{"exp": nil}).signed(first),
		"not yet valid":                      genuine().with(map[string]any{"iat": now + 600, "auth_time": now + 600}).signed(first),
		"of nobody":                          genuine().with(map[string]any{"sub": nil}).signed(first),
		"of an empty name":                   genuine().with(map[string]any{"sub": ""}).signed(first),
		"of somebody who has no account":     genuine().with(map[string]any{"sub": "nobody"}).signed(first),
		"an end that is text":                genuine().with(map[string]any{"exp": strconv.FormatInt(now+3600, 10)}).signed(first),
		"two parts":                          genuine().unsigned(),
		"four parts":                         genuine().signed(first) + ".x",
		"no JWT":                             "nonsense",
		"a token with a space in the middle": "a b",
	} {
		if actor, err := signIn(t, token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: acts as %q, %v", name, actor.UID(), err)
		}
	}
	for name, token := range map[string]string{
		"genuine":                     genuine().signed(first),
		"by the other published key":  genuine().under(map[string]any{"kid": "second"}).signed(second),
		"with a role that it has not": genuine().with(map[string]any{"role": "super_admin"}).signed(first),
	} {
		if actor, err := signIn(t, token); err != nil || actor.UID() != "ada" || actor.Role() != tenant.Engineer {
			t.Errorf("%s: acts as %q, %s, %v", name, actor.UID(), actor.Role(), err)
		}
	}
}

// TestEndedSignIns: a good token does not outlive its account's sessions, nor the account.
func TestEndedSignIns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		account map[string]any
		in      bool
	}{
		"sessions revoked after it was issued":  {map[string]any{"validSince": strconv.FormatInt(time.Now().Unix(), 10)}, false},
		"sessions revoked before it was issued": {map[string]any{"validSince": strconv.FormatInt(time.Now().Unix()-3600, 10)}, true},
		"account disabled":                      {map[string]any{"disabled": true}, false},
	} {
		uid := "uid-" + strings.ReplaceAll(name, " ", "-")
		shared.account(uid, c.account)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Authorization", "Bearer "+genuine().with(map[string]any{"sub": uid}).signed(shared.keys["first"]))
		members := register{member: demo.Member{UID: uid, Role: tenant.Engineer, Active: true}, status: demo.TenantActiveStatus}
		_, err := auth.NewPeople(verifier(t), members).Authenticate(t.Context(), r)
		if (err == nil) != c.in || err != nil && (!fault.Is(err, fault.Unauthenticated) || fault.Message(err) != "Your sign-in was ended; sign in again.") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestKeysThatCannotBeHad: while nobody can tell good from bad, nobody gets in, and it is not the caller's fault.
func TestKeysThatCannotBeHad(t *testing.T) { //nolint:paralleltest // Google is away for all
	shared.unreachable(true)
	defer shared.unreachable(false)
	if _, err := signIn(t, genuine().signed(shared.keys["first"])); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without the keys: %v", err)
	}
}
