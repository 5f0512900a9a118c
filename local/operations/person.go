package operations

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// Person is somebody signed in, or what acts for them.
type Person struct {
	UID, Email string
	Tenant     tenant.ID
	Role       tenant.Role
	Canary     string // in every text that the person writes
	Token      string // Firebase ID token
	Key        string // API key; it is sent instead of the token

	world   *World
	leading *sync.Mutex // held while the person leads
}

// Password is everybody's here.
const Password = "operations-password"

// Join makes a member of a tenant who can sign in; of no tenant for an empty one.
func (w *World) Join(tb testing.TB, id tenant.ID, role tenant.Role) *Person {
	tb.Helper()
	canary := "Canary" + fresh()
	p := &Person{
		UID: "uid" + strings.ToLower(canary), Email: strings.ToLower(canary) + "@people.example", Tenant: id, Role: role, Canary: canary,
		world: w, leading: &sync.Mutex{},
	}
	w.AuthCall(tb, http.MethodPost, accounts, map[string]any{"localId": p.UID, "email": p.Email, "password": Password, "emailVerified": true})
	if id != "" {
		claims, err := json.Marshal(map[string]string{"tenant": string(id), "role": string(role)})
		if err != nil {
			tb.Fatal(err)
		}
		w.ChangeAccount(tb, map[string]any{"localId": p.UID, "customAttributes": string(claims)})
		p.become(tb, role)
	}
	p.Token = p.SignIn(tb)
	return p
}

// SignIn gives a new ID token.
func (p *Person) SignIn(tb testing.TB) string {
	tb.Helper()
	token, _ := p.world.AuthCall(tb, http.MethodPost, "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=local",
		map[string]any{"email": p.Email, "password": Password, "returnSecureToken": true})["idToken"].(string)
	if token == "" {
		tb.Fatalf("%s got no ID token", p.Email)
	}
	return token
}

// become gives the person a role.
func (p *Person) become(tb testing.TB, role tenant.Role) {
	tb.Helper()
	member := demo.Member{UID: p.UID, Email: p.Email, Name: "Name " + p.Canary, Role: role, Active: true}
	err := p.world.System.PutMember(tb.Context(), p.Tenant, member)
	if err != nil { // the emulator calls a call cancelled when it has much to do; putting a member again is the same
		err = p.world.System.PutMember(tb.Context(), p.Tenant, member)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// Leading lets the person lead the tenant for a while, to make what their own role does not make: a participant's own lab comes from
// elsewhere.
func (p *Person) Leading(tb testing.TB, do func()) {
	tb.Helper()
	p.leading.Lock()
	defer p.leading.Unlock()
	role, key := p.Role, p.Key
	p.Key = ""
	if !role.Includes(tenant.TenantAdmin) {
		p.Role = tenant.TenantAdmin
		p.become(tb, p.Role)
	}
	defer func() {
		if p.Key = key; p.Role != role {
			p.Role = role
			p.become(tb, role)
		}
	}()
	do()
}

// WithKey gives the person an API key with scopes, which acts for them from now on.
func (p *Person) WithKey(tb testing.TB, scopes ...tenant.Permission) {
	tb.Helper()
	p.Key = p.must(tb, "/api-keys", map[string]any{"name": "Key " + p.Canary, "scopes": scopes})["key"]
}

// Credential is the header by which the person is known; nothing for nobody.
func (p *Person) Credential() map[string]string {
	switch {
	case p.Key != "":
		return map[string]string{"X-API-Key": p.Key}
	case p.Token != "":
		return map[string]string{"Authorization": "Bearer " + p.Token}
	default:
		return map[string]string{}
	}
}

// World is where the person lives.
func (p *Person) World() *World { return p.world }

// Nobody sends no credential.
func (w *World) Nobody() *Person { return &Person{world: w, leading: &sync.Mutex{}} }

// Do calls the functions; path is below /api/v1. A body is text as it is, bytes as they are, nil for none, or anything JSON.
func (p *Person) Do(tb testing.TB, method, path string, body any, header map[string]string) Reply {
	tb.Helper()
	all := p.Credential()
	maps.Copy(all, header)
	r, err := Send(tb.Context(), method, p.world.Env["FUNCTIONS_URL"]+"/api/v1"+path, body, all)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// Reply is an answer of the API.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Send makes one request.
func Send(ctx context.Context, method, url string, body any, header map[string]string) (Reply, error) {
	var content io.Reader = http.NoBody
	switch body := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(body)
	case []byte:
		content = bytes.NewReader(body)
	default:
		raw, err := json.Marshal(body)
		if err != nil {
			return Reply{}, err
		}
		content = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, url, content)
	if err != nil {
		return Reply{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return Reply{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	return Reply{response.StatusCode, response.Header, raw}, err
}
