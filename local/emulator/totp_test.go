package emulator_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/local/emulator"
)

// TestAuthenticator holds the codes to those of RFC 6238, appendix B, of which an app shows the last six digits.
func TestAuthenticator(t *testing.T) {
	t.Parallel()
	app, err := emulator.NewAuthenticator("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
	if err != nil {
		t.Fatal(err)
	}
	for seconds, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := app.Code(time.Unix(seconds, 0)); got != want {
			t.Errorf("at %d: %s, want %s", seconds, got, want)
		}
	}
	if _, err := emulator.NewAuthenticator("no base 32!"); err == nil {
		t.Error("a secret that is none is taken")
	}
}

// person speaks with the emulator as the sign-in library of a browser does.
type person struct {
	t     *testing.T
	auth  *emulator.Emulator
	email string
}

const password = "secret-1"

// newPerson makes an account, with an address that is confirmed or not.
func newPerson(t *testing.T, e *emulator.Emulator, name string, confirmed bool) person {
	t.Helper()
	email := name + "@acme.test"
	call(t, e, "projects/"+project+"/accounts", fmt.Sprintf(`{"localId":%q,"email":%q,"password":%q,"emailVerified":%t}`, name, email, password, confirmed))
	return person{t, e, email}
}

type answer map[string]any

func (a answer) text(name string) string {
	text, _ := a[name].(string)
	return text
}

func (a answer) part(name string) answer {
	part, _ := a[name].(map[string]any)
	return part
}

// post calls a method as anybody may; want is the error it has to answer with, nothing for success.
func (p person) post(method string, body map[string]any, want string) answer {
	p.t.Helper()
	got, refusal := p.send(method, body)
	if refusal != want {
		p.t.Fatalf("%s %v: the error %q, want %q", method, body, refusal, want)
	}
	return got
}

// send calls a method, and gives the answer and the error it names.
func (p person) send(method string, body map[string]any) (got answer, refusal string) {
	p.t.Helper()
	sent, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), deadline)
	defer cancel()
	url := "http://" + p.auth.Address() + "/" + method + "?key=local"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(sent))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || json.Unmarshal(text, &got) != nil {
		p.t.Fatalf("%s: %s %s %v", method, response.Status, text, err)
	}
	refusal, _, _ = strings.Cut(got.part("error").text("message"), " : ")
	return got, refusal
}

// Where the methods of accounts and of their second factors are.
const (
	accounts = "identitytoolkit.googleapis.com/v1/accounts:"
	factors  = "identitytoolkit.googleapis.com/v2/accounts/"
)

func (p person) signIn() answer {
	p.t.Helper()
	return p.post(accounts+"signInWithPassword", map[string]any{"email": p.email, "password": password, "returnSecureToken": true}, "")
}

// begin starts an enrolment, and gives its session and the app that has its secret.
func (p person) begin(token string) (string, *emulator.Authenticator) {
	p.t.Helper()
	info := p.post(factors+"mfaEnrollment:start", map[string]any{"idToken": token, "totpEnrollmentInfo": map[string]any{}}, "").part("totpSessionInfo")
	if info["verificationCodeLength"] != 6.0 || info["periodSec"] != 30.0 || info["hashingAlgorithm"] != "SHA1" {
		p.t.Errorf("codes are said to be %v", info)
	}
	if until, err := time.Parse(time.RFC3339, info.text("finalizeEnrollmentTime")); err != nil || time.Until(until) < 5*time.Minute {
		p.t.Errorf("the enrolment has to end at %v (%v)", info["finalizeEnrollmentTime"], err)
	}
	app, err := emulator.NewAuthenticator(info.text("sharedSecretKey"))
	if err != nil {
		p.t.Fatal(err)
	}
	return info.text("sessionInfo"), app
}

// enrolment is what ends an enrolment with a code.
func enrolment(token, session, code string) map[string]any {
	return map[string]any{
		"idToken": token, "displayName": "My phone", "totpVerificationInfo": map[string]any{"sessionInfo": session, "verificationCode": code},
	}
}

func (p person) finalize(token, session, code, want string) answer {
	p.t.Helper()
	return p.post(factors+"mfaEnrollment:finalize", enrolment(token, session, code), want)
}

// enrol adds an app to the account, and gives the token of then and the code that was used.
func (p person) enrol() (app *emulator.Authenticator, token, code string) {
	p.t.Helper()
	token = p.signIn().text("idToken")
	session, app := p.begin(token)
	code = app.Code(time.Now())
	return app, p.finalize(token, session, code, "").text("idToken"), code
}

// prove sends a code to who asks for one.
func (p person) prove(asked answer, code, want string) answer {
	p.t.Helper()
	hints, _ := asked["mfaInfo"].([]any)
	if asked.text("idToken") != "" || len(hints) != 1 {
		p.t.Fatalf("the password alone is answered with %v, want a question for one factor", asked)
	}
	hint, _ := hints[0].(map[string]any)
	if _, isTOTP := hint["totpInfo"]; !isTOTP || hint["displayName"] != "My phone" {
		p.t.Errorf("the question is for %v", hint)
	}
	return p.post(factors+"mfaSignIn:finalize", map[string]any{
		"mfaPendingCredential": asked["mfaPendingCredential"], "mfaEnrollmentId": hint["mfaEnrollmentId"],
		"totpVerificationInfo": map[string]any{"verificationCode": code},
	}, want)
}

// factorIn is the second factor that an ID token names.
func factorIn(t *testing.T, token string) (kind, id string) {
	t.Helper()
	claims := struct {
		Firebase struct {
			Kind string `json:"sign_in_second_factor"`
			ID   string `json:"second_factor_identifier"`
		} `json:"firebase"`
	}{}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %q", token)
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		t.Fatalf("the token says %s (%v)", payload, err)
	}
	return claims.Firebase.Kind, claims.Firebase.ID
}

func TestASecondFactorByApp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before := auth(t, dir)
	ada := newPerson(t, before, "ada", true)
	app, enrolled, used := ada.enrol()
	kind, id := factorIn(t, enrolled)
	if kind != "totp" || id == "" {
		t.Errorf("after enrolling the token has the factor %q %q", kind, id)
	}

	ada.prove(ada.signIn(), used, "INVALID_CODE")
	ada.prove(ada.signIn(), "000000", "INVALID_CODE")
	ada.prove(ada.signIn(), app.Code(time.Now().Add(5*time.Minute)), "INVALID_CODE")
	next := app.NextCode(time.Now())
	in := ada.prove(ada.signIn(), next, "")
	if kind, again := factorIn(t, in.text("idToken")); kind != "totp" || again != id {
		t.Errorf("signed in with the factor %q %q, want totp %q", kind, again, id)
	}
	ada.prove(ada.signIn(), next, "INVALID_CODE")

	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(dir, "users.json")
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("secrets are kept in a file that says %v (%v)", info.Mode(), err)
	}
	ada.auth = auth(t, dir)
	ada.prove(ada.signIn(), next, "INVALID_CODE") // used before the restart
	refreshing := map[string]any{"grantType": "refresh_token", "refreshToken": in.text("refreshToken")}
	token := ada.post("securetoken.googleapis.com/v1/token", refreshing, "").text("id_token")
	if kind, again := factorIn(t, token); kind != "totp" || again != id {
		t.Errorf("a fresh token has the factor %q %q, want totp %q", kind, again, id)
	}
	users, err := json.Marshal(ada.post(accounts+"lookup", map[string]any{"idToken": token}, ""))
	if told := string(users); err != nil || !strings.Contains(told, `"totpInfo":{}`) || strings.Contains(told, "secret\"") {
		t.Errorf("who one is: %s", told)
	}

	ada.post(factors+"mfaEnrollment:withdraw", map[string]any{"idToken": token, "mfaEnrollmentId": id}, "")
	if kind, _ := factorIn(t, ada.signIn().text("idToken")); kind != "" {
		t.Errorf("after the withdrawal a sign-in has the factor %q", kind)
	}
	ada.post("securetoken.googleapis.com/v1/token", refreshing, "TOKEN_EXPIRED")
}
