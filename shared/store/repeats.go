package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// Repeats keeps the replies of requests that carry an Idempotency-Key, for a day. A request claims its key before it acts, so that two never
// act for one key; what a claim came to is kept or the claim is given back. A claim whose holder died stays: whether it acted is not known,
// and a repetition is told so.
type Repeats struct{ *Scoped }

// claimFor is how long a request may be under way; no function runs longer for a person.
const claimFor = 90 * time.Second

// KeptReply is a reply as it is kept. Without a status it was carried out and is not told again.
type KeptReply struct {
	Status int
	Header map[string]string
	Body   []byte
}

// repeatRecord is the document of a key.
type repeatRecord struct {
	demo.Meta
	Operation  string            `firestore:"operation"`
	Digest     string            `firestore:"digest"`
	Claim      string            `firestore:"claim"` // random: who claimed it
	ClaimUntil time.Time         `firestore:"claim_until"`
	Kept       bool              `firestore:"kept"`
	Status     int               `firestore:"status"`
	Header     map[string]string `firestore:"header"`
	Body       []byte            `firestore:"body"`
	ExpiresAt  time.Time         `firestore:"expires_at"` // TTL policy
}

// Claim gives the reply that is kept for a key, or nil and the right to make one. It is a Conflict when the key was used for another content
// or its request's outcome is not known, and Busy while that request is under way.
func (r Repeats) Claim(ctx context.Context, key Idempotency) (*KeptReply, error) {
	if err := r.anyone(ctx); err != nil {
		return nil, err
	}
	doc, mine := r.idempotencyDoc(key), r.store.newID()
	if doc == nil {
		return nil, fault.New(fault.Invalid, "The Idempotency-Key is empty.")
	}
	now := r.store.now()
	record := repeatRecord{
		Meta:      demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: r.scope.Subject(), Version: 1},
		Operation: key.Operation, Digest: key.Digest, Claim: mine, ClaimUntil: now.Add(claimFor), ExpiresAt: now.Add(idempotencyFor),
	}
	var kept *KeptReply
	err := contend(ctx, func() error {
		_, err := doc.Create(ctx, record)
		if status.Code(err) != codes.AlreadyExists {
			return err
		}
		snap, err := doc.Get(ctx)
		if status.Code(err) == codes.NotFound {
			return status.Error(codes.Aborted, "given back meanwhile")
		}
		if err != nil {
			return err
		}
		var old repeatRecord
		if err := snap.DataTo(&old); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
		}
		if old.ExpiresAt.Before(now) { // it is deleted some time after its end
			_, err := doc.Delete(ctx, firestore.LastUpdateTime(snap.UpdateTime))
			if err == nil {
				err = status.Error(codes.Aborted, "expired")
			}
			return err
		}
		kept, err = old.answer(mine, key.Digest, now)
		return err
	})
	if err != nil {
		return nil, mapError(err, "Idempotency-Key")
	}
	return kept, nil
}

// answer is what a key that is taken says to who claims it.
func (o *repeatRecord) answer(claim, digest string, now time.Time) (*KeptReply, error) {
	switch {
	case o.Digest != digest:
		return nil, otherContent()
	case o.Claim == claim: // the acknowledgement was lost
		return nil, nil //nolint:nilnil // no reply is kept, and that is no error
	case o.Kept:
		return &KeptReply{Status: o.Status, Header: o.Header, Body: o.Body}, nil
	case o.ClaimUntil.After(now):
		return nil, fault.New(fault.Busy, "The first request with this Idempotency-Key is under way; try again in a moment.")
	default:
		return nil, fault.New(fault.Conflict, "The first request with this Idempotency-Key broke off, and whether it was carried out is not known. Look, and send a new key if it was not.").
			WithField("header.Idempotency-Key", "led to a request that broke off")
	}
}

func otherContent() error {
	return fault.New(fault.Conflict, "This Idempotency-Key was used for another request; use a new key.").
		WithField("header.Idempotency-Key", "was used with another body")
}

// Keep keeps the reply of a claimed key.
func (r Repeats) Keep(ctx context.Context, key Idempotency, reply KeptReply) error {
	if err := r.anyone(ctx); err != nil {
		return err
	}
	doc := r.idempotencyDoc(key)
	if doc == nil {
		return absent("Idempotency-Key")
	}
	_, err := doc.Update(ctx, []firestore.Update{
		{Path: "kept", Value: true}, {Path: "status", Value: reply.Status}, {Path: "header", Value: reply.Header}, {Path: "body", Value: reply.Body},
		{Path: "updated_at", Value: r.store.now()}, {Path: "version", Value: firestore.Increment(1)},
	})
	if err != nil {
		return mapError(err, "Idempotency-Key")
	}
	return nil
}

// Release gives a claimed key back: its request changed nothing.
func (r Repeats) Release(ctx context.Context, key Idempotency) error {
	if err := r.anyone(ctx); err != nil {
		return err
	}
	doc := r.idempotencyDoc(key)
	if doc == nil {
		return absent("Idempotency-Key")
	}
	if _, err := doc.Delete(ctx); err != nil {
		return mapError(err, "Idempotency-Key")
	}
	return nil
}

// anyone refuses a scope in which nobody acts and a context that has ended; keys need no permission, because nobody meets another's.
func (s *Scoped) anyone(ctx context.Context) error {
	if s.scope.Subject() == "" {
		return fault.New(fault.Unauthenticated, "Sign in first: nobody is acting.")
	}
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.KindOf(err), err, "The request ended before the data was read.")
	}
	return nil
}
