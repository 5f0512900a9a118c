package attack_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/tenant"
)

// reads counts what the functions ask of the database.
type reads struct {
	board   wire.Board
	started sync.Once
	address string
}

// through puts a proxy in front of the database, which lives as long as the process.
func (r *reads) through(services stack.Addresses) stack.Addresses {
	r.started.Do(func() {
		server, err := r.board.GRPC(string(stack.Firestore), services[stack.Firestore])
		if err != nil {
			panic(err) // the address is one of ours
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		r.address = listener.Addr().String()
		go func() { _ = server.Serve(listener) }()
	})
	out := maps.Clone(services)
	out[stack.Firestore] = r.address
	return out
}

// of gives the calls of the database that mention any of the texts while something is done, by method.
func (r *reads) of(do func(), texts ...string) map[string]int {
	var mu sync.Mutex
	seen := map[string]int{}
	remove := r.board.Inject(wire.Fault{
		On: func(c wire.Call) bool {
			if slices.ContainsFunc(texts, func(text string) bool { return c.Mentions(text) }) {
				mu.Lock()
				defer mu.Unlock()
				seen[c.Method]++
			}
			return false
		},
		Before: func(context.Context) error { return nil },
	})
	defer remove()
	do()
	mu.Lock()
	defer mu.Unlock()
	return maps.Clone(seen)
}

// TestForeignCostsWhatAbsentCosts: to look for another tenant's thing takes the same reads as to look for nothing, and gives the same body: there is
// nothing by which to tell them apart, in time either. (Reads are counted because time is no measure on a busy machine.)
func TestForeignCostsWhatAbsentCosts(t *testing.T) {
	t.Parallel()
	rival := newCompany(t)
	asker := rival.w.Join(t, rival.w.Tenant(t), tenant.TenantAdmin) // of a tenant in which nothing else happens
	tried := 0
	for _, o := range targets(t, rival.w) {
		if o.call.Bearer || o.Public() || o.Permission == operations.SignedIn {
			continue
		}
		for _, about := range o.call.About {
			absent := maps.Clone(rival.things)
			absent[about] = operations.Absent(rival.id)[about]
			ask := func(things operations.Things) (operations.Reply, map[string]int) {
				return cheapest(t, o, asker, things)
			}
			none, noneCosts := ask(absent)
			theirs, theirsCosts := ask(rival.things)
			what := fmt.Sprintf("%s of a foreign %s", o.ID, about)
			if theirs.Status != none.Status || !bytes.Equal(anonymous(theirs), anonymous(none)) {
				t.Errorf("%s: %d %s, absent %d %s", what, theirs.Status, theirs.Body, none.Status, none.Body)
			}
			if diff := cmp.Diff(noneCosts, theirsCosts); diff != "" {
				t.Errorf("%s takes other calls of the database than an absent one (-absent +foreign):\n%s", what, diff)
			}
			tried++
		}
	}
	if tried < 40 {
		t.Errorf("only %d operations and things were compared", tried)
	}
}

// cheapest asks three times and gives the calls of the time with the fewest: the first fills what is kept in memory, and what the functions
// do for the rival meanwhile is not the request's.
func cheapest(t *testing.T, o target, asker *operations.Person, things operations.Things) (operations.Reply, map[string]int) {
	t.Helper()
	var reply operations.Reply
	var least map[string]int
	total := func(calls map[string]int) (n int) {
		for _, one := range calls {
			n += one
		}
		return n
	}
	mention := make([]string, 0, 2+len(o.call.About))
	mention = append(mention, "tenants/"+string(asker.Tenant)+"/", asker.UID)
	for _, about := range o.call.About {
		if about != "number" && about != "table" { // which everybody's calls mention
			mention = append(mention, things[about])
		}
	}
	for range 3 {
		calls := database.of(func() {
			var body any
			if o.call.Body != nil {
				body = o.call.Body(things)
			}
			header := map[string]string{}
			if o.call.Version != "" {
				header["If-Match"] = `"1"`
			}
			reply = asker.Do(t, o.Method, operations.Fill(o.Path+o.call.Query, things), body, header)
		}, mention...)
		if least == nil || total(calls) < total(least) {
			least = calls
		}
	}
	return reply, least
}

// anonymous is an answer without its request id.
func anonymous(r operations.Reply) []byte {
	return []byte(strings.ReplaceAll(string(r.Body), r.Header.Get("X-Request-Id"), ""))
}
