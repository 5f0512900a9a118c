package faults_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhatIsNotAWish: bodies of POST /provision/quick that make nothing and say which value is at fault.
func TestWhatIsNotAWish(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	named := func(customer string) any { return wish(small, customer) }
	with := func(name string, value any) any {
		body := wish(small, "Acme Corp")
		body[name] = value
		return body
	}
	without := func(name string) any {
		body := wish(small, "Acme Corp")
		delete(body, name)
		return body
	}
	const customer, template = "body.customer_name", "body.template_id"
	cases := map[string]struct {
		body   any
		status int
		slug   string
		path   string
	}{
		"unknown template":       {with("template_id", "nothing"), 422, "invalid", template},
		"unknown version":        {with("version", 999), 422, "invalid", template},
		"empty template":         {with("template_id", ""), 422, "invalid", template},
		"path as a template":     {with("template_id", "../shopify"), 422, "invalid", template},
		"over-long template":     {with("template_id", strings.Repeat("a", 61)), 422, "invalid", template},
		"no template":            {without("template_id"), 422, "invalid", "body"},
		"template is a number":   {with("template_id", 7), 422, "invalid", template},
		"no name":                {without("customer_name"), 422, "invalid", "body"},
		"empty name":             {named(""), 422, "invalid", customer},
		"blank name":             {named(" \t "), 422, "invalid", customer},
		"over-long name":         {named(strings.Repeat("é", 101)), 422, "invalid", customer},
		"name with a line break": {named("Acme\nCorp"), 422, "invalid", customer},
		"name with a null":       {named("Acme\x00Corp"), 422, "invalid", customer},
		"name with an escape":    {named("Acme\x1b[31mCorp"), 422, "invalid", customer},
		"name turned around":     {named("Acme \u202eproC"), 422, "invalid", customer},
		"name with isolates":     {named("Acme\u2066Corp\u2069"), 422, "invalid", customer},
		"name with zero width":   {named("Ac\u200bme"), 422, "invalid", customer},
		"name is a list":         {with("customer_name", []string{"Acme"}), 422, "invalid", customer},
		"name is null":           {with("customer_name", nil), 422, "invalid", customer},
		"name is no UTF-8":       {`{"template_id":"` + small + `","customer_name":"Acme` + "\xff" + `"}`, 422, "invalid", customer},
		"version is text":        {with("version", "one"), 422, "invalid", "body.version"},
		"version is negative":    {with("version", -1), 422, "invalid", "body.version"},
		"unknown field":          {with("tenant", "another"), 422, "invalid", "body.tenant"},
		"a list":                 {`[]`, 422, "invalid", "body"},
		"a word":                 {`"shopify"`, 422, "invalid", "body"},
		"not JSON":               {`{"template_id":`, 400, "malformed", ""},
		"two documents":          {`{} {}`, 400, "malformed", ""},
		"nothing":                {``, 400, "malformed", ""},
		"100 kB":                 {named(strings.Repeat("x", 100<<10)), 413, "too-large", ""},
		"deep":                   {strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10000), 422, "invalid", ""},
	}
	f.createsNothing(t, func() {
		for name, c := range cases {
			p := refused(t, name, f.engineer.call(t, http.MethodPost, "/provision/quick", c.body), c.status, c.slug)
			if c.path != "" && !p.names(c.path) {
				t.Errorf("%s: errors %+v, want one at %s", name, p.Errors, c.path)
			}
		}
	})
}

// TestEveryBodyIsHeldToItsSchema tries on every operation with a body what no body may be.
func TestEveryBodyIsHeldToItsSchema(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	o := f.furnish(t)
	f.createsNothing(t, func() {
		for _, op := range operations(t) {
			if !op.body {
				continue
			}
			path, body := op.request(examples()[op.id], o)
			good, ok := body.(map[string]any)
			if !ok {
				t.Errorf("%s takes a body, but its example has none", op.id)
				continue
			}
			call := func(body any) reply { return f.caller(t, op).call(t, op.method, path, body) }
			more := maps.Clone(good)
			more["surprise"] = true
			if p := refused(t, op.id+", unknown field", call(more), 422, "invalid"); !p.names("body.surprise") {
				t.Errorf("%s: errors %+v", op.id, p.Errors)
			}
			for name := range good {
				wrong := maps.Clone(good)
				wrong[name] = map[string]any{"not": "text"}
				if p := refused(t, op.id+", "+name+" of a wrong type", call(wrong), 422, "invalid"); !p.names("body." + name) {
					t.Errorf("%s: errors %+v", op.id, p.Errors)
				}
			}
			refused(t, op.id+", not JSON", call(`{"`), 400, "malformed")
			refused(t, op.id+", 100 kB", call(`{"x":"`+strings.Repeat("x", 100<<10)+`"}`), 413, "too-large")
		}
	})
}

// TestEveryQueryIsHeldToItsSchema tries page sizes and cursors on every operation that takes them.
func TestEveryQueryIsHeldToItsSchema(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	o := f.furnish(t)
	for _, op := range operations(t) {
		path, _ := op.request(examples()[op.id], o)
		and := "?"
		if strings.Contains(path, "?") {
			and = "&"
		}
		for name, values := range map[string][]string{
			"limit": {"0", "101", "-1", "many", "1e9", "99999999999999999999"}, "after": {"-1", "x"}, "status": {"asleep"},
			"cursor": {"!!", "bm90aGluZw", "eyJ0IjoiIn0", "../x", strings.Repeat("x", 501)},
		} {
			if !slices.Contains(op.queries, name) {
				continue
			}
			for _, value := range values {
				what, status, slug := op.id+", "+name+"="+value, 422, "invalid"
				if name == "cursor" && len(value) < 500 {
					status, slug = 400, "malformed" // signed, and bound to its list: any other cannot be read
				}
				if p := refused(t, what, f.caller(t, op).call(t, op.method, path+and+name+"="+value, nil), status, slug); !p.names("query." + name) {
					t.Errorf("%s: errors %+v", what, p.Errors)
				}
			}
		}
	}
}

// TestMalformedIDsAreAbsent: an id that none of ours can be is absent, or refused as too long, and reaches no other path.
func TestMalformedIDsAreAbsent(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	o := f.furnish(t)
	ids := []string{"A", "%2e%2e", "..%2F..%2Ftenants", "a%2Fb", "%00", "a%20b", "'--", "%F0%9F%92%A9", strings.Repeat("a", 80), strings.Repeat("a", 5000)}
	f.createsNothing(t, func() {
		for _, op := range operations(t) {
			for _, owned := range examples()[op.id].owned {
				if !strings.Contains(op.path, "{"+owned+"}") {
					continue
				}
				for _, id := range ids {
					with := maps.Clone(o)
					with[owned] = id
					path, body := op.request(examples()[op.id], with)
					r := f.engineer.call(t, op.method, path, body)
					if r.status != http.StatusNotFound && r.status != http.StatusUnprocessableEntity {
						t.Errorf("%s with %s=%.40s: %d %s", op.id, owned, id, r.status, r.body)
					}
				}
			}
		}
	})
}

// serves reports whether a path is one of the operation's.
func (op operation) serves(path string) bool {
	want, have := strings.Split(op.path, "/"), strings.Split(path, "/")
	for i := range want {
		if i >= len(have) || !strings.HasPrefix(want[i], "{") && want[i] != have[i] {
			return false
		}
	}
	return len(want) == len(have)
}

// TestWrongMethodsAndPaths: every path says which method it offers.
func TestWrongMethodsAndPaths(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	o := f.furnish(t)
	offered := map[string][]string{}
	for _, one := range operations(t) {
		for _, other := range operations(t) { // /users/me is a /users/{uid} as well
			if other.serves(one.path) && !slices.Contains(offered[one.path], other.method) {
				offered[one.path] = append(offered[one.path], other.method)
			}
		}
	}
	f.createsNothing(t, func() {
		for _, op := range operations(t) {
			path, _ := op.request(examples()[op.id], o)
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
				if slices.Contains(offered[op.path], method) {
					continue
				}
				r := f.engineer.call(t, method, path, nil)
				refused(t, method+" "+op.path, r, http.StatusMethodNotAllowed, "malformed")
				var allowed []string
				for _, allow := range r.header.Values("Allow") {
					for method := range strings.SplitSeq(allow, ",") {
						allowed = append(allowed, strings.TrimSpace(method))
					}
				}
				slices.Sort(allowed)
				want := slices.Sorted(slices.Values(offered[op.path]))
				if diff := cmp.Diff(want, allowed); diff != "" {
					t.Errorf("%s %s: Allow is not what is offered:\n%s", method, op.path, diff)
				}
			}
		}
		for _, path := range []string{"/nothing", "/provision", "/provision/quick/more", "/demos/" + o["demo_id"] + "/nothing"} {
			refused(t, path, f.engineer.call(t, http.MethodGet, path, nil), http.StatusNotFound, "not-found")
		}
	})
}

// TestKeysAreBoundToTheirRequest: a key gives the same job for the same body, refuses another, and is each person's own.
func TestKeysAreBoundToTheirRequest(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	colleague := f.join(t, "engineer")
	first := f.engineer.quick(t, small, "Acme Corp", "key-1")
	if again := f.engineer.quick(t, small, "Acme Corp", "key-1"); again != first {
		t.Errorf("the same key and body gave %+v, then %+v", first, again)
	}
	if others := colleague.quick(t, small, "Acme Corp", "key-1"); others == first {
		t.Error("a colleague's key met mine")
	}
	f.createsNothing(t, func() {
		for name, body := range map[string]map[string]any{"another customer": wish(small, "Another"), "another template": wish(whole, "Acme Corp")} {
			raw, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			r, err := send(t.Context(), http.MethodPost, f.w.env["PUBLIC_URL"]+"/api/v1/provision/quick", f.engineer.token, "key-1", string(raw))
			if err != nil {
				t.Fatal(err)
			}
			if p := refused(t, name, r, http.StatusConflict, "conflict"); !p.names("header.Idempotency-Key") {
				t.Errorf("%s: errors %+v", name, p.Errors)
			}
		}
		r, err := f.engineer.tryQuick(t.Context(), small, "Acme Corp", strings.Repeat("k", 201))
		if err != nil {
			t.Fatal(err)
		}
		refused(t, "an over-long key", r, http.StatusUnprocessableEntity, "invalid")
	})
}
