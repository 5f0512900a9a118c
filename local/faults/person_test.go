package faults_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"capidemo.dev/platform/local/stack"
)

// person is somebody signed in.
type person struct {
	w          *world
	uid, email string
	token      string // Firebase ID token
}

// signUp makes a sign-in with a tenant's claims (none for an empty tenant) and signs in.
func signUp(t *testing.T, w *world, tenantID, role string) *person {
	t.Helper()
	name := strings.ToLower(rand.Text()[:12])
	p := &person{w: w, uid: "uid" + name, email: name + "@demo.example"}
	accounts := "http://" + w.env["FIREBASE_AUTH_EMULATOR_HOST"] + "/identitytoolkit.googleapis.com/v1/"
	admin := accounts + "projects/" + stack.DefaultProject + "/accounts"
	authCall(t, admin, map[string]any{"localId": p.uid, "email": p.email, "password": "faults-password", "emailVerified": true})
	if tenantID != "" {
		claims, err := json.Marshal(map[string]string{"tenant": tenantID, "role": role})
		if err != nil {
			t.Fatal(err)
		}
		authCall(t, admin+":update", map[string]any{"localId": p.uid, "customAttributes": string(claims)})
	}
	p.token, _ = authCall(t, accounts+"accounts:signInWithPassword?key=local",
		map[string]any{"email": p.email, "password": "faults-password", "returnSecureToken": true})["idToken"].(string)
	if p.token == "" {
		t.Fatalf("%s got no ID token", p.email)
	}
	return p
}

// authCall calls the Auth emulator as its owner.
func authCall(t *testing.T, url string, body map[string]any) map[string]any {
	t.Helper()
	r, err := send(t.Context(), http.MethodPost, url, "owner", "", body)
	if err != nil || r.status != http.StatusOK {
		t.Fatalf("%s: %v, %d %s", url, err, r.status, r.body)
	}
	var out map[string]any
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// reply is an answer of the API.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// problem is the body of an error (RFC 9457).
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
	Errors    []struct {
		Path    string `json:"path"`
		Message string `json:"message"`
	} `json:"errors"`
}

// problem reads an error.
func (r reply) problem(t *testing.T) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal(r.body, &p); err != nil {
		t.Fatalf("%d with a body that is no problem document: %s", r.status, r.body)
	}
	return p
}

// send makes one request; body is a string as it is, nil for none, or anything JSON.
func send(ctx context.Context, method, url, token, key string, body any) (reply, error) {
	var content io.Reader = http.NoBody
	switch body := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(body)
	default:
		raw, err := json.Marshal(body)
		if err != nil {
			return reply{}, err
		}
		content = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, url, content)
	if err != nil {
		return reply{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, raw}, err
}

// call asks the API as the person, through Hosting; path is below /api/v1.
func (p *person) call(t *testing.T, method, path string, body any) reply {
	t.Helper()
	r, err := send(t.Context(), method, p.w.env["PUBLIC_URL"]+"/api/v1"+path, p.token, "", body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// accepted is the answer to a wish for a demo.
type accepted struct {
	JobID  string `json:"job_id"`
	DemoID string `json:"demo_id"`
}

// wish is the body of POST /provision/quick.
func wish(template, customer string) map[string]any {
	return map[string]any{"template_id": template, "customer_name": customer}
}

// quick asks for a demo, which must be accepted.
func (p *person) quick(t *testing.T, template, customer, key string) accepted {
	t.Helper()
	r, err := p.tryQuick(t.Context(), template, customer, key)
	if err != nil || r.status != http.StatusAccepted {
		t.Fatalf("provision %s for %s: %v, %d %s", template, customer, err, r.status, r.body)
	}
	return r.accepted(t)
}

func (r reply) accepted(t *testing.T) accepted {
	t.Helper()
	var a accepted
	if err := json.Unmarshal(r.body, &a); err != nil || a.JobID == "" || a.DemoID == "" {
		t.Fatalf("an acceptance without ids: %s", r.body)
	}
	return a
}

// tryQuick asks for a demo.
func (p *person) tryQuick(ctx context.Context, template, customer, key string) (reply, error) {
	return send(ctx, http.MethodPost, p.w.env["PUBLIC_URL"]+"/api/v1/provision/quick", p.token, key, wish(template, customer))
}
