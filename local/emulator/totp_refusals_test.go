package emulator_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestClocksThatAreNotRight: the codes beside the present one are taken, so that half a minute does not keep a person out.
func TestClocksThatAreNotRight(t *testing.T) {
	t.Parallel()
	e := auth(t, t.TempDir())
	step := func() int64 { return time.Now().Unix() / 30 }
	for name, off := range map[string]time.Duration{"slow": -30 * time.Second, "fast": 30 * time.Second} {
		p := newPerson(t, e, name, true)
		token := p.signIn().text("idToken")
		for begun := int64(-1); begun != step(); { // once more if the next step began in between: the code would be of another one
			begun = step()
			session, app := p.begin(token)
			p.finalize(token, session, app.Code(time.Now().Add(4*off)), "INVALID_CODE")
			_, refusal := p.send(factors+"mfaEnrollment:finalize", enrolment(token, session, app.Code(time.Now().Add(off))))
			if refusal == "" {
				break
			}
			if begun == step() {
				t.Errorf("%s: a code of the neighbouring step is refused: %s", name, refusal)
			}
		}
	}
}

// TestWhoMayNotEnrol: the errors are the service's, which the sign-in library makes codes of.
func TestWhoMayNotEnrol(t *testing.T) {
	t.Parallel()
	e := auth(t, t.TempDir())
	start := func(p person, token, want string) {
		t.Helper()
		p.post(factors+"mfaEnrollment:start", map[string]any{"idToken": token, "totpEnrollmentInfo": map[string]any{}}, want)
	}
	unconfirmed := newPerson(t, e, "unconfirmed", false)
	start(unconfirmed, unconfirmed.signIn().text("idToken"), "UNVERIFIED_EMAIL")

	ada := newPerson(t, e, "ada", true)
	token := ada.signIn().text("idToken")
	start(ada, "", "MISSING_ID_TOKEN")
	start(ada, aged(t, token, "auth_time", 10*time.Minute), "CREDENTIAL_TOO_OLD_LOGIN_AGAIN")

	session, app := ada.begin(token)
	ada.finalize(token, "another session", app.Code(time.Now()), "INVALID_SESSION_INFO")
	eve := newPerson(t, e, "eve", true)
	eve.finalize(eve.signIn().text("idToken"), session, app.Code(time.Now()), "INVALID_SESSION_INFO")
	ada.post(factors+"mfaEnrollment:finalize", map[string]any{
		"idToken": token, "totpVerificationInfo": map[string]any{"sessionInfo": session, "verificationCode": app.Code(time.Now())},
	}, "MISSING_DISPLAY_NAME")
	for range 3 {
		ada.finalize(token, session, "000000", "INVALID_CODE")
	}
	ada.finalize(token, session, app.Code(time.Now()), "TOO_MANY_ENROLLMENT_ATTEMPTS")

	session, app = ada.begin(token)
	ada.finalize(token, session, app.Code(time.Now()), "")
	ada.finalize(token, session, app.NextCode(time.Now()), "MFA_ENROLLMENT_ALREADY_COMPLETE")
	start(ada, token, "SECOND_FACTOR_LIMIT_EXCEEDED")
}

// TestWhoMayNotSignIn: what stands for the password is of its account and of some minutes only.
func TestWhoMayNotSignIn(t *testing.T) {
	t.Parallel()
	e := auth(t, t.TempDir())
	ada, eve := newPerson(t, e, "ada", true), newPerson(t, e, "eve", true)
	app, _, _ := ada.enrol()
	eves, _, _ := eve.enrol()
	asked := ada.signIn()

	late := answer{"mfaInfo": asked["mfaInfo"], "mfaPendingCredential": rewritten(t, asked.text("mfaPendingCredential"), base64.StdEncoding, func(c answer) {
		c["askedAt"] = time.Now().Add(-6 * time.Minute).UnixMilli()
	})}
	ada.prove(late, app.NextCode(time.Now()), "TOTP_CHALLENGE_TIMEOUT")
	ada.prove(answer{"mfaInfo": asked["mfaInfo"], "mfaPendingCredential": "nothing"}, app.NextCode(time.Now()), "INVALID_PENDING_TOKEN")
	eve.prove(answer{"mfaInfo": eve.signIn()["mfaInfo"], "mfaPendingCredential": asked["mfaPendingCredential"]}, eves.NextCode(time.Now()), "INVALID_MFA_ENROLLMENT_ID")
	call(t, e, "projects/"+project+"/accounts:update", `{"localId":"ada","disableUser":true}`)
	ada.prove(asked, app.NextCode(time.Now()), "USER_DISABLED")
}

// TestWhoHasLostTheApp: who runs the platform takes the factor off, and the person sets up another.
func TestWhoHasLostTheApp(t *testing.T) {
	t.Parallel()
	e := auth(t, t.TempDir())
	p := newPerson(t, e, "ada", true)
	p.enrol()
	call(t, e, "projects/"+project+"/accounts:update", `{"localId":"ada","mfa":{}}`)
	if _, token, _ := p.enrol(); token == "" {
		t.Error("no other factor after the first was taken off")
	}
}

// TestAProviderIsAFirstFactorToo: who signs in with a provider in place of a password is asked for the code as well.
func TestAProviderIsAFirstFactorToo(t *testing.T) {
	t.Parallel()
	p := newPerson(t, auth(t, t.TempDir()), "ada", true)
	app, _, _ := p.enrol()
	token := url.QueryEscape(fmt.Sprintf(`{"sub":"1","email":%q,"email_verified":true}`, p.email))
	asked := p.post(accounts+"signInWithIdp", map[string]any{
		"postBody": "providerId=google.com&id_token=" + token, "requestUri": "http://localhost", "returnSecureToken": true,
	}, "")
	p.prove(asked, "000000", "INVALID_CODE")
	if kind, _ := factorIn(t, p.prove(asked, app.NextCode(time.Now()), "").text("idToken")); kind != "totp" {
		t.Errorf("signed in with the second factor %q", kind)
	}
}

// TestTextMessagesAreAsTheyWere: who has a telephone as the second factor signs in with it.
func TestTextMessagesAreAsTheyWere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := auth(t, dir)
	p := newPerson(t, e, "ada", true)
	call(t, e, "projects/"+project+"/accounts:update", `{"localId":"ada","mfa":{"enrollments":[{"mfaEnrollmentId":"one","phoneInfo":"+15555550100"}]}}`)
	_ = e.Close() // it always succeeds
	p.auth = auth(t, dir)
	asked := p.signIn()
	p.post(factors+"mfaSignIn:start", map[string]any{
		"mfaPendingCredential": asked["mfaPendingCredential"], "mfaEnrollmentId": "one", "phoneSignInInfo": map[string]any{},
	}, "")
	p.post(factors+"mfaSignIn:finalize", map[string]any{
		"mfaPendingCredential": asked["mfaPendingCredential"], "mfaEnrollmentId": "one", "totpVerificationInfo": map[string]any{"verificationCode": "000000"},
	}, "INVALID_MFA_ENROLLMENT_ID")
}

// aged is a token with a time in it that is longer ago. The emulator signs none, and takes it.
func aged(t *testing.T, token, claim string, by time.Duration) string {
	t.Helper()
	parts := strings.Split(token, ".")
	parts[1] = rewritten(t, parts[1], base64.RawURLEncoding, func(claims answer) { claims[claim] = time.Now().Add(-by).Unix() })
	return strings.Join(parts, ".")
}

// rewritten is encoded JSON with something else in it.
func rewritten(t *testing.T, encoded string, encoding *base64.Encoding, change func(answer)) string {
	t.Helper()
	text, err := encoding.DecodeString(encoded)
	var content answer
	if err != nil || json.Unmarshal(text, &content) != nil {
		t.Fatalf("%q is %s (%v)", encoded, text, err)
	}
	change(content)
	text, err = json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	return encoding.EncodeToString(text)
}
