package auth

import (
	"context"
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
	token, err := verifier.Verify(ctx, raw)
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
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: issuerWithin}), c.issuer)
	if err != nil {
		return nil, err
	}
	c.verifier = provider.Verifier(&oidc.Config{ClientID: c.audience})
	return c.verifier, nil
}
