package store

import (
	"context"
	"iter"

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
	if _, err := c.Get(ctx, conversationID); err != nil {
		return demo.Message{}, err
	}
	messages := c.doc(conversationID).Collection("messages")
	if messageID == "" {
		found, err := query[demo.Message](ctx, messages.Where("role", "==", string(demo.RoleAssistant)).OrderBy("ordinal", firestore.Desc).Limit(1), "messages")
		if err != nil || len(found) == 0 {
			return demo.Message{}, orAbsent(err, "message")
		}
		return found[0], nil
	}
	if !validID(messageID) {
		return demo.Message{}, absent("message")
	}
	snap, err := messages.Doc(messageID).Get(ctx)
	if err != nil {
		return demo.Message{}, mapError(err, "message")
	}
	var m demo.Message
	if err := snap.DataTo(&m); err != nil {
		return m, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	return m, nil
}

// Follow yields an answer's chunks after a sequence number as they are written, and ends after the last one. It ends with the
// context's error when that ends first.
func (c Conversations) Follow(ctx context.Context, m demo.Message, after int64) iter.Seq2[demo.Chunk, error] {
	return func(yield func(demo.Chunk, error) bool) {
		if _, err := c.Get(ctx, m.ConversationID); err != nil {
			yield(demo.Chunk{}, err)
			return
		}
		snaps := c.doc(m.ConversationID).Collection("messages").Doc(m.ID).Collection("chunks").
			Where("seq", ">", after).OrderBy("seq", firestore.Asc).Snapshots(ctx)
		defer snaps.Stop()
		for {
			snap, err := snaps.Next()
			if err != nil {
				yield(demo.Chunk{}, mapError(err, "answer"))
				return
			}
			for _, change := range snap.Changes {
				if change.Kind != firestore.DocumentAdded {
					continue
				}
				var chunk demo.Chunk
				if err := change.Doc.DataTo(&chunk); err != nil {
					yield(chunk, fault.Wrap(fault.Internal, err, "document %s does not fit its type", change.Doc.Ref.Path))
					return
				}
				if !yield(chunk, nil) || chunk.Kind == demo.ChunkEnd {
					return
				}
			}
		}
	}
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
