package certificate

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"

	"github.com/go-jose/go-jose/v4"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/secret"
)

// Secrets gives the enabled versions of a secret, newest first; *secret.Manager does.
type Secrets interface {
	Enabled(ctx context.Context, name string) ([]secret.Version, error)
	Forget(name string)
}

// Keyring signs and verifies with the keys of one secret.
type Keyring struct {
	secrets Secrets
	name    string
	issuer  string
}

// NewKeyring makes a keyring over a secret. issuer names the installation in what it signs.
func NewKeyring(secrets Secrets, name, issuer string) *Keyring {
	return &Keyring{secrets: secrets, name: name, issuer: issuer}
}

// NewKey makes a private key in the form of a secret's version.
func NewKey(random io.Reader) ([]byte, error) {
	_, private, err := ed25519.GenerateKey(random)
	if err != nil {
		return nil, err
	}
	key := jose.JSONWebKey{Key: private, Algorithm: string(jose.EdDSA), Use: "sig"}
	thumbprint, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, err
	}
	key.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	return json.Marshal(key)
}

// Sign signs with the newest key, in the name of the installation.
func (k *Keyring) Sign(ctx context.Context, c Certificate) (string, error) {
	keys, err := k.keys(ctx)
	if err != nil {
		return "", err
	}
	c.Issuer = k.issuer
	return sign(keys[0], &c)
}

// Verify proves that a certificate was signed by this installation, for a demo. A key that is not known yet may have been added a moment ago,
// so the keys are read again once before it is refused.
func (k *Keyring) Verify(ctx context.Context, text, subject string) (Certificate, error) {
	public, err := k.Public(ctx)
	if err != nil {
		return Certificate{}, err
	}
	if len(public.Key(KeyID(text))) == 0 {
		k.secrets.Forget(k.name)
		if public, err = k.Public(ctx); err != nil {
			return Certificate{}, err
		}
	}
	c, err := Verify(text, public)
	switch {
	case err != nil:
		return Certificate{}, err
	case c.Issuer != k.issuer:
		return Certificate{}, fault.New(fault.Invalid, "The certificate is another installation's.")
	case c.Subject != subject:
		return Certificate{}, fault.New(fault.Invalid, "The certificate is another demo's.")
	}
	return c, nil
}

// Public gives the public keys, the newest first.
func (k *Keyring) Public(ctx context.Context) (jose.JSONWebKeySet, error) {
	keys, err := k.keys(ctx)
	if err != nil {
		return jose.JSONWebKeySet{}, err
	}
	out := jose.JSONWebKeySet{Keys: make([]jose.JSONWebKey, len(keys))}
	for i, key := range keys {
		out.Keys[i] = key.Public()
	}
	return out, nil
}

// keys reads the private keys; there is at least one. A version that is no key is an error: signing with an older one instead would hide it.
func (k *Keyring) keys(ctx context.Context) ([]jose.JSONWebKey, error) {
	versions, err := k.secrets.Enabled(ctx, k.name)
	if err != nil {
		return nil, err
	}
	if len(versions) == 0 {
		return nil, fault.New(fault.Unavailable, "The secret %s has no enabled version, so nothing can be signed. Add one that `capidemo exam key` makes.", k.name)
	}
	keys := make([]jose.JSONWebKey, len(versions))
	for i, version := range versions {
		err := json.Unmarshal(version.Data(), &keys[i])
		private, isKey := keys[i].Key.(ed25519.PrivateKey)
		if err != nil || !isKey || len(private) != ed25519.PrivateKeySize || keys[i].KeyID == "" {
			return nil, fault.New(fault.Internal, "%s is no private Ed25519 JWK with a key id", version)
		}
	}
	return keys, nil
}
