package operations

import (
	"maps"
	"strings"
	"testing"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
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
	case "job under way", "job ended":
		maps.Copy(things, p.must(tb, "/provision/quick", map[string]any{"template_id": Small, "customer_name": "Customer " + p.Canary}))
		if c.Ready == "job ended" {
			p.must(tb, "/jobs/"+things["job_id"]+"/cancel", nil)
			testkit.WaitDocument(tb, w.DB.Collection("tenants").Doc(string(p.Tenant)).Collection("jobs").Doc(things["job_id"]), func(s *firestore.DocumentSnapshot) bool {
				var job demo.Job
				return s.Exists() && s.DataTo(&job) == nil && job.Settled()
			})
		}
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

// Names are all names of things.
func Names() (names []string) {
	for _, m := range makers() {
		names = append(names, m.names...)
	}
	return append(names, "tenant_name", "new_tenant_id", "sink", "document")
}
