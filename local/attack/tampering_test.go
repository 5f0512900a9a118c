package attack_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

// paged are the lists that come in pages.
func paged(t *testing.T, c *company) (lists []target) {
	t.Helper()
	for _, o := range targets(t, c.w) {
		if o.Takes("query", "cursor") {
			lists = append(lists, o)
		}
	}
	return lists
}

// cursor is a good one of a list, or nothing where the list has one page.
func (c *company) cursor(t *testing.T, o target, who *operations.Person, filter string) string {
	t.Helper()
	return who.Do(t, o.Method, operations.Fill(o.Path, c.things)+"?limit=1"+filter, nil, nil).Texts(t)["next_cursor"]
}

// filter is a parameter of the operation with a value that its schema lists; nothing when it has none.
func (o target) filter(name string) string {
	for _, p := range o.Parameters {
		if p.In == "query" && p.Name == name && len(p.Schema.Enum) > 0 {
			return fmt.Sprintf("&%s=%v", name, p.Schema.Enum[0])
		}
	}
	return ""
}

// TestCursorsThatWereTamperedWith: a cursor that was changed in any byte, or belongs to another list, filter, thing or tenant, leads nowhere.
func TestCursorsThatWereTamperedWith(t *testing.T) {
	t.Parallel()
	c, rival := newCompany(t), newCompany(t)
	for range 2 { // so that lists have a second page
		c.w.Furnish(t, c.lead)
		rival.w.Furnish(t, rival.lead)
	}
	tried := 0
	var others string
	for _, o := range paged(t, c) {
		path := operations.Fill(o.Path, c.things)
		ask := func(what, cursor, filter string) {
			r := c.lead.Do(t, o.Method, path+"?limit=1&cursor="+cursor+filter, nil, nil)
			if p := refused(t, o.ID+", "+what, r, http.StatusBadRequest, "malformed"); !p.names("query.cursor") {
				t.Errorf("%s, %s: errors %+v", o.ID, what, p.Errors)
			}
		}
		if others != "" {
			ask("another list's", others, "")
		}
		if theirs := rival.cursor(t, o, rival.lead, ""); theirs != "" {
			ask("another tenant's", theirs, "")
		}
		good := c.cursor(t, o, c.lead, "")
		if good == "" {
			continue
		}
		others = good
		tried++
		for at := range good {
			spoiled := []byte(good)
			if spoiled[at] ^= 1; spoiled[at] == '=' || spoiled[at] == '.' || at == len(good)-1 { // the last letter has bits that stand for nothing
				continue
			}
			ask("a byte changed", string(spoiled), "")
		}
		ask("broken off", good[:len(good)/2], "")
		ask("twice", good+good, "")
		if filter := o.filter("status"); filter != "" {
			ask("another filter's", good, filter)
		}
		if r := c.lead.Do(t, o.Method, path+"?limit=1&cursor="+good, nil, nil); r.Status != http.StatusOK {
			t.Errorf("%s: the good cursor gives %d %s", o.ID, r.Status, r.Body)
		}
	}
	if tried < 5 {
		t.Errorf("only %d lists had a second page", tried)
	}
}

// TestTagsThatWereTamperedWith: a change that names no version, another, any, or several of an object changes nothing.
func TestTagsThatWereTamperedWith(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	c.leavesNothing(t, func() {
		for _, o := range targets(t, c.w) {
			if o.call.Version == "" {
				continue
			}
			path := operations.Fill(o.Path+o.call.Query, c.things)
			read := func() string {
				return c.lead.Do(t, http.MethodGet, operations.Fill(o.call.Version, c.things), nil, nil).Header.Get("ETag")
			}
			good := read()
			for _, tag := range []string{
				`"99"`, `"0"`, `"-1"`, `""`, "*", "1", strings.Trim(good, `"`), "W/" + good, good + ", " + good, good + `, "99"`, `"99", ` + good, strings.Replace(good, `"`, `"0`, 1),
				strings.Replace(good, `"`, `"+`, 1), `"1e0"`, `"9223372036854775808"`, `"` + strings.Repeat("1", 30) + `"`,
			} {
				r := c.lead.Do(t, o.Method, path, o.sent(c.things), map[string]string{"If-Match": tag})
				if o.call.Answer == 0 || r.Status != o.call.Answer { // what has no success on one's own things may be refused for that
					refused(t, o.ID+" with If-Match "+tag, r, http.StatusPreconditionFailed, "stale")
				}
			}
			r := c.lead.Do(t, o.Method, path, o.sent(c.things), nil)
			if o.ID != "update-conversation" && r.Status < http.StatusBadRequest { // a title may be changed without a condition
				t.Errorf("%s without If-Match: %d", o.ID, r.Status)
			}
			if after := read(); after != good {
				t.Errorf("%s changed something: %s, then %s", o.ID, good, after)
			}
		}
	})
}

// TestAColleaguesCursors: a colleague's cursor of a list that shows everybody their own leads nowhere for others.
func TestAColleaguesCursors(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	ada, bob := c.w.Join(t, c.id, tenant.Engineer), c.w.Join(t, c.id, tenant.Engineer)
	for range 2 {
		for _, p := range []*operations.Person{ada, bob} {
			if r := p.Do(t, http.MethodPost, "/provision/quick", map[string]any{"template_id": operations.Small, "customer_name": "Acme"}, nil); r.Status != http.StatusAccepted {
				t.Fatalf("%d %s", r.Status, r.Body)
			}
		}
	}
	for _, list := range []string{"/demos", "/jobs"} {
		cursor := ada.Do(t, http.MethodGet, list+"?limit=1", nil, nil).Texts(t)["next_cursor"]
		if cursor == "" {
			t.Fatalf("%s has no second page", list)
		}
		r := bob.Do(t, http.MethodGet, list+"?limit=1&cursor="+cursor, nil, nil)
		refused(t, list+" with a colleague's cursor", r, http.StatusBadRequest, "malformed")
	}
}
