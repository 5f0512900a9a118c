package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// client talks to the public API as one signed-in person.
type client struct {
	base    string
	http    *http.Client
	session *session
}

// problem is an error response of the API (RFC 9457).
type problem struct {
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
	Errors    []struct {
		Path    string `json:"path"`
		Message string `json:"message"`
	} `json:"errors"`
}

// Error tells what happened, where, and the id to report it by.
func (p *problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Detail)
	for _, e := range p.Errors {
		fmt.Fprintf(&b, "\n  %s: %s", e.Path, e.Message)
	}
	fmt.Fprintf(&b, "\n  (%s, status %d, request %s)", p.Title, p.Status, p.RequestID)
	return b.String()
}

// dial makes a client for an address with the stored sign-in.
func dial(ctx context.Context, address string) (*client, error) {
	base, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	s, err := openSession(ctx, base)
	if err != nil {
		return nil, err
	}
	return &client{base: base, http: http.DefaultClient, session: s}, nil
}

func parseAddress(address string) (string, error) {
	if address == "" {
		return "", errors.New("which installation? Give --api ADDRESS or set CAPIDEMO_API; `make dev` prints the local one")
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", fmt.Errorf("%q is no address; write it like https://demos.example.com", address)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// maxTries is how often a request is sent that the server was too busy to take.
const maxTries = 4

// call sends a request and decodes the answer into out (nil to drop it). A busy server is asked again after the time it names; requests
// that create carry an idempotency key for that.
func (c *client) call(ctx context.Context, method, path string, in, out any, header ...string) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	for try := 1; ; try++ {
		response, err := c.send(ctx, method, path, body, header...)
		if err != nil {
			return err
		}
		wait, busy := retryAfter(response)
		if busy && try < maxTries {
			_ = response.Body.Close()
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(wait):
				continue
			}
		}
		return decode(response, out)
	}
}

func (c *client) send(ctx context.Context, method, path string, body []byte, header ...string) (*http.Response, error) {
	token, err := c.session.token(ctx)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("the installation at %s cannot be reached: %w", c.base, err)
	}
	return response, nil
}

func retryAfter(r *http.Response) (time.Duration, bool) {
	if r.StatusCode != http.StatusServiceUnavailable && r.StatusCode != http.StatusTooManyRequests {
		return 0, false
	}
	seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
	return time.Duration(seconds) * time.Second, err == nil && seconds <= 30
}

func decode(r *http.Response, out any) error {
	defer r.Body.Close() //nolint:errcheck // read to the end; nothing is lost
	if r.StatusCode >= http.StatusBadRequest {
		p := &problem{Status: r.StatusCode, Title: http.StatusText(r.StatusCode)}
		if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(p); err != nil {
			p.Detail = "The installation answered with no explanation."
		}
		return p
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(r.Body).Decode(out)
}
