package store

import (
	"context"
	"iter"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// Messages gives a conversation's messages in the order they were said; after is the ordinal of the last one already seen.
func (c Conversations) Messages(ctx context.Context, conversationID string, after int64, limit int) ([]demo.Message, error) {
	if _, err := c.Get(ctx, conversationID); err != nil {
		return nil, err
	}
	return query[demo.Message](ctx, c.doc(conversationID).Collection("messages").
		Where("ordinal", ">", after).OrderBy("ordinal", firestore.Asc).Limit(min(max(limit, 1), MaxPage)), "messages")
}

// Message gives one message; without an id, the newest answer.
func (c Conversations) Message(ctx context.Context, conversationID, messageID string) (demo.Message, error) {
	in, err := c.find(ctx, conversationID, messageID)
	if err != nil || messageID != "" {
		return in.message, err
	}
	answers, err := query[demo.Message](ctx, c.doc(conversationID).Collection("messages").
		Where("role", "==", string(demo.RoleAssistant)).OrderBy("ordinal", firestore.Desc).Limit(1), "messages")
	if err != nil || len(answers) == 0 {
		return demo.Message{}, orAbsent(err, "message")
	}
	return answers[0], nil
}

// Follow yields an answer's chunks after a sequence number as they are written, and ends after the last one; without a message's id it
// follows the newest answer. It ends with the context's error when that ends first.
func (c Conversations) Follow(ctx context.Context, conversationID, messageID string, after int64) iter.Seq2[demo.Chunk, error] {
	return func(yield func(demo.Chunk, error) bool) {
		m, err := c.Message(ctx, conversationID, messageID)
		if err == nil && m.Role != demo.RoleAssistant {
			err = absent("answer")
		}
		if err != nil {
			yield(demo.Chunk{}, err)
			return
		}
		if after > m.Chunks { // to wait for what follows a number that nobody was given would be to wait for ever
			yield(demo.Chunk{}, fault.New(fault.Malformed, "The answer has no part %d yet; resume after the last one that you were sent.", after).
				WithField("query.after", "is beyond the answer's last part"))
			return
		}
		if demo.AnswerMachine.Terminal(m.Status) && after == m.Chunks {
			return
		}
		answer := c.doc(m.ConversationID).Collection("messages").Doc(m.ID)
		for more := true; more; {
			more, err = c.listen(ctx, answer, &after, yield)
			if err != nil {
				yield(demo.Chunk{}, mapError(err, "answer"))
				return
			}
		}
	}
}

// silence is how long a listener may bring nothing before another one takes its place: one that has broken without a word would be waited for until
// the stream is cut.
const silence = 3 * time.Second

// listen yields the chunks after a number, which it moves on, as one listener brings them. It tells whether more may come, by another one.
func (c Conversations) listen(ctx context.Context, answer *firestore.DocumentRef, after *int64, yield func(demo.Chunk, error) bool) (more bool, err error) {
	listening, leave := context.WithCancel(ctx)
	defer leave()
	patience := time.AfterFunc(silence, leave)
	defer patience.Stop()
	versions := answer.Collection("chunks").Where("seq", ">", *after).OrderBy("seq", firestore.Asc).Snapshots(listening)
	defer versions.Stop()
	for {
		snap, err := versions.Next()
		if err != nil && listening.Err() != nil && ctx.Err() == nil {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		patience.Reset(silence)
		if !added(snap.Changes, after, yield) {
			return false, nil
		}
	}
}

// added yields the chunks that a snapshot brings, and moves the number of the last one on; it tells whether more may come.
func added(changes []firestore.DocumentChange, after *int64, yield func(demo.Chunk, error) bool) (more bool) {
	for _, change := range changes {
		if change.Kind != firestore.DocumentAdded {
			continue
		}
		var chunk demo.Chunk
		if err := change.Doc.DataTo(&chunk); err != nil {
			yield(chunk, fault.Wrap(fault.Internal, err, "document %s does not fit its type", change.Doc.Ref.Path))
			return false
		}
		*after = chunk.Seq
		if !yield(chunk, nil) || chunk.Kind == demo.ChunkEnd {
			return false
		}
	}
	return true
}

// query reads all documents of a bounded query.
func query[T any](ctx context.Context, q firestore.Query, what string) ([]T, error) {
	docs, err := q.Documents(ctx).GetAll()
	if err != nil {
		return nil, mapError(err, what)
	}
	out := make([]T, len(docs))
	for i, doc := range docs {
		if err := doc.DataTo(&out[i]); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
	}
	return out, nil
}

func orAbsent(err error, what string) error {
	if err != nil {
		return err
	}
	return absent(what)
}
