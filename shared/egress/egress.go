// Package egress calls addresses that somebody outside gave us: webhooks, a customer's website. It is the only way to such an address.
//
// A destination is judged after its name is resolved, at the moment of connecting and for every hop: what is not on the public internet
// (private, loopback, link-local, carrier-grade, metadata and mapped forms of them) is refused, so that neither an odd spelling of an
// address nor a name that resolves differently the second time leads inside. The judge is code.dny.dev/ssrf, which follows the IANA
// registries. Redirects, size, time and the environment's proxies are limited here.
//
// What must not go in: what is sent (shared/webhook). egress_test.go tries the ways around it.
package egress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"code.dny.dev/ssrf"

	"capidemo.dev/platform/shared/fault"
)

// Limits of a call. The zero value of a field takes the default.
type Limits struct {
	Timeout   time.Duration // from the first packet to the last byte of the answer; 10 s
	MaxBytes  int64         // of the answer's body; 64 KiB
	Redirects int           // followed at most; 0 follows none
}

// Client calls public addresses.
type Client struct {
	http   *http.Client
	limits Limits
	inside bool
}

// Resolver finds the addresses of a name; *net.Resolver does.
type Resolver = *net.Resolver

// Options of a client.
type Options struct {
	Limits Limits
	// Inside are prefixes that may be called although they are not public, over plain HTTP and on any port too: the machine itself, when
	// everything runs on one. Empty in the cloud.
	Inside   []netip.Prefix
	Resolver Resolver // nil is the system's
}

// New makes a client.
func New(opts Options) *Client {
	limits := opts.Limits
	if limits.Timeout == 0 {
		limits.Timeout = 10 * time.Second
	}
	if limits.MaxBytes == 0 {
		limits.MaxBytes = 64 << 10
	}
	dialer := &net.Dialer{Timeout: limits.Timeout, Resolver: opts.Resolver, Control: guard(opts.Inside).Safe}
	c := &Client{limits: limits, inside: len(opts.Inside) > 0}
	c.http = &http.Client{
		Timeout: limits.Timeout,
		Transport: &http.Transport{ // no proxy: a proxy would connect in our place, unjudged
			DialContext: dialer.DialContext, TLSHandshakeTimeout: limits.Timeout, ResponseHeaderTimeout: limits.Timeout,
			MaxResponseHeaderBytes: 32 << 10, DisableKeepAlives: true, DisableCompression: true,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > limits.Redirects {
				return http.ErrUseLastResponse
			}
			return c.allowed(r.URL)
		},
	}
	return c
}

func guard(inside []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range inside {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	opts := []ssrf.Option{ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...), ssrf.WithPorts(443)}
	if len(inside) > 0 {
		opts = append(opts, ssrf.WithAnyPort())
	}
	return ssrf.New(opts...)
}

// Address accepts what may be called at all: an absolute https address with a host and without credentials. Where its name leads is
// judged when it is called, because that can change in between.
func (c *Client) Address(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || !u.IsAbs() || u.Hostname() == "" {
		return nil, fault.New(fault.Invalid, "%q is no address; write one such as https://example.com/hook.", address)
	}
	return u, c.allowed(u)
}

func (c *Client) allowed(u *url.URL) error {
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !c.inside):
		return fault.New(fault.Invalid, "The address must begin with https://.")
	case u.User != nil:
		return fault.New(fault.Invalid, "The address contains credentials; leave them out.")
	}
	return nil
}

// Answer is what came back.
type Answer struct {
	Status int
	Body   []byte // at most MaxBytes
	Took   time.Duration
}

// Post sends a body with headers. An answer of any status is no error; an error says that there was none, for good when the
// address may not be called.
func (c *Client) Post(ctx context.Context, address string, header http.Header, body io.Reader) (Answer, error) {
	u, err := c.Address(address)
	if err != nil {
		return Answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), body)
	if err != nil {
		return Answer{}, fault.Wrap(fault.Invalid, err, "%s cannot be called.", u.Redacted())
	}
	r.Header = header.Clone()
	began := time.Now()
	response, err := c.http.Do(r)
	if err != nil {
		return Answer{Took: time.Since(began)}, refusal(u, err)
	}
	defer func() { _ = response.Body.Close() }() // read to its limit; there is nothing to save
	answer, err := io.ReadAll(io.LimitReader(response.Body, c.limits.MaxBytes))
	out := Answer{Status: response.StatusCode, Body: answer, Took: time.Since(began)}
	if err != nil {
		return out, fault.Wrap(fault.Unavailable, err, "The answer of %s broke off.", u.Host)
	}
	return out, nil
}

// refusal tells what may never be called from what did not answer now.
func refusal(u *url.URL, err error) error {
	if errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedPort) || errors.Is(err, ssrf.ErrProhibitedNetwork) {
		return fault.Wrap(fault.Invalid, err, "%s does not lead to the public internet (port 443); such an address is not called.", u.Host)
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return fault.Wrap(fault.Unavailable, err, "%s did not answer in time.", u.Host)
	}
	return fault.Wrap(fault.Unavailable, err, "%s could not be reached.", u.Host)
}

// ParseInside reads prefixes as the configuration writes them.
func ParseInside(prefixes []string) ([]netip.Prefix, error) {
	out := make([]netip.Prefix, 0, len(prefixes))
	for _, text := range prefixes {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("egress: %q is no prefix such as 127.0.0.0/8: %w", text, err)
		}
		out = append(out, p)
	}
	return out, nil
}
