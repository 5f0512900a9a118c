package identity_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"capidemo.dev/platform/local/identity"
)

const client = "web.test"

// provider serves a provider that knows these people.
func provider(t *testing.T, known ...identity.Person) *identity.Provider {
	t.Helper()
	return providing(t, func(context.Context) ([]identity.Person, error) { return known, nil })
}

func providing(t *testing.T, known func(context.Context) ([]identity.Person, error)) *identity.Provider {
	t.Helper()
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	i, err := identity.New(identity.Options{Dir: t.TempDir(), URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	p := i.Provider(identity.ProviderOptions{Client: client, People: known})
	mux := http.NewServeMux()
	mux.Handle("/", i.Handler())
	mux.Handle("/people/", p.Handler())
	handler = mux
	return p
}

// asking is what a page asks for, with changes; an empty value takes a parameter away.
func asking(change map[string]string) url.Values {
	all := map[string]string{
		"client_id": client, "response_type": "id_token", "response_mode": "fragment", "scope": "openid email profile", "prompt": "select_account",
		"redirect_uri": "http://127.0.0.1:5000/sign-in/done", "state": "a-state", "nonce": "a-nonce",
	}
	maps.Copy(all, change)
	values := url.Values{}
	for name, value := range all {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

// visit sends a browser to the provider that follows no redirect; with a form, as somebody who has chosen.
func visit(t *testing.T, p *identity.Provider, asked, form url.Values) (response *http.Response, body string) {
	t.Helper()
	method, content := http.MethodGet, io.Reader(http.NoBody)
	if form != nil {
		method, content = http.MethodPost, strings.NewReader(form.Encode())
	}
	request, err := http.NewRequestWithContext(t.Context(), method, p.Authorize()+"?"+asked.Encode(), content)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err = browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

// answered is what the provider has sent back, from the fragment.
func answered(t *testing.T, response *http.Response) url.Values {
	t.Helper()
	before, fragment, found := strings.Cut(response.Header.Get("Location"), "#")
	if response.StatusCode != http.StatusSeeOther || before != "http://127.0.0.1:5000/sign-in/done" || !found {
		t.Fatalf("%d to %q, want the page's address with a fragment", response.StatusCode, response.Header.Get("Location"))
	}
	values, err := url.ParseQuery(fragment)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func TestWhoWasChosenIsSentBackWithAToken(t *testing.T) {
	t.Parallel()
	p := provider(t, identity.Person{Email: "ada@x.example", Name: "Ada"})
	known, err := oidc.NewProvider(t.Context(), p.URL())
	if err != nil {
		t.Fatal(err)
	}
	verifier := known.Verifier(&oidc.Config{ClientID: client})
	subjects := map[string]bool{}
	for name, c := range map[string]struct {
		form     url.Values
		email    string
		verified bool
		called   string
	}{
		"known":              {url.Values{"email": {"ada@x.example"}, "name": {"Ada"}}, "ada@x.example", true, "Ada"},
		"somebody else":      {url.Values{"email": {" eve@x.example "}}, "eve@x.example", true, "eve"},
		"with no confirming": {url.Values{"email": {"eve@x.example"}, "unconfirmed": {"1"}}, "eve@x.example", false, "eve"},
	} {
		response, _ := visit(t, p, asking(nil), c.form)
		back := answered(t, response)
		if back.Get("state") != "a-state" {
			t.Errorf("%s: state %q", name, back.Get("state"))
		}
		token, err := verifier.Verify(t.Context(), back.Get("id_token"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var claims struct {
			Email    string `json:"email"`
			Verified bool   `json:"email_verified"`
			Name     string `json:"name"`
		}
		if err := token.Claims(&claims); err != nil {
			t.Fatal(err)
		}
		if token.Nonce != "a-nonce" || claims.Email != c.email || claims.Verified != c.verified || claims.Name != c.called {
			t.Errorf("%s: nonce %q, %+v", name, token.Nonce, claims)
		}
		subjects[token.Subject] = true
	}
	if len(subjects) != 2 {
		t.Errorf("two people have the subjects %v", subjects)
	}
}

func TestThePageOffersWhoIsKnown(t *testing.T) {
	t.Parallel()
	p := provider(t, identity.Person{Email: "b@x.example"}, identity.Person{Email: "a@x.example", Name: "<b>Ada</b>", About: "engineer in acme"})
	response, body := visit(t, p, asking(nil), nil)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	first, second := strings.Index(body, "a@x.example"), strings.Index(body, "b@x.example")
	if first < 0 || second < first || !strings.Contains(body, "&lt;b&gt;Ada") || !strings.Contains(body, "engineer in acme") {
		t.Errorf("the page does not list both, in order and escaped:\n%s", body)
	}
	if strings.Contains(body, "<script") {
		t.Error("the page has a script")
	}
	policy := response.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "form-action 'self' http://127.0.0.1:5000") {
		t.Errorf("policy %q", policy)
	}
	if !strings.Contains(body, "http://127.0.0.1:5000/sign-in/done#error=access_denied&amp;state=a-state") {
		t.Errorf("there is no way back without a choice:\n%s", body)
	}
}

func TestAPageWithoutAListIsOneAllTheSame(t *testing.T) {
	t.Parallel()
	p := providing(t, func(context.Context) ([]identity.Person, error) { return nil, errors.New("the accounts are away") })
	response, body := visit(t, p, asking(nil), nil)
	if response.StatusCode != http.StatusOK || !strings.Contains(body, "the accounts are away") || !strings.Contains(body, "Another e-mail address") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

func TestWhatIsAskedWrongly(t *testing.T) {
	t.Parallel()
	p := provider(t)
	for name, change := range map[string]map[string]string{
		"another client":           {"client_id": "http://functions.test"},
		"a code":                   {"response_type": "code"},
		"an access token":          {"response_type": "id_token token"},
		"an answer in the query":   {"response_mode": "query"},
		"no scope":                 {"scope": ""},
		"no identity":              {"scope": "email"},
		"no state":                 {"state": ""},
		"no nonce":                 {"nonce": ""},
		"no way back":              {"redirect_uri": ""},
		"a way to another machine": {"redirect_uri": "https://evil.example/sign-in/done"},
		"a name that looks local":  {"redirect_uri": "http://localhost.evil.example/"},
		"a person at a machine":    {"redirect_uri": "http://127.0.0.1:5000@evil.example/"},
		"no page":                  {"redirect_uri": "javascript://127.0.0.1/%0aalert(1)"},
		"a fragment":               {"redirect_uri": "http://127.0.0.1:5000/#id_token=x"},
	} {
		for _, form := range []url.Values{nil, {"email": {"ada@x.example"}}} {
			response, body := visit(t, p, asking(change), form)
			if response.StatusCode != http.StatusBadRequest || response.Header.Get("Location") != "" || !strings.Contains(body, "cannot be answered") {
				t.Errorf("%s: %d to %q", name, response.StatusCode, response.Header.Get("Location"))
			}
		}
	}
	twice := asking(nil)
	twice.Add("redirect_uri", "http://127.0.0.1:5000/other")
	if response, _ := visit(t, p, twice, nil); response.StatusCode != http.StatusBadRequest {
		t.Errorf("two ways back: %d", response.StatusCode)
	}
	if response, _ := visit(t, p, asking(nil), url.Values{"email": {"nobody"}}); response.StatusCode != http.StatusBadRequest {
		t.Errorf("nobody: %d", response.StatusCode)
	}
}

// TestAPersonsTokenOpensNoFunction: it is of another issuer than the functions trust, whatever it says.
func TestAPersonsTokenOpensNoFunction(t *testing.T) {
	t.Parallel()
	p := provider(t)
	response, _ := visit(t, p, asking(nil), url.Values{"email": {email}})
	token := answered(t, response).Get("id_token")
	services, err := oidc.NewProvider(t.Context(), strings.TrimSuffix(p.URL(), "/people"))
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{client, audience} {
		if _, err := services.Verifier(&oidc.Config{ClientID: of, Now: time.Now}).Verify(t.Context(), token); err == nil {
			t.Errorf("accepted as a service's, for %s", of)
		}
	}
}
