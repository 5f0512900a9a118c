package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

const (
	manyDemos  = 100_000
	ownEvery   = 100 // one demo in so many is the measured engineer's
	listRounds = 7   // requests of each kind
	fillChunk  = 400 // documents of one commit
	fillers    = 8
)

// measureLists fills a tenant with 100,000 demos and asks for lists of them and for the dashboard, as the tenant's admin, who sees all of
// them, and as an engineer, who sees a thousand. The emulator has no indexes: it looks at every document of the collection for any query,
// be it for one document by the order of ids. So each figure stands beside that of such a query, which is what the emulator needs at least;
// that ours read a page and no more, of indexes that are there, is held by tests (shared/store, rules).
func measureLists(ctx context.Context, b *bench) (rows []row, err error) {
	p, err := b.up(ctx, "lists", "firestore,auth,storage,functions")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	admin, err := signIn(ctx, p.state, "admin@demo.example", "demo-password")
	if err != nil {
		return nil, err
	}
	engineerID, adminID, err := p.uids(ctx)
	if err != nil {
		return nil, err
	}
	_, took, err := together(ctx, fillers, manyDemos/fillChunk, func(ctx context.Context, i int) error { return p.fill(ctx, i, engineerID, adminID) })
	if err != nil {
		return nil, err
	}
	if err := p.tally(ctx); err != nil {
		return nil, err
	}
	b.sayf("filled %d demos in %s", manyDemos, took.Round(time.Second))
	least, err := times(listRounds, func(int) error {
		_, err := p.db.Collection("tenants/demo/demos").OrderBy(firestore.DocumentID, firestore.Asc).Limit(1).Documents(ctx).GetAll()
		return err
	})
	if err != nil {
		return nil, err
	}
	if rows, err = listRows(ctx, admin, p.people, peer{Name: "one document of the collection, bare", Value: least.percentile(50)}); err != nil {
		return nil, err
	}
	counted, err := times(3, func(int) error {
		_, err := p.db.Collection("tenants/demo/demos").NewAggregationQuery().WithCount("n").Get(ctx)
		return err
	})
	rows = append(rows, row{
		Name: "counting all demos by the database, p50", Value: counted.percentile(50), Unit: "ms",
		Note: "what the admin's totals would cost if commits did not keep them (docs/decisions/0013)",
	})
	return rows, err
}

// listRows measures each request as the admin and as the engineer.
func listRows(ctx context.Context, admin, engineer *client, bare peer) (rows []row, err error) {
	for _, one := range []struct{ name, path string }{
		{"list of 50", "/api/v1/demos?limit=50"},
		{"list of 50, by last use", "/api/v1/demos?limit=50&sort=-last_used"},
		{"list of 50, two filters", "/api/v1/demos?limit=50&status=active&template_id=shopify"},
		{"search by name", "/api/v1/demos?limit=50&q=customer%2042"},
		{"pinned", "/api/v1/demos?pinned=true"},
		{"dashboard", "/api/v1/dashboard"},
	} {
		for who, c := range map[string]*client{"admin": admin, "engineer": engineer} {
			ask := func(int) error {
				var out map[string]any
				return c.call(ctx, http.MethodGet, one.path, nil, &out)
			}
			if _, err := times(1, ask); err != nil { // programs and caches are cold
				return nil, err
			}
			took, err := times(listRounds, ask)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row{
				Name: one.name + ", " + who + ", p95", Value: took.percentile(95), Unit: "ms", Target: most(100), Peers: []peer{bare},
				Ratio: fmt.Sprintf("%.2f x bare", took.percentile(50)/bare.Value), Note: fmt.Sprintf("p50 %s; %d demos in the tenant", number(took.percentile(50), "ms"), manyDemos),
			})
		}
	}
	return rows, nil
}

// uids finds the seeded engineer and admin.
func (p *platform) uids(ctx context.Context) (engineer, admin string, err error) {
	docs, err := p.db.Collection("tenants/demo/users").Documents(ctx).GetAll()
	if err != nil {
		return "", "", fmt.Errorf("read the members: %w", err)
	}
	for _, doc := range docs {
		var m demo.Member
		if err := doc.DataTo(&m); err != nil {
			return "", "", fmt.Errorf("read member %s: %w", doc.Ref.ID, err)
		}
		switch m.Role { //nolint:exhaustive // the two that are measured
		case tenant.Engineer:
			engineer = m.UID
		case tenant.TenantAdmin:
			admin = m.UID
		}
	}
	if engineer == "" || admin == "" {
		return "", "", errors.New("the seeded people lack an engineer or an admin")
	}
	return engineer, admin, nil
}

// fill commits one chunk of demos: of a thousand customers, in every state, some of the engineer's, a few pinned.
func (p *platform) fill(ctx context.Context, chunk int, engineer, admin string) error {
	batch := p.db.Batch() //nolint:staticcheck // SA1019: one commit for hundreds of documents; the bulk writer sends twenty
	states := []demo.DemoStatus{demo.DemoActive, demo.DemoActive, demo.DemoActive, demo.DemoArchived, demo.DemoFailed}
	for n := chunk * fillChunk; n < (chunk+1)*fillChunk; n++ {
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n*7919%manyDemos) * time.Minute)
		owner := fmt.Sprintf("colleague%d", n%50)
		if n%ownEvery == 0 {
			owner = engineer
		}
		version := demo.TemplateVersion{TemplateID: []string{"shopify", "banking", "saas", "telecom"}[n%4], Number: 1, DisplayName: "A template"}
		d, err := demo.NewDemo(store.NewID(), store.NewID(), owner, "demo", fmt.Sprintf("Customer %d", n%1000), version, at)
		if err != nil {
			return err
		}
		if d.Status = states[n%len(states)]; n%(10*ownEvery) == 0 {
			d.PinnedBy = []string{engineer, admin}[:1+n%2]
		}
		if n%(manyDemos/10) == 0 {
			d.PinnedBy = []string{engineer, admin}
		}
		batch.Create(p.db.Doc("tenants/demo/demos/"+d.ID), d)
	}
	_, err := batch.Commit(ctx)
	return err
}

// tally writes down what the commits that make demos would have counted.
func (p *platform) tally(ctx context.Context) error {
	_, err := p.db.Doc("tenants/demo").Update(ctx, []firestore.Update{
		{Path: "counters.active_demos", Value: manyDemos / 5 * 3}, {Path: "counters.ready_demos", Value: manyDemos / 5 * 3},
		{Path: "counters.archived_demos", Value: manyDemos / 5}, {Path: "counters.failed_demos", Value: manyDemos / 5},
	})
	return err
}
