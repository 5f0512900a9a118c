package operations

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// Things are what operations are about: values of path parameters and fields by their names.
type Things map[string]string

// fresh is a short random word in capitals and digits.
func fresh() string { return rand.Text()[:12] }

// maker makes some things for a person who leads the tenant at that moment, with what was made before.
type maker struct {
	names []string
	make  func(tb testing.TB, w *World, p *Person, have Things) Things
}

// makers make everything, in the order in which one needs another. This is where a new path parameter is added.
func makers() []maker {
	return []maker{
		{[]string{"tenant_id"}, makeTenant},
		{[]string{"template_id", "number"}, makeTemplate},
		{[]string{"demo_id", "job_id", "table"}, makeDemo},
		{[]string{"conversation_id", "message_id"}, makeConversation},
		{[]string{"webhook_id", "delivery_id"}, makeWebhook},
		{[]string{"export_id"}, makeExport},
		{[]string{"key_id"}, func(tb testing.TB, _ *World, p *Person, _ Things) Things {
			tb.Helper()
			made := p.must(tb, "/api-keys", map[string]any{"name": "Key " + p.Canary, "scopes": []string{"demos.read"}})
			return Things{"key_id": made["key_id"]}
		}},
		{[]string{"invite_id", "code"}, func(tb testing.TB, w *World, p *Person, _ Things) Things {
			tb.Helper()
			admin := w.Join(tb, p.Tenant, tenant.TenantAdmin) // who stays one: an invite is worth what its maker may still give
			made := admin.must(tb, "/invites", map[string]any{"role": "participant"})
			return Things{"invite_id": made["invite_id"], "code": made["code"]}
		}},
		{[]string{"uid"}, func(tb testing.TB, w *World, p *Person, _ Things) Things {
			tb.Helper()
			return Things{"uid": w.Join(tb, p.Tenant, tenant.Engineer).UID}
		}},
	}
}

// Furnish makes one of everything for a person.
func (w *World) Furnish(tb testing.TB, p *Person) Things {
	tb.Helper()
	all := Things{}
	p.Leading(tb, func() {
		for _, m := range makers() {
			maps.Copy(all, m.make(tb, w, p, all))
		}
	})
	return all
}

// Renew makes the things that a call is about anew, and leaves the others.
func (w *World) Renew(tb testing.TB, p *Person, have Things, about []string) Things {
	tb.Helper()
	renewed := maps.Clone(have)
	p.Leading(tb, func() {
		for _, m := range makers() {
			for _, name := range m.names {
				if len(about) > 0 && name == about[0] {
					maps.Copy(renewed, m.make(tb, w, p, renewed))
				}
			}
		}
	})
	return renewed
}

// Known tells whether a thing can be made.
func Known(name string) bool {
	for _, m := range makers() {
		if slices.Contains(m.names, name) {
			return true
		}
	}
	return false
}

// Absent are things that could be there and are not: well-formed ids of nothing in a tenant.
func Absent(id tenant.ID) Things {
	return Things{
		"tenant_id": "t0absent", "template_id": string(id) + "-absent", "number": "77", "demo_id": "aaaaaaaaaaaaaaaa", "job_id": "bbbbbbbbbbbbbbbb",
		"table": "absent", "conversation_id": "aaaaaaaaaaaaaaaa-cccccccccccccccc", "message_id": "aaaaaaaaaaaaaaaa-cccccccccccccccc-dddddddddddddddd",
		"webhook_id": "eeeeeeeeeeeeeeee", "delivery_id": "ffffffffffffffff", "key_id": strings.Repeat("g", 32), "invite_id": strings.Repeat("0", 64),
		"code": "inv-" + string(id) + "-" + strings.Repeat("A", 52), "uid": "uidabsentabsent", "export_id": "hhhhhhhhhhhhhhhh",
	}
}

// makeTenant names the tenant, and what is sent and lies in no path.
func makeTenant(tb testing.TB, w *World, p *Person, _ Things) Things {
	tb.Helper()
	document, err := catalog.Skeleton("coffee")
	if err != nil {
		tb.Fatal(err)
	}
	return Things{
		"tenant_id": string(p.Tenant), "tenant_name": w.tenantName(p.Tenant), "new_tenant_id": "t" + strings.ToLower(fresh()),
		"sink": w.Sink.URL + "/" + p.Canary, "document": string(document),
	}
}

func makeDemo(tb testing.TB, w *World, p *Person, _ Things) Things {
	tb.Helper()
	made := p.must(tb, "/provision/quick", map[string]any{"template_id": Small, "customer_name": "Customer " + p.Canary})
	w.settled(tb, p.Tenant, made["job_id"])
	return Things{"demo_id": made["demo_id"], "job_id": made["job_id"], "table": w.table}
}

// settled waits until a job went well and the demo was examined.
func (w *World) settled(tb testing.TB, id tenant.ID, job string) {
	tb.Helper()
	root := w.DB.Collection("tenants").Doc(string(id))
	var last demo.Job
	testkit.WaitDocument(tb, root.Collection("jobs").Doc(job), func(s *firestore.DocumentSnapshot) bool {
		return s.Exists() && s.DataTo(&last) == nil && last.Settled()
	})
	if last.Status != demo.JobCompleted {
		tb.Fatalf("job %s is %s: %+v", job, last.Status, last.Error)
	}
	testkit.WaitDocument(tb, root.Collection("demos").Doc(last.DemoID), func(s *firestore.DocumentSnapshot) bool {
		var d demo.Demo
		return s.Exists() && s.DataTo(&d) == nil && d.Exam.Status != "" && d.Exam.Status != demo.ExamStatusRunning
	})
}

// DeleteDemo deletes a demo and waits until only its tombstone is there.
func (w *World) DeleteDemo(tb testing.TB, p *Person, id string) {
	tb.Helper()
	if r := p.Do(tb, http.MethodDelete, "/demos/"+id, nil, nil); r.Status != http.StatusAccepted {
		tb.Fatalf("delete the demo %s: %d %s", id, r.Status, r.Body)
	}
	testkit.WaitDocument(tb, w.DB.Collection("tenants").Doc(string(p.Tenant)).Collection("demos").Doc(id), func(s *firestore.DocumentSnapshot) bool {
		var d demo.Demo
		return s.Exists() && s.DataTo(&d) == nil && d.Status == demo.DemoDeleted
	})
}

func makeConversation(tb testing.TB, _ *World, p *Person, have Things) Things {
	tb.Helper()
	asked := p.must(tb, "/chat", map[string]any{"demo_id": have["demo_id"], "question": "How many customers has " + p.Canary + "?"})
	if r := p.Do(tb, http.MethodGet, "/conversations/"+asked["conversation_id"]+"/stream?message_id="+asked["message_id"], nil, nil); r.Status != http.StatusOK { // ends with the answer
		tb.Fatalf("follow the answer: %d %s", r.Status, r.Body)
	}
	return Things{"conversation_id": asked["conversation_id"], "message_id": asked["message_id"]}
}

func makeWebhook(tb testing.TB, w *World, p *Person, _ Things) Things {
	tb.Helper()
	if root := w.DB.Collection("tenants").Doc(string(p.Tenant)); p.Tenant != "" { // a run makes more of them than a tenant may have
		if _, err := root.Update(tb.Context(), []firestore.Update{{Path: "counters.webhooks", Value: 0}}); err != nil {
			tb.Fatal(err)
		}
	}
	hook := p.must(tb, "/webhooks", map[string]any{"url": w.Sink.URL + "/" + p.Canary, "description": "Hook " + p.Canary, "events": []string{"job.failed"}})["webhook_id"]
	delivery := p.must(tb, "/webhooks/"+hook+"/test", nil)["delivery_id"]
	doc := w.DB.Collection("tenants").Doc(string(p.Tenant)).Collection("webhooks").Doc(hook).Collection("deliveries").Doc(delivery)
	testkit.WaitDocument(tb, doc, func(s *firestore.DocumentSnapshot) bool {
		var d demo.Delivery
		return s.Exists() && s.DataTo(&d) == nil && d.Ended()
	})
	past := []firestore.Update{{Path: "completed_at", Value: time.Now().Add(-time.Hour)}} // tests and repetitions have to be some time apart
	if _, err := doc.Update(tb.Context(), past); err != nil {
		tb.Fatal(err)
	}
	past[0].Path = "tested_at"
	if _, err := doc.Parent.Parent.Update(tb.Context(), past); err != nil {
		tb.Fatal(err)
	}
	return Things{"webhook_id": hook, "delivery_id": delivery}
}

// makeTemplate registers a private template with an active version and one before it that is active in its own right.
func makeTemplate(tb testing.TB, w *World, p *Person, _ Things) Things {
	tb.Helper()
	return w.register(tb, string(p.Tenant)+"-"+strings.ToLower(fresh()), p.Canary)
}

// Common registers a template that is everybody's, for a test to change.
func (w *World) Common(tb testing.TB) Things {
	tb.Helper()
	return w.register(tb, common+strings.ToLower(fresh()), "everybody's")
}

func (w *World) register(tb testing.TB, id, about string) Things {
	tb.Helper()
	version := w.version
	version.TemplateID, version.DisplayName, version.Description = id, "Template "+about, "For "+about
	for version.Number = 1; version.Number <= 2; version.Number++ {
		version.GoldenDataset = "tmpl_" + strings.ReplaceAll(id, "-", "_") + "_v" + string(rune('0'+version.Number)) + "_20260101"
		if err := w.System.PutTemplate(tb.Context(), version, []byte("{}")); err != nil {
			tb.Fatal(err)
		}
	}
	return Things{"template_id": id, "number": "1"} // version 2 is what demos are made of
}

// must posts to the API, which must accept, and gives the texts of the reply.
func (p *Person) must(tb testing.TB, path string, body any) Things {
	tb.Helper()
	r := p.Do(tb, http.MethodPost, path, body, nil)
	if r.Status >= http.StatusMultipleChoices {
		tb.Fatalf("POST %s: %d %s", path, r.Status, r.Body)
	}
	return r.Texts(tb)
}

// Texts are the members of a JSON object that are texts.
func (r Reply) Texts(tb testing.TB) Things {
	tb.Helper()
	var members map[string]any
	if err := json.Unmarshal(r.Body, &members); err != nil {
		tb.Fatalf("%d %s: %v", r.Status, r.Body, err)
	}
	texts := Things{}
	for name, value := range members {
		if text, ok := value.(string); ok {
			texts[name] = text
		}
	}
	return texts
}
