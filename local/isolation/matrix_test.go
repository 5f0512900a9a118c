package isolation_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/local/isolation"
	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

var shared operations.Shared //nolint:gochecknoglobals // the testing package offers no other place that outlives a single test

func TestMain(m *testing.M) { os.Exit(shared.Run(m)) }

// cast is who asks, and whose things they ask about.
type cast struct {
	w         *operations.World
	actor     isolation.Actor
	who       *operations.Person
	colleague *operations.Person
	own       operations.Things
	theirs    operations.Things // the colleague's
	common    operations.Things // everybody's
	rival     operations.Things
	gone      map[string]operations.Things // own ones that were deleted, by what they are
	canaries  []string                     // what must not be seen of the rival
}

// victim is somebody of another tenant, and their things.
type victim struct {
	person *operations.Person
	things operations.Things
}

func newVictim(t *testing.T, w *operations.World) victim {
	t.Helper()
	person := w.Join(t, w.Tenant(t), tenant.Engineer)
	return victim{person, w.Furnish(t, person)}
}

// canaries are texts that only the victim's tenant may see.
func (v victim) canaries() []string {
	all := []string{v.person.Canary, v.person.UID, v.person.Email}
	for name, value := range v.things {
		if name != "number" && name != "table" && name != "document" {
			all = append(all, value)
		}
	}
	return all
}

func newCast(t *testing.T, w *operations.World, actor isolation.Actor, v victim) *cast {
	t.Helper()
	c := &cast{w: w, actor: actor, rival: v.things, canaries: v.canaries(), gone: map[string]operations.Things{}}
	home := w.Tenant(t)
	c.colleague = w.Join(t, home, tenant.Engineer)
	c.theirs, c.common = w.Furnish(t, c.colleague), w.Common(t)
	if actor.Nobody {
		c.who, c.own = w.Nobody(), c.theirs
		return c
	}
	c.who = w.Join(t, home, actor.Role)
	c.own = w.Furnish(t, c.who)
	if actor.Scopes != nil {
		c.who.WithKey(t, actor.Scopes...)
	}
	return c
}

// TestMatrix asks every operation as every actor about every target.
func TestMatrix(t *testing.T) { //nolint:tparallel // the group in between ends when all in it have
	t.Parallel()
	w := shared.World(t)
	rival := newVictim(t, w)
	t.Run("as", func(t *testing.T) {
		for _, actor := range isolation.Actors() {
			t.Run(actor.Name, func(t *testing.T) {
				t.Parallel()
				c := newCast(t, w, actor, rival)
				calls := operations.Calls()
				for i := range w.Document.Operations {
					op := &w.Document.Operations[i]
					call, listed := calls[op.ID]
					if !listed {
						t.Errorf("%s is not in the matrix: add it to Calls in local/operations/calls.go", op.ID)
						continue
					}
					c.row(t, op, call)
				}
			})
		}
	})
	holdsTheLog(t, w, rival)
}

// row asks one operation about all targets.
func (c *cast) row(t *testing.T, op *operations.Operation, call operations.Call) {
	t.Helper()
	var absent, forbidden *operations.Reply
	if len(call.About) > 0 {
		r := op.Request(t, call, c.about(t, call, isolation.Absent), nil).Send(t, c.who)
		absent = &r
	}
	for _, target := range isolation.Targets(call) {
		want := isolation.Expect(op, call, c.actor, target)
		what := fmt.Sprintf("%s about %q", op.ID, target)
		for at, things := range c.variants(t, call, target, want) {
			r := op.Request(t, call, things, c.seer(target)).Send(t, c.who)
			if err := c.w.Document.Conforms(op, r); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if target != isolation.Others || want != isolation.Allowed {
				c.tellsNothing(t, op, what, r)
			}
			if target == isolation.Malformed && r.Status == http.StatusNotFound && bytes.Contains(r.Body, []byte("There is nothing at this address.")) {
				continue // with such an id the path is that of no operation
			}
			switch want {
			case isolation.Allowed:
				if !slices.Contains(op.Allowed(call), r.Status) {
					t.Errorf("%s: %d %s, want one of %v", what, r.Status, r.Body, op.Allowed(call))
				}
			case isolation.Forbidden:
				same(t, what, r, forbidden, http.StatusForbidden)
				if target != isolation.Everybodys { // which is there, and named
					forbidden = &r
				}
			case isolation.SignIn:
				same(t, what, r, forbidden, http.StatusUnauthorized)
				forbidden = &r
			case isolation.Hidden:
				like := absent
				if at > 0 { // one id of several: like one absent id of several
					one := op.Request(t, call, mixed(c.own, c.about(t, call, isolation.Absent), differing(things, c.own)...), nil).Send(t, c.who)
					like = &one
				}
				same(t, what, r, like, http.StatusNotFound)
			case isolation.Refused:
				if r.Status != http.StatusNotFound && r.Status != http.StatusUnprocessableEntity && r.Status != http.StatusBadRequest {
					t.Errorf("%s: %d %s", what, r.Status, r.Body)
				}
			}
		}
	}
}

// about are the things of a target.
func (c *cast) about(t *testing.T, call operations.Call, target isolation.Target) operations.Things {
	t.Helper()
	things := maps.Clone(c.own)
	replace := func(from operations.Things) {
		for _, name := range call.About {
			things[name] = from[name]
		}
	}
	switch target {
	case isolation.Colleagues:
		replace(c.theirs)
	case isolation.Everybodys:
		replace(c.common)
	case isolation.Others:
		replace(c.rival)
	case isolation.Absent:
		home := tenant.ID(c.own["tenant_id"])
		replace(operations.Absent(home))
	case isolation.Own, isolation.Deleted, isolation.Malformed, isolation.None:
	}
	return things
}

// variants are the things to ask about: of malformed ids several, of another tenant's each id alone among own ones as well.
func (c *cast) variants(t *testing.T, call operations.Call, target isolation.Target, want isolation.Outcome) (all []operations.Things) {
	t.Helper()
	things := c.about(t, call, target)
	switch {
	case target == isolation.Malformed:
		for _, id := range []string{"A..B", "..%2F..%2Ftenants%2F" + c.rival["tenant_id"], "%00", "%F0%9F%92%A9", "__x__", strings.Repeat("z", 3000)} {
			one := maps.Clone(things)
			one[call.About[0]] = id
			all = append(all, one)
		}
		return all
	case target == isolation.Deleted:
		return append(all, c.deleted(t, call))
	case want == isolation.Allowed && target == isolation.Everybodys && call.Spends:
		return append(all, mixed(things, c.w.Common(t), call.About...))
	case want == isolation.Allowed && call.Spends:
		maker := c.who
		if target == isolation.Colleagues {
			maker = c.colleague
		}
		return append(all, mixed(c.own, c.w.Renew(t, maker, things, call.About), call.About...))
	}
	all = append(all, things)
	if target == isolation.Others && want == isolation.Hidden {
		for _, name := range call.About {
			if name != "number" && name != "table" && len(call.About) > 1 {
				all = append(all, mixed(c.own, c.rival, name))
			}
		}
	}
	return all
}

// mixed are things with some replaced.
func mixed(base, with operations.Things, names ...string) operations.Things {
	out := maps.Clone(base)
	for _, name := range names {
		out[name] = with[name]
	}
	return out
}

// differing are the names of the things that are not the same.
func differing(a, b operations.Things) (names []string) {
	for name := range a {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	return names
}

// deleted makes own things and deletes them, once of a kind.
func (c *cast) deleted(t *testing.T, call operations.Call) operations.Things {
	t.Helper()
	maker := c.who
	if c.actor.Nobody {
		maker = c.colleague
	}
	name := call.About[slices.IndexFunc(call.About, isolation.Deletable)]
	if things, there := c.gone[name]; there {
		return things
	}
	things := c.w.Renew(t, maker, c.own, []string{name})
	maker.Leading(t, func() {
		path := map[string]string{"webhook_id": "/webhooks/", "conversation_id": "/conversations/"}[name]
		switch {
		case name == "demo_id":
			c.w.DeleteDemo(t, maker, things[name])
		case path == "":
			t.Fatalf("it is not known here how a %s is deleted", name)
		default:
			if r := maker.Do(t, http.MethodDelete, path+things[name], nil, nil); r.Status >= http.StatusMultipleChoices {
				t.Errorf("delete %s: %d %s", things[name], r.Status, r.Body)
			}
		}
	})
	c.gone[name] = things
	return things
}

// seer is who can read the version of what a call is about.
func (c *cast) seer(target isolation.Target) *operations.Person {
	switch {
	case target == isolation.Colleagues || c.actor.Nobody:
		return c.colleague
	case target == isolation.Others && c.actor.Role == tenant.SuperAdmin:
		return c.who
	case target == isolation.Own:
		return c.who
	default:
		return nil
	}
}

// tellsNothing looks for the rival's texts in everything that came back.
func (c *cast) tellsNothing(t *testing.T, op *operations.Operation, what string, r operations.Reply) {
	t.Helper()
	if op.ID == "list-tenants" && c.actor.Role == tenant.SuperAdmin {
		return // who runs the platform sees all tenants
	}
	for _, canary := range c.canaries {
		if bytes.Contains(r.Body, []byte(canary)) || strings.Contains(fmt.Sprint(r.Header), canary) {
			t.Errorf("%s tells %q of another tenant: %s", what, canary, r.Body)
		}
	}
}

// same holds a refusal to its status, and to the bytes of another.
func same(t *testing.T, what string, r operations.Reply, like *operations.Reply, status int) {
	t.Helper()
	if r.Status != status {
		t.Errorf("%s: %d %s, want %d", what, r.Status, r.Body, status)
		return
	}
	if like != nil && plain(r) != plain(*like) {
		t.Errorf("%s can be told apart: %s instead of %s", what, plain(r), plain(*like))
	}
}

// plain is a reply without what differs from one to the next.
func plain(r operations.Reply) string {
	header := r.Header.Clone()
	id := header.Get("X-Request-Id")
	header.Del("X-Request-Id")
	header.Del("Date")
	return fmt.Sprint(r.Status, header, strings.ReplaceAll(string(r.Body), id, "ID"))
}

// holdsTheLog: what people wrote is in no line, and a line of one tenant names nothing of another.
func holdsTheLog(t *testing.T, w *operations.World, v victim) {
	t.Helper()
	home := `"tenant":"` + string(v.person.Tenant) + `"`
	for _, line := range w.Log(t) {
		if strings.Contains(line, v.person.Canary) || strings.Contains(line, v.person.Email) {
			t.Errorf("what people wrote is in the log: %s", line)
		}
		if !strings.Contains(line, `"uid"`) || strings.Contains(line, home) {
			continue
		}
		for _, name := range []string{"demo_id", "job_id", "conversation_id", "message_id", "webhook_id", "key_id", "invite_id", "code"} {
			if strings.Contains(line, v.things[name]) {
				t.Errorf("a line of another tenant names %s %s: %s", name, v.things[name], line)
			}
		}
	}
}
