package auth_test

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	fireauth "firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// claims is a verifier that takes every token for ada's, with these claims besides.
type claims map[string]any

func (c claims) VerifyIDTokenAndCheckRevoked(context.Context, string) (*fireauth.Token, error) {
	all := map[string]any{"tenant": "acme", "email_verified": true}
	maps.Copy(all, c)
	return &fireauth.Token{UID: "ada", Claims: all}, nil
}

// TestTheSecondFactorIsWhatFirebaseSays: only the claim that Firebase alone can set counts, in the form that Firebase gives it; claims of
// the same name that an account can carry do not.
func TestTheSecondFactorIsWhatFirebaseSays(t *testing.T) {
	t.Parallel()
	admin := register{member: demo.Member{UID: "ada", Role: tenant.TenantAdmin, Active: true}, status: demo.TenantActiveStatus, mfa: true}
	for name, c := range map[string]struct {
		claims claims
		want   bool
	}{
		"by text message":           {claims{"firebase": map[string]any{"sign_in_second_factor": "phone"}}, true},
		"by an authenticator app":   {claims{"firebase": map[string]any{"sign_in_second_factor": "totp"}}, true},
		"with one factor":           {claims{"firebase": map[string]any{"sign_in_provider": "password"}}, false},
		"an empty factor":           {claims{"firebase": map[string]any{"sign_in_second_factor": ""}}, false},
		"a factor that is no text":  {claims{"firebase": map[string]any{"sign_in_second_factor": true}}, false},
		"a claim of its own":        {claims{"sign_in_second_factor": "phone"}, false},
		"a dotted claim":            {claims{"firebase.sign_in_second_factor": "phone"}, false},
		"a text in Firebase's name": {claims{"firebase": `{"sign_in_second_factor":"phone"}`}, false},
		"an enrolment, not used":    {claims{"firebase": map[string]any{"second_factor_identifier": "x"}}, false},
		"methods of another issuer": {claims{"amr": []any{"mfa"}, "firebase": map[string]any{"sign_in_provider": "saml.acme"}}, false},
		"no claim of Firebase's":    {claims{}, false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Authorization", "Bearer any")
		actor, err := auth.NewPeople(c.claims, admin).Authenticate(t.Context(), r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		scope := tenant.ForActor(actor)
		if err := scope.Require(tenant.UsersManage); (err == nil) != c.want || err != nil && !fault.Is(err, fault.FactorMissing) {
			t.Errorf("%s: %v", name, err)
		}
		if scope.SecondFactor() != c.want {
			t.Errorf("%s: the second factor is %v", name, scope.SecondFactor())
		}
	}
}

// TestWhoeverDoesNotLeadNeedsNoSecondFactor, wherever it is required; nor does anybody where it is not.
func TestWhoeverDoesNotLeadNeedsNoSecondFactor(t *testing.T) {
	t.Parallel()
	for _, role := range tenant.Roles() {
		for _, required := range []bool{true, false} {
			who := register{member: demo.Member{UID: "ada", Role: role, Active: true}, status: demo.TenantActiveStatus, mfa: required}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
			r.Header.Set("Authorization", "Bearer any")
			actor, err := auth.NewPeople(claims{}, who).Authenticate(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if err := tenant.ForActor(actor).Require(tenant.TemplatesRead); (err == nil) == (required && role.Leads()) {
				t.Errorf("%s, required %v: %v", role, required, err)
			}
		}
	}
}
