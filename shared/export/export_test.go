package export_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/export"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

const parquet = "PAR1 rows of the orders PAR1"

// bucket gives a bucket with the file of one table of the template.
func bucket(t *testing.T) *objects.Bucket {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	b := objects.New(server.Client(), "templates")
	if err := b.EnsureBucket(t.Context(), "demo-capi"); err != nil {
		t.Fatal(err)
	}
	w := b.Writer(t.Context(), "v2/shopify/orders.parquet", "application/octet-stream")
	if _, err := w.Write([]byte(parquet)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b
}

// furnish gives a tenant one of everything, with words that name it; ids that are hashes begin with "hash".
func furnish(t *testing.T, w storetest.World, id tenant.ID, word string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	boss, ada := w.As(t, "boss-"+word, id, tenant.TenantAdmin), w.As(t, "ada-"+word, id, tenant.Engineer)
	for uid, role := range map[string]tenant.Role{"boss-" + word: tenant.TenantAdmin, "ada-" + word: tenant.Engineer} {
		must(w.System.PutMember(t.Context(), id, demo.Member{UID: uid, Name: word, Email: word + "@x.example", Role: role, Active: true}))
	}
	_, err := boss.Keys().Create(t.Context(), store.NewKey{
		ID: "hash-of-key-" + word, Preview: "cdk_preview", Name: word + " key", Scopes: []tenant.Permission{tenant.DemosRead}, Lifetime: time.Hour,
	})
	must(err)
	_, err = boss.Invites().Create(t.Context(), store.NewInvite{ID: "hash-of-invite-" + word, Preview: "inv-preview", Role: tenant.Engineer, Email: word + "@y.example", Lifetime: time.Hour})
	must(err)
	_, err = boss.Webhooks().Create(t.Context(), "https://"+word+".example/hook", word, nil)
	must(err)
	_, err = w.Function(t, "notify", id).Notices().Address(t.Context(), "n-"+word, "job.completed", `{"word":"`+word+`"}`)
	must(err)
	_, err = boss.Templates().Draft(t.Context(), store.Draft{Name: "sales", Describe: func(id string, number int) (demo.TemplateVersion, []byte, error) {
		return demo.TemplateVersion{TemplateID: id, Number: number, DisplayName: word, Content: "c"}, []byte(`{"id":"` + word + `"}`), nil
	}})
	must(err)
	pair, ref := storetest.Begin(t, ada)
	work := w.Function(t, "load", id).Work()
	claim, _, err := work.Claim(t.Context(), ref, demo.StepLoad)
	must(err)
	must(work.DatasetMade(t.Context(), claim, "d", 25, "A line of "+word+"."))
	agent, _, err := work.Claim(t.Context(), ref, demo.StepCreateAgent)
	must(err)
	for _, c := range []store.Claim{claim, agent} {
		_, err := work.Complete(t.Context(), c, store.Done{Line: "Done.", AgentID: map[demo.StepName]string{demo.StepCreateAgent: "agent"}[c.Step]})
		must(err)
	}
	_, err = ada.Demos().Rename(t.Context(), ref.Demo, revision(t, ada, ref.Demo), word+" Corp")
	must(err)
	_, err = ada.Demos().Pin(t.Context(), pair.Demo.ID, true)
	must(err)
	asked, err := ada.Conversations().Ask(t.Context(), ref.Demo, "", "What of "+word+"?")
	must(err)
	answers := w.Function(t, "reply", id).Answers()
	writer, _, err := answers.Claim(t.Context(), store.AnswerRef{Demo: ref.Demo, Conversation: asked.Conversation.ID, Message: asked.Answer.ID})
	must(err)
	must(answers.Append(t.Context(), writer, store.Part{Kind: demo.ChunkData, Payload: `{"rows":[["` + word + `"]]}`}))
	must(answers.Finish(t.Context(), writer, store.Outcome{Text: "Answer of " + word, SQL: "SELECT 1"}))
	_, err = ada.Conversations().Rate(t.Context(), asked.Answer.ID, demo.RatingDown, "comment of "+word)
	must(err)
	_, err = boss.Exports().Create(t.Context())
	must(err)
}

// world has both tenants furnished, with demos of a template one of whose tables has a file.
type world struct {
	storetest.World

	files *objects.Bucket
}

func revision(t *testing.T, s *store.Scoped, id string) int64 {
	t.Helper()
	d, err := s.Demos().Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return d.Revision
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{storetest.New(t, demo.DefaultLimits()), bucket(t)}
	version := storetest.Version()
	sum := sha256.Sum256([]byte(parquet))
	version.Number, version.SpecDigest = 2, "digest"
	version.Tables[1].Object, version.Tables[1].SHA256, version.Tables[1].Bytes = w.files.URL("v2/shopify/orders.parquet"), hex.EncodeToString(sum[:]), int64(len(parquet))
	if err := w.System.PutTemplate(t.Context(), version, []byte(`{"id":"shopify"}`)); err != nil {
		t.Fatal(err)
	}
	for id, word := range map[tenant.ID]string{"acme": "wordofacme", "rival": "wordofrival"} {
		furnish(t, w.World, id, word)
	}
	return w
}

// members takes acme's export apart.
func (w world) members(t *testing.T, most int64) map[string]string {
	t.Helper()
	s := w.Function(t, "takeout", "acme")
	var file bytes.Buffer
	parts, err := export.Write(t.Context(), &file, export.Source{Holdings: s.Holdings(), Templates: s.Templates(), Files: w.files, MaxData: most},
		export.About{Export: demo.NewExport("x1", "acme", "boss", w.Clock.Now()), MadeAt: w.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		out[f.Name] = string(content)
	}
	for _, part := range parts {
		if content, there := out[part.Name+".ndjson"]; there && (int64(strings.Count(content, "\n")) != part.Records || int64(len(content)) != part.Bytes) {
			t.Errorf("%s: said to have %d records in %d bytes, and has %d in %d", part.Name, part.Records, part.Bytes, strings.Count(content, "\n"), len(content))
		}
	}
	return out
}

// TestEveryCollectionIsTakenOut fails for a method of Holdings whose documents are in no member, and for a member that is empty although
// the tenant has one of everything.
func TestEveryCollectionIsTakenOut(t *testing.T) {
	t.Parallel()
	got := newWorld(t).members(t, export.MaxData)
	in := map[string]string{
		"Tenant": "tenant", "EachMember": "users", "EachInvite": "invites", "EachKey": "api_keys", "EachWebhook": "webhooks", "EachDelivery": "deliveries",
		"EachDemo": "demos", "EachExam": "exams", "EachConversation": "conversations", "EachMessage": "messages", "EachChunk": "answer_parts", "EachJob": "jobs",
		"EachLog": "job_logs", "EachAuditEntry": "audit_entries", "EachUsagePart": "usage", "EachTrial": "trials", "EachTemplate": "templates",
		"EachVersion": "template_versions", "EachExport": "exports", "EachErasure": "erasures", "Specification": "",
	}
	own, promoted := reflect.TypeFor[store.Holdings](), reflect.TypeFor[*store.Scoped]()
	for method := range own.Methods() {
		if _, of := promoted.MethodByName(method.Name); of {
			continue
		}
		name, known := in[method.Name]
		if !known {
			t.Errorf("what Holdings.%s reads is in no member", method.Name)
		}
		if content := got[name+".ndjson"]; name != "" && name != "erasures" && !strings.Contains(content, "\n") {
			t.Errorf("%s.ndjson is empty", name)
		}
	}
	for name, content := range got {
		if !strings.HasSuffix(name, ".ndjson") {
			continue
		}
		for line := range strings.Lines(content) {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s has a line that is no JSON: %s", name, line)
			}
		}
	}
	for _, want := range []string{"What of wordofacme?", "Answer of wordofacme", "comment of wordofacme"} {
		if !strings.Contains(got["messages.ndjson"], want) {
			t.Errorf("messages.ndjson lacks %q", want)
		}
	}
	if !strings.Contains(got["answer_parts.ndjson"], `"payload":{"rows":[["wordofacme"]]}`) {
		t.Errorf("answer_parts.ndjson: %s", got["answer_parts.ndjson"])
	}
	if want := `"pinned_by":["ada-wordofacme"]`; !strings.Contains(got["demos.ndjson"], want) {
		t.Errorf("demos.ndjson lacks %s", want)
	}
}

// TestNothingOfOthersAndNoSecretLeaves: another tenant's words, hashes of secrets and what the platform keeps for itself are in no member.
func TestNothingOfOthersAndNoSecretLeaves(t *testing.T) {
	t.Parallel()
	for name, content := range newWorld(t).members(t, export.MaxData) {
		for _, canary := range []string{
			"rival", "hash-of", "cdk_preview", "inv-preview", `"lease"`, `"fence"`, `"watch_at"`, `"nudge"`, `"generation"`, `"steps"`, `"object":"tenants/`, `"digest":`,
		} {
			if strings.Contains(content, canary) {
				t.Errorf("%s carries %s: %s", name, canary, content)
			}
		}
	}
}

// TestAKeyIsTheSameWhereverItIsSpokenOf: its alias in the list is that of the audit log.
func TestAKeyIsTheSameWhereverItIsSpokenOf(t *testing.T) {
	t.Parallel()
	got := newWorld(t).members(t, export.MaxData)
	for member, kind := range map[string]string{"api_keys.ndjson": "api_keys/", "invites.ndjson": "invites/"} {
		var line struct {
			Alias string `json:"alias"`
		}
		if err := json.Unmarshal([]byte(got[member]), &line); err != nil || line.Alias == "" {
			t.Fatalf("%s: %v", member, err)
		}
		if !strings.Contains(got["audit_entries.ndjson"], `"object":"`+kind+line.Alias+`"`) {
			t.Errorf("the audit log does not speak of %s%s", kind, line.Alias)
		}
	}
}

// TestTheManifestTellsTheTruth compares its digests with the members, and what it says is left out with what is there.
func TestTheManifestTellsTheTruth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.members(t, export.MaxData)
	var manifest struct {
		Format   string `json:"format"`
		TenantID string `json:"tenant_id"`
		Members  []struct {
			Name   string `json:"name"`
			SHA256 string `json:"sha256"`
		} `json:"members"`
		LeftOut []struct {
			Path string `json:"path"`
		} `json:"left_out"`
	}
	if err := json.Unmarshal([]byte(got["manifest.json"]), &manifest); err != nil || manifest.Format != export.Format || manifest.TenantID != "acme" {
		t.Fatalf("%+v, %v", manifest, err)
	}
	listed := append(make([]string, 0, 1+len(manifest.Members)), "manifest.json")
	for _, m := range manifest.Members {
		listed = append(listed, m.Name)
		if sum := sha256.Sum256([]byte(got[m.Name])); m.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s has another digest", m.Name)
		}
	}
	slices.Sort(listed)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(got)), listed); diff != "" {
		t.Errorf("members (-in the file +in the manifest):\n%s", diff)
	}
	if len(manifest.LeftOut) != 1 || !strings.HasSuffix(manifest.LeftOut[0].Path, "/customers") {
		t.Errorf("left out: %+v, want the table without a file", manifest.LeftOut)
	}
}

// TestDemosBringTheirData: the tables of their build, once, and what makes them again; beyond the room for data the latter alone.
func TestDemosBringTheirData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for most, want := range map[int64]int{export.MaxData: 1, 5: 0} {
		got := w.members(t, most)
		if got["specifications/shopify/v2.json"] != `{"id":"shopify"}` || got["specifications/acme-sales/v1.json"] != `{"id":"wordofacme"}` {
			t.Errorf("specifications: %q", slices.Sorted(maps.Keys(got)))
		}
		var line struct {
			Data string `json:"data"`
		}
		if err := json.Unmarshal([]byte(got["demos.ndjson"]), &line); err != nil {
			t.Fatal(err)
		}
		var build struct {
			Anchor string `json:"anchor"`
			Tables []struct {
				File string `json:"file"`
			} `json:"tables"`
		}
		if err := json.Unmarshal([]byte(got[line.Data+"build.json"]), &build); err != nil || build.Anchor != "2026-03-01" || len(build.Tables) != 2 {
			t.Fatalf("%sbuild.json: %+v, %v", line.Data, build, err)
		}
		files := 0
		for _, table := range build.Tables {
			if table.File != "" && got[table.File] == parquet {
				files++
			}
		}
		if files != want {
			t.Errorf("with room for %d bytes: %d files, want %d", most, files, want)
		}
	}
}
