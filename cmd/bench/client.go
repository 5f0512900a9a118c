package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"capidemo.dev/platform/local/stack"
)

// client is a signed-in person at the public API.
type client struct {
	base  string
	token string
	http  *http.Client
}

// signIn signs a seeded person in. Requests go to Hosting, as a browser's do, or to the functions in a stack without it.
func signIn(ctx context.Context, s stack.State, email, password string) (*client, error) {
	c := &client{base: s.Environment["PUBLIC_URL"], http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}}}
	if c.base == "" {
		c.base = s.Environment["FUNCTIONS_URL"]
	}
	address := "http://" + s.Environment["FIREBASE_AUTH_EMULATOR_HOST"] + "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=local"
	var out struct {
		IDToken string `json:"idToken"` //nolint:tagliatelle // Google's name
	}
	in := map[string]any{"email": email, "password": password, "returnSecureToken": true}
	if err := c.exchange(ctx, http.MethodPost, address, in, &out); err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	c.token = out.IDToken
	return c, nil
}

// call sends a request to the API and decodes the answer into out.
func (c *client) call(ctx context.Context, method, path string, in, out any) error {
	return c.exchange(ctx, method, c.base+path, in, out)
}

func (c *client) exchange(ctx context.Context, method, address string, in, out any) error {
	response, err := c.send(ctx, method, address, in)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode >= http.StatusBadRequest {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 4<<10)) // what there is of it
		return fmt.Errorf("%s %s: %s: %s", method, address, response.Status, text)
	}
	if err := json.NewDecoder(response.Body).Decode(out); err != nil {
		return fmt.Errorf("%s %s: %w", method, address, err)
	}
	_, err = io.Copy(io.Discard, response.Body) // to the end, so that the connection is used again
	return err
}

func (c *client) send(ctx context.Context, method, address string, in any) (*http.Response, error) {
	body := io.Reader(http.NoBody)
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("encode the request: %w", err)
		}
		body = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	request.Header.Set("Content-Type", "application/json")
	return c.http.Do(request)
}

// event is one server-sent event.
type event struct{ kind, data string }

// follow reads a stream up to the event that ends the answer; seen gets each event as it arrives.
func (c *client) follow(ctx context.Context, path string, seen func(event, time.Time)) error {
	response, err := c.send(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 2<<20)
	kind := ""
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "event":
			kind = value
		case "data":
			seen(event{kind, value}, time.Now())
			if kind == "end" {
				return nil
			}
			if kind == "problem" {
				return fmt.Errorf("GET %s: %s", path, value)
			}
		}
	}
	return fmt.Errorf("GET %s: %s: the answer broke off: %w", path, response.Status, lines.Err())
}
