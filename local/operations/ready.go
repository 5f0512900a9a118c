package operations

import (
	"maps"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// Prepare gives things with which a call has success, and who makes it: what Ready of the call asks for.
func (w *World) Prepare(tb testing.TB, p *Person, c Call, have Things) (Things, *Person) {
	tb.Helper()
	things := maps.Clone(have)
	switch c.Ready {
	case "newcomer":
		if c.Parts {
			return things, w.Join(tb, p.Tenant, p.Role)
		}
		return things, w.Join(tb, "", "")
	case "no export":
		w.finishExports(tb, p.Tenant)
	case "export made":
		w.finishExports(tb, p.Tenant)
		things["export_id"] = p.must(tb, "/tenants/"+string(p.Tenant)+"/exports", nil)["export_id"]
		w.exported(tb, p.Tenant, things["export_id"])
	case "job under way":
		things["job_id"] = w.underWay(tb, p)
	case "job ended":
		things["job_id"] = w.underWay(tb, p)
		p.must(tb, "/jobs/"+things["job_id"]+"/cancel", nil)
		w.letGo(tb, p.Tenant, things["job_id"])
	case "another tenant":
		id := "t" + strings.ToLower(fresh())
		p.must(tb, "/tenants", map[string]any{"tenant_id": id, "name": "Another company"})
		testkit.WaitDocument(tb, w.DB.Collection("tenants").Doc(id), func(s *firestore.DocumentSnapshot) bool {
			var rec demo.TenantRecord
			return s.Exists() && s.DataTo(&rec) == nil && rec.Status == demo.TenantActiveStatus
		})
		things["tenant_id"] = id
	default:
		if c.Spends {
			return w.Renew(tb, p, have, c.About), p
		}
	}
	return things, p
}

// underWay gives a job that goes on until it is cancelled: somebody who never ends has claimed its steps. A real one is over in no time.
func (w *World) underWay(tb testing.TB, p *Person) (jobID string) {
	tb.Helper()
	jobID, now := store.NewID(), time.Now()
	job, err := demo.NewQuickJob(jobID, store.NewID(), p.UID, p.Tenant, "Customer "+p.Canary, w.version, now)
	if err != nil {
		tb.Fatal(err)
	}
	d, err := demo.NewDemo(job.DemoID, jobID, p.UID, p.Tenant, job.CustomerName, w.version, now)
	if err != nil {
		tb.Fatal(err)
	}
	pair := demo.Pair{Job: job, Demo: d}
	for _, step := range []demo.StepName{demo.StepLoad, demo.StepCreateAgent} {
		if _, _, err := pair.Claim(step, "somebody", now.Add(time.Hour)); err != nil {
			tb.Fatal(err)
		}
	}
	root := w.DB.Collection("tenants").Doc(string(p.Tenant))
	used := append(demo.Tallies(pair.Demo.Status), "concurrent_jobs")
	counters := make([]firestore.Update, 0, len(used))
	for _, counter := range used {
		counters = append(counters, firestore.Update{Path: "counters." + counter, Value: firestore.Increment(1)})
	}
	batch := w.DB.Batch() //nolint:staticcheck // SA1019: one commit for all
	batch.Create(root.Collection("jobs").Doc(jobID), pair.Job).Create(root.Collection("demos").Doc(job.DemoID), pair.Demo).Update(root, counters)
	if _, err := batch.Commit(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return jobID
}

// letGo gives back the claims of a job that is over, and waits until nothing of it is left to do.
func (w *World) letGo(tb testing.TB, id tenant.ID, job string) {
	tb.Helper()
	doc := w.DB.Collection("tenants").Doc(string(id)).Collection("jobs").Doc(job)
	if _, err := doc.Update(tb.Context(), []firestore.Update{
		{Path: "steps." + demo.StepLoad + ".owner", Value: ""}, {Path: "steps." + demo.StepCreateAgent + ".owner", Value: ""},
	}); err != nil {
		tb.Fatal(err)
	}
	testkit.WaitDocument(tb, doc, func(s *firestore.DocumentSnapshot) bool {
		var over demo.Job
		return s.Exists() && s.DataTo(&over) == nil && over.Settled()
	})
}

// Names are all names of things.
func Names() (names []string) {
	for _, m := range makers() {
		names = append(names, m.names...)
	}
	return append(names, "tenant_name", "new_tenant_id", "sink", "document")
}
