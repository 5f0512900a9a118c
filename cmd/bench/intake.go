package main

import (
	"context"
	"fmt"
	"time"

	"cloud.google.com/go/firestore"
)

const (
	intakeOne  = 300  // requests one after the other
	intakeMany = 1500 // requests of several clients together
	clients    = 10
)

// measureIntake accepts demos in a stack without the chain, so that what follows acceptance does not share the two cores, and commits
// the same documents barely, by the same client library.
func measureIntake(ctx context.Context, b *bench) (rows []row, err error) {
	p, err := b.up(ctx, "intake", "firestore,auth,storage,functions")
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := p.Close(); err == nil {
			err = closed
		}
	}()
	bare, err := p.bareCommit(ctx)
	if err != nil {
		return nil, err
	}
	accept := func(ctx context.Context, i int) error {
		_, err := p.accept(ctx, fmt.Sprintf("Intake %d", i))
		return err
	}
	for i := range 100 { // programs and caches are cold
		if err := accept(ctx, i); err != nil {
			return nil, err
		}
		if err := bare(ctx, i); err != nil {
			return nil, err
		}
	}
	one, err := times(intakeOne, func(i int) error { return accept(ctx, i) })
	if err != nil {
		return nil, err
	}
	bareOne, err := times(intakeOne, func(i int) error { return bare(ctx, i) })
	if err != nil {
		return nil, err
	}
	many, took, err := together(ctx, clients, intakeMany, accept)
	if err != nil {
		return nil, err
	}
	bareMany, bareTook, err := together(ctx, clients, intakeMany, bare)
	if err != nil {
		return nil, err
	}
	rate, bareRate := intakeMany/took.Seconds(), intakeMany/bareTook.Seconds()
	return []row{
		{
			Name: "POST /provision/quick, 1 client, p50", Value: one.percentile(50), Unit: "ms", Peers: []peer{{Name: "bare commit", Value: bareOne.percentile(50)}},
			Ratio: fmt.Sprintf("%.2f x bare commit", one.percentile(50)/bareOne.percentile(50)), Note: "asked: within 1.5 x; reads membership, template card and tenant first",
		},
		{
			Name: "POST /provision/quick, 1 client, p99", Value: one.percentile(99), Unit: "ms", Target: most(100),
			Peers: []peer{{Name: "bare commit", Value: bareOne.percentile(99)}},
		},
		{
			Name: fmt.Sprintf("POST /provision/quick, %d clients", clients), Value: rate, Unit: "requests/s", Peers: []peer{{Name: "bare commit", Value: bareRate}},
			Ratio: fmt.Sprintf("%.2f x slower than bare commit", bareRate/rate), Note: "asked: within 1.5 x; all on one tenant's document, whose quota is exact",
		},
		{Name: fmt.Sprintf("POST /provision/quick, %d clients, p50", clients), Value: many.percentile(50), Unit: "ms", Peers: []peer{{Name: "bare commit", Value: bareMany.percentile(50)}}},
		{Name: fmt.Sprintf("POST /provision/quick, %d clients, p99", clients), Value: many.percentile(99), Unit: "ms", Target: most(100), Peers: []peer{{Name: "bare commit", Value: bareMany.percentile(99)}}},
	}, nil
}

// bareCommit gives a function that writes what accepting a demo writes, and nothing else: no identity, no validation, no reading.
func (p *platform) bareCommit(ctx context.Context) (func(context.Context, int) error, error) {
	accepted, err := p.accept(ctx, "Pattern")
	if err != nil {
		return nil, err
	}
	origin, copied := p.db.Doc("tenants/demo"), p.db.Doc("tenants/bare")
	audits, err := origin.Collection("audit_entries").Limit(1).Documents(ctx).GetAll()
	if err != nil || len(audits) == 0 {
		return nil, fmt.Errorf("read the audit entry of %s: %w", accepted.JobID, err)
	}
	documents := map[string]map[string]any{"audit_entries": audits[0].Data()}
	for collection, ref := range map[string]*firestore.DocumentRef{
		"jobs": origin.Collection("jobs").Doc(accepted.JobID), "demos": origin.Collection("demos").Doc(accepted.DemoID),
	} {
		snap, err := ref.Get(ctx)
		if err != nil {
			return nil, fmt.Errorf("read what was accepted: %w", err)
		}
		documents[collection] = snap.Data()
	}
	tenant, err := origin.Get(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the tenant: %w", err)
	}
	if _, err := copied.Set(ctx, tenant.Data()); err != nil {
		return nil, fmt.Errorf("copy the tenant: %w", err)
	}
	return func(ctx context.Context, _ int) error {
		batch := p.db.Batch() //nolint:staticcheck // SA1019: the commit that accepting makes has this form (shared/store/reserve.go)
		batch.Update(copied, []firestore.Update{
			{Path: "counters", Value: tenant.Data()["counters"]}, {Path: "updated_at", Value: time.Now()}, {Path: "version", Value: 1},
		})
		for collection, content := range documents {
			batch.Create(copied.Collection(collection).NewDoc(), content)
		}
		_, err := batch.Commit(ctx)
		return err
	}, nil
}
