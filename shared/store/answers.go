package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
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
	Bytes   int64        // billed by the queries of this attempt; counted by the call that ends it (Finish, Yield)

	latest *latestAnswer // shared by all copies of the claim; nil means to read first
}

// latestAnswer is the message as its holder wrote it last. While nobody else writes it, a part of the answer costs one round trip; who
// takes the answer over changes the message and thereby makes the holder's next commit fail, read, and find its fence passed.
type latestAnswer struct {
	mu      sync.Mutex // the heartbeat writes beside the answer
	message demo.Message
	at      time.Time // when it was written, by Firestore's clock; zero means to read first
}

// take gives the message as it is known, else as it is read. After that nobody knows, until a commit has an answer.
func (l *latestAnswer) take(ctx context.Context, doc *firestore.DocumentRef) (message demo.Message, at time.Time, known bool, err error) {
	message, at = l.message, l.at
	if l.at = (time.Time{}); !at.IsZero() {
		return message, at, true, nil
	}
	snap, err := doc.Get(ctx)
	if err != nil {
		return message, at, false, err
	}
	message = demo.Message{}
	if err := snap.DataTo(&message); err != nil {
		return message, at, false, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	return message, snap.UpdateTime, false, nil
}

// errUnchanged ends a change that has nothing to write.
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
	owner, latest := a.store.newID(), &latestAnswer{}
	err = a.update(ctx, ref, latest, func(c *commit, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		if done = m.Role != demo.RoleAssistant || demo.AnswerMachine.Terminal(m.Status); done {
			return errUnchanged
		}
		again := m.Status == demo.AnswerWriting
		lease, err := m.Lease.Claim(owner, now)
		if fault.Is(err, fault.Conflict) {
			done = true
			return a.end(c, doc, m, Outcome{Failure: &demo.Failure{
				Phase: "answer", Reason: fault.Timeout.String(), Message: "The answer was tried several times without success. Ask again.",
			}}, now)
		}
		if err != nil {
			return err
		}
		m.Lease, m.Status = lease, demo.AnswerWriting
		claim = AnswerClaim{Ref: ref, Fence: lease.Fence, Message: *m, latest: latest}
		if again {
			a.put(c, doc, m, Part{demo.ChunkRestart, "{}"}, now)
		}
		return nil
	})
	return claim, done, err
}

// Part is what a chunk carries; Payload is JSON.
type Part struct {
	Kind    demo.ChunkKind
	Payload string
}

// Append writes parts of the answer in order, each as a chunk, in one commit. A successor's claim makes it fail with LeaseLost.
func (a Answers) Append(ctx context.Context, claim AnswerClaim, parts ...Part) error {
	return a.holding(ctx, claim, func(c *commit, doc *firestore.DocumentRef, m *demo.Message, now time.Time) (err error) {
		if m.Lease, err = m.Lease.Renew(claim.Fence, now); err != nil {
			return err
		}
		for _, part := range parts {
			a.put(c, doc, m, part, now)
		}
		return nil
	})
}

// Renew keeps the claim while nothing is written.
func (a Answers) Renew(ctx context.Context, claim AnswerClaim) error {
	return a.holding(ctx, claim, func(_ *commit, _ *firestore.DocumentRef, m *demo.Message, now time.Time) (err error) {
		m.Lease, err = m.Lease.Renew(claim.Fence, now)
		return err
	})
}

// Finish ends the answer, well or with a failure, and writes the end chunk.
func (a Answers) Finish(ctx context.Context, claim AnswerClaim, outcome Outcome) error {
	return a.holding(ctx, claim, func(c *commit, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		a.billed(c, claim.Ref.Message, claim.Bytes, now)
		return a.end(c, doc, m, outcome, now)
	})
}

// Yield gives the answer back for another attempt.
func (a Answers) Yield(ctx context.Context, claim AnswerClaim) error {
	return a.holding(ctx, claim, func(c *commit, _ *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		a.billed(c, claim.Ref.Message, claim.Bytes, now)
		m.Lease = m.Lease.Release()
		return nil
	})
}

// Abandon fails an answer that nobody is writing any more; one that is being written or has ended stays as it is.
func (a Answers) Abandon(ctx context.Context, ref AnswerRef) error {
	return a.update(ctx, ref, nil, func(c *commit, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		if m.WatchAt == nil || demo.AnswerMachine.Terminal(m.Status) || m.Lease.Held(now) {
			return errUnchanged
		}
		return a.end(c, doc, m, Outcome{Failure: &demo.Failure{
			Phase: "answer", Reason: fault.Timeout.String(), Message: "The answer stopped on its way. Ask again.",
		}}, now)
	})
}

func (a Answers) end(c *commit, doc *firestore.DocumentRef, m *demo.Message, outcome Outcome, now time.Time) (err error) {
	status := demo.AnswerCompleted
	if outcome.Failure != nil {
		status = demo.AnswerFailed
	}
	if m.Status, err = demo.AnswerMachine.Move("answer", m.Status, status); err != nil {
		return err
	}
	m.Text, m.SQL, m.Verified, m.Error = outcome.Text, outcome.SQL, outcome.Verified, outcome.Failure
	m.CompletedAt, m.WatchAt, m.Lease = &now, nil, m.Lease.Release()
	a.put(c, doc, m, Part{demo.ChunkEnd, fmt.Sprintf(`{"status":%q}`, status)}, now)
	return nil
}

// put creates the next chunk. The number follows from the message that is overwritten in the same commit, so that it can be taken once.
func (a Answers) put(c *commit, doc *firestore.DocumentRef, m *demo.Message, part Part, now time.Time) {
	m.Chunks++
	c.create(doc.Collection("chunks").Doc(fmt.Sprintf("%06d", m.Chunks)), demo.Chunk{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: m.CreatedBy, Version: 1},
		Seq:  m.Chunks, Kind: part.Kind, Payload: part.Payload,
	})
}

// answerChange plans a change of an answer; it may run again.
type answerChange func(c *commit, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error

// holding changes an answer on behalf of who has the claim.
func (a Answers) holding(ctx context.Context, claim AnswerClaim, change answerChange) error {
	latest := claim.latest
	if latest == nil {
		latest = &latestAnswer{}
	}
	latest.mu.Lock()
	defer latest.mu.Unlock()
	return a.update(ctx, claim.Ref, latest, func(c *commit, doc *firestore.DocumentRef, m *demo.Message, now time.Time) error {
		if demo.AnswerMachine.Terminal(m.Status) {
			return fault.New(fault.LeaseLost, "The answer is %s.", m.Status)
		}
		if err := m.Lease.Check(claim.Fence); err != nil {
			return err
		}
		return change(c, doc, m, now)
	})
}

// update commits a change on condition that the message is as change saw it: as latest has it, else, and after others wrote, as it is read. A
// move of the answer has its entry in the audit log.
func (a Answers) update(ctx context.Context, ref AnswerRef, latest *latestAnswer, change answerChange) error {
	if err := a.begin(ctx, tenant.AnswersWrite); err != nil {
		return err
	}
	conv := a.Conversations().doc(ref.Conversation)
	if conv == nil || !validID(ref.Message) {
		return absent("message")
	}
	doc := conv.Collection("messages").Doc(ref.Message)
	if latest == nil {
		latest = &latestAnswer{}
	}
	var planned demo.Message
	err := contend(ctx, func() error {
		before, at, known, err := latest.take(ctx, doc)
		if err != nil {
			return err
		}
		if !known && planned.Version > 0 && reflect.DeepEqual(before, planned) {
			latest.message, latest.at = before, at
			return nil // it landed, and only its acknowledgement was lost
		}
		planned = before
		c, now := a.store.newCommit(), a.store.now()
		if err := change(c, doc, &planned, now); err != nil {
			return err
		}
		if planned.WatchAt != nil {
			watch := now.Add(demo.Patience)
			planned.WatchAt = &watch
		}
		planned.Touch(now)
		if planned.Status != before.Status {
			place, entry := a.auditEntry(ctx, "answer."+string(planned.Status), messagePath(&planned), string(before.Status), string(planned.Status), now)
			entry.Digests = Change{digest(before), digest(planned)}
			c.create(place, entry)
		}
		c.replace(doc, at, planned)
		results, err := c.send(ctx)
		if err == nil {
			latest.message, latest.at = planned, results[len(results)-1].UpdateTime
		}
		return err
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return mapError(err, "answer")
	}
	return nil
}
