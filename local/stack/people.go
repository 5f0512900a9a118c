package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"capidemo.dev/platform/local/identity"
)

// signInClient is the page's name at the local provider of people, as a client id is at Google.
const signInClient = "capi-demo-platform"

// openIdentity makes the issuer that signs for everything that calls functions, and the provider that plays Google for people.
func (s *Stack) openIdentity() error {
	if !s.wants(Identity) {
		return nil
	}
	var err error
	s.issuer, err = identity.New(identity.Options{Dir: s.folder(Identity), URL: "http://" + s.address(Identity)})
	if err != nil {
		return err
	}
	s.provider = s.issuer.Provider(identity.ProviderOptions{Client: signInClient, People: s.people})
	mux := http.NewServeMux()
	mux.Handle("/", s.issuer.Handler())
	mux.Handle("/people/", s.provider.Handler())
	s.serve(Identity, rankKeepers, mux)
	return nil
}

// signIn is the page's list of providers: the local one in Google's place, as the Auth emulator takes its tokens.
func (s *Stack) signIn() []map[string]string {
	if s.provider == nil {
		return []map[string]string{}
	}
	return []map[string]string{{
		"id": "google.com", "label": "Google", "authorize": s.provider.Authorize(), "client_id": signInClient,
	}}
}

// people are the accounts of the Auth emulator that have an e-mail address.
func (s *Stack) people(ctx context.Context) ([]identity.Person, error) {
	address := fmt.Sprintf("http://%s/identitytoolkit.googleapis.com/v1/projects/%s/accounts:batchGet?maxResults=1000", s.address(Auth), s.options.Project)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("stack: %w", err)
	}
	request.Header.Set("Authorization", "Bearer owner") // the emulator's word for a server
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("stack: list the accounts: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("stack: list the accounts: %s", response.Status)
	}
	var accounts struct {
		Users []struct {
			Email  string `json:"email"`
			Name   string `json:"displayName"`      //nolint:tagliatelle // Firebase's name
			Claims string `json:"customAttributes"` //nolint:tagliatelle // likewise
		} `json:"users"`
	}
	if err := json.NewDecoder(response.Body).Decode(&accounts); err != nil {
		return nil, fmt.Errorf("stack: read the list of accounts: %w", err)
	}
	var people []identity.Person
	for _, u := range accounts.Users {
		if u.Email != "" {
			people = append(people, identity.Person{Email: u.Email, Name: u.Name, About: about(u.Claims)})
		}
	}
	return people, nil
}

// about says in words what an account's claims say of its membership.
func about(claims string) string {
	var of struct {
		Tenant string `json:"tenant"`
		Role   string `json:"role"`
	}
	if json.Unmarshal([]byte(claims), &of) != nil || of.Tenant == "" {
		return ""
	}
	return strings.ReplaceAll(of.Role, "_", " ") + " in " + of.Tenant
}
