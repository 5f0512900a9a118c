package operations

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"capidemo.dev/platform/local/identity"
	"capidemo.dev/platform/local/stack"
)

// AuthCall calls the Auth emulator as its owner, with what must succeed; path is below its address.
func (w *World) AuthCall(tb testing.TB, method, path string, body any) map[string]any {
	tb.Helper()
	r, err := Send(tb.Context(), method, "http://"+w.Env["FIREBASE_AUTH_EMULATOR_HOST"]+path, body, map[string]string{"Authorization": "Bearer owner"})
	if err != nil || r.Status != http.StatusOK {
		tb.Fatalf("%s %s: %v, %d %s", method, path, err, r.Status, r.Body)
	}
	var out map[string]any
	if err := json.Unmarshal(r.Body, &out); err != nil {
		tb.Fatal(err)
	}
	return out
}

// accounts is where the accounts are changed.
const accounts = "/identitytoolkit.googleapis.com/v1/projects/" + stack.DefaultProject + "/accounts"

// ChangeAccount changes fields of an account, such as disableUser; localId names it.
func (w *World) ChangeAccount(tb testing.TB, change map[string]any) {
	tb.Helper()
	w.AuthCall(tb, http.MethodPost, accounts+":update", change)
}

// ServiceToken is what one of our service accounts shows to the functions, for an audience, by a clock.
func (w *World) ServiceToken(tb testing.TB, account, audience string, now func() time.Time) string {
	tb.Helper()
	issuer, err := identity.New(identity.Options{Dir: filepath.Join(w.dir, "stack", "identity"), URL: w.Env["OIDC_ISSUER"], Now: now})
	if err != nil {
		tb.Fatal(err)
	}
	token, err := issuer.Mint(audience, account+"@"+stack.DefaultProject+".iam.gserviceaccount.com")
	if err != nil {
		tb.Fatal(err)
	}
	return token
}
