package faults_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// writes are the commits of a document of the tenant that carry a text.
func (f *team) writes(path, text string) func(wire.Call) bool {
	return func(c wire.Call) bool {
		return c.Service == string(stack.Firestore) && strings.HasSuffix(c.Method, "/Commit") && c.Mentions("/tenants/"+string(f.id)+"/"+path, text)
	}
}

// aged lets the leases of a collection run out, and its patience.
func (f *team) aged(t *testing.T, collection string) {
	t.Helper()
	past := time.Now().Add(-time.Minute).UTC()
	docs, err := f.w.db.Collection("tenants/" + string(f.id) + "/" + collection).Documents(t.Context()).GetAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range docs {
		if _, err := doc.Ref.Update(t.Context(), []firestore.Update{{Path: "watch_at", Value: past}, {Path: "lease.until", Value: past}}); err != nil {
			t.Fatal(err)
		}
	}
	f.w.sweep(t)
}

// ask asks a question and waits for its answer.
func (p *person) ask(t *testing.T, demoID, question string) {
	t.Helper()
	asked := p.question(t, demoID, question)
	if r := p.call(t, http.MethodGet, "/conversations/"+asked.ConversationID+"/stream?message_id="+asked.MessageID, nil); r.status != http.StatusOK {
		t.Fatalf("follow the answer: %d %s", r.status, r.body)
	}
}

// asked is where the answer to a question comes.
type asked struct {
	ConversationID string `json:"conversation_id"`
	MessageID      string `json:"message_id"`
}

// question puts a question and does not wait for the answer.
func (p *person) question(t *testing.T, demoID, text string) (made asked) {
	t.Helper()
	r := p.call(t, http.MethodPost, "/chat", map[string]any{"demo_id": demoID, "question": text})
	if err := json.Unmarshal(r.body, &made); err != nil || made.MessageID == "" {
		t.Fatalf("ask: %d %s", r.status, r.body)
	}
	return made
}

// export asks for an export and gives its id.
func (f *team) export(t *testing.T, admin *person) string {
	t.Helper()
	r := admin.call(t, http.MethodPost, "/tenants/"+string(f.id)+"/exports", nil)
	var made struct {
		ExportID string `json:"export_id"`
	}
	if err := json.Unmarshal(r.body, &made); err != nil || r.status != http.StatusAccepted {
		t.Fatalf("ask for an export: %d %s", r.status, r.body)
	}
	return made.ExportID
}

// exported waits for an export and takes its file apart.
func (f *team) exported(t *testing.T, admin *person, id string) map[string]string {
	t.Helper()
	var x demo.Export
	testkit.WaitDocument(t, f.w.db.Doc("tenants/"+string(f.id)+"/exports/"+id), func(s *firestore.DocumentSnapshot) bool {
		return s.Exists() && s.DataTo(&x) == nil && demo.ExportMachine.Terminal(x.Status)
	})
	r := admin.call(t, http.MethodGet, "/tenants/"+string(f.id)+"/exports/"+id+"/content", nil)
	if r.status != http.StatusOK || int64(len(r.body)) != x.Bytes {
		t.Fatalf("an export that is %s (%+v): %d, %d of %d bytes", x.Status, x.Error, r.status, len(r.body), x.Bytes)
	}
	archive, err := zip.NewReader(bytes.NewReader(r.body), int64(len(r.body)))
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]string{}
	for _, file := range archive.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		members[file.Name] = string(raw)
	}
	return members
}

// TestATenantLeavesWithItsDataAndAPersonWithTheirs: through Hosting, the real triggers and Cloud Storage; what is taken out has the demo's
// data and nothing of another tenant, and who is erased is out at once and gone soon, while their demo stays.
func TestATenantLeavesWithItsDataAndAPersonWithTheirs(t *testing.T) {
	t.Parallel()
	f, rival := newTeam(t, limits(nil)), newTeam(t, limits(nil))
	admin := f.join(t, tenant.TenantAdmin)
	a, other := f.quick(t, small, "Customer of ours"), rival.quick(t, small, "Customer of the rival")
	f.ends(t, a.JobID, demo.JobCompleted)
	rival.ends(t, other.JobID, demo.JobCompleted)
	f.engineer.ask(t, a.DemoID, "How many customers are there, asked by ours?")
	rival.engineer.ask(t, other.DemoID, "How many customers are there, asked by the rival?")

	got := f.exported(t, admin, f.export(t, admin))
	if !strings.Contains(got["demos.ndjson"], "Customer of ours") || !strings.Contains(got["messages.ndjson"], "asked by ours") {
		t.Errorf("the export lacks what is ours: %s", got["demos.ndjson"])
	}
	data := false
	for name, content := range got {
		data = data || strings.HasSuffix(name, ".parquet") && strings.HasPrefix(content, "PAR1")
		for _, canary := range []string{string(rival.id), "the rival", other.DemoID, rival.engineer.uid} {
			if strings.Contains(content, canary) {
				t.Errorf("%s carries %q of another tenant", name, canary)
			}
		}
	}
	if !data {
		t.Errorf("the demo's data is not in the export: %s", got["manifest.json"])
	}
	if r := rival.join(t, tenant.TenantAdmin).call(t, http.MethodGet, "/tenants/"+string(f.id)+"/exports", nil); r.status != http.StatusNotFound {
		t.Errorf("the rival's admin: %d %s", r.status, r.body)
	}

	if r := admin.call(t, http.MethodPost, "/users/"+f.engineer.uid+"/erase", nil); r.status != http.StatusAccepted {
		t.Fatalf("erase: %d %s", r.status, r.body)
	}
	if r := f.engineer.call(t, http.MethodGet, "/demos", nil); r.status != http.StatusForbidden && r.status != http.StatusUnauthorized {
		t.Errorf("who is being erased still reads: %d %s", r.status, r.body)
	}
	testkit.WaitDocument(t, f.w.db.Doc("tenants/"+string(f.id)+"/users/"+f.engineer.uid), func(s *firestore.DocumentSnapshot) bool {
		return s.Exists() && s.Data()["status"] == string(demo.MemberErased)
	})
	said := f.exported(t, admin, f.export(t, admin))
	if strings.Contains(said["messages.ndjson"], "asked by ours") || strings.Contains(said["users.ndjson"], f.engineer.email) {
		t.Errorf("what was the person's is still there: %s %s", said["messages.ndjson"], said["users.ndjson"])
	}
	if !strings.Contains(said["demos.ndjson"], a.DemoID) {
		t.Error("the demo went with its maker")
	}
	if r := admin.call(t, http.MethodGet, "/audit-entries?actor="+f.engineer.uid, nil); !strings.Contains(string(r.body), demo.FormerMember) {
		t.Errorf("the audit log: %s", r.body)
	}
}

// TestKilledWhileATenantAndAPersonLeave: before and after the commit that ends each. Not in parallel: it kills everybody's functions.
func TestKilledWhileATenantAndAPersonLeave(t *testing.T) {
	for name, after := range map[string]bool{"before the end is recorded": false, "after it": true} {
		t.Run(name, func(t *testing.T) { //nolint:paralleltest // it kills everybody's functions
			f := newTeam(t, limits(nil))
			admin := f.join(t, tenant.TenantAdmin)
			taken := f.hold(t, after, wire.UpTo(1, f.writes("exports/", "export.completed")))
			id := f.export(t, admin)
			arrives(t, taken, "the export's end")
			forgotten := f.hold(t, after, wire.UpTo(1, f.writes("erasures/", "member.erased")))
			if r := admin.call(t, http.MethodPost, "/users/"+f.engineer.uid+"/erase", nil); r.status != http.StatusAccepted {
				t.Fatalf("erase: %d %s", r.status, r.body)
			}
			arrives(t, forgotten, "the erasure's end")
			if err := f.w.stack.KillFunctions(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !after {
				f.aged(t, "exports")
				f.aged(t, "erasures")
			}
			testkit.WaitDocument(t, f.w.db.Doc("tenants/"+string(f.id)+"/users/"+f.engineer.uid), func(s *firestore.DocumentSnapshot) bool {
				return s.Exists() && s.Data()["status"] == string(demo.MemberErased)
			})
			if got := f.exported(t, admin, id); got["manifest.json"] == "" {
				t.Error("the file has no manifest")
			}
		})
	}
}

// oneEntryPerLeaving: (6) one entry for each wish to leave and one for its end; a conversation that went with who led it went once.
func (a *audit) oneEntryPerLeaving(ctx context.Context, entries map[string]int) {
	root := a.f.w.db.Collection("tenants").Doc(string(a.f.id))
	exports, err := all[demo.Export](ctx, root.Collection("exports"))
	if err != nil {
		a.sayf("%v", err)
		return
	}
	erasures, err := all[demo.Erasure](ctx, root.Collection("erasures"))
	if err != nil {
		a.sayf("%v", err)
		return
	}
	var keys []string
	for i := range exports {
		keys = append(keys, "exports/"+exports[i].ID+" pending", "exports/"+exports[i].ID+" "+string(exports[i].Status))
	}
	for i := range erasures {
		keys = append(keys, "users/"+erasures[i].UID+" erasing", "users/"+erasures[i].UID+" erased")
	}
	for key := range entries {
		if len(erasures) > 0 && strings.HasSuffix(key, " deleted") && strings.Contains(key, "/conversations/") {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		if entries[key] != 1 {
			a.sayf("%d audit entries say %q", entries[key], key)
		}
		delete(entries, key)
	}
}
