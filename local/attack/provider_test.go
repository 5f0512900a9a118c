package attack_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

// vouched is what a provider says of a person.
type vouched struct {
	Subject  string `json:"sub"`
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"` // counts for OpenID Connect only: Firebase takes every word of a SAML provider
	Name     string `json:"name"`
}

// signInWith signs in with a provider as Firebase's clients do, and gives Firebase's answer. The emulator takes what a provider says unsigned.
func signInWith(t *testing.T, w *operations.World, provider string, who vouched) map[string]any {
	t.Helper()
	text := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	said := url.Values{"providerId": {provider}, "id_token": {text(who)}}
	if strings.HasPrefix(provider, "saml.") {
		said.Set("SAMLResponse", text(map[string]any{"assertion": map[string]any{"subject": map[string]any{"nameId": who.Email}}}))
	}
	return w.AuthCall(t, http.MethodPost, "/identitytoolkit.googleapis.com/v1/accounts:signInWithIdp?key=local",
		map[string]any{"requestUri": "http://localhost", "postBody": said.Encode(), "returnSecureToken": true})
}

// by is the provider that a token says it was got with.
func by(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Firebase struct {
			Provider string `json:"sign_in_provider"`
		} `json:"firebase"`
	}
	if err := json.Unmarshal(raw, &claims); err != nil {
		t.Fatal(err)
	}
	return claims.Firebase.Provider
}

// invited makes an invite for an address and gives its code.
func (c *company) invited(t *testing.T, email string) string {
	t.Helper()
	r := c.lead.Do(t, http.MethodPost, "/invites", map[string]any{"role": tenant.Engineer, "email": email}, nil)
	var invite struct {
		Code string `json:"code"`
	}
	if err := json.Unmarshal(r.Body, &invite); err != nil || invite.Code == "" {
		t.Fatalf("invite: %d %s", r.Status, r.Body)
	}
	return invite.Code
}

// TestPeopleOfEveryProviderJoin: whoever signs in by Google, by OpenID Connect or by SAML, with the address that was invited, becomes a member
// and is let in as one with a password is.
func TestPeopleOfEveryProviderJoin(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	for _, provider := range []string{"google.com", "oidc.customer", "saml.customer"} {
		who := vouched{Subject: provider + string(c.id), Email: strings.ToLower("ada." + string(c.id) + "@" + provider + ".example"), Verified: true, Name: "Ada"}
		accept := "/invites/" + c.invited(t, who.Email) + "/accept"
		person := c.w.Nobody()
		signIn := func() {
			person.Token, _ = signInWith(t, c.w, provider, who)["idToken"].(string)
			if got := by(t, person.Token); got != provider {
				t.Fatalf("signed in with %q, want %q", got, provider)
			}
		}
		signIn()
		refused(t, provider+" before", person.Do(t, http.MethodGet, "/demos", nil, nil), http.StatusForbidden, "forbidden")
		if r := person.Do(t, http.MethodPost, accept, nil, nil); r.Status != http.StatusOK {
			t.Errorf("%s: accepting gives %d %s", provider, r.Status, r.Body)
		}
		signIn() // the token says of which tenant
		if r := person.Do(t, http.MethodGet, "/demos", nil, nil); r.Status != http.StatusOK {
			t.Errorf("%s: the member gets %d %s", provider, r.Status, r.Body)
		}
	}
}

// TestAnAddressThatNobodyConfirmedOpensNothing: who signs in by a provider that does not vouch for the address neither accepts the invite for
// it nor gets into the account that has it; whom it is for accepts it afterwards.
func TestAnAddressThatNobodyConfirmedOpensNothing(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	member := c.w.Join(t, c.id, tenant.Engineer)
	for _, provider := range []string{"google.com", "oidc.customer"} {
		email := strings.ToLower("ada." + string(c.id) + "@unconfirmed." + provider + ".example")
		accept := "/invites/" + c.invited(t, email) + "/accept"
		person, stranger := c.w.Nobody(), c.w.Nobody()
		person.Token, _ = signInWith(t, c.w, provider, vouched{Subject: "claims-to-be-" + provider + string(c.id), Email: email})["idToken"].(string)
		stranger.Token, _ = signInWith(t, c.w, provider, vouched{Subject: "stranger-" + provider + string(c.id), Email: "x" + email, Verified: true})["idToken"].(string)
		c.leavesNothing(t, func() {
			refused(t, provider+": unconfirmed", person.Do(t, http.MethodPost, accept, nil, nil), http.StatusForbidden, "forbidden")
			refused(t, provider+": another address", stranger.Do(t, http.MethodPost, accept, nil, nil), http.StatusNotFound, "not-found")
		})

		taken := signInWith(t, c.w, provider, vouched{Subject: "thief-" + provider + string(c.id), Email: member.Email})
		if token, given := taken["idToken"]; given || taken["needConfirmation"] != true {
			t.Errorf("%s: a thief of %s gets %v of %v", provider, member.Email, token, taken)
		}

		// Whose address it is proves it to Google, and the account that only claimed it is theirs then.
		owner := c.w.Nobody()
		owner.Token, _ = signInWith(t, c.w, "google.com", vouched{Subject: "owner-" + provider + string(c.id), Email: email, Verified: true})["idToken"].(string)
		if r := owner.Do(t, http.MethodPost, accept, nil, nil); r.Status != http.StatusOK {
			t.Errorf("%s: the owner gets %d %s", provider, r.Status, r.Body)
		}
	}
}
