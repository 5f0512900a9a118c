package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// abroad is another tenant as somebody sees it who runs the platform from rival.
func abroad(t *testing.T, w storetest.World, id tenant.ID) *store.Scoped {
	t.Helper()
	there, err := storetest.Person(t, "root", "rival", tenant.SuperAdmin).In(id)
	if err != nil {
		t.Fatal(err)
	}
	return w.Store.For(there)
}

// record reads a tenant's document.
func record(t *testing.T, w storetest.World, id string) demo.TenantRecord {
	t.Helper()
	snap, err := w.DB.Collection("tenants").Doc(id).Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		t.Fatal(err)
	}
	return rec
}

// TestANewTenantWaitsUntilItIsSetUp: nobody may do anything in it before, and it is opened once.
func TestANewTenantWaitsUntilItIsSetUp(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	there := abroad(t, w, "globex")
	made, err := there.Tenants().Create(t.Context(), "Globex")
	if err != nil || made.Status != demo.TenantProvisioning {
		t.Fatalf("%s, %v", made.Status, err)
	}
	for name, err := range map[string]error{
		"it is made again":      second(there.Tenants().Create(t.Context(), "Globex")),
		"it is changed":         second(there.Tenants().Change(t.Context(), 1, store.TenantChange{Name: new("Mine")})),
		"it is opened by hand":  second(there.Tenants().Change(t.Context(), 1, store.TenantChange{Status: new(demo.TenantActiveStatus)})),
		"its admin is invited":  second(there.Tenants().InviteAdmin(t.Context(), store.NewInvite{ID: "i", Lifetime: time.Hour})),
		"one's own is deleted":  second(w.As(t, "root", "rival", tenant.SuperAdmin).Tenants().Delete(t.Context(), 1)),
		"its key is made early": second(w.As(t, "boss", "globex", tenant.TenantAdmin).Keys().Create(t.Context(), store.NewKey{ID: "k", Name: "k", Scopes: []tenant.Permission{tenant.DemosRead}})),
	} {
		if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	errands := w.Function(t, "onboard", "globex").Errands()
	claim, done, err := errands.Claim(t.Context(), demo.ErrandOnboard)
	if err != nil || done || claim.Tenant.ID != "globex" {
		t.Fatalf("%+v, done %v, %v", claim, done, err)
	}
	if _, _, err := errands.Claim(t.Context(), demo.ErrandOnboard); !fault.Is(err, fault.Busy) {
		t.Errorf("claimed twice: %v", err)
	}
	if err := errands.Yield(t.Context(), claim, fault.New(fault.Unavailable, "Secrets are away.")); err != nil {
		t.Fatal(err)
	}
	if rec := record(t, w, "globex"); rec.SetupError != "Secrets are away." {
		t.Errorf("it says %q", rec.SetupError)
	}
	stale := claim
	if claim, _, err = errands.Claim(t.Context(), demo.ErrandOnboard); err != nil || claim.Fence != 2 {
		t.Fatalf("fence %d, %v", claim.Fence, err)
	}
	if _, err := errands.Opened(t.Context(), stale); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("opened by who lost it: %v", err)
	}
	rec, err := errands.Opened(t.Context(), claim)
	if err != nil || rec.Status != demo.TenantActiveStatus || rec.SetupError != "" || rec.Counters.Month == "" || rec.Revision != 2 {
		t.Errorf("%+v, %v", rec, err)
	}
	if _, done, err := errands.Claim(t.Context(), demo.ErrandOnboard); !done || err != nil {
		t.Errorf("a late event: done %v, %v", done, err)
	}
	if _, err := errands.Opened(t.Context(), claim); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("opened twice: %v", err)
	}
}

// TestTheFirstAdminIsInvitedByThePlatform: for as long as who invited runs it.
func TestTheFirstAdminIsInvitedByThePlatform(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	if err := w.System.PutMember(t.Context(), "rival", member("root", tenant.SuperAdmin)); err != nil {
		t.Fatal(err)
	}
	there := abroad(t, w, "acme").Tenants()
	for _, id := range []string{"one", "two"} {
		if _, err := there.InviteAdmin(t.Context(), store.NewInvite{ID: id, Lifetime: time.Hour}); err != nil {
			t.Fatal(err)
		}
	}
	accept := func(uid, invite string) (demo.Member, error) {
		return w.Newcomer(t, uid, "acme").Invites().Accept(t.Context(), invite, tenant.Newcomer{UID: uid, Email: "n@acme.example", Verified: true})
	}
	if m, err := accept("first", "one"); err != nil || m.Role != tenant.TenantAdmin {
		t.Errorf("%+v, %v", m, err)
	}
	if err := w.System.PutMember(t.Context(), "rival", member("root", tenant.TenantAdmin)); err != nil {
		t.Fatal(err)
	}
	if _, err := accept("second", "two"); !fault.Is(err, fault.NotFound) {
		t.Errorf("of somebody who runs the platform no more: %v", err)
	}
}

// furnish gives acme a job under way, an answered demo, a draft under trial, a member, a key, an invite, a webhook, and documents in indexes.
func furnish(t *testing.T, w storetest.World) (running store.JobRef) {
	t.Helper()
	ask(t, w)
	_, running = w.Begin(t)
	w.Claim(t, running, demo.StepLoad)
	boss := w.As(t, "boss", "acme", tenant.TenantAdmin)
	for _, err := range []error{
		second(boss.Templates().Draft(t.Context(), store.Draft{Name: "mine", Describe: describe})),
		second(boss.Keys().Create(t.Context(), store.NewKey{ID: "key", Name: "CI", Scopes: []tenant.Permission{tenant.DemosRead}, Lifetime: time.Hour})),
		second(boss.Invites().Create(t.Context(), store.NewInvite{ID: "invite", Role: tenant.Engineer, Lifetime: time.Hour})),
		second(boss.Webhooks().Create(t.Context(), "https://example.com", "", nil)),
		second(boss.Repeats().Claim(t.Context(), store.Idempotency{Operation: "o", Key: "k", Digest: "d"})),
		w.System.PutMember(t.Context(), "acme", member("boss", tenant.TenantAdmin)),
		second(w.DB.Doc("build_exams/acme-mine_v1_b").Set(t.Context(), map[string]any{"id": "b"})),
		second(w.DB.Doc("tenants/acme/demos/lost/deep/down").Set(t.Context(), map[string]any{"parent": "is gone"})),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return running
}

// census is the paths of all documents below a tenant and in indexes, by the beginning of a name.
func census(t *testing.T, db *firestore.Client, id string) (found []string) {
	t.Helper()
	var walk func(collections *firestore.CollectionIterator)
	walk = func(collections *firestore.CollectionIterator) {
		all, err := collections.GetAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, collection := range all {
			docs, err := collection.DocumentRefs(t.Context()).GetAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, doc := range docs {
				_, path, _ := strings.Cut(doc.Path, "/documents/")
				if strings.Contains("/"+path, "/"+id) && path != "tenants/"+id {
					found = append(found, path)
				}
				walk(doc.Collections(t.Context()))
			}
		}
	}
	walk(db.Collections(t.Context()))
	return found
}

// TestADeletionLeavesATombstoneAndNobodyElseFeelsIt: from the wish to the tombstone, with two workers.
func TestADeletionLeavesATombstoneAndNobodyElseFeelsIt(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	running := furnish(t, w)
	if _, err := w.As(t, "eve", "rival", tenant.TenantAdmin).Repeats().Claim(t.Context(), store.Idempotency{Operation: "o", Key: "k", Digest: "d"}); err != nil {
		t.Fatal(err)
	}
	storetest.Begin(t, w.As(t, "eve", "rival", tenant.Engineer))
	others := len(census(t, w.DB, "rival"))
	depart(t, w)
	offboard := w.Function(t, "offboard", "acme")
	claim, _, err := offboard.Errands().Claim(t.Context(), demo.ErrandOffboard)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := offboard.Departures().Still(t.Context(), 10); err != nil || n != 2 { // a job and a trial
		t.Errorf("ended %d, %v", n, err)
	}
	if n, err := offboard.Departures().Still(t.Context(), 10); err != nil || n != 0 {
		t.Errorf("ended %d more, %v", n, err)
	}
	if job := w.Pair(t, running).Job; job.Status != demo.JobCancelled {
		t.Errorf("the job is %s", job.Status)
	}
	if _, err := offboard.Errands().Departed(t.Context(), claim, demo.DepartureAgents, demo.Removed{Jobs: 2}); err != nil {
		t.Fatal(err)
	}
	if versions, err := offboard.Departures().Versions(t.Context(), "", 10); err != nil || fmt.Sprint(versions) != "[{acme-mine [1]}]" {
		t.Errorf("private versions %v, %v", versions, err)
	}
	if err := offboard.Errands().HandOn(t.Context(), claim); err != nil {
		t.Fatal(err)
	}
	next, _, err := offboard.Errands().Claim(t.Context(), demo.ErrandOffboard)
	if err != nil || next.Tenant.Departure.Phase != demo.DepartureAgents || next.Tenant.Departure.Removed.Jobs != 2 {
		t.Fatalf("the next worker has %+v, %v", next, err)
	}
	if _, err := offboard.Errands().Buried(t.Context(), next, demo.Removed{}); !fault.Is(err, fault.Busy) {
		t.Errorf("buried while requests may be under way: %v", err)
	}
	purged := 0
	for n := -1; n != 0; purged += n {
		if n, err = offboard.Departures().Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if left := census(t, w.DB, "acme"); len(left) != 1 || left[0] != "tenants/acme/errands/offboard" {
		t.Errorf("after %d documents were removed there are %v", purged, left)
	}
	w.Clock.Advance(time.Hour)
	if _, err := offboard.Errands().Buried(t.Context(), claim, demo.Removed{}); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("buried by who handed it on: %v", err)
	}
	if _, err := offboard.Errands().Buried(t.Context(), next, demo.Removed{Documents: int64(purged)}); err != nil {
		t.Fatal(err)
	}
	tombstone(t, w, int64(purged))
	if now := census(t, w.DB, "rival"); len(now) != others+1 { // the entry of the deletion
		t.Errorf("another tenant had %d documents and has %d", others, len(now))
	}
}

// depart wishes the deletion of acme, and what that is refused for and brings about at once.
func depart(t *testing.T, w storetest.World) {
	t.Helper()
	there := abroad(t, w, "acme").Tenants()
	if _, err := there.Delete(t.Context(), 77); !fault.Is(err, fault.Stale) {
		t.Errorf("an old revision: %v", err)
	}
	if _, err := w.Function(t, "offboard", "acme").Departures().Purge(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Fatalf("a tenant that lives is purged: %v", err)
	}
	rec, err := there.Delete(t.Context(), 1)
	if err != nil || rec.Status != demo.TenantDeleting || rec.Departure.RequestedBy != "root" {
		t.Fatalf("%+v, %v", rec, err)
	}
	if again, err := there.Delete(t.Context(), 1); err != nil || again.Revision != rec.Revision {
		t.Errorf("deleted again: %+v, %v", again, err)
	}
	if _, err := w.As(t, "ada", "acme", tenant.Engineer).Jobs().Quick(t.Context(), store.Start{CustomerName: "Late", Version: storetest.Version()}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a demo of a tenant that is being deleted: %v", err)
	}
}

// tombstone checks what is left of acme, which nobody can found again.
func tombstone(t *testing.T, w storetest.World, purged int64) {
	t.Helper()
	if left := census(t, w.DB, "acme"); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	rec := record(t, w, "acme")
	if rec.Status != demo.TenantDeleted || rec.Name != "" || rec.Slug != "" || rec.Limits != (demo.Limits{}) || rec.Counters != (demo.Counters{}) ||
		rec.ID != "acme" || rec.CreatedAt.IsZero() || rec.Departure.CompletedAt == nil || rec.Departure.Removed.Documents != purged || rec.Departure.Phase != demo.DepartureDone {
		t.Errorf("the tombstone is %+v of %+v", rec, rec.Departure)
	}
	there := abroad(t, w, "acme").Tenants()
	for name, err := range map[string]error{
		"made again": second(there.Create(t.Context(), "Acme")), "founded again": second(there.Found(t.Context(), "Acme")),
		"deleted again": second(there.Delete(t.Context(), rec.Revision)), "resumed": second(there.Change(t.Context(), rec.Revision, store.TenantChange{Status: new(demo.TenantActiveStatus)})),
	} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v, want a conflict", name, err)
		}
	}
	page, err := w.As(t, "root", "rival", tenant.SuperAdmin).AuditLog().List(t.Context(), store.AuditFilter{Action: "tenant.delete"}, store.PageRequest{})
	if err != nil || len(page.Items) != 1 || page.Items[0].Object != "tenants/acme" || page.Items[0].Digests.Before == "" {
		t.Errorf("in the log of who deleted it: %+v, %v", page.Items, err)
	}
}

// TestATenantIsPurgedInParts: more documents than one commit takes, those of a deep tree among them.
func TestATenantIsPurgedInParts(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	if _, err := abroad(t, w, "acme").Tenants().Delete(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	batch := w.DB.Batch() //nolint:staticcheck // SA1019: as the store's own
	for i := range 450 {
		batch.Create(w.DB.Doc(fmt.Sprintf("tenants/acme/demos/d%03d/conversations/c/messages/m", i)), map[string]any{"n": i})
	}
	if _, err := batch.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	departures := w.Function(t, "offboard", "acme").Departures()
	for _, want := range []int{300, 150, 0} {
		if n, err := departures.Purge(t.Context()); err != nil || n != want {
			t.Errorf("removed %d, %v, want %d", n, err, want)
		}
	}
}

// TestADeletedTenantThatWasNeverSetUp: the errand that would set it up goes, but not from under a worker's hands.
func TestADeletedTenantThatWasNeverSetUp(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	there := abroad(t, w, "globex").Tenants()
	if _, err := there.Create(t.Context(), "Globex"); err != nil {
		t.Fatal(err)
	}
	onboard := w.Function(t, "onboard", "globex").Errands()
	claim, _, err := onboard.Claim(t.Context(), demo.ErrandOnboard)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := there.Delete(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	departures := w.Function(t, "offboard", "globex").Departures()
	if _, err := departures.Still(t.Context(), 10); !fault.Is(err, fault.Busy) {
		t.Errorf("while somebody is at it: %v", err)
	}
	if _, err := onboard.Opened(t.Context(), claim); !fault.Is(err, fault.Conflict) {
		t.Errorf("a tenant that is being deleted is opened: %v", err)
	}
	w.Clock.Advance(demo.LeaseTerm)
	if _, done, err := onboard.Claim(t.Context(), demo.ErrandOnboard); !done || err != nil {
		t.Errorf("taken up again: done %v, %v", done, err)
	}
	if n, err := departures.Still(t.Context(), 10); err != nil || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
	if err := onboard.Renew(t.Context(), claim); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("its worker goes on: %v", err)
	}
}
