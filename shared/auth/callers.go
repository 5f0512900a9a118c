package auth

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"capidemo.dev/platform/shared/fault"
)

// issuerWithin bounds one request to the issuer, for its configuration or its keys.
const issuerWithin = 5 * time.Second

// Callers verifies the OIDC tokens with which Pub/Sub, Eventarc, Scheduler and Workflows call private functions: issuer, audience,
// signature, time, and that the e-mail is verified and on the list.
type Callers struct {
	issuer   string
	audience string
	emails   []string

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier
}

// NewCallers makes a verifier; the issuer's keys are fetched on first use and kept.
func NewCallers(issuer, audience string, emails []string) *Callers {
	return &Callers{issuer: issuer, audience: audience, emails: emails}
}

// VerifyCaller gives the verified e-mail of the calling service account.
func (c *Callers) VerifyCaller(ctx context.Context, r *http.Request) (string, error) {
	raw, err := bearer(r)
	if err != nil {
		return "", err
	}
	verifier, err := c.get(ctx)
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "The issuer of service identities cannot be reached.")
	}
	var unread error
	token, err := verifier.Verify(context.WithValue(ctx, unreadKey{}, &unread), raw)
	if unread != nil {
		return "", fault.Wrap(fault.Unavailable, unread, "The keys of service identities cannot be read.")
	}
	if err != nil {
		return "", fault.Wrap(fault.Unauthenticated, err, "The caller's identity token is not valid here.")
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := token.Claims(&claims); err != nil {
		return "", fault.Wrap(fault.Unauthenticated, err, "The caller's identity token has no readable claims.")
	}
	if !claims.Verified || !slices.Contains(c.emails, claims.Email) {
		return "", fault.New(fault.Forbidden, "This service account may not call the function.")
	}
	return claims.Email, nil
}

// get discovers the issuer once; a failed discovery is not kept.
func (c *Callers) get(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verifier != nil {
		return c.verifier, nil
	}
	client := &http.Client{Timeout: issuerWithin}
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), client), c.issuer)
	if err != nil {
		return nil, err
	}
	var at struct {
		Keys string `json:"jwks_uri"`
	}
	if err := provider.Claims(&at); err != nil {
		return nil, err
	}
	remote := oidc.NewRemoteKeySet(oidc.ClientContext(context.WithoutCancel(ctx), client), at.Keys)
	c.verifier = oidc.NewVerifier(c.issuer, issuerKeys{remote}, &oidc.Config{ClientID: c.audience})
	return c.verifier, nil
}

// issuerKeys tells a signature that does not hold from keys that could not be read, which the verifier above gives as the same error.
type issuerKeys struct{ remote oidc.KeySet }

type unreadKey struct{}

// VerifySignature gives the payload of a token that one of the keys has signed. The remote set wraps what kept it from reading keys, and
// nothing else.
func (k issuerKeys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := k.remote.VerifySignature(ctx, token)
	if into, ok := ctx.Value(unreadKey{}).(*error); ok {
		*into = errors.Unwrap(err)
	}
	return payload, err
}
