// Package auth turns credentials into actors: Firebase ID tokens of people (people.go) and OIDC tokens of our own service accounts
// (callers.go). The tenant and the role come from the stored membership, never from a header and never from the token alone: a
// token's claims are up to an hour old.
//
// What must not go in: what an actor may do (shared/tenant). API keys will join people.go.
package auth

import (
	"context"
	"net/http"
	"strings"

	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Memberships reads who belongs to which tenant.
type Memberships interface {
	Membership(ctx context.Context, id tenant.ID, uid string) (demo.Member, demo.TenantStatus, error)
}

// Tokens verifies Firebase ID tokens; *auth.Client does.
type Tokens interface {
	VerifyIDTokenAndCheckRevoked(ctx context.Context, idToken string) (*auth.Token, error)
}

// People authenticates people.
type People struct {
	tokens  Tokens
	members Memberships
}

// NewPeople makes an authenticator.
func NewPeople(tokens Tokens, members Memberships) *People {
	return &People{tokens: tokens, members: members}
}

// Authenticate verifies the bearer token of a request and the membership it claims.
func (p *People) Authenticate(ctx context.Context, r *http.Request) (tenant.Actor, error) {
	raw, err := bearer(r)
	if err != nil {
		return tenant.Actor{}, err
	}
	token, err := p.tokens.VerifyIDTokenAndCheckRevoked(ctx, raw)
	if err != nil {
		return tenant.Actor{}, refused(err)
	}
	if verified, _ := token.Claims["email_verified"].(bool); !verified {
		return tenant.Actor{}, fault.New(fault.Forbidden, "Your e-mail address is not confirmed yet; open the link that was sent to you.")
	}
	claimed, _ := token.Claims["tenant"].(string)
	id, err := tenant.ParseID(claimed)
	if err != nil {
		return tenant.Actor{}, fault.New(fault.Forbidden, "You are signed in but belong to no tenant; ask your admin for an invite.")
	}
	member, status, err := p.members.Membership(ctx, id, token.UID)
	switch {
	case fault.Is(err, fault.NotFound):
		return tenant.Actor{}, fault.New(fault.Forbidden, "You are signed in but belong to no tenant; ask your admin for an invite.")
	case err != nil:
		return tenant.Actor{}, err
	case !member.Active:
		return tenant.Actor{}, fault.New(fault.Forbidden, "Your membership was ended; ask your tenant's admin.")
	case status != demo.TenantActiveStatus:
		return tenant.Actor{}, fault.New(fault.Forbidden, "Your tenant is %s; ask the platform's admin.", status)
	}
	return tenant.NewActor(token.UID, id, member.Role, member.Name)
}

// refused tells an expired token from a bad one and both from a verifier that could not be reached.
func refused(err error) error {
	switch {
	case auth.IsIDTokenRevoked(err), auth.IsUserDisabled(err):
		return fault.Wrap(fault.Unauthenticated, err, "Your sign-in was ended; sign in again.")
	case auth.IsIDTokenExpired(err):
		return fault.Wrap(fault.Unauthenticated, err, "Your sign-in has expired; sign in again.")
	case auth.IsCertificateFetchFailed(err):
		return fault.Wrap(fault.Unavailable, err, "Sign-in cannot be checked at the moment; try again.")
	default:
		return fault.Wrap(fault.Unauthenticated, err, "The sign-in is not valid; sign in again.")
	}
}

func bearer(r *http.Request) (string, error) {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", fault.New(fault.Unauthenticated, "Sign in first: the request carries no bearer token.")
	}
	return token, nil
}
