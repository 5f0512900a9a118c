package fuzz

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"strings"

	"capidemo.dev/platform/local/operations"
)

// Request is a request before it is sent, open to everything.
type Request struct {
	Path   string // below /api/v1, with things filled in; spoiled ones escaped
	Query  string // as it is sent
	Header map[string]string
	Body   []byte // nil for none
	Loose  bool   // the path may lead to another route, whose answers these are then
}

// Mutation spoils a request; it reports false where it has nothing to spoil.
type Mutation struct {
	Name  string
	Spoil func(m *Maker, r *Request) bool
}

// Maker makes the requests of one operation. It is deterministic in its random numbers.
type Maker struct {
	Document *operations.Document
	Op       *operations.Operation
	Call     operations.Call
	Things   operations.Things
	Cursor   string // a good one of a list, to be tampered with
	Random   *rand.Rand
}

// Mutations are all ways to spoil a request, valid ones first.
func Mutations() []Mutation {
	return append(bodies(), []Mutation{
		{"query by schema", (*Maker).queryBySchema},
		{"hostile query", (*Maker).hostileQuery},
		{"repeated and unknown query", (*Maker).repeatedQuery},
		{"broken query", func(m *Maker, r *Request) bool {
			r.Query = pick(m.Random, []string{"%", "%zz=1", "a=%00", "limit=%ff", ";", "&&&=", "limit=1;cursor=2", strings.Repeat("a=b&", 1000)})
			return true
		}},
		{"hostile path", (*Maker).hostilePath},
		{"tampered cursor", (*Maker).tamperedCursor},
		{"hostile header", (*Maker).hostileHeader},
		{"other media types", func(m *Maker, r *Request) bool {
			r.Header["Accept"] = pick(m.Random, []string{"application/xml", "text/html", "image/*;q=0", "application/json;q=0", "*/*;q=x", strings.Repeat("a/b,", 500)})
			return true
		}},
		{"tenant from outside", func(_ *Maker, r *Request) bool {
			r.Header["X-Tenant-ID"], r.Header["X-Goog-Authenticated-User-Email"] = "rival", "accounts.google.com:root@rival.example"
			r.Query = join(r.Query, "tenant=rival&tenant_id=rival")
			return true
		}},
	}...)
}

// Good is the request that the call means.
func (m *Maker) Good() Request {
	path, query, _ := strings.Cut(operations.Fill(m.Op.Path+m.Call.Query, m.Things), "?")
	r := Request{Path: path, Query: query, Header: map[string]string{}}
	if m.Call.Body != nil {
		raw, err := json.Marshal(m.Call.Body(m.Things))
		if err != nil {
			panic(err) // it is made of texts and numbers
		}
		r.Body = raw
	}
	if m.Op.Takes("header", "If-Match") {
		r.Header["If-Match"] = pick(m.Random, []string{`"1"`, `"2"`, `"3"`})
	}
	return r
}

func (m *Maker) parameters(in string) (found []operations.Parameter) {
	for _, p := range m.Op.Parameters {
		if p.In == in {
			found = append(found, p)
		}
	}
	return found
}

func (m *Maker) queryBySchema(r *Request) bool {
	values := url.Values{}
	for _, p := range m.parameters("query") {
		if m.Random.IntN(2) == 0 || p.Required {
			values.Set(p.Name, fmt.Sprint(m.value(&p.Schema, 0)))
		}
	}
	r.Query = values.Encode()
	return len(values) > 0
}

func (m *Maker) hostileQuery(r *Request) bool {
	parameters := m.parameters("query")
	if len(parameters) == 0 {
		return false
	}
	p := parameters[m.Random.IntN(len(parameters))]
	r.Query = join(r.Query, p.Name+"="+url.QueryEscape(m.hostile()))
	return true
}

func (m *Maker) repeatedQuery(r *Request) bool {
	for _, p := range m.parameters("query") {
		r.Query = join(r.Query, p.Name+"=1&"+p.Name+"=2")
	}
	r.Query = join(r.Query, "unknown=1&__proto__=2&tenant[]=3")
	return true
}

func (m *Maker) hostilePath(r *Request) bool {
	parameters := m.parameters("path")
	if len(parameters) == 0 {
		return false
	}
	spoiled, p := operations.Things{}, parameters[m.Random.IntN(len(parameters))]
	maps.Copy(spoiled, m.Things)
	spoiled[p.Name] = pick(m.Random, []string{
		"%00", "%2F", "..%2F..", "%ff%fe", "%F0%9F%92%A9", "%e2%80%ae", "a%0d%0aSet-Cookie:%20x=1", "'%20OR%201=1--", "__name__", "*", "-", "-1", "0", "1e9", "NaN",
		"99999999999999999999", "%7B%7B7*7%7D%7D", "$%7Bjndi:x%7D", strings.Repeat("a", 81), strings.Repeat("%C3%A9", 2000), url.PathEscape(m.hostile()),
	})
	r.Path, r.Loose = operations.Fill(m.Op.Path, spoiled), true
	return true
}

func (m *Maker) tamperedCursor(r *Request) bool {
	if !m.Op.Takes("query", "cursor") {
		return false
	}
	cursor := []byte(m.Cursor)
	switch at := m.Random.IntN(4); {
	case len(cursor) == 0 || at == 0:
		cursor = []byte(m.hostile())
	case at == 1:
		cursor[m.Random.IntN(len(cursor))] ^= 1
	case at == 2:
		cursor = cursor[:m.Random.IntN(len(cursor))]
	default:
		cursor = append(cursor, cursor...)
	}
	r.Query = "cursor=" + url.QueryEscape(string(cursor))
	return true
}

func (m *Maker) hostileHeader(r *Request) bool {
	name := pick(m.Random, []string{"If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", "X-Request-Id", "Traceparent", "Range", "Content-Encoding", "X-HTTP-Method-Override", "X-API-Key", "Origin"})
	r.Header[name] = pick(m.Random, []string{
		"", "*", `"`, `""`, `W/"1"`, `"1", "2"`, `"-1"`, `"99999999999999999999"`, "\xff\xfe", "Ünïcödé", "gzip", "bytes=0-1", "DELETE", "null", "../..",
		strings.Repeat("k", 201), strings.Repeat("k", 9000), "a b", `"1`, "0", "-9223372036854775809",
	})
	return true
}

// hostile is a text that some reader takes for more than a text.
func (m *Maker) hostile() string {
	return pick(m.Random, []string{
		"", " ", "\x00", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ufffd", "'; DROP TABLE demos; --", "{{7*7}}", "${7*7}", "<script>alert(1)</script>",
		"../../../etc/passwd", "$(id)", "%s%s%n", "=cmd|'/c calc'!A0", "null", "undefined", "NaN", "-0", "1e999", "true", "[]", "{}", "\r\nSet-Cookie: a=b",
		"http://169.254.169.254/computeMetadata/v1/", "file:///etc/passwd", "gopher://127.0.0.1:1", "https://user:pass@[::1]:0/", "javascript:alert(1)",
		"9999-99-99T99:99:99Z", "0001-01-01T00:00:00Z", "e\u0301\u0301\u0301", "𝕒𝕓𝕔", "😀", "a@b", "--", "__proto__", strings.Repeat("x", 1000), strings.Repeat("é", 3000),
		"inv-acme-" + strings.Repeat("A", 52), "capi_acme_" + strings.Repeat("A", 52),
	})
}

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

func join(query, more string) string {
	if query == "" {
		return more
	}
	return query + "&" + more
}
