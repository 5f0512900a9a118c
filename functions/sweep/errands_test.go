package sweep_test

import (
	"testing"
	"time"

	"capidemo.dev/platform/functions/sweep"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// errand reads an errand about a tenant; nil when there is none.
func errand(t *testing.T, w storetest.World, id string, kind demo.ErrandKind) *demo.Errand {
	t.Helper()
	snap, err := w.DB.Doc("tenants/" + id + "/errands/" + string(kind)).Get(t.Context())
	if snap != nil && !snap.Exists() {
		return nil
	}
	var e demo.Errand
	if err == nil {
		err = snap.DataTo(&e)
	}
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

// TestSilentErrandsAreSetOffAgain: a tenant that is never set up, ever more seldom, and one whose deletion lost its worker; not one in good hands.
func TestSilentErrandsAreSetOffAgain(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{}
	root := storetest.Person(t, "root", "acme", tenant.SuperAdmin)
	globex, err := root.In("globex")
	if err != nil {
		t.Fatal(err)
	}
	rival, err := root.In("rival")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.For(globex).Tenants().Create(t.Context(), "Globex"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.For(rival).Tenants().Delete(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	nudges := func() (onboard, offboard int64) {
		redrive(t, w, o)
		return errand(t, w, "globex", demo.ErrandOnboard).Nudge, errand(t, w, "rival", demo.ErrandOffboard).Nudge
	}
	if on, off := nudges(); on != 0 || off != 0 {
		t.Errorf("at once: %d, %d", on, off)
	}
	w.Clock.Advance(demo.Patience - demo.LeaseTerm/2)
	if _, _, err := w.Function(t, "offboard", "rival").Errands().Claim(t.Context(), demo.ErrandOffboard); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(demo.LeaseTerm / 2)
	if on, off := nudges(); on != 1 || off != 0 {
		t.Errorf("after a while: %d, %d", on, off)
	}
	w.Clock.Advance(demo.Patience)
	if on, off := nudges(); on != 1 || off != 1 {
		t.Errorf("again: %d, %d, want the first to wait longer", on, off)
	}
	for range 20 {
		w.Clock.Advance(time.Hour)
		redrive(t, w, o)
	}
	if e := errand(t, w, "globex", demo.ErrandOnboard); e.Nudge < 18 || e.Status != demo.ErrandPending {
		t.Errorf("an errand is given up: %+v", e)
	}
}

// TestDeletionsAreLookedOverAgainForAWeek by the reconciliation of each night.
func TestDeletionsAreLookedOverAgainForAWeek(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	w.Vanish(t)
	errands := w.Function(t, "offboard", "acme").Errands()
	claim, _, err := errands.Claim(t.Context(), demo.ErrandOffboard)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := errands.Departed(t.Context(), claim, demo.DepartureRecords, demo.Removed{}); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Hour)
	if _, err := errands.Buried(t.Context(), claim, demo.Removed{}); err != nil {
		t.Fatal(err)
	}
	night := func() {
		t.Helper()
		out := &outside{made: map[string]time.Time{}}
		handler := sweep.New(w.Store, w.System, &outbox{}, nil, nil).Reconciling(sweep.Reconciler{Datasets: out, Agents: out, Now: w.Clock.Now})
		if err := handler.Call(t.Context(), "reconcile"); err != nil {
			t.Fatal(err)
		}
	}
	night()
	if errand(t, w, "acme", demo.ErrandOffboard) == nil {
		t.Fatal("nobody looks again")
	}
	night() // while it is looked over
	claim, _, err = errands.Claim(t.Context(), demo.ErrandOffboard)
	if err != nil {
		t.Fatal(err)
	}
	if rec, err := errands.Buried(t.Context(), claim, demo.Removed{Agents: 1}); err != nil || rec.Departure.Removed.Agents != 1 || rec.Status != demo.TenantDeleted {
		t.Errorf("%+v, %v", rec, err)
	}
	w.Clock.Advance(8 * 24 * time.Hour)
	night()
	if errand(t, w, "acme", demo.ErrandOffboard) != nil {
		t.Error("it is looked over after a week")
	}
}
