package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

const (
	manyDemos  = 100_000
	ownEvery   = 100 // one demo in so many is the measured engineer's
	listRounds = 200 // requests of each kind
	fillChunk  = 400 // documents of one commit
	fillers    = 8
)

// measureLists fills a tenant with 100,000 demos and asks for lists of them and for the dashboard, as the tenant's admin, who sees all of
// them, and as an engineer, who sees a thousand. The emulator's indexes are kept in front of it (docs/decisions/0020); each is built by the first
// query that wants it, which is told apart. Each figure stands beside that of a bare query, and what ours asks of the database is said by what
// it reads: a page and one document more.
func measureLists(ctx context.Context, b *bench) (rows []row, err error) {
	p, err := b.up(ctx, "lists", "firestore,auth,storage,secretmanager,functions")
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
	bare, keyed, err := p.bareReads(ctx)
	if err != nil {
		return nil, err
	}
	if rows, err = p.listRows(ctx, map[string]*lister{
		"admin":    {client: admin, uid: adminID, role: tenant.TenantAdmin, requests: listRequests()},
		"engineer": {client: p.people, uid: engineerID, role: tenant.Engineer, requests: ownRequests()},
	}, bare); err != nil {
		return nil, err
	}
	counted, err := times(1, func(int) error {
		_, err := p.db.Collection("tenants/demo/demos").NewAggregationQuery().WithCount("n").Get(ctx)
		return err
	})
	return append(rows,
		row{Name: "50 demos by their ids, bare, p50", Value: keyed.percentile(50), Unit: "ms", Peers: []peer{bare}, Note: "by the emulator"},
		row{
			Name: "counting all demos by the database", Value: counted.percentile(50), Unit: "ms",
			Note: "what the admin's totals would cost if commits did not keep them (docs/decisions/0013)",
		}), err
}

// bareReads measures a query of a page that no code of ours asks, and the reading of as many documents by their ids.
func (p *platform) bareReads(ctx context.Context) (bare peer, keyed sample, err error) {
	demos := p.db.Collection("tenants/demo/demos")
	var page []*firestore.DocumentRef
	ask := func(int) error {
		docs, err := demos.OrderBy(firestore.DocumentID, firestore.Asc).Limit(listed).Documents(ctx).GetAll()
		page = page[:0]
		for _, doc := range docs {
			page = append(page, doc.Ref)
		}
		return err
	}
	if _, err := times(listRounds, ask); err != nil { // everything is cold
		return peer{}, nil, err
	}
	query, err := times(listRounds, ask)
	if err != nil {
		return peer{}, nil, err
	}
	keyed, err = times(listRounds, func(int) error {
		_, err := p.db.GetAll(ctx, page)
		return err
	})
	return peer{Name: "50 documents in the order of ids, bare", Value: query.percentile(50)}, keyed, err
}

// lister is somebody who asks for lists.
type lister struct {
	*client

	uid      string
	role     tenant.Role
	requests []listRequest
}

// listRequest is one list, as the API is asked for it and as the store is.
type listRequest struct {
	name, path string
	read       func(context.Context, store.Demos) error
}

// of is a list with a filter.
func of(name, query string, filter store.DemoFilter) listRequest {
	return listRequest{name, "/api/v1/demos?limit=50" + query, func(ctx context.Context, demos store.Demos) error {
		_, err := demos.List(ctx, filter, store.PageRequest{Limit: listed})
		return err
	}}
}

// ownRequests are those whose cost differs for who sees few of the demos: their dashboard counts them by queries.
func ownRequests() []listRequest {
	return []listRequest{of("list of 50", "", store.DemoFilter{}), {"dashboard", "/api/v1/dashboard", func(ctx context.Context, demos store.Demos) error {
		_, err := demos.Dashboard(ctx)
		return err
	}}}
}

func listRequests() []listRequest {
	return append(ownRequests(),
		of("list of 50, by last use", "&sort=-last_used", store.DemoFilter{Sort: store.LastUsedFirst}),
		of("list of 50, two filters", "&status=active&template_id=shopify", store.DemoFilter{Status: demo.DemoActive, Template: "shopify"}),
		of("search by name", "&q=customer%2042", store.DemoFilter{Prefix: "customer 42"}),
		listRequest{"pinned", "/api/v1/demos?pinned=true", func(ctx context.Context, demos store.Demos) error {
			_, err := demos.Pinned(ctx, store.DemoFilter{})
			return err
		}})
}

// listRows measures each request, and counts the documents that the store reads for it.
func (p *platform) listRows(ctx context.Context, people map[string]*lister, bare peer) (rows []row, err error) {
	for _, who := range slices.Sorted(maps.Keys(people)) {
		l := people[who]
		demos, read, err := p.metered(l)
		if err != nil {
			return nil, err
		}
		for _, one := range l.requests {
			ask := func(int) error {
				var out map[string]any
				return l.call(ctx, http.MethodGet, one.path, nil, &out)
			}
			first, err := times(1, ask)
			if err != nil {
				return nil, err
			}
			took, err := times(listRounds, ask)
			if err != nil {
				return nil, err
			}
			read.Store(0)
			if err := one.read(ctx, demos); err != nil {
				return nil, err
			}
			rows = append(rows, row{
				Name: one.name + ", " + who + ", p95", Value: took.percentile(95), Unit: "ms", Target: most(100), Peers: []peer{bare},
				Ratio: fmt.Sprintf("%.2f x bare", took.percentile(50)/bare.Value),
				Note:  fmt.Sprintf("reads %d documents of %d; p50 %s, the first %s", read.Load(), manyDemos, number(took.percentile(50), "ms"), number(first.percentile(50), "ms")),
			})
		}
	}
	return rows, nil
}

// metered gives the store as a person has it, and how many documents its queries have brought.
func (p *platform) metered(l *lister) (store.Demos, *atomic.Int64, error) {
	actor, err := tenant.NewActor(l.uid, "demo", l.role, "Robin")
	if err != nil {
		return store.Demos{}, nil, err
	}
	keys := func(context.Context) ([][]byte, error) {
		return [][]byte{[]byte("for the cursors of a benchmark")}, nil
	}
	return store.New(p.db, time.Now, store.WithCursorKeys(keys)).For(tenant.ForActor(actor)).Demos(), &p.read, nil
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
