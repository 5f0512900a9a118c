package onboard_test

import (
	"context"
	"testing"

	"capidemo.dev/platform/functions/onboard"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// vault makes secrets, or fails.
type vault struct {
	made    map[string]string // tenant by name
	calls   int
	failing error
}

func (v *vault) Ensure(_ context.Context, name string, labels map[string]string) error {
	if v.calls++; v.failing != nil {
		return v.failing
	}
	v.made[name] = labels["tenant"]
	return nil
}

// found makes the tenant globex in a world, by somebody who runs the platform from acme.
func found(t *testing.T) storetest.World {
	t.Helper()
	w := storetest.New(t, demo.DefaultLimits())
	there, err := storetest.Person(t, "root", "acme", tenant.SuperAdmin).In("globex")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.For(there).Tenants().Create(t.Context(), "Globex"); err != nil {
		t.Fatal(err)
	}
	return w
}

func handle(t *testing.T, w storetest.World, v *vault) error {
	t.Helper()
	event := w.EventIn(t, "globex", "errands/onboard")
	scope, err := tenant.ForEvent("onboard", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	return onboard.New(w.Store, v).HandleEvent(t.Context(), scope, event)
}

func status(t *testing.T, w storetest.World) demo.TenantRecord {
	t.Helper()
	snap, err := w.DB.Doc("tenants/globex").Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestANewTenantIsSetUpOnce(t *testing.T) {
	t.Parallel()
	w, v := found(t), &vault{made: map[string]string{}}
	event := w.EventIn(t, "globex", "errands/onboard")
	scope, err := tenant.ForEvent("onboard", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // the event comes again, also after the end
		if err := onboard.New(w.Store, v).HandleEvent(t.Context(), scope, event); err != nil {
			t.Fatal(err)
		}
	}
	if rec := status(t, w); rec.Status != demo.TenantActiveStatus || v.made["tenant-globex-gemini-api-key"] != "globex" || v.calls != 1 {
		t.Errorf("the tenant is %s, made %v in %d calls", rec.Status, v.made, v.calls)
	}
	if _, err := w.DB.Doc("tenants/globex/errands/onboard").Get(t.Context()); err == nil {
		t.Error("the errand is still there")
	}
}

// TestATenantWaitsForWhatItNeeds: a failure is shown, and the errand goes on when its event comes again or the sweep sets it off.
func TestATenantWaitsForWhatItNeeds(t *testing.T) {
	t.Parallel()
	w, v := found(t), &vault{made: map[string]string{}, failing: fault.New(fault.Conflict, "The secret is somebody else's.")}
	if err := handle(t, w, v); !fault.Is(err, fault.Conflict) {
		t.Fatalf("err = %v", err)
	}
	if rec := status(t, w); rec.Status != demo.TenantProvisioning || rec.SetupError != "The secret is somebody else's." {
		t.Errorf("%s, %q", rec.Status, rec.SetupError)
	}
	if err := handle(t, w, v); err != nil || v.calls != 1 { // it runs already, for all that the event can tell
		t.Errorf("an event of an errand that is not pending: %v, %d calls", err, v.calls)
	}
	sweep := w.Function(t, "sweep", "globex").Errands()
	if again, err := sweep.Requeue(t.Context(), demo.ErrandOnboard); again || err != nil {
		t.Errorf("set off at once: %v, %v", again, err)
	}
	w.Clock.Advance(demo.Patience)
	if again, err := sweep.Requeue(t.Context(), demo.ErrandOnboard); !again || err != nil {
		t.Fatalf("not set off: %v", err)
	}
	v.failing = nil
	if err := handle(t, w, v); err != nil {
		t.Fatal(err)
	}
	if rec := status(t, w); rec.Status != demo.TenantActiveStatus || rec.SetupError != "" {
		t.Errorf("%s, %q", rec.Status, rec.SetupError)
	}
}
