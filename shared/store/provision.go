package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// idempotencyFor is how long a key answers with its first result.
const idempotencyFor = 24 * time.Hour

// Idempotency names a request that may be sent more than once. Key is the caller's; Digest stands for the request's content.
type Idempotency struct {
	Operation string
	Key       string // empty: every request is a new one
	Digest    string
}

// idempotencyRecord is what a key leads to.
type idempotencyRecord struct {
	demo.Meta
	Operation string    `firestore:"operation"`
	Digest    string    `firestore:"digest"`
	Job       string    `firestore:"job"`
	Demo      string    `firestore:"demo"`
	ExpiresAt time.Time `firestore:"expires_at"` // TTL policy
}

// Start is a request to make a demo.
type Start struct {
	CustomerName string
	Version      demo.TemplateVersion
	RetryOf      string
	Idempotency  Idempotency
}

// Quick creates a queued job, its pending demo, the quota reservation, the idempotency record and the audit entry in one commit. The
// same idempotency key gives the same job again; with another content it is a conflict.
func (j Jobs) Quick(ctx context.Context, start Start) (demo.Pair, error) {
	if err := j.begin(ctx, tenant.DemosCreate); err != nil {
		return demo.Pair{}, err
	}
	if err := j.scope.RequireOwn(tenant.DemosCreate); err != nil {
		return demo.Pair{}, err
	}
	record := j.idempotencyDoc(start.Idempotency)
	if pair, found, err := j.replay(ctx, record, start.Idempotency); found || err != nil {
		return pair, err
	}
	pair := demo.Pair{}
	err := j.reserve(ctx, func(rec *demo.TenantRecord, now time.Time) ([]creation, error) {
		if err := rec.ReserveProvision(now); err != nil {
			return nil, err
		}
		made, err := j.newPair(start, now)
		if err != nil {
			return nil, err
		}
		pair = made
		auditDoc, audit := j.auditEntry(ctx, "demo.provision", "demos/"+pair.Demo.ID, "", string(pair.Demo.Status), now)
		creations := []creation{
			{ref: j.child("jobs", pair.Job.ID), data: pair.Job}, {ref: j.child("demos", pair.Demo.ID), data: pair.Demo},
			{ref: auditDoc, data: audit}, j.used("provisions", now), j.usedByTenant(pair.Job.ID, "provisions", now),
		}
		if record != nil {
			creations = append(creations, creation{ref: record, data: idempotencyRecord{
				Meta:      demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: j.scope.Subject(), Version: 1},
				Operation: start.Idempotency.Operation, Digest: start.Idempotency.Digest,
				Job: pair.Job.ID, Demo: pair.Demo.ID, ExpiresAt: now.Add(idempotencyFor),
			}})
		}
		return creations, nil
	})
	if errors.Is(err, errTaken) {
		if again, found, err := j.replay(ctx, record, start.Idempotency); found || err != nil {
			return again, err
		}
	}
	if err != nil {
		return demo.Pair{}, err
	}
	return pair, nil
}

func (j Jobs) newPair(start Start, now time.Time) (demo.Pair, error) {
	jobID, demoID, owner := j.store.newID(), j.store.newID(), j.scope.Subject()
	job, err := demo.NewQuickJob(jobID, demoID, owner, j.scope.Tenant(), start.CustomerName, start.Version, now)
	if err != nil {
		return demo.Pair{}, err
	}
	job.RetryOf = start.RetryOf
	d, err := demo.NewDemo(demoID, jobID, owner, j.scope.Tenant(), start.CustomerName, start.Version, now)
	return demo.Pair{Job: job, Demo: d}, err
}

// idempotencyDoc is bound to tenant, person and operation: nobody meets another's keys.
func (s *Scoped) idempotencyDoc(i Idempotency) *firestore.DocumentRef {
	if i.Key == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{s.scope.Subject(), i.Operation, i.Key}, "\x00")))
	return s.store.db.Collection("idempotency").Doc(string(s.scope.Tenant()) + "_" + hex.EncodeToString(sum[:]))
}

// replay gives the result of the first request with the key.
func (j Jobs) replay(ctx context.Context, doc *firestore.DocumentRef, i Idempotency) (pair demo.Pair, found bool, err error) {
	if doc == nil {
		return pair, false, nil
	}
	snaps, err := j.store.db.GetAll(ctx, []*firestore.DocumentRef{doc})
	if err != nil {
		return pair, false, mapError(err, "idempotency key")
	}
	var rec idempotencyRecord
	if !snaps[0].Exists() {
		return pair, false, nil
	}
	if err := snaps[0].DataTo(&rec); err != nil {
		return pair, false, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	if rec.Digest != i.Digest {
		return pair, true, otherContent()
	}
	docs, err := j.store.db.GetAll(ctx, []*firestore.DocumentRef{j.child("jobs", rec.Job), j.child("demos", rec.Demo)})
	if err != nil {
		return pair, true, mapError(err, "job")
	}
	if !docs[0].Exists() || !docs[1].Exists() {
		return pair, true, absent("job")
	}
	if err := errors.Join(docs[0].DataTo(&pair.Job), docs[1].DataTo(&pair.Demo)); err != nil {
		return pair, true, fault.Wrap(fault.Internal, err, "job %s does not fit its type", rec.Job)
	}
	return pair, true, nil
}
