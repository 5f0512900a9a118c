package sweep_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"capidemo.dev/platform/functions/sweep"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// files remembers what was removed; it can be away.
type files struct {
	mu      sync.Mutex
	removed []string
	away    bool
}

func (f *files) Delete(_ context.Context, path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away {
		return fault.New(fault.Unavailable, "Cloud Storage is away.")
	}
	f.removed = append(f.removed, path)
	return nil
}

// TestExportsGoOnAndGo: a silent one is set off again, a finished one goes with its file when its week is over, and its record only then.
func TestExportsGoOnAndGo(t *testing.T) {
	t.Parallel()
	w, f := storetest.New(t, demo.DefaultLimits()), &files{}
	boss := w.As(t, "boss", "acme", tenant.TenantAdmin)
	made, err := boss.Exports().Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pass := func(want error) {
		t.Helper()
		err := sweep.New(w.Store, w.System, &outbox{}, nil, nil).Expiring(w.System, f).Call(t.Context(), "redrive-jobs")
		if (err == nil) != (want == nil) {
			t.Fatalf("the pass: %v", err)
		}
	}
	stored := func() (x demo.Export, there bool) {
		t.Helper()
		snap, err := w.DB.Doc("tenants/acme/exports/" + made.ID).Get(t.Context())
		if err != nil {
			return x, false
		}
		if err := snap.DataTo(&x); err != nil {
			t.Fatal(err)
		}
		return x, true
	}
	takeouts := w.Function(t, "takeout", "acme").Takeouts()
	if _, _, err := takeouts.Claim(t.Context(), made.ID); err != nil { // and then its worker is lost
		t.Fatal(err)
	}
	pass(nil)
	if x, _ := stored(); x.Status != demo.ExportRunning || x.Nudge != 0 {
		t.Errorf("in good hands: %s, nudged %d times", x.Status, x.Nudge)
	}
	w.Clock.Advance(demo.Patience)
	pass(nil)
	if x, _ := stored(); x.Status != demo.ExportPending || x.Nudge != 1 {
		t.Errorf("silent: %s, nudged %d times", x.Status, x.Nudge)
	}
	claim, _, err := takeouts.Claim(t.Context(), made.ID)
	if err == nil {
		err = takeouts.Complete(t.Context(), claim, demo.Exported{Generation: 1, Bytes: 2})
	}
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(demo.ExportKeptFor - time.Minute)
	pass(nil)
	if _, there := stored(); !there || len(f.removed) != 0 {
		t.Errorf("within its week: there %v, removed %v", there, f.removed)
	}
	w.Clock.Advance(2 * time.Minute)
	f.away = true
	pass(fault.New(fault.Unavailable, "away"))
	if _, there := stored(); !there {
		t.Error("the record went before its file")
	}
	f.away = false
	pass(nil)
	pass(nil)
	if _, there := stored(); there || len(f.removed) != 1 || f.removed[0] != demo.ExportObject("acme", made.ID) {
		t.Errorf("after its week: there %v, removed %v", there, f.removed)
	}
}

func TestSilentErasuresAreSetOffAgain(t *testing.T) {
	t.Parallel()
	w, f := storetest.New(t, demo.DefaultLimits()), &files{}
	for _, uid := range []string{"boss", "Ada-1"} {
		if err := w.System.PutMember(t.Context(), "acme", demo.Member{UID: uid, Role: tenant.TenantAdmin, Active: true}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Members().Erase(t.Context(), "Ada-1"); err != nil {
		t.Fatal(err)
	}
	var nudges int64
	for range 3 { // each time later
		w.Clock.Advance(demo.Patience << nudges)
		if err := sweep.New(w.Store, w.System, &outbox{}, nil, nil).Expiring(w.System, f).Call(t.Context(), "redrive-jobs"); err != nil {
			t.Fatal(err)
		}
		nudges++
		docs, err := w.DB.Collection("tenants/acme/erasures").Documents(t.Context()).GetAll()
		if err != nil || len(docs) != 1 || docs[0].Data()["nudge"] != nudges || docs[0].Data()["status"] != "pending" {
			t.Fatalf("after pass %d: %v, %v", nudges, docs[0].Data(), err)
		}
	}
}
