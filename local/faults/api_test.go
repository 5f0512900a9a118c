package faults_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/demo"
)

// operation is one route of the public API, as functions/health/openapi.json describes it.
type operation struct {
	id, method, path string
	public           bool
	signedIn         bool // a sign-in is enough
	body             bool
	queries          []string // names of its query parameters
}

// operations reads all routes.
func operations(t *testing.T) []operation {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(shared.root, "functions", "health", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct {
			ID         string          `json:"operationId"` //nolint:tagliatelle // OpenAPI
			Security   []any           `json:"security"`
			Permission string          `json:"x-permission"` //nolint:tagliatelle // OpenAPI
			Body       json.RawMessage `json:"requestBody"`  //nolint:tagliatelle // OpenAPI
			Parameters []struct {
				Name string `json:"name"`
				In   string `json:"in"`
			} `json:"parameters"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	var list []operation
	for path, methods := range document.Paths {
		for method, o := range methods {
			op := operation{id: o.ID, method: strings.ToUpper(method), path: path, public: len(o.Security) == 0, signedIn: o.Permission == "signed in", body: len(o.Body) > 0}
			for _, p := range o.Parameters {
				if p.In == "query" {
					op.queries = append(op.queries, p.Name)
				}
			}
			list = append(list, op)
		}
	}
	slices.SortFunc(list, func(a, b operation) int { return strings.Compare(a.id, b.id) })
	return list
}

// things are the ids of things that the API speaks of.
type things map[string]string

// example is how an operation is called well: with the ids of its path and query, and a body.
type example struct {
	admin bool     // it takes an admin of the tenant
	owned []string // ids of the path or body that belong to a tenant; another tenant's must look absent
	query string
	body  func(o things) map[string]any
}

// examples has every operation of the API; one that is missing fails the tests.
func examples() map[string]example {
	question := func(things) map[string]any { return map[string]any{"question": "How many customers are there?"} }
	return map[string]example{
		"health":                     {},
		"ready":                      {},
		"list-templates":             {},
		"list-template-versions":     {},
		"create-template-version":    {admin: true, body: func(things) map[string]any { return map[string]any{"document": "spec: \"1.1\""} }},
		"activate-template-version":  {admin: true},
		"deprecate-template-version": {admin: true},
		"rollback-template":          {admin: true},
		"create-webhook":             {admin: true, body: func(things) map[string]any { return map[string]any{"url": "https://example.com/hook"} }},
		"list-webhooks":              {admin: true},
		"get-webhook":                {admin: true},
		"update-webhook":             {admin: true, body: func(things) map[string]any { return map[string]any{"enabled": false} }},
		"delete-webhook":             {admin: true},
		"rotate-webhook-secret":      {admin: true},
		"test-webhook":               {admin: true},
		"list-deliveries":            {admin: true},
		"redeliver":                  {admin: true},
		"get-template":               {},
		"list-jobs":                  {},
		"list-demos":                 {},
		"provision-estimate":         {query: "?template_id=" + small},
		"provision-quick":            {body: func(things) map[string]any { return wish(small, "Acme Corp") }},
		"provision-status":           {owned: []string{"job_id"}},
		"job-logs":                   {owned: []string{"job_id"}},
		"cancel-job":                 {owned: []string{"job_id"}},
		"retry-job":                  {owned: []string{"job_id"}},
		"get-demo":                   {owned: []string{"demo_id"}},
		"update-demo":                {owned: []string{"demo_id"}, body: func(things) map[string]any { return map[string]any{"customer_name": "Acme Corp"} }},
		"pin-demo":                   {owned: []string{"demo_id"}},
		"unpin-demo":                 {owned: []string{"demo_id"}},
		"demo-history":               {owned: []string{"demo_id"}},
		"dashboard":                  {},
		"update-conversation":        {owned: []string{"conversation_id"}, body: func(things) map[string]any { return map[string]any{"title": "A talk"} }},
		"delete-conversation":        {owned: []string{"conversation_id"}},
		"rate-answer":                {owned: []string{"message_id"}, body: func(things) map[string]any { return map[string]any{"rating": "up"} }},
		"list-tenants":               {admin: true},
		"create-tenant":              {admin: true, body: func(things) map[string]any { return map[string]any{"tenant_id": "globex", "name": "Globex"} }},
		"get-tenant":                 {admin: true},
		"update-tenant":              {admin: true, body: func(things) map[string]any { return map[string]any{"name": "Acme"} }},
		"tenant-usage":               {admin: true},
		"tenant-quota":               {admin: true},
		"create-api-key":             {admin: true, body: func(things) map[string]any { return map[string]any{"name": "CI", "scopes": []string{"demos.read"}} }},
		"list-api-keys":              {admin: true},
		"revoke-api-key":             {admin: true},
		"list-audit-entries":         {admin: true},
		"list-users":                 {admin: true},
		"get-me":                     {},
		"get-user":                   {admin: true},
		"update-user":                {admin: true, body: func(things) map[string]any { return map[string]any{"role": "engineer"} }},
		"deactivate-user":            {admin: true},
		"create-invite":              {admin: true, body: func(things) map[string]any { return map[string]any{"role": "engineer"} }},
		"list-invites":               {admin: true},
		"revoke-invite":              {admin: true},
		"accept-invite":              {},
		"list-golden-queries":        {owned: []string{"demo_id"}},
		"start-exam":                 {owned: []string{"demo_id"}},
		"get-certificate":            {owned: []string{"demo_id"}},
		"certificate-keys":           {},
		"list-tables":                {owned: []string{"demo_id"}},
		"list-rows":                  {owned: []string{"demo_id"}},
		"profile-table":              {owned: []string{"demo_id"}},
		"list-conversations":         {owned: []string{"demo_id"}},
		"create-conversation":        {owned: []string{"demo_id"}, body: func(things) map[string]any { return map[string]any{"title": "A talk"} }},
		"ask":                        {owned: []string{"conversation_id"}, body: question},
		"list-messages":              {owned: []string{"conversation_id"}},
		"stream-answer":              {owned: []string{"conversation_id", "message_id"}, query: "?message_id={message_id}"},
		"chat": {owned: []string{"demo_id", "conversation_id"}, body: func(o things) map[string]any {
			return map[string]any{"demo_id": o["demo_id"], "conversation_id": o["conversation_id"], "question": "How many customers are there?"}
		}},
	}
}

// request fills an operation's example with ids.
func (op operation) request(e example, o things) (path string, body any) {
	path = op.path + e.query
	for name, id := range o {
		path = strings.ReplaceAll(path, "{"+name+"}", id)
	}
	if e.body == nil {
		return path, nil
	}
	return path, e.body(o)
}

// refused holds an error response to the form that all have and gives it without what differs from one to the next.
func refused(t *testing.T, what string, r reply, status int, slug string) problem {
	t.Helper()
	if r.status != status {
		t.Errorf("%s: %d %s, want %d", what, r.status, r.body, status)
		return problem{}
	}
	p := r.problem(t)
	if p.Type != "https://capidemo.dev/problems/"+slug || p.Status != status || p.Title == "" || p.Detail == "" {
		t.Errorf("%s: problem %+v, want type %s and status %d with title and detail", what, p, slug, status)
	}
	if p.RequestID == "" || p.RequestID != r.header.Get("X-Request-Id") {
		t.Errorf("%s: request id %q, header %q", what, p.RequestID, r.header.Get("X-Request-Id"))
	}
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s: content type %q", what, got)
	}
	if got := r.header.Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("%s: cache control %q", what, got)
	}
	p.RequestID = ""
	return p
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

// furnish gives a team an active demo with a conversation and an answered question, and names them all.
func (f *team) furnish(t *testing.T) things {
	t.Helper()
	a := f.quick(t, small, "Acme Corp")
	f.ends(t, a.JobID, demo.JobCompleted)
	r := f.engineer.call(t, http.MethodPost, "/chat", map[string]any{"demo_id": a.DemoID, "question": "How many customers are there?"})
	var asked struct {
		Conversation string `json:"conversation_id"`
		Message      string `json:"message_id"`
	}
	if err := json.Unmarshal(r.body, &asked); err != nil || r.status != http.StatusAccepted {
		t.Fatalf("ask: %d %s", r.status, r.body)
	}
	stream := fmt.Sprintf("/conversations/%s/stream?message_id=%s", asked.Conversation, asked.Message)
	if r := f.engineer.call(t, http.MethodGet, stream, nil); r.status != http.StatusOK { // ends with the answer
		t.Fatalf("follow the answer: %d %s", r.status, r.body)
	}
	return things{"job_id": a.JobID, "demo_id": a.DemoID, "conversation_id": asked.Conversation, "message_id": asked.Message, "template_id": small, "table": f.w.smallest(t)}
}

// counted is how many documents of each kind the tenant has, and what of its quota is used.
func (f *team) counted(t *testing.T) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	root := f.w.db.Collection("tenants").Doc(string(f.id))
	for _, name := range []string{"jobs", "demos", "audit_entries"} {
		docs, err := root.Collection(name).Documents(t.Context()).GetAll()
		if err != nil {
			t.Fatal(err)
		}
		out[name] = int64(len(docs))
		for _, doc := range docs {
			conversations, err := doc.Ref.Collection("conversations").Documents(t.Context()).GetAll()
			if err != nil {
				t.Fatal(err)
			}
			out["conversations"] += int64(len(conversations))
			for _, c := range conversations {
				messages, err := c.Ref.Collection("messages").Documents(t.Context()).GetAll()
				if err != nil {
					t.Fatal(err)
				}
				out["messages"] += int64(len(messages))
			}
		}
	}
	snap, err := root.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		t.Fatal(err)
	}
	out["provisions"], out["questions"] = rec.Counters.Provisions, rec.Counters.Questions
	return out
}

// createsNothing runs requests that are all refused and holds the tenant to the documents it had.
func (f *team) createsNothing(t *testing.T, requests func()) {
	t.Helper()
	before := f.counted(t)
	requests()
	if after := f.counted(t); !maps.Equal(before, after) {
		t.Errorf("refused requests left something: before %v, after %v", before, after)
	}
}

func TestEveryOperationHasAnExample(t *testing.T) {
	t.Parallel()
	known, listed := examples(), map[string]bool{}
	for _, op := range operations(t) {
		listed[op.id] = true
		if _, ok := known[op.id]; !ok {
			t.Errorf("operation %s (%s %s) is not in the table of examples: it is tested against nothing", op.id, op.method, op.path)
		}
	}
	for id := range known {
		if !listed[id] {
			t.Errorf("example %s is of no operation", id)
		}
	}
}
