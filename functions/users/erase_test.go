package users_test

import (
	"net/http"
	"strings"
	"testing"

	"capidemo.dev/platform/functions/users"
)

// TestWhoIsErasedIsOutAtOnce: with the reply nothing opens any more, asking again says the same, and nobody changes who is being erased.
func TestWhoIsErasedIsOutAtOnce(t *testing.T) {
	t.Parallel()
	h, a := newUsers(t)
	read, _ := call[any](t, h, boss, http.MethodGet, "/users/ada", "")
	tag := read.Header().Get("ETag")
	for range 2 {
		w, out := call[users.ErasingView](t, h, boss, http.MethodPost, "/users/ada/erase", "")
		if w.Code != http.StatusAccepted || out.UID != "ada" || out.Status != "erasing" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if w, _ := call[any](t, h, ada, http.MethodGet, "/users/me", ""); w.Code != http.StatusForbidden {
		t.Errorf("afterwards, with a token that still holds: %d", w.Code)
	}
	if len(a.ended) == 0 || a.ended[0] != "ada" || a.claims["ada"] != nil {
		t.Errorf("sign-ins ended %v, claims %v", a.ended, a.claims["ada"])
	}
	w, shown := call[users.UserView](t, h, boss, http.MethodGet, "/users/ada", "")
	if shown.Status != "erasing" || shown.Active || shown.Name != "a former member" || shown.Email != "" {
		t.Errorf("shown as %s", w.Body)
	}
	now := w.Header().Get("ETag")
	for condition, want := range map[string]int{tag: http.StatusPreconditionFailed, now: http.StatusConflict} {
		if w, _ := call[any](t, h, boss, http.MethodPatch, "/users/ada", `{"active":true}`, "If-Match", condition); w.Code != want {
			t.Errorf("let in again: %d %s, want %d", w.Code, w.Body, want)
		}
	}
}

// TestWhoMayErase follows the rules of changing a member, and keeps somebody to lead the tenant.
func TestWhoMayErase(t *testing.T) {
	t.Parallel()
	h, _ := newUsers(t)
	for name, c := range map[string]struct {
		who, method, path string
		status            int
	}{
		"an engineer erases a colleague":      {ada, http.MethodPost, "/users/boss/erase", 403},
		"an admin erases a super admin":       {boss, http.MethodPost, "/users/root/erase", 403},
		"an admin of another tenant":          {eve, http.MethodPost, "/users/ada/erase", 404},
		"nobody there":                        {boss, http.MethodPost, "/users/nobody/erase", 404},
		"a path for a uid":                    {boss, http.MethodPost, "/users/..%2Fapi_keys%2Fx/erase", 404},
		"the last admin leaves":               {eve, http.MethodDelete, "/users/me", 409},
		"the last admin erases herself":       {eve, http.MethodPost, "/users/eve/erase", 409},
		"the last super admin leaves":         {"root.acme", http.MethodDelete, "/users/me", 409},
		"nobody leaves":                       {"", http.MethodDelete, "/users/me", 401},
		"who belongs to nothing leaves":       {newcomer, http.MethodDelete, "/users/me", 403},
		"an engineer erases by another's way": {ada, http.MethodPost, "/users/ada/erase", 403},
	} {
		if w, _ := call[any](t, h, c.who, c.method, c.path, ""); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	if w, out := call[users.ErasingView](t, h, ada, http.MethodDelete, "/users/me", ""); w.Code != http.StatusAccepted || out.Status != "erasing" {
		t.Errorf("an engineer leaves: %d %s", w.Code, w.Body)
	}
	if w, _ := call[any](t, h, boss, http.MethodDelete, "/users/me", ""); w.Code != http.StatusAccepted {
		t.Errorf("an admin leaves whom a super admin follows: %d %s", w.Code, w.Body)
	}
}

// TestWhoIsBeingErasedWaitsToComeBack: an invite accepted meanwhile is not used up.
func TestWhoIsBeingErasedWaitsToComeBack(t *testing.T) {
	t.Parallel()
	h, _ := newUsers(t)
	if w, _ := call[any](t, h, ada, http.MethodDelete, "/users/me", ""); w.Code != http.StatusAccepted {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	_, invited := call[users.InvitedView](t, h, boss, http.MethodPost, "/invites", `{"role":"engineer"}`)
	w, _ := call[any](t, h, "ada.", http.MethodPost, "/invites/"+invited.Code+"/accept", "")
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "being erased") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	_, page := call[users.InvitePage](t, h, boss, http.MethodGet, "/invites", "")
	if len(page.Items) != 1 || page.Items[0].Status != "open" {
		t.Errorf("the invite: %+v", page.Items)
	}
}
