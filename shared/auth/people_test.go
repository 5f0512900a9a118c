package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	fireauth "firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// tokens knows two tokens.
type tokens struct{}

func (tokens) VerifyIDTokenAndCheckRevoked(_ context.Context, raw string) (*fireauth.Token, error) {
	switch raw {
	case "ada":
		return &fireauth.Token{UID: "ada", Claims: map[string]any{"tenant": "acme", "role": "super_admin", "email_verified": true}}, nil
	case "stray":
		return &fireauth.Token{UID: "stray", Claims: map[string]any{"email_verified": true}}, nil
	case "guest":
		return &fireauth.Token{UID: "guest", Claims: map[string]any{"tenant": "acme", "email_verified": true}}, nil
	case "path":
		return &fireauth.Token{UID: "x", Claims: map[string]any{"tenant": "acme/users/ada", "email_verified": true}}, nil
	case "unconfirmed":
		return &fireauth.Token{UID: "ada", Claims: map[string]any{"tenant": "acme", "email_verified": false}}, nil
	default:
		return nil, fault.New(fault.Unauthenticated, "bad signature")
	}
}

// register is the memberships of acme.
type register struct {
	member demo.Member
	status demo.TenantStatus
	mfa    bool // required of who leads
	err    error
}

func (r register) Membership(_ context.Context, id tenant.ID, uid string) (demo.Member, demo.TenantRecord, error) {
	if r.err != nil {
		return demo.Member{}, demo.TenantRecord{}, r.err
	}
	if id != "acme" || uid != r.member.UID {
		return demo.Member{}, demo.TenantRecord{}, fault.New(fault.NotFound, "There is no such member.")
	}
	return r.member, demo.TenantRecord{Status: r.status, Settings: demo.Settings{RequireMFA: r.mfa}}, nil
}

func TestWhoGetsIn(t *testing.T) {
	t.Parallel()
	ada := register{member: demo.Member{UID: "ada", Role: tenant.Engineer, Active: true}, status: demo.TenantActiveStatus}
	inactive, suspended, roleless := ada, ada, ada
	inactive.member.Active = false
	suspended.status = "suspended"
	roleless.member.Role = "owner"
	for name, c := range map[string]struct {
		header string
		who    register
		want   fault.Kind
		in     bool
	}{
		"a member":                {"Bearer ada", ada, 0, true},
		"scheme in lower case":    {"bearer ada", ada, 0, true},
		"no header":               {"", ada, fault.Unauthenticated, false},
		"another scheme":          {"Basic ada", ada, fault.Unauthenticated, false},
		"an empty token":          {"Bearer ", ada, fault.Unauthenticated, false},
		"a bad token":             {"Bearer forged", ada, fault.Unauthenticated, false},
		"no tenant in the claims": {"Bearer stray", ada, fault.Forbidden, false},
		"an unconfirmed address":  {"Bearer unconfirmed", ada, fault.Forbidden, false},
		"no membership":           {"Bearer guest", ada, fault.Forbidden, false},
		"a path as tenant":        {"Bearer path", ada, fault.Forbidden, false},
		"an ended membership":     {"Bearer ada", inactive, fault.Forbidden, false},
		"a suspended tenant":      {"Bearer ada", suspended, fault.Forbidden, false},
		"an unknown role":         {"Bearer ada", roleless, fault.Forbidden, false},
		"a database that is away": {"Bearer ada", register{err: fault.New(fault.Unavailable, "x")}, fault.Unavailable, false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Authorization", c.header)
		r.Header.Set("X-Tenant-Id", "rival")
		actor, err := auth.NewPeople(tokens{}, c.who).Authenticate(t.Context(), r)
		if (err == nil) != c.in || (err != nil && fault.KindOf(err) != c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if c.in && (actor.Tenant() != "acme" || actor.Role() != tenant.Engineer) {
			t.Errorf("%s: tenant %s, role %s: they must come from the membership, not from header or claims", name, actor.Tenant(), actor.Role())
		}
	}
}
