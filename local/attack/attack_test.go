package attack_test

import (
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/firestore/apiv1/firestorepb"

	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

var ( //nolint:gochecknoglobals // the testing package offers no other place that outlives a single test
	database reads
	shared   = operations.Shared{Through: database.through}
)

func TestMain(m *testing.M) { os.Exit(shared.Run(m)) }

// company is a tenant with one of everything in it, and who may do everything there.
type company struct {
	w      *operations.World
	id     tenant.ID
	lead   *operations.Person
	things operations.Things
}

func newCompany(t *testing.T) *company {
	t.Helper()
	w := shared.World(t)
	c := &company{w: w, id: w.Tenant(t)}
	c.lead = w.Join(t, c.id, tenant.SuperAdmin)
	c.things = w.Furnish(t, c.lead)
	return c
}

// target is one operation and how it is called.
type target struct {
	*operations.Operation

	call operations.Call
}

// targets are all operations; one that nobody knows how to call fails the test.
func targets(t *testing.T, w *operations.World) []target {
	t.Helper()
	calls := operations.Calls()
	var list []target
	for i := range w.Document.Operations {
		op := &w.Document.Operations[i]
		call, listed := calls[op.ID]
		if !listed {
			t.Errorf("%s is not attacked: add it to Calls in local/operations/calls.go", op.ID)
			continue
		}
		list = append(list, target{op, call})
	}
	return list
}

// body is what the operation is sent when it is meant well; nil when it takes none.
func (o target) body(things operations.Things) map[string]any {
	if o.call.Body == nil {
		return nil
	}
	return o.call.Body(things)
}

// sent is the body as it goes out.
func (o target) sent(things operations.Things) any {
	if body := o.body(things); body != nil {
		return body
	}
	return nil
}

// send calls the operation on the company's things. A change names the first version, so that nothing else is wrong with it.
func (c *company) send(t *testing.T, o target, who *operations.Person, body any) operations.Reply {
	t.Helper()
	header := map[string]string{}
	if o.call.Version != "" {
		header["If-Match"] = `"1"`
	}
	return who.Do(t, o.Method, operations.Fill(o.Path+o.call.Query, c.things), body, header)
}

// problem is the body of an error (RFC 9457).
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
	Errors    []struct {
		Path    string `json:"path"`
		Message string `json:"message"`
	} `json:"errors"`
}

// names reports whether a problem names a value at fault.
func (p problem) names(path string) bool {
	for _, e := range p.Errors {
		if e.Path == path && e.Message != "" {
			return true
		}
	}
	return false
}

// refused holds an error response to the form that all have.
func refused(t *testing.T, what string, r operations.Reply, status int, slug string) problem {
	t.Helper()
	if r.Status != status {
		t.Errorf("%s: %d %.300s, want %d", what, r.Status, r.Body, status)
		return problem{}
	}
	var p problem
	if err := json.Unmarshal(r.Body, &p); err != nil {
		t.Errorf("%s: %d with a body that is no problem document: %.300s", what, r.Status, r.Body)
	}
	if p.Type != "https://capidemo.dev/problems/"+slug || p.Status != status || p.Title == "" || p.Detail == "" {
		t.Errorf("%s: problem %+v, want type %s and status %d with title and detail", what, p, slug, status)
	}
	if p.RequestID == "" || p.RequestID != r.Header.Get("X-Request-Id") {
		t.Errorf("%s: request id %q, header %q", what, p.RequestID, r.Header.Get("X-Request-Id"))
	}
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s: content type %q", what, got)
	}
	if got := r.Header.Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("%s: cache control %q", what, got)
	}
	return p
}

// counted is how many things of each kind the company has, what of its quota is used, and how many entries its people have in the audit log.
func (c *company) counted(t *testing.T) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	root := c.w.DB.Collection("tenants").Doc(string(c.id))
	for _, name := range []string{"jobs", "demos", "users", "invites", "api_keys", "webhooks", "templates", "trials"} {
		out[name] = count(t, root.Collection(name).Query)
	}
	conversations := root.Collection("demos").Doc(c.things["demo_id"]).Collection("conversations")
	out["conversations"] = count(t, conversations.Query)
	_, talk, _ := strings.Cut(c.things["conversation_id"], "-")
	out["messages"] = count(t, conversations.Doc(talk).Collection("messages").Query)
	out["entries"] = count(t, root.Collection("audit_entries").Where("created_by", "==", c.lead.UID))
	snap, err := root.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		t.Fatal(err)
	}
	out["revision"], out["provisions"], out["questions"] = rec.Revision, rec.Counters.Provisions, rec.Counters.Questions
	return out
}

func count(t *testing.T, q firestore.Query) int64 {
	t.Helper()
	result, err := q.NewAggregationQuery().WithCount("n").Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	value, ok := result["n"].(*firestorepb.Value)
	if !ok {
		t.Fatalf("counted %T", result["n"])
	}
	return value.GetIntegerValue()
}

// leavesNothing runs requests that are all refused and holds the company to what it had.
func (c *company) leavesNothing(t *testing.T, requests func()) {
	t.Helper()
	before := c.counted(t)
	requests()
	if after := c.counted(t); !maps.Equal(before, after) {
		t.Errorf("refused requests left something: before %v, after %v", before, after)
	}
}
