package identity

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	people        = "/people" // what distinguishes the provider of people from the issuer of service identities
	authorizePath = people + "/authorize"
	shown         = 50 // accounts that are shown; anybody else's address can be typed
)

// ProviderOptions configure a Provider.
type ProviderOptions struct {
	Client string                                  // the only client that people sign in to; it is the aud claim
	People func(context.Context) ([]Person, error) // who is offered; anybody else's address can be typed
}

// Person is somebody whom the provider offers to be.
type Person struct {
	Email, Name string
	About       string // what distinguishes them, such as a role; may be empty
}

// Provider plays, for the page of the local stack, the part of those with whom people sign in elsewhere, such as Google: it asks who one is,
// believes it, and sends the browser back with an ID token (OpenID Connect's implicit flow with id_token alone).
//
// It signs with the issuer's key, but in another name and for one client, so that no token of its opens a private function. It sends
// people nowhere but to this machine.
type Provider struct {
	issuer  *Issuer
	options ProviderOptions
}

// Provider makes a provider of people that lives at the issuer's address.
func (i *Issuer) Provider(o ProviderOptions) *Provider { return &Provider{issuer: i, options: o} }

// URL is the provider's name: the iss claim of its tokens.
func (p *Provider) URL() string { return p.issuer.url + people }

// Authorize is the address that a page sends people to.
func (p *Provider) Authorize() string { return p.issuer.url + authorizePath }

// Handler serves the discovery document and the page on which people choose who they are.
func (p *Provider) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+people+"/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": p.URL(), "authorization_endpoint": p.Authorize(), "jwks_uri": p.issuer.url + keysPath,
			"id_token_signing_alg_values_supported": []string{string(jose.RS256)},
			"response_types_supported":              []string{"id_token"},
			"response_modes_supported":              []string{"fragment"},
			"subject_types_supported":               []string{"public"},
		})
	})
	mux.HandleFunc("GET "+authorizePath, p.ask)
	mux.HandleFunc("POST "+authorizePath, p.sendBack)
	return mux
}

// wish is what a page asks for (OpenID Connect Core 1.0, 3.2.2.1).
type wish struct {
	state, nonce string
	back         *url.URL // where the answer goes
}

// read judges what a page asks for, as strictly as the provider that it stands for.
func (p *Provider) read(asked url.Values) (wish, error) {
	var faults []error
	one := func(name string, allowed ...string) string {
		values := asked[name]
		switch {
		case len(values) != 1 || values[0] == "":
			faults = append(faults, fmt.Errorf("%s must be given once", name))
		case len(allowed) > 0 && !slices.Contains(allowed, values[0]):
			faults = append(faults, fmt.Errorf("%s must be %s, not %q", name, strings.Join(allowed, " or "), values[0]))
		default:
			return values[0]
		}
		return ""
	}
	one("client_id", p.options.Client)
	one("response_type", "id_token")
	if asked.Has("response_mode") {
		one("response_mode", "fragment")
	}
	if scope := one("scope"); scope != "" && !slices.Contains(strings.Fields(scope), "openid") {
		faults = append(faults, fmt.Errorf("scope must have openid, and is %q", scope))
	}
	w := wish{state: one("state"), nonce: one("nonce")}
	if address := one("redirect_uri"); address != "" {
		back, err := url.Parse(address)
		if err != nil || !onThisMachine(back) {
			faults = append(faults, fmt.Errorf("redirect_uri must be a page on this machine, and is %q", address))
		}
		w.back = back
	}
	return w, errors.Join(faults...)
}

// onThisMachine reports whether an address is a plain one of this machine's own.
func onThisMachine(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	here := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return here && u.Scheme == "http" && u.User == nil && u.Fragment == ""
}

// address is where an answer goes. Answers are in the fragment: no server sees them.
func (w wish) address(answer url.Values) string {
	answer.Set("state", w.state)
	back := *w.back
	back.Fragment = ""
	return back.String() + "#" + answer.Encode()
}

//go:embed provider.html
var providerPage string

//go:embed provider.css
var providerStyle string

var (
	providerTemplate = template.Must(template.New("provider").Parse(providerPage)) //nolint:gochecknoglobals // a constant
	providerPolicy   = func() string {                                             //nolint:gochecknoglobals // a constant
		sum := sha256.Sum256([]byte(providerStyle))
		return "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}()
)

// show writes the page.
func (p *Provider) show(w http.ResponseWriter, status int, policy string, content map[string]any) {
	content["Style"] = template.CSS(providerStyle)
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", providerPolicy+policy)
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	_ = providerTemplate.Execute(w, content) // the reader is gone; there is nobody to tell
}

// ask shows who one can be.
func (p *Provider) ask(w http.ResponseWriter, r *http.Request) {
	wish, err := p.read(r.URL.Query())
	if err != nil {
		p.show(w, http.StatusBadRequest, "", map[string]any{"Fault": err.Error()})
		return
	}
	content := map[string]any{
		"Client": p.options.Client,
		"Cancel": template.URL(wish.address(url.Values{"error": {"access_denied"}})), // an address of this machine, judged above
	}
	known, err := p.options.People(r.Context())
	if err != nil {
		content["Missing"] = err.Error()
	}
	slices.SortFunc(known, func(a, b Person) int { return strings.Compare(a.Email, b.Email) })
	content["More"] = max(0, len(known)-shown)
	content["People"] = known[:min(len(known), shown)]
	// The answer to the form is a redirect, which browsers hold to the same list.
	p.show(w, http.StatusOK, "; form-action 'self' "+wish.back.Scheme+"://"+wish.back.Host, content)
}

// sendBack sends the browser back with a token for whoever one has chosen to be.
func (p *Provider) sendBack(w http.ResponseWriter, r *http.Request) {
	wish, err := p.read(r.URL.Query())
	email := strings.TrimSpace(r.PostFormValue("email"))
	if err == nil && !strings.Contains(email, "@") {
		err = errors.New("choose somebody, or type an e-mail address")
	}
	if err != nil {
		p.show(w, http.StatusBadRequest, "", map[string]any{"Fault": err.Error()})
		return
	}
	name := r.PostFormValue("name")
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	token, err := p.mint(email, name, wish.nonce, r.PostFormValue("unconfirmed") == "")
	if err != nil {
		p.show(w, http.StatusInternalServerError, "", map[string]any{"Fault": err.Error()})
		return
	}
	http.Redirect(w, r, wish.address(url.Values{"id_token": {token}}), http.StatusSeeOther)
}

// mint signs a token with the claims that Google puts into those of people.
func (p *Provider) mint(email, name, nonce string, confirmed bool) (string, error) {
	now := p.issuer.now()
	token, err := jwt.Signed(p.issuer.signer).Claims(jwt.Claims{
		Issuer: p.URL(), Subject: subject(email), Audience: jwt.Audience{p.options.Client},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(Lifetime)),
	}).Claims(map[string]any{"nonce": nonce, "email": email, "email_verified": confirmed, "name": name, "azp": p.options.Client}).Serialize()
	if err != nil {
		return "", fmt.Errorf("identity: sign a token for %s: %w", email, err)
	}
	return token, nil
}

// subject is the same number for the same address, whenever it is asked for, as an account's is at Google.
func subject(email string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(email)))
	return strconv.FormatUint(binary.BigEndian.Uint64(sum[:8]), 10)
}
