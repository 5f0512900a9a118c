package attack_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/local/emulator"
	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/tenant"
)

// phone is a number that nobody has.
const phone = "+15555550100"

// factors speaks with Firebase Auth as its client library does.
type factors struct {
	w *operations.World
}

// post calls a method of the accounts, as anybody may.
func (f factors) post(t *testing.T, method string, body map[string]any) map[string]any {
	t.Helper()
	return f.w.AuthCall(t, http.MethodPost, "/identitytoolkit.googleapis.com/"+method+"?key=local", body)
}

// code is the text message that would be sent: the emulator shows it.
func (f factors) code(t *testing.T, session string) string {
	t.Helper()
	sent, _ := f.w.AuthCall(t, http.MethodGet, "/emulator/v1/projects/"+stack.DefaultProject+"/verificationCodes", nil)["verificationCodes"].([]any)
	for _, one := range sent {
		if message, ok := one.(map[string]any); ok && message["sessionInfo"] == session {
			code, _ := message["code"].(string)
			return code
		}
	}
	t.Fatalf("no code was sent for the session %q: %v", session, sent)
	return ""
}

// enrol adds a telephone to the account of who holds the token, and gives a token that has it as a second factor.
func (f factors) enrol(t *testing.T, token string) string {
	t.Helper()
	started := f.post(t, "v2/accounts/mfaEnrollment:start", map[string]any{"idToken": token, "phoneEnrollmentInfo": map[string]any{"phoneNumber": phone}})
	info, _ := started["phoneSessionInfo"].(map[string]any)
	session, _ := info["sessionInfo"].(string)
	ended := f.post(t, "v2/accounts/mfaEnrollment:finalize", map[string]any{
		"idToken": token, "phoneVerificationInfo": map[string]any{"sessionInfo": session, "code": f.code(t, session)},
	})
	out, _ := ended["idToken"].(string)
	return out
}

// password signs in with the first factor: a token, or for who has a second one what is needed to go on.
func (f factors) password(t *testing.T, p *operations.Person) map[string]any {
	t.Helper()
	return f.post(t, "v1/accounts:signInWithPassword", map[string]any{"email": p.Email, "password": operations.Password, "returnSecureToken": true})
}

// both signs in with both factors.
func (f factors) both(t *testing.T, p *operations.Person) string {
	t.Helper()
	pending := f.password(t, p)
	if token, had := pending["idToken"]; had {
		t.Fatalf("the password alone gives a token: %v", token)
	}
	enrolled, _ := pending["mfaInfo"].([]any)
	if len(enrolled) != 1 {
		t.Fatalf("the sign-in names %v, want one factor", pending["mfaInfo"])
	}
	factor, _ := enrolled[0].(map[string]any)
	credential := pending["mfaPendingCredential"]
	started := f.post(t, "v2/accounts/mfaSignIn:start", map[string]any{
		"mfaPendingCredential": credential, "mfaEnrollmentId": factor["mfaEnrollmentId"], "phoneSignInInfo": map[string]any{},
	})
	info, _ := started["phoneResponseInfo"].(map[string]any)
	session, _ := info["sessionInfo"].(string)
	ended := f.post(t, "v2/accounts/mfaSignIn:finalize", map[string]any{
		"mfaPendingCredential": credential, "phoneVerificationInfo": map[string]any{"sessionInfo": session, "code": f.code(t, session)},
	})
	token, _ := ended["idToken"].(string)
	return token
}

// enrolApp adds an authenticator app to a person's account, as the web app does: after signing in, because the service wants that to be a
// short time ago. It gives the app, and a token that has it as a second factor.
func (f factors) enrolApp(t *testing.T, p *operations.Person) (app *emulator.Authenticator, token string) {
	t.Helper()
	in := f.password(t, p)["idToken"]
	started := f.post(t, "v2/accounts/mfaEnrollment:start", map[string]any{"idToken": in, "totpEnrollmentInfo": map[string]any{}})
	info, _ := started["totpSessionInfo"].(map[string]any)
	secret, _ := info["sharedSecretKey"].(string)
	app, err := emulator.NewAuthenticator(secret)
	if err != nil {
		t.Fatal(err)
	}
	ended := f.post(t, "v2/accounts/mfaEnrollment:finalize", map[string]any{
		"idToken": in, "displayName": "Phone",
		"totpVerificationInfo": map[string]any{"sessionInfo": info["sessionInfo"], "verificationCode": app.Code(time.Now())},
	})
	token, _ = ended["idToken"].(string)
	return app, token
}

// bothByApp signs in with the password and the app's next code, and names the factor.
func (f factors) bothByApp(t *testing.T, p *operations.Person, app *emulator.Authenticator) (token string, factor any) {
	t.Helper()
	pending := f.password(t, p)
	if token, had := pending["idToken"]; had {
		t.Fatalf("the password alone gives a token: %v", token)
	}
	enrolled, _ := pending["mfaInfo"].([]any)
	if len(enrolled) != 1 {
		t.Fatalf("the sign-in names %v, want one factor", pending["mfaInfo"])
	}
	hint, _ := enrolled[0].(map[string]any)
	factor = hint["mfaEnrollmentId"]
	ended := f.post(t, "v2/accounts/mfaSignIn:finalize", map[string]any{
		"mfaPendingCredential": pending["mfaPendingCredential"], "mfaEnrollmentId": factor,
		"totpVerificationInfo": map[string]any{"verificationCode": app.NextCode(time.Now())},
	})
	token, _ = ended["idToken"].(string)
	return token, factor
}

// requireFactor switches the requirement on or off.
func requireFactor(t *testing.T, admin *operations.Person, on bool) operations.Reply {
	t.Helper()
	path := "/tenants/" + string(admin.Tenant)
	etag := admin.Do(t, http.MethodGet, path, nil, nil).Header.Get("ETag")
	return admin.Do(t, http.MethodPatch, path, map[string]any{"settings": map[string]any{"require_mfa": on}}, map[string]string{"If-Match": etag})
}

// TestAnAdminEnrolsAndGetsIn: an admin adds a second factor and requires them; a colleague who leads as well is kept out of every operation
// until they have added theirs, gets in with it then and whenever they sign in anew, and is out again when they take it off. It is the same by
// a telephone and by an authenticator app.
func TestAnAdminEnrolsAndGetsIn(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	auth := factors{c.w}
	boss, late := c.w.Join(t, c.id, tenant.TenantAdmin), c.w.Join(t, c.id, tenant.TenantAdmin)
	engineer := c.w.Join(t, c.id, tenant.Engineer)
	program := c.w.Join(t, c.id, tenant.TenantAdmin)
	program.WithKey(t, tenant.DemosRead)

	refused(t, "required by who has none", requireFactor(t, boss, true), http.StatusConflict, "conflict")
	boss.Token = auth.enrol(t, boss.Token)
	if r := requireFactor(t, boss, true); r.Status != http.StatusOK {
		t.Fatalf("required by who has one: %d %s", r.Status, r.Body)
	}
	c.leavesNothing(t, func() {
		for _, o := range targets(t, c.w) {
			if o.Public() || o.Permission == operations.SignedIn || o.ID == "get-me" {
				continue
			}
			refused(t, o.ID, c.send(t, o, late, o.sent(c.things)), http.StatusForbidden, "mfa-required")
		}
	})
	for _, who := range []*operations.Person{boss, engineer, program} {
		if r := who.Do(t, http.MethodGet, "/demos", nil, nil); r.Status != http.StatusOK {
			t.Errorf("%s: %d %s", who.Role, r.Status, r.Body)
		}
	}
	if r := late.Do(t, http.MethodGet, "/users/me", nil, nil); r.Status != http.StatusOK || !strings.Contains(string(r.Body), `"mfa":{"required":true,"satisfied":false}`) {
		t.Fatalf("who one is: %d %s", r.Status, r.Body)
	}

	app, enrolled := auth.enrolApp(t, late)
	again, factor := auth.bothByApp(t, late, app)
	for name, token := range map[string]string{"after enrolling": enrolled, "signed in anew": again} {
		late.Token = token
		if r := late.Do(t, http.MethodGet, "/demos", nil, nil); r.Status != http.StatusOK {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	late.Token, _ = auth.post(t, "v2/accounts/mfaEnrollment:withdraw", map[string]any{"idToken": again, "mfaEnrollmentId": factor})["idToken"].(string)
	refused(t, "after taking it off", late.Do(t, http.MethodGet, "/demos", nil, nil), http.StatusForbidden, "mfa-required")

	boss.Token = auth.both(t, boss)
	if r := boss.Do(t, http.MethodGet, "/demos", nil, nil); r.Status != http.StatusOK {
		t.Errorf("signed in anew by telephone: %d %s", r.Status, r.Body)
	}
}
