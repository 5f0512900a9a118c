package operations

import (
	"net/http"
	"strings"
	"testing"
)

// Request is a call with everything filled in.
type Request struct {
	Method, Path string // below /api/v1
	Body         any
	Header       map[string]string
	Parts        bool // who sends it is gone afterwards
}

// Request fills a call with things. Where the call names a version, it is the one that somebody who may see it reads; "1" where there is nothing
// to be seen.
func (op *Operation) Request(tb testing.TB, c Call, things Things, seenBy *Person) Request {
	tb.Helper()
	r := Request{Method: op.Method, Path: Fill(op.Path+c.Query, things), Header: map[string]string{}, Parts: c.Parts}
	if c.Body != nil {
		r.Body = c.Body(things)
	}
	if c.Version != "" {
		r.Header["If-Match"] = `"1"`
		if seenBy != nil {
			seenBy.Leading(tb, func() {
				if etag := seenBy.Do(tb, http.MethodGet, Fill(c.Version, things), nil, nil).Header.Get("ETag"); etag != "" {
					r.Header["If-Match"] = etag
				}
			})
		}
	}
	return r
}

// Fill puts things in the place of their names in braces.
func Fill(path string, things Things) string {
	for name, value := range things {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	return path
}

// Send sends the request as somebody.
func (r Request) Send(tb testing.TB, p *Person) Reply {
	tb.Helper()
	if r.Parts && p.UID != "" && p.Key == "" {
		p = p.world.Join(tb, p.Tenant, p.Role)
	}
	return p.Do(tb, r.Method, r.Path, r.Body, r.Header)
}

// Allowed are the statuses of a call that is allowed, with things as they are made.
func (op *Operation) Allowed(c Call) []int {
	if c.Answer != 0 {
		return []int{c.Answer}
	}
	return op.Successes()
}
