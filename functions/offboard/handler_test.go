package offboard_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// draft is the smallest draft of a private template.
func draft() store.Draft {
	return store.Draft{Name: "mine", Describe: func(id string, number int) (demo.TemplateVersion, []byte, error) {
		return demo.TemplateVersion{TemplateID: id, Number: number, DisplayName: "Mine", Content: "c"}, []byte("{}"), nil
	}}
}

// event is the errand's as it is now.
func (w world) event(t *testing.T) host.DocumentEvent {
	t.Helper()
	return w.Event(t, "errands/offboard")
}

func (w world) handle(t *testing.T, event host.DocumentEvent) error {
	t.Helper()
	scope, err := tenant.ForEvent("offboard", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	return w.handler().HandleEvent(t.Context(), scope, event)
}

// remind is what redrive-jobs does when nobody has been heard of for long.
func (w world) remind(t *testing.T) host.DocumentEvent {
	t.Helper()
	w.Clock.Advance(2 * time.Hour)
	if again, err := w.Function(t, "sweep", "acme").Errands().Requeue(t.Context(), demo.ErrandOffboard); err != nil || !again {
		t.Fatalf("set off again: %v, %v", again, err)
	}
	return w.event(t)
}

func (w world) tenant(t *testing.T) demo.TenantRecord {
	t.Helper()
	snap, err := w.DB.Doc("tenants/acme").Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		t.Fatal(err)
	}
	return rec
}

// others is what there is outside that is not acme's, or not the platform's to remove.
func others() map[string][]string {
	return map[string][]string{
		"agents": {"by-hand", "demo-rival-d1"}, "conversations": {"c-2"}, "datasets": {"billing", "d_rival_d1"},
		"golden":  {"tmpl_acme_mine_v2_1", "tmpl_rival_mine_v1_1", "tmpl_shopify_v1_1"},
		"files":   {"tenants/acme2/exports/e.zip", "v1/rival-mine/day/t.parquet", "v1/shopify/day/t.parquet"},
		"secrets": {"tenant-rival-gemini-api-key"}, "accounts": {"eve", "moved"},
	}
}

// finished checks that nothing of acme's is left and nothing else is missing.
func (w world) finished(t *testing.T) {
	t.Helper()
	if diff := cmp.Diff(others(), w.left()); diff != "" {
		t.Errorf("outside (-want +got):\n%s", diff)
	}
	below, err := w.DB.Doc("tenants/acme").Collections(t.Context()).GetAll()
	if err != nil || len(below) != 0 {
		t.Errorf("below the tenant: %v, %v", below, err)
	}
	rec := w.tenant(t)
	want := demo.Removed{Jobs: 2, Conversations: 1, Agents: 2, Datasets: 3, Files: 2, Secrets: 1, Accounts: 1}
	got := rec.Departure.Removed
	if want.Documents = got.Documents; rec.Status != demo.TenantDeleted || got != want || got.Documents < 8 {
		t.Errorf("the tombstone is %s with %+v, want %+v", rec.Status, got, want)
	}
}

// TestEverythingOfATenantGoes: it waits for what was begun before; events that come late or twice find nothing to do.
func TestEverythingOfATenantGoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.event(t)
	if err := w.handle(t, first); !fault.Is(err, fault.Busy) || fault.RetryAfter(err) <= 0 {
		t.Fatalf("at once: %v", err)
	}
	if rec := w.tenant(t); rec.Departure.Phase != demo.DepartureConfirm || rec.Departure.LastError != "" {
		t.Errorf("it has come to %s: %q", rec.Departure.Phase, rec.Departure.LastError)
	}
	w.out.kinds["datasets"]["d_acme_late"] = "acme" // by a worker that was at it
	w.Clock.Advance(time.Minute)
	if err := w.handle(t, first); err != nil { // redelivered
		t.Fatal(err)
	}
	if rec := w.tenant(t); rec.Departure.Removed.Datasets != 4 {
		t.Errorf("removed %+v", rec.Departure.Removed)
	}
	calls := w.out.calls
	for range 2 {
		if err := w.handle(t, first); err != nil || w.out.calls != calls {
			t.Errorf("after the end: %v", err)
		}
	}
}

// TestADeletionGoesOnWhereItStopped: whatever fails, at whatever place, the next attempt goes on, and in the end everything is counted once.
func TestADeletionGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"conversations", "agents", "datasets", "golden", "files", "secrets", "accounts"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			failing := true
			w.out.before = func(what, id string) error {
				if failing && what == kind && id != "demo-acme-d1" && id != "d_acme_d1" { // the second of those that are two
					return fault.New(fault.Invalid, "It does not let go of %s.", what)
				}
				return nil
			}
			if err := w.handle(t, w.event(t)); err == nil || fault.Is(err, fault.Busy) {
				t.Fatalf("err = %v", err)
			}
			if rec := w.tenant(t); rec.Departure.LastError == "" || rec.Status != demo.TenantDeleting {
				t.Errorf("%+v", rec.Departure)
			}
			failing = false
			if err := w.handle(t, w.remind(t)); err != nil {
				t.Fatal(err)
			}
			w.finished(t)
		})
	}
}

// TestAWorkerThatWasOvertakenStops: another one has the errand, and ends it alone.
func TestAWorkerThatWasOvertakenStops(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slept := false
	w.out.before = func(string, string) error {
		if slept {
			return nil
		}
		slept = true
		if err := w.handle(t, w.remind(t)); err != nil { // it sleeps past its lease while the next one does everything
			t.Error(err)
		}
		return nil
	}
	if err := w.handle(t, w.event(t)); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("err = %v", err)
	}
	w.finished(t)
}

// TestALargeTenantIsHandedOn: a worker whose time is up leaves the errand to the next, by an event.
func TestALargeTenantIsHandedOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.out.before = func(string, string) error {
		w.Clock.Advance(8 * time.Minute)
		return nil
	}
	rounds := 0
	for ; w.tenant(t).Status != demo.TenantDeleted && rounds < 40; rounds++ {
		if err := w.handle(t, w.event(t)); err != nil {
			t.Fatal(err)
		}
	}
	if rounds < 5 {
		t.Errorf("it took %d workers", rounds)
	}
	w.finished(t)
}

// TestADeletionIsLookedOverAgain: what a worker made that slept through all of it is found and counted.
func TestADeletionIsLookedOverAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Clock.Advance(time.Hour)
	event := w.event(t)
	if err := w.handle(t, event); !fault.Is(err, fault.Busy) {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Hour)
	if err := w.handle(t, event); err != nil {
		t.Fatal(err)
	}
	w.finished(t)
	removed := w.tenant(t).Departure.Removed
	w.out.kinds["agents"]["demo-acme-late"] = "acme"
	if _, err := w.DB.Doc("tenants/acme/demos/late").Set(t.Context(), map[string]any{"id": "late"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Function(t, "sweep", "acme").Errands().LookAgain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.handle(t, w.event(t)); err != nil {
		t.Fatal(err)
	}
	removed.Agents, removed.Documents = removed.Agents+1, removed.Documents+1
	if rec := w.tenant(t); rec.Status != demo.TenantDeleted || rec.Departure.Removed != removed || rec.Departure.Phase != demo.DepartureDone {
		t.Errorf("%s, %+v, want %+v", rec.Status, rec.Departure, removed)
	}
}
