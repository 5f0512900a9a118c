package faults_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"cloud.google.com/go/storage"
	"google.golang.org/api/iterator"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/secret"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// guest is a tenant that a test makes through the API and deletes again.
type guest struct {
	w    *world
	id   string
	root *person // runs the platform, from another tenant
	boss *person // its first admin
	doc  *firestore.DocumentRef
}

// must calls the API, which must answer with a status, and gives the texts of the reply.
func must(t *testing.T, p *person, method, path string, body any, want int) map[string]string {
	t.Helper()
	r := p.call(t, method, path, body)
	if r.status != want {
		t.Fatalf("%s %s: %d %s, want %d", method, path, r.status, r.body, want)
	}
	var members map[string]any
	if err := json.Unmarshal(r.body, &members); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for name, value := range members {
		if text, ok := value.(string); ok {
			texts[name] = text
		}
	}
	return texts
}

// operator is somebody who runs the platform, from a tenant of their own.
func operator(t *testing.T, w *world) *person {
	t.Helper()
	id := tenant.ID("o" + strings.ToLower(rand.Text()[:12]))
	if err := w.system.PutTenant(t.Context(), id, "Operators", limits(nil)); err != nil {
		t.Fatal(err)
	}
	p := signUp(t, w, string(id), string(tenant.SuperAdmin))
	if err := w.system.PutMember(t.Context(), id, demo.Member{UID: p.uid, Email: p.email, Name: "Root", Role: tenant.SuperAdmin, Active: true}); err != nil {
		t.Fatal(err)
	}
	return p
}

// found makes a tenant as the platform's people do, with its first admin.
func found(t *testing.T, root *person) *guest {
	t.Helper()
	g := &guest{w: root.w, id: "g" + strings.ToLower(rand.Text()[:12]), root: root}
	g.doc = g.w.db.Collection("tenants").Doc(g.id)
	if made := must(t, root, http.MethodPost, "/tenants", map[string]any{"tenant_id": g.id, "name": "Guest"}, http.StatusAccepted); made["status"] != "provisioning" {
		t.Errorf("a new tenant is %s", made["status"])
	}
	g.reaches(t, demo.TenantActiveStatus)
	invite := must(t, root, http.MethodPost, "/tenants/"+g.id+"/invites", map[string]any{}, http.StatusCreated)
	g.boss = signUp(t, g.w, "", "")
	must(t, g.boss, http.MethodPost, "/invites/"+invite["code"]+"/accept", nil, http.StatusOK)
	g.boss.signIn(t)
	return g
}

// signIn gives the person a token with the claims of now.
func (p *person) signIn(t *testing.T) {
	t.Helper()
	accounts := "http://" + p.w.env["FIREBASE_AUTH_EMULATOR_HOST"] + "/identitytoolkit.googleapis.com/v1/"
	p.token, _ = authCall(t, accounts+"accounts:signInWithPassword?key=local",
		map[string]any{"email": p.email, "password": "faults-password", "returnSecureToken": true})["idToken"].(string)
}

// record waits for a state of the tenant.
func (g *guest) record(t *testing.T, ok func(demo.TenantRecord) bool) (rec demo.TenantRecord) {
	t.Helper()
	testkit.WaitDocument(t, g.doc, func(s *firestore.DocumentSnapshot) bool {
		rec = demo.TenantRecord{}
		return s.Exists() && s.DataTo(&rec) == nil && ok(rec)
	})
	return rec
}

func (g *guest) reaches(t *testing.T, status demo.TenantStatus) demo.TenantRecord {
	t.Helper()
	return g.record(t, func(rec demo.TenantRecord) bool { return rec.Status == status })
}

// furnish gives the tenant one of everything, by the API, and a job that is under way when it returns.
func (g *guest) furnish(t *testing.T) (made accepted) {
	t.Helper()
	made = g.boss.quick(t, small, "Acme Corp", "key of "+g.id)
	testkit.WaitDocument(t, g.doc.Collection("demos").Doc(made.DemoID), func(s *firestore.DocumentSnapshot) bool {
		var d demo.Demo
		return s.Exists() && s.DataTo(&d) == nil && d.Status == demo.DemoActive
	})
	must(t, g.boss, http.MethodPost, "/api-keys", map[string]any{"name": "CI", "scopes": []string{"demos.read"}}, http.StatusCreated)
	must(t, g.boss, http.MethodPost, "/webhooks", map[string]any{"url": "https://hooks.example/x", "events": []string{"job.failed"}}, http.StatusCreated)
	must(t, g.boss, http.MethodPost, "/invites", map[string]any{"role": "engineer"}, http.StatusCreated)
	must(t, g.boss, http.MethodPost, "/chat", map[string]any{"demo_id": made.DemoID, "question": "How many customers are there?"}, http.StatusAccepted)
	document, err := catalog.Skeleton("coffee")
	if err != nil {
		t.Fatal(err)
	}
	must(t, g.boss, http.MethodPost, "/templates", map[string]any{"document": string(document)}, http.StatusAccepted)
	testkit.WaitDocument(t, g.doc.Collection("trials").Doc(demo.TrialID(g.id+"-coffee", 1)), func(s *firestore.DocumentSnapshot) bool {
		var trial demo.Trial
		return s.Exists() && s.DataTo(&trial) == nil && trial.Status == demo.TrialPassed
	})
	g.boss.quick(t, whole, "Globex", "")
	return made
}

// remove asks for the deletion of the tenant as it is.
func (g *guest) remove(t *testing.T) reply {
	t.Helper()
	url := g.w.env["PUBLIC_URL"] + "/api/v1/tenants/" + g.id
	read, err := send(t.Context(), http.MethodGet, url, g.root.token, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, url+"?confirm="+g.id, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+g.root.token)
	request.Header.Set("If-Match", read.header.Get("ETag"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	return reply{status: response.StatusCode}
}

// later lets the leases run out, what was begun before the deletion come to its end, and the sweep come.
func (g *guest) later(t *testing.T) {
	t.Helper()
	past := time.Now().Add(-10 * time.Minute).UTC()
	for doc, updates := range map[*firestore.DocumentRef][]firestore.Update{
		g.doc: {{Path: "departure.stilled_at", Value: past}},
		g.doc.Collection("errands").Doc("offboard"): {{Path: "watch_at", Value: past}, {Path: "lease.until", Value: past}},
	} {
		if _, err := doc.Update(t.Context(), updates); err != nil {
			t.Fatal(err)
		}
	}
	g.w.sweep(t)
}

// traces are all that names the tenant, anywhere: documents by their paths and contents, datasets, agents, conversations, files, secrets,
// sign-ins.
func (g *guest) traces(t *testing.T) (found []string) {
	t.Helper()
	found = append(g.documents(t, g.w.db.Collections(t.Context())), g.outside(t)...)
	vault, err := secret.New(t.Context(), secret.Config{Project: stack.DefaultProject, Endpoint: g.w.env["SECRETMANAGER_ENDPOINT"], Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = vault.Close() }() // the connection only
	if _, err := vault.Enabled(t.Context(), demo.SecretName(g.id)); err == nil {
		found = append(found, "secret")
	}
	url := "http://" + g.w.env["FIREBASE_AUTH_EMULATOR_HOST"] + "/identitytoolkit.googleapis.com/v1/projects/" + stack.DefaultProject + "/accounts:lookup"
	account := fmt.Sprint(authCall(t, url, map[string]any{"localId": []string{g.boss.uid}}))
	if strings.Contains(account, g.id) {
		found = append(found, "account "+account)
	}
	return found
}

func (g *guest) documents(t *testing.T, collections *firestore.CollectionIterator) (found []string) {
	t.Helper()
	all, err := collections.GetAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, collection := range all {
		refs, err := collection.DocumentRefs(t.Context()).GetAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range refs {
			snap, err := ref.Get(t.Context())
			_, path, _ := strings.Cut(ref.Path, "/documents/")
			if strings.Contains(path, g.id) || err == nil && strings.Contains(fmt.Sprint(snap.Data()), g.id) {
				found = append(found, path)
			}
			if collection.ID == "tenants" && ref.ID != g.id && ref.ID != g.home(t) { // other tests' tenants are large, and hold nothing of this one
				continue
			}
			found = append(found, g.documents(t, ref.Collections(t.Context()))...)
		}
	}
	return found
}

// home is the tenant of who runs the platform.
func (g *guest) home(t *testing.T) string {
	t.Helper()
	return must(t, g.root, http.MethodGet, "/users/me", nil, http.StatusOK)["tenant_id"]
}

func (g *guest) outside(t *testing.T) (found []string) {
	t.Helper()
	datasets := g.w.bigquery.Datasets(t.Context())
	agents := g.w.agents.ListDataAgents(t.Context(), &pb.ListDataAgentsRequest{Parent: "projects/" + stack.DefaultProject + "/locations/global"})
	files, err := storage.NewClient(t.Context()) // STORAGE_EMULATOR_HOST is set by the world
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = files.Close() }() // the connection only
	next := make([]func() (string, error), 0, 4)
	next = append(
		next,
		func() (string, error) {
			d, err := datasets.Next()
			if err != nil {
				return "", err
			}
			return "dataset " + d.DatasetID, nil
		},
		func() (string, error) { a, err := agents.Next(); return "agent " + a.GetName(), err },
	)
	for _, bucket := range []string{g.w.env["TEMPLATES_BUCKET"], g.w.env["EXPORTS_BUCKET"]} {
		objects := files.Bucket(bucket).Objects(t.Context(), nil)
		next = append(next, func() (string, error) {
			o, err := objects.Next()
			if err != nil {
				return "", err
			}
			return "file " + o.Name, nil
		})
	}
	for _, list := range next {
		for {
			name, err := list()
			if errors.Is(err, iterator.Done) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(name, g.id) {
				found = append(found, name)
			}
		}
	}
	return found
}

// TestATenantComesAndGoes: made, furnished and deleted through the API, with every event of it delivered twice and the functions killed in the middle.
// Nothing that names it is left anywhere but its tombstone and the entry of who deleted it; another tenant has what it had. Not in parallel: it kills
// everybody's functions.
func TestATenantComesAndGoes(t *testing.T) {
	home := newTeam(t, limits(nil))
	stays := home.quick(t, small, "Stays")
	home.ends(t, stays.JobID, demo.JobCompleted)
	g := found(t, operator(t, home.w))
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("what the functions say of tenant %s:\n%s", g.id, g.w.said(t, g.id))
		}
	})
	made := g.furnish(t)
	kinds := map[string]bool{}
	for _, trace := range g.traces(t) {
		kind, _, _ := strings.Cut(trace, " ")
		kinds[strings.SplitN(kind, "/", 2)[0]] = true
	}
	for _, kind := range []string{"tenants", "idempotency", "dataset", "agent", "file", "secret", "account"} {
		if !kinds[kind] {
			t.Errorf("the tenant has no %s, so its removal is not tried: %v", kind, kinds)
		}
	}
	g.w.mail.interfere(g.id, func(next eventarc.Deliver) eventarc.Deliver {
		return func(ctx context.Context, e eventarc.Event) error { return errors.Join(next(ctx, e), next(ctx, e)) }
	})
	t.Cleanup(func() { g.w.mail.interfere(g.id, nil) })
	gate := home.hold(t, true, wire.UpTo(1, agentCalls(made.DemoID, "DeleteDataAgent")))
	if r := g.remove(t); r.status != http.StatusAccepted {
		t.Fatalf("the deletion: %d", r.status)
	}
	if r := g.boss.call(t, http.MethodGet, "/demos", nil); r.status != http.StatusForbidden {
		t.Errorf("its admin is let in: %d", r.status)
	}
	arrives(t, gate, "the removal of the agent")
	if err := g.w.stack.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	gate.Open()
	g.later(t)
	g.record(t, func(rec demo.TenantRecord) bool { return rec.Departure.Phase == demo.DepartureConfirm })
	g.later(t)
	rec := g.reaches(t, demo.TenantDeleted)
	if d := rec.Departure; d.CompletedAt == nil || d.RequestedBy != g.root.uid || d.Removed.Documents == 0 || d.Removed.Files == 0 || rec.Name != "" {
		t.Errorf("the tombstone: %+v of %+v", rec, d)
	}
	left := slices.DeleteFunc(g.traces(t), func(trace string) bool {
		return trace == "tenants/"+g.id || strings.HasPrefix(trace, "tenants/"+g.home(t)+"/audit_entries/")
	})
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if r := g.boss.call(t, http.MethodGet, "/users/me", nil); r.status != http.StatusForbidden && r.status != http.StatusUnauthorized {
		t.Errorf("its admin is let in after the end: %d", r.status)
	}
	if r := g.root.call(t, http.MethodPost, "/tenants", map[string]any{"tenant_id": g.id, "name": "Again"}); r.status != http.StatusConflict {
		t.Errorf("its id is given again: %d", r.status)
	}
	if r := home.engineer.call(t, http.MethodGet, "/demos/"+stays.DemoID+"/tables", nil); r.status != http.StatusOK {
		t.Errorf("another tenant's demo: %d %s", r.status, r.body)
	}
}
