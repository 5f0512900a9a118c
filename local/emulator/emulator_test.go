package emulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"capidemo.dev/platform/local/emulator"
)

const (
	deadline = 60 * time.Second
	project  = "demo-capi"
)

// auth starts an Auth emulator on a state folder.
func auth(t *testing.T, dir string) *emulator.Emulator {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	e, err := emulator.Auth(ctx, emulator.AuthOptions{Options: emulator.Options{Dir: dir}, Project: project})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() }) // it always succeeds
	return e
}

// call sends a request to the Auth emulator as an administrator and decodes the answer.
func call(t *testing.T, e *emulator.Emulator, path, body string) map[string]any {
	t.Helper()
	url := "http://" + e.Address() + "/identitytoolkit.googleapis.com/v1/" + path
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer owner")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s %v", path, response.Status, text, err)
	}
	var answer map[string]any
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestAuthKeepsUsersWithPasswordsAndClaims(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before := auth(t, dir)
	created := call(t, before, "projects/"+project+"/accounts", `{"localId": "ce1", "email": "ce@acme.test", "password": "secret-1"}`)
	call(t, before, "projects/"+project+"/accounts:update", `{"localId": "ce1", "customAttributes": "{\"tenant\":\"acme\",\"role\":\"engineer\"}"}`)
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}

	after := auth(t, dir)
	signedIn := call(t, after, "accounts:signInWithPassword?key=local", `{"email": "ce@acme.test", "password": "secret-1", "returnSecureToken": true}`)
	if signedIn["localId"] != created["localId"] {
		t.Errorf("signed in as %v, want %v", signedIn["localId"], created["localId"])
	}
	found := call(t, after, "projects/"+project+"/accounts:lookup", `{"localId": ["ce1"]}`)
	users, ok := found["users"].([]any)
	if !ok || len(users) != 1 {
		t.Fatalf("looked up %v, want one user", found)
	}
	user, ok := users[0].(map[string]any)
	if !ok || user["customAttributes"] != `{"tenant":"acme","role":"engineer"}` {
		t.Errorf("user = %v, want the claims of before", user)
	}
}

func TestCrashIsSeen(t *testing.T) {
	t.Parallel()
	e := auth(t, t.TempDir())
	if err := e.Health(t.Context()); err != nil {
		t.Errorf("health before the crash: %v", err)
	}
	e.Process().Signal(syscall.SIGKILL)
	select {
	case <-e.Done():
	case <-time.After(deadline):
		t.Fatal("the end of the process was not seen")
	}
	if err := e.Health(t.Context()); err == nil {
		t.Error("healthy after the crash")
	}
}

func TestTakenPortIsReported(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	// Whoever has the port answers nothing, so that only the emulator's own end can tell.
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	_, err = emulator.PubSub(ctx, emulator.Options{Dir: t.TempDir(), Port: taken.Addr().(*net.TCPAddr).Port})
	if err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("err = %v, want that the port is taken", err)
	}
}
