// Package identity is a local issuer of OIDC identity tokens: what Google's token service is to Eventarc, Pub/Sub push and
// Cloud Scheduler, so that the functions verify their callers here exactly as in the cloud, with another issuer address.
//
// It signs with one RSA key kept in its folder, so that tokens and verifiers survive a restart. It signs for whoever holds
// the Issuer; it has no endpoint that hands out tokens of services. Whom a function accepts is the function's business (shared/auth).
//
// Beside it, and in another name, a Provider plays Google for people: a page on which they choose who they are. Its tokens are for
// the web app, which shows them to Firebase Auth, and open no function.
//
// issuer_test.go and provider_test.go verify their tokens with an independent client.
package identity

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/renameio/v2"
)

// Lifetime is how long a token is valid, as Google's are.
const Lifetime = time.Hour

const (
	keyBits  = 2048
	keyFile  = "key.pem"
	keyBlock = "PRIVATE KEY"
	keysPath = "/oauth2/v3/certs"
)

// Options configure an Issuer.
type Options struct {
	Dir string           // keeps the signing key; made if absent
	URL string           // the issuer's own address, http://host:port without a slash at the end; it is the iss claim
	Now func() time.Time // clock; nil means time.Now
}

// Issuer signs identity tokens and publishes what verifies them.
type Issuer struct {
	url    string
	now    func() time.Time
	key    jose.JSONWebKey
	signer jose.Signer
}

// New loads the signing key, or makes one on the first start.
func New(o Options) (*Issuer, error) {
	private, err := loadKey(o.Dir)
	if err != nil {
		return nil, err
	}
	key := jose.JSONWebKey{Key: private, Algorithm: string(jose.RS256), Use: "sig"}
	thumbprint, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("identity: name the signing key: %w", err)
	}
	key.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("identity: make the signer: %w", err)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Issuer{url: o.URL, now: o.Now, key: key, signer: signer}, nil
}

// Mint signs a token with the claims that Google puts into the tokens of service accounts.
func (i *Issuer) Mint(audience, email string) (string, error) {
	now := i.now()
	token, err := jwt.Signed(i.signer).Claims(jwt.Claims{
		Issuer: i.url, Subject: email, Audience: jwt.Audience{audience},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(Lifetime)),
	}).Claims(map[string]any{"email": email, "email_verified": true, "azp": email}).Serialize()
	if err != nil {
		return "", fmt.Errorf("identity: sign a token for %s: %w", email, err)
	}
	return token, nil
}

// URL is the issuer's address and the iss claim of its tokens.
func (i *Issuer) URL() string { return i.url }

// Handler serves the discovery document and the public key.
func (i *Issuer) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": i.url, "jwks_uri": i.url + keysPath,
			"id_token_signing_alg_values_supported": []string{string(jose.RS256)},
			"response_types_supported":              []string{"id_token"},
			"subject_types_supported":               []string{"public"},
		})
	})
	mux.HandleFunc("GET "+keysPath, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{i.key.Public()}})
	})
	return mux
}

func answer(w http.ResponseWriter, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // the caller is gone; there is nobody to tell
}

func loadKey(dir string) (*rsa.PrivateKey, error) {
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(dir, path)
	}
	if err != nil {
		return nil, fmt.Errorf("identity: read the signing key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("identity: %s holds no key; delete it and start again", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("identity: %s: %w; delete it and start again", path, err)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("identity: %s holds a %T, not an RSA key; delete it and start again", path, parsed)
	}
	return private, nil
}

func makeKey(dir, path string) (*rsa.PrivateKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("identity: make a signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("identity: encode the signing key: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der})
	if err := renameio.WriteFile(path, text, 0o600); err != nil {
		return nil, fmt.Errorf("identity: keep the signing key: %w", err)
	}
	return private, nil
}
