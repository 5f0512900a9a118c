// Package storetest gives tests a database with two tenants (acme and rival), one published template and a clock they move by hand, and
// takes demos through the chain. Only tests import it.
package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// World is a database with the tenants acme and rival and the template shopify.
type World struct {
	DB     *firestore.Client
	Store  *store.Store
	System *system.Store
	Clock  *Clock
}

// Clock is a time that tests move by hand; every reading is a microsecond later than the last.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now reads the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Microsecond)
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Version is the template that every World has.
func Version() demo.TemplateVersion {
	return demo.TemplateVersion{
		TemplateID: "shopify", Number: 1, Status: demo.TemplateActive, DisplayName: "Shopify", Industry: "Retail", Tags: []string{"retail"}, Anchor: "2026-03-01", GoldenDataset: "tmpl_shopify_v1_20260301", Rows: 5,
		Tables: []demo.Table{
			{Name: "customers", Rows: 2, PrimaryKey: "id", Columns: []demo.Column{{Name: "id", Type: "INT64", Required: true, Description: "Customer"}}},
			{Name: "orders", Rows: 3, Columns: []demo.Column{{Name: "customer_id", Type: "INT64", Description: "Who bought"}}},
		},
		Relationships: []demo.Relationship{{FromTable: "orders", FromColumn: "customer_id", ToTable: "customers", ToColumn: "id"}},
		GoldenQueries: []demo.GoldenQuery{{ID: "count", Question: "How many orders are there?", SQL: "SELECT COUNT(*) AS orders FROM orders"}},
		Instructions:  "You answer questions about a shop.",
	}
}

// New makes a world with the given limits for both tenants.
func New(t *testing.T, limits demo.Limits) World {
	t.Helper()
	return Over(t, testkit.Firestore(t), limits)
}

// Over makes a world in an empty database.
func Over(t *testing.T, db *firestore.Client, limits demo.Limits) World {
	t.Helper()
	c := &Clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	w := World{DB: db, Store: store.New(db, c.Now, CursorKeys("a key of tests")), System: system.New(db, c.Now), Clock: c}
	for _, id := range []tenant.ID{"acme", "rival"} {
		if err := w.System.PutTenant(t.Context(), id, string(id), limits); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.System.PutTemplate(t.Context(), Version(), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	return w
}

// CursorKeys has a store sign its cursors with the first of the keys, and open those of all.
func CursorKeys(keys ...string) store.Option {
	return store.WithCursorKeys(func(context.Context) ([][]byte, error) {
		out := make([][]byte, len(keys))
		for i, key := range keys {
			out[i] = []byte(key)
		}
		return out, nil
	})
}

// As is the store as a person sees it.
func (w World) As(t *testing.T, uid string, id tenant.ID, role tenant.Role) *store.Scoped {
	t.Helper()
	return w.Store.For(Person(t, uid, id, role))
}

// Newcomer is the store as a person sees it who was invited to a tenant.
func (w World) Newcomer(t *testing.T, uid string, id tenant.ID) *store.Scoped {
	t.Helper()
	scope, err := tenant.ForNewcomer(tenant.Newcomer{UID: uid}, id)
	if err != nil {
		t.Fatal(err)
	}
	return w.Store.For(scope)
}

// Person is a verified person's scope.
func Person(t *testing.T, uid string, id tenant.ID, role tenant.Role) tenant.Scope {
	t.Helper()
	actor, err := tenant.NewActor(uid, id, role, uid)
	if err != nil {
		t.Fatal(err)
	}
	return tenant.ForActor(actor)
}

// Function is the store as a function of the chain sees it.
func (w World) Function(t *testing.T, word string, id tenant.ID) *store.Scoped {
	t.Helper()
	scope, err := tenant.ForFunction(word, id)
	if err != nil {
		t.Fatal(err)
	}
	return w.Store.For(scope)
}

// Begin starts a demo of ada's at acme.
func (w World) Begin(t *testing.T) (demo.Pair, store.JobRef) {
	t.Helper()
	return Begin(t, w.As(t, "ada", "acme", tenant.Engineer))
}

// Begin starts a demo.
func Begin(t *testing.T, s *store.Scoped) (demo.Pair, store.JobRef) {
	t.Helper()
	version, err := s.Templates().Active(t.Context(), "shopify")
	if err != nil {
		t.Fatal(err)
	}
	pair, err := s.Jobs().Quick(t.Context(), store.Start{CustomerName: "Acme Corp", Version: version})
	if err != nil {
		t.Fatal(err)
	}
	return pair, store.JobRef{Job: pair.Job.ID, Demo: pair.Demo.ID}
}

// Activate takes a demo of acme through the chain.
func (w World) Activate(t *testing.T, ref store.JobRef) {
	t.Helper()
	load := w.Function(t, "load", "acme").Work()
	claim := w.Claim(t, ref, demo.StepLoad)
	if err := load.DatasetMade(t.Context(), claim, "d_acme_"+ref.Demo, 25); err != nil {
		t.Fatal(err)
	}
	agent := w.Claim(t, ref, demo.StepCreateAgent)
	for _, c := range []store.Claim{claim, agent} {
		done := store.Done{Line: "Done."}
		if c.Step == demo.StepCreateAgent {
			done.AgentID = "demo-acme-" + ref.Demo
		}
		if _, err := load.Complete(t.Context(), c, done); err != nil {
			t.Fatal(err)
		}
	}
}

// Claim takes a step of a job of acme's.
func (w World) Claim(t *testing.T, ref store.JobRef, step demo.StepName) store.Claim {
	t.Helper()
	claim, done, err := w.Function(t, "load", "acme").Work().Claim(t.Context(), ref, step)
	if err != nil || done {
		t.Fatalf("claim %s: done %v, %v", step, done, err)
	}
	return claim
}

// Pair reads a job of acme's with its demo.
func (w World) Pair(t *testing.T, ref store.JobRef) demo.Pair {
	t.Helper()
	pair, err := w.Function(t, "load", "acme").Work().Read(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// Counters reads what a tenant uses.
func (w World) Counters(t *testing.T, id string) demo.Counters {
	t.Helper()
	snap, err := w.DB.Collection("tenants").Doc(id).Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		t.Fatal(err)
	}
	return rec.Counters
}

// Vanish deletes the tenant acme with all its documents, as somebody's wish who runs the platform from rival, while others know nothing of it.
func (w World) Vanish(t *testing.T) {
	t.Helper()
	there, err := Person(t, "root", "rival", tenant.SuperAdmin).In("acme")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.For(there).Tenants().Delete(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for n := -1; n != 0; {
		if n, err = w.Function(t, "offboard", "acme").Departures().Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
