package auth_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	firebase "firebase.google.com/go/v4"
	"google.golang.org/api/option"

	"capidemo.dev/platform/shared/auth"
)

const project = "signed-project"

// google is the two services of Google's that sign-ins are verified with, on this machine: the keys that ID tokens are signed with, and the
// accounts. The official client asks them by their real names, which lead here (TestMain).
type google struct {
	keys map[string]*rsa.PrivateKey // by key id, as they are published

	mu       sync.Mutex
	accounts map[string]map[string]any // by uid
	keyless  bool                      // the keys cannot be had
}

// shared is Google for all tests of the package: the client finds it by the process's own way to the network.
var shared = &google{accounts: map[string]map[string]any{}, keys: map[string]*rsa.PrivateKey{}} //nolint:gochecknoglobals // see above

// names are the hosts that lead here.
var names = []string{"www.googleapis.com", "identitytoolkit.googleapis.com"} //nolint:gochecknoglobals // a constant list; Go has none

// TestMain takes away the emulator's address, which turns the verification of signatures off, and lays Google's names on a server of this
// process.
func TestMain(m *testing.M) {
	if err := os.Unsetenv("FIREBASE_AUTH_EMULATOR_HOST"); err != nil {
		panic(err)
	}
	for _, id := range []string{"first", "second"} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		shared.keys[id] = key
	}
	server := httptest.NewUnstartedServer(shared)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate()}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	defer server.Close()

	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		panic("the default way to the network is none that can be led elsewhere")
	}
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	transport.Proxy, transport.TLSClientConfig = nil, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil && slices.Contains(names, host) {
			address = server.Listener.Addr().String()
		}
		return dial(ctx, network, address)
	}
	m.Run()
}

// certificate is one for Google's names that nobody but this process trusts.
func certificate() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: names, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// ServeHTTP answers as Google does.
func (g *google) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case strings.HasSuffix(r.URL.Path, "/securetoken@system.gserviceaccount.com") && !g.keyless:
		w.Header().Set("Cache-Control", "public, max-age=3600")
		published := map[string]string{}
		for id, key := range g.keys {
			published[id] = published509(key)
		}
		_ = json.NewEncoder(w).Encode(published) //nolint:errchkjson // who asked is there to notice
	case strings.HasSuffix(r.URL.Path, "/accounts:lookup"):
		var asked struct {
			IDs []string `json:"localId"` //nolint:tagliatelle // Google's name
		}
		_ = json.NewDecoder(r.Body).Decode(&asked) // an account of no id is not there
		var found []map[string]any
		for _, id := range asked.IDs {
			if account := g.accounts[id]; account != nil {
				found = append(found, account)
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"users": found}) //nolint:errchkjson // as above
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// published509 is a public key as Google publishes it: in a certificate.
func published509(key *rsa.PrivateKey) string {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// account makes an account that can sign in, with fields besides.
func (g *google) account(uid string, fields map[string]any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.accounts[uid] = map[string]any{"localId": uid, "email": uid + "@acme.example", "emailVerified": true}
	maps.Copy(g.accounts[uid], fields)
}

// unreachable tells whether the keys can be had from now on.
func (g *google) unreachable(yes bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.keyless = yes
}

// verifier is the official client as it is used in the cloud.
func verifier(t *testing.T) auth.Tokens {
	t.Helper()
	app, err := firebase.NewApp(t.Context(), &firebase.Config{ProjectID: project, ServiceAccountID: "functions@" + project}, option.WithHTTPClient(&http.Client{}))
	if err != nil {
		t.Fatal(err)
	}
	client, err := app.Auth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// idToken is one before it is signed.
type idToken struct {
	header, claims map[string]any
}

// genuine is a token as Google issues it to ada of acme.
func genuine() idToken {
	now := time.Now().Unix()
	return idToken{
		map[string]any{"alg": "RS256", "typ": "JWT", "kid": "first"},
		map[string]any{
			"iss": "https://securetoken.google.com/" + project, "aud": project, "sub": "ada", "user_id": "ada", "iat": now - 60, "auth_time": now - 60, "exp": now + 3540,
			"email": "ada@acme.example", "email_verified": true, "tenant": "acme", "role": "engineer", "firebase": map[string]any{"sign_in_provider": "password"},
		},
	}
}

// with changes claims; nil takes one away.
func (j idToken) with(claims map[string]any) idToken {
	for name, value := range claims {
		j.claims[name] = value
		if value == nil {
			delete(j.claims, name)
		}
	}
	return j
}

// under changes the header; nil takes a field away.
func (j idToken) under(header map[string]any) idToken {
	for name, value := range header {
		j.header[name] = value
		if value == nil {
			delete(j.header, name)
		}
	}
	return j
}

func segment(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers always encode
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (j idToken) unsigned() string { return segment(j.header) + "." + segment(j.claims) }

// signed signs as Google does.
func (j idToken) signed(key *rsa.PrivateKey) string {
	sum := sha256.Sum256([]byte(j.unsigned()))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return j.unsigned() + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// keyed signs with a secret that is none.
func (j idToken) keyed(secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprint(mac, j.unsigned())
	return j.unsigned() + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
