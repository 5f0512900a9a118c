package operations

import (
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// makeExport makes an export that stays under way: somebody holds it, and nobody makes its file. So every call about it has one answer.
func makeExport(tb testing.TB, w *World, p *Person, _ Things) Things {
	tb.Helper()
	now := time.Now().UTC().Truncate(time.Microsecond)
	held := now.Add(24 * time.Hour)
	x := demo.NewExport("x"+strings.ToLower(fresh()), string(p.Tenant), p.UID, now)
	x.Status, x.WatchAt, x.Lease = demo.ExportRunning, &held, demo.Lease{Owner: "harness", Fence: 1, Until: held, Attempt: 1}
	if _, err := w.exports(p.Tenant).Doc(x.ID).Create(tb.Context(), x); err != nil {
		tb.Fatal(err)
	}
	return Things{"export_id": x.ID}
}

func (w *World) exports(id tenant.ID) *firestore.CollectionRef {
	return w.DB.Collection("tenants").Doc(string(id)).Collection("exports")
}

// finishExports ends what makeExport left under way, and waits for what is being made.
func (w *World) finishExports(tb testing.TB, id tenant.ID) {
	tb.Helper()
	docs, err := w.exports(id).Documents(tb.Context()).GetAll()
	if err != nil {
		tb.Fatal(err)
	}
	for _, doc := range docs {
		var x demo.Export
		if err := doc.DataTo(&x); err != nil {
			tb.Fatal(err)
		}
		if x.Lease.Owner == "harness" {
			if _, err := doc.Ref.Update(tb.Context(), []firestore.Update{{Path: "status", Value: string(demo.ExportFailed)}}); err != nil {
				tb.Fatal(err)
			}
			continue
		}
		w.exported(tb, id, x.ID)
	}
}

// exported waits until an export has ended.
func (w *World) exported(tb testing.TB, id tenant.ID, export string) {
	tb.Helper()
	testkit.WaitDocument(tb, w.exports(id).Doc(export), func(s *firestore.DocumentSnapshot) bool {
		var x demo.Export
		return s.Exists() && s.DataTo(&x) == nil && demo.ExportMachine.Terminal(x.Status)
	})
}
