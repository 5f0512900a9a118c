// Package auth turns credentials into actors: Firebase ID tokens of people (people.go), API keys that act for people (keys.go) and OIDC
// tokens of our own service accounts (callers.go). The tenant and the role come from the stored membership, never from a header and never
// from the token alone: a token's claims are up to an hour old.
//
// What must not go in: what an actor may do (shared/tenant).
package auth

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Memberships reads who belongs to which tenant.
type Memberships interface {
	Membership(ctx context.Context, id tenant.ID, uid string) (demo.Member, demo.TenantRecord, error)
}

// Tokens verifies Firebase ID tokens; *auth.Client does. Its errors are Firebase's, or have a kind of shared/fault; any other says that the
// token could not be looked at.
type Tokens interface {
	VerifyIDTokenAndCheckRevoked(ctx context.Context, idToken string) (*auth.Token, error)
}

// People authenticates people.
type People struct {
	tokens  Tokens
	members Memberships
	mint    *Mint
	book    KeyBook
	now     func() time.Time
}

// NewPeople makes an authenticator of people by their sign-in.
func NewPeople(tokens Tokens, members Memberships) *People {
	return &People{tokens: tokens, members: members, now: time.Now}
}

// WithKeys has the authenticator accept API keys as well. now is the clock.
func (p *People) WithKeys(mint *Mint, book KeyBook, now func() time.Time) *People {
	p.mint, p.book, p.now = mint, book, now
	return p
}

// Authenticate verifies the API key or the bearer token of a request, and the membership behind it.
func (p *People) Authenticate(ctx context.Context, r *http.Request) (tenant.Actor, error) {
	key, err := credential(r)
	if err != nil {
		return tenant.Actor{}, err
	}
	if key != "" {
		return p.authenticateKey(ctx, key)
	}
	token, err := p.verify(ctx, r)
	if err != nil {
		return tenant.Actor{}, err
	}
	if verified, _ := token.Claims["email_verified"].(bool); !verified {
		return tenant.Actor{}, fault.New(fault.Forbidden, "Your e-mail address is not confirmed yet; open the link that was sent to you.")
	}
	claimed, _ := token.Claims["tenant"].(string)
	id, err := tenant.ParseID(claimed)
	if err != nil {
		return tenant.Actor{}, fault.New(fault.Forbidden, "You are signed in but belong to no tenant; ask your admin for an invite.")
	}
	member, in, err := p.members.Membership(ctx, id, token.UID)
	switch {
	case fault.Is(err, fault.NotFound):
		return tenant.Actor{}, fault.New(fault.Forbidden, "You are signed in but belong to no tenant; ask your admin for an invite.")
	case err != nil:
		return tenant.Actor{}, err
	}
	actor, err := admit(id, member, in.Status)
	if err != nil {
		return tenant.Actor{}, err
	}
	return actor.WithFactor(secondFactor(token), in.Settings.RequireMFA), nil
}

// secondFactor tells whether a sign-in had one. Firebase says so within the claim that only it can set.
func secondFactor(token *auth.Token) bool {
	firebase, _ := token.Claims["firebase"].(map[string]any)
	factor, _ := firebase["sign_in_second_factor"].(string)
	return factor != ""
}

// admit makes the actor of a membership. In a suspended tenant its admins may look, and nobody else may do anything.
func admit(id tenant.ID, member demo.Member, status demo.TenantStatus) (tenant.Actor, error) {
	if !member.Active {
		return tenant.Actor{}, fault.New(fault.Forbidden, "Your membership was ended; ask your tenant's admin.")
	}
	suspended := status == demo.TenantSuspended && member.Role.Leads()
	if status != demo.TenantActiveStatus && !suspended {
		return tenant.Actor{}, fault.New(fault.Forbidden, "Your tenant is %s; ask the platform's admin.", status)
	}
	actor, err := tenant.NewActor(member.UID, id, member.Role, member.Name)
	if err == nil && suspended {
		actor = actor.Frozen()
	}
	return actor, err
}

// Identify verifies the sign-in of a person who need not be a member of anything, such as one who was invited. An API key is nobody.
func (p *People) Identify(ctx context.Context, r *http.Request) (tenant.Newcomer, error) {
	token, err := p.verify(ctx, r)
	if err != nil {
		return tenant.Newcomer{}, err
	}
	out := tenant.Newcomer{UID: token.UID}
	out.Email, _ = token.Claims["email"].(string)
	out.Name, _ = token.Claims["name"].(string)
	out.Verified, _ = token.Claims["email_verified"].(bool)
	if !out.Verified {
		return tenant.Newcomer{}, fault.New(fault.Forbidden, "Your e-mail address is not confirmed yet; open the link that was sent to you.")
	}
	return out, nil
}

func (p *People) verify(ctx context.Context, r *http.Request) (*auth.Token, error) {
	raw, err := bearer(r)
	if err != nil {
		return nil, err
	}
	token, err := p.tokens.VerifyIDTokenAndCheckRevoked(ctx, raw)
	if err != nil {
		return nil, refused(err)
	}
	return token, nil
}

// refused tells an expired token from a bad one and both from a check that could not be made: the keys or the account could not be read, or the
// time was over. Only what is known to be wrong is refused: who is sent to sign in again although their sign-in is good loses what they do.
func refused(err error) error {
	if _, classified := errors.AsType[*fault.Error](err); classified {
		return err
	}
	switch {
	case auth.IsIDTokenRevoked(err), auth.IsUserDisabled(err), auth.IsUserNotFound(err):
		return fault.Wrap(fault.Unauthenticated, err, "Your sign-in was ended; sign in again.")
	case auth.IsIDTokenExpired(err):
		return fault.Wrap(fault.Unauthenticated, err, "Your sign-in has expired; sign in again.")
	case auth.IsIDTokenInvalid(err), auth.IsTenantIDMismatch(err):
		return fault.Wrap(fault.Unauthenticated, err, "The sign-in is not valid; sign in again.")
	case errors.Is(err, context.Canceled):
		return fault.Wrap(fault.Cancelled, err, "The request ended while the sign-in was checked.")
	default:
		return fault.Wrap(fault.Unavailable, err, "Sign-in cannot be checked at the moment; try again.")
	}
}

func bearer(r *http.Request) (string, error) {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", fault.New(fault.Unauthenticated, "Sign in first: the request carries no bearer token.")
	}
	return token, nil
}
