package attack_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/operations"
)

// huge is a body far beyond what any operation takes.
const huge = 10 << 20

// TestEveryBodyIsHeldToItsSchema tries on every operation with a body what no body may be.
func TestEveryBodyIsHeldToItsSchema(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	large := `{"x":"` + strings.Repeat("x", huge) + `"}`
	c.leavesNothing(t, func() {
		for _, o := range targets(t, c.w) {
			if o.Body == nil {
				continue
			}
			good := o.body(c.things)
			if good == nil {
				t.Errorf("%s takes a body, but its call has none", o.ID)
				continue
			}
			call := func(body any) operations.Reply { return c.send(t, o, c.lead, body) }
			for name := range good {
				wrong := maps.Clone(good)
				wrong[name] = map[string]any{"not": "text"}
				if p := refused(t, o.ID+", "+name+" of a wrong type", call(wrong), 422, "invalid"); !p.names("body." + name) {
					t.Errorf("%s: errors %+v", o.ID, p.Errors)
				}
				if p := refused(t, o.ID+", "+name+" twice", call(twice(t, good, name)), 422, "invalid"); !p.names("body." + name) {
					t.Errorf("%s, given twice: errors %+v", o.ID, p.Errors)
				}
				shouting := maps.Clone(good)
				delete(shouting, name)
				shouting[strings.ToUpper(name)] = good[name]
				refused(t, o.ID+", "+name+" in capitals", call(shouting), 422, "invalid")
			}
			refused(t, o.ID+", not JSON", call(`{"`), 400, "malformed")
			refused(t, o.ID+", two documents", call(`{} {}`), 400, "malformed")
			refused(t, o.ID+", a list", call(`[]`), 422, "invalid")
			refused(t, o.ID+", objects in one another", call(strings.Repeat(`{"a":`, 10_000)+"1"+strings.Repeat("}", 10_000)), 422, "invalid")
			refused(t, o.ID+", lists in one another", call(strings.Repeat(`[`, 10_000)+strings.Repeat("]", 10_000)), 422, "invalid")
			refused(t, o.ID+", ten megabytes", call(large), 413, "too-large")
		}
	})
}

// twice is a body in which a name stands twice, first with a value that is good and then with one that could be.
func twice(t *testing.T, good map[string]any, name string) string {
	t.Helper()
	raw, err := json.Marshal(good)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(map[string]any{name: good[name]})
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSuffix(raw, []byte("}"))) + "," + string(bytes.TrimPrefix(again, []byte("{")))
}

// TestEveryQueryIsHeldToItsSchema tries page sizes and cursors on every operation that takes them.
func TestEveryQueryIsHeldToItsSchema(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	for _, o := range targets(t, c.w) {
		path := operations.Fill(o.Path+o.call.Query, c.things)
		and := "?"
		if strings.Contains(path, "?") {
			and = "&"
		}
		for name, values := range map[string][]string{
			"limit": {"0", "101", "-1", "many", "1e9", "99999999999999999999"}, "after": {"-1", "x"}, "status": {"asleep"},
			"cursor": {"!!", "bm90aGluZw", "eyJ0IjoiIn0", "../x", strings.Repeat("x", 501)},
		} {
			if !o.Takes("query", name) || strings.Contains(path, name+"=") {
				continue
			}
			for _, value := range values {
				what, status, slug := o.ID+", "+name+"="+value, 422, "invalid"
				if name == "cursor" && len(value) < 500 {
					status, slug = 400, "malformed" // signed, and bound to its list: any other cannot be read
				}
				if p := refused(t, what, c.lead.Do(t, o.Method, path+and+name+"="+value, nil, nil), status, slug); !p.names("query." + name) {
					t.Errorf("%s: errors %+v", what, p.Errors)
				}
			}
		}
	}
}

// serves reports whether a path is one of the operation's.
func (o target) serves(path string) bool {
	want, have := strings.Split(o.Path, "/"), strings.Split(path, "/")
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
	c := newCompany(t)
	offered := map[string][]string{}
	for _, one := range targets(t, c.w) {
		for _, other := range targets(t, c.w) { // /users/me is a /users/{uid} as well
			if other.serves(one.Path) && !slices.Contains(offered[one.Path], other.Method) {
				offered[one.Path] = append(offered[one.Path], other.Method)
			}
		}
	}
	c.leavesNothing(t, func() {
		for _, o := range targets(t, c.w) {
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
				if slices.Contains(offered[o.Path], method) {
					continue
				}
				r := c.lead.Do(t, method, operations.Fill(o.Path, c.things), nil, nil)
				refused(t, method+" "+o.Path, r, http.StatusMethodNotAllowed, "malformed")
				var allowed []string
				for _, allow := range r.Header.Values("Allow") {
					for method := range strings.SplitSeq(allow, ",") {
						allowed = append(allowed, strings.TrimSpace(method))
					}
				}
				slices.Sort(allowed)
				want := slices.Sorted(slices.Values(offered[o.Path]))
				if diff := cmp.Diff(want, allowed); diff != "" {
					t.Errorf("%s %s: Allow is not what is offered:\n%s", method, o.Path, diff)
				}
			}
		}
		for _, path := range []string{"/nothing", "/provision", "/provision/quick/more", "/demos/" + c.things["demo_id"] + "/nothing"} {
			refused(t, path, c.lead.Do(t, http.MethodGet, path, nil, nil), http.StatusNotFound, "not-found")
		}
	})
}

// TestMalformedIDsAreAbsent: an id that none of ours can be is absent, or refused as too long, and reaches no other path.
func TestMalformedIDsAreAbsent(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	ids := []string{"A", "%2e%2e", "..%2F..%2Ftenants", "a%2Fb", "%00", "a%20b", "'--", "%F0%9F%92%A9", strings.Repeat("a", 80), strings.Repeat("a", 5000)}
	c.leavesNothing(t, func() {
		for _, o := range targets(t, c.w) {
			for _, owned := range o.call.About {
				if !strings.Contains(o.Path, "{"+owned+"}") {
					continue
				}
				for _, id := range ids {
					with := maps.Clone(c.things)
					with[owned] = id
					path := operations.Fill(o.Path+o.call.Query, with)
					r := c.lead.Do(t, o.Method, path, o.sent(c.things), map[string]string{"If-Match": `"1"`})
					if r.Status != http.StatusNotFound && r.Status != http.StatusUnprocessableEntity {
						t.Errorf("%s: %d %s", fmt.Sprintf("%s with %s=%.40s", o.ID, owned, id), r.Status, r.Body)
					}
				}
			}
		}
	})
}
