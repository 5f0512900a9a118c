package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Answers writes answers; only the answering function holds its permission.
type Answers struct{ *Scoped }

// AnswerClaim is the right to write one answer until the lease ends.
type AnswerClaim struct {
	Ref     AnswerRef
	Fence   int64
	Message demo.Message // as of the claim
}

// errUnchanged ends a transaction that has nothing to write.
var errUnchanged = errors.New("nothing to write")

// Outcome is what an answer came to.
type Outcome struct {
	Text     string
	SQL      string
	Verified bool
	Failure  *demo.Failure // nil when the answer is complete
}

// Claim takes a pending answer. done means that nothing is left to do. An answer begun before is begun anew: readers are told by a
// restart chunk.
func (a Answers) Claim(ctx context.Context, ref AnswerRef) (claim AnswerClaim, done bool, err error) {
	owner := a.store.newID()
	err = a.update(ctx, ref, func(tx *firestore.Transaction, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		done = m.Role != demo.RoleAssistant || demo.AnswerMachine.Terminal(m.Status)
		if done {
			return errUnchanged
		}
		again := m.Status == demo.AnswerWriting
		lease, err := m.Lease.Claim(owner, now)
		if fault.Is(err, fault.Conflict) {
			done = true
			return a.end(tx, doc, m, Outcome{Failure: &demo.Failure{
				Phase: "answer", Reason: fault.Timeout.String(), Message: "The answer was tried several times without success. Ask again.",
			}}, now)
		}
		if err != nil {
			return err
		}
		m.Lease, m.Status = lease, demo.AnswerWriting
		claim = AnswerClaim{Ref: ref, Fence: lease.Fence, Message: *m}
		if again {
			return a.put(tx, doc, m, demo.ChunkRestart, "{}", now)
		}
		return nil
	})
	return claim, done, err
}

// Append writes chunks of the answer in order; payloads are JSON. A successor's claim makes it fail with LeaseLost.
func (a Answers) Append(ctx context.Context, claim AnswerClaim, kind demo.ChunkKind, payload string) error {
	return a.holding(ctx, claim, func(tx *firestore.Transaction, doc *firestore.DocumentRef, m *demo.Message, now time.Time) (err error) {
		if m.Lease, err = m.Lease.Renew(claim.Fence, now); err != nil {
			return err
		}
		return a.put(tx, doc, m, kind, payload, now)
	})
}

// Renew keeps the claim while nothing is written.
func (a Answers) Renew(ctx context.Context, claim AnswerClaim) error {
	return a.holding(ctx, claim, func(_ *firestore.Transaction, _ *firestore.DocumentRef, m *demo.Message, now time.Time) (err error) {
		m.Lease, err = m.Lease.Renew(claim.Fence, now)
		return err
	})
}

// Finish ends the answer, well or with a failure, and writes the end chunk.
func (a Answers) Finish(ctx context.Context, claim AnswerClaim, outcome Outcome) error {
	return a.holding(ctx, claim, func(tx *firestore.Transaction, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		return a.end(tx, doc, m, outcome, now)
	})
}

// Yield gives the answer back for another attempt.
func (a Answers) Yield(ctx context.Context, claim AnswerClaim) error {
	return a.holding(ctx, claim, func(_ *firestore.Transaction, _ *firestore.DocumentRef, m *demo.Message, _ time.Time) error {
		m.Lease = m.Lease.Release()
		return nil
	})
}

// Abandon fails an answer that nobody is writing any more; one that is being written or has ended stays as it is.
func (a Answers) Abandon(ctx context.Context, ref AnswerRef) error {
	return a.update(ctx, ref, func(tx *firestore.Transaction, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		if m.WatchAt == nil || demo.AnswerMachine.Terminal(m.Status) || m.Lease.Held(now) {
			return errUnchanged
		}
		return a.end(tx, doc, m, Outcome{Failure: &demo.Failure{
			Phase: "answer", Reason: fault.Timeout.String(), Message: "The answer stopped on its way. Ask again.",
		}}, now)
	})
}

func (a Answers) end(tx *firestore.Transaction, doc *firestore.DocumentRef, m *demo.Message, outcome Outcome, now time.Time) (err error) {
	status := demo.AnswerCompleted
	if outcome.Failure != nil {
		status = demo.AnswerFailed
	}
	if m.Status, err = demo.AnswerMachine.Move("answer", m.Status, status); err != nil {
		return err
	}
	m.Text, m.SQL, m.Verified, m.Error = outcome.Text, outcome.SQL, outcome.Verified, outcome.Failure
	m.CompletedAt, m.WatchAt, m.Lease = &now, nil, m.Lease.Release()
	return a.put(tx, doc, m, demo.ChunkEnd, fmt.Sprintf(`{"status":%q}`, status), now)
}

// put creates the next chunk. The number is taken from the stored message, so that a closure run again takes the same one.
func (a Answers) put(tx *firestore.Transaction, doc *firestore.DocumentRef, m *demo.Message, kind demo.ChunkKind, payload string, now time.Time) error {
	m.Chunks++
	return tx.Create(doc.Collection("chunks").Doc(fmt.Sprintf("%06d", m.Chunks)), demo.Chunk{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: m.CreatedBy, Version: 1},
		Seq:  m.Chunks, Kind: kind, Payload: payload,
	})
}

func (a Answers) holding(ctx context.Context, claim AnswerClaim, change func(*firestore.Transaction, *firestore.DocumentRef, *demo.Message, time.Time) error) error {
	return a.update(ctx, claim.Ref, func(tx *firestore.Transaction, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		if demo.AnswerMachine.Terminal(m.Status) {
			return fault.New(fault.LeaseLost, "The answer is %s.", m.Status)
		}
		if err := m.Lease.Check(claim.Fence); err != nil {
			return err
		}
		return change(tx, doc, m, now)
	})
}

func (a Answers) update(ctx context.Context, ref AnswerRef, change func(*firestore.Transaction, *firestore.DocumentRef, *demo.Message, time.Time) error) error {
	if err := a.begin(ctx, tenant.AnswersWrite); err != nil {
		return err
	}
	conv := a.Conversations().doc(ref.Conversation)
	if conv == nil || !validID(ref.Message) {
		return absent("message")
	}
	doc := conv.Collection("messages").Doc(ref.Message)
	err := a.store.db.RunTransaction(ctx, func(_ context.Context, tx *firestore.Transaction) error {
		snap, err := tx.Get(doc)
		if err != nil {
			return err
		}
		var m demo.Message
		if err := snap.DataTo(&m); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
		}
		now := a.store.now()
		if err := change(tx, doc, &m, now); err != nil {
			return err
		}
		if m.WatchAt != nil {
			watch := now.Add(demo.Patience)
			m.WatchAt = &watch
		}
		m.Touch(now)
		return tx.Set(doc, m)
	}, firestore.MaxAttempts(transactionAttempts))
	if err != nil && !errors.Is(err, errUnchanged) {
		return mapError(err, "answer")
	}
	return nil
}
