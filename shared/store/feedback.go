package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Rate puts the reader's feedback on an answer, or takes it back. The comment is content: it is in the message and not in the audit log.
func (c Conversations) Rate(ctx context.Context, messageID string, rating demo.Rating, comment string) (demo.Message, error) {
	if err := c.begin(ctx, tenant.DemosChat); err != nil {
		return demo.Message{}, err
	}
	_, conversationID, err := demo.SplitMessageID(messageID)
	if err != nil {
		return demo.Message{}, err
	}
	if _, err := c.find(ctx, conversationID, messageID); err != nil {
		return demo.Message{}, asMessage(err)
	}
	doc := c.doc(conversationID).Collection("messages").Doc(messageID)
	return amend(ctx, c.Scoped, doc, "message", func(m *demo.Message, now time.Time) (amendment, error) {
		before := m.RatingGiven()
		changed, err := m.Rate(c.scope.Subject(), rating, comment, now)
		if err != nil || !changed {
			return amendment{}, err
		}
		return amendment{
			action: "message.feedback", object: messagePath(m),
			before: string(before), after: string(m.RatingGiven()),
		}, nil
	})
}

// asMessage says of what was looked for as a message that there is no such message, whatever of its path is missing.
func asMessage(err error) error {
	if fault.Is(err, fault.NotFound) {
		return absent("message")
	}
	return err
}

// Rename gives a conversation another title. With a version other than zero, only if it is still in the version that the caller has seen.
func (c Conversations) Rename(ctx context.Context, id string, version int64, title string) (demo.Conversation, error) {
	in, err := c.find(ctx, id, "")
	if err != nil {
		return demo.Conversation{}, err
	}
	return amend(ctx, c.Scoped, c.doc(id), "conversation", func(x *demo.Conversation, now time.Time) (amendment, error) {
		before := x.Title
		switch {
		case x.Deleting:
			return amendment{}, absent("conversation")
		case version != 0 && x.Version != version:
			return amendment{}, stale("conversation")
		}
		if err := x.Rename(title, now); err != nil || x.Title == before {
			return amendment{}, err
		}
		return amendment{action: "conversation.rename", object: conversationPath(in.conversation)}, nil
	})
}

func conversationPath(c demo.Conversation) string {
	return "demos/" + c.DemoID + "/conversations/" + c.ID
}

func messagePath(m *demo.Message) string {
	return "demos/" + m.DemoID + "/conversations/" + m.ConversationID + "/messages/" + m.ID
}

// Delete takes a conversation out of sight at once and deletes what was said in it. done is false when that was too much to be deleted now. The
// sweep (Purge) goes on with it, and with what the agents' API keeps of the conversation. One whose answer is being written stays.
func (c Conversations) Delete(ctx context.Context, id string) (done bool, err error) {
	in, err := c.find(ctx, id, "")
	if err != nil {
		return false, err
	}
	answer, err := c.Message(ctx, id, "")
	if err == nil && !demo.AnswerMachine.Terminal(answer.Status) {
		return false, fault.New(fault.Conflict, "An answer in this conversation is being written; delete the conversation when it is complete.")
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, err
	}
	_, err = amend(ctx, c.Scoped, c.doc(id), "conversation", func(x *demo.Conversation, now time.Time) (amendment, error) {
		if x.Deleting {
			return amendment{}, absent("conversation")
		}
		x.Doom(now)
		return amendment{action: "conversation.delete", object: conversationPath(in.conversation), before: "present", after: "deleted"}, nil
	})
	if err != nil {
		return false, err
	}
	return c.silence(ctx, c.doc(id))
}

// Elsewhere deletes what the agents' API keeps of a conversation, which it knows by demo.AgentsConversation; an absent one is success.
type Elsewhere interface {
	DeleteConversation(ctx context.Context, id string) error
}

// Purge goes on deleting a conversation that nobody sees any more; one that is there for people stays. done tells that it is gone.
func (a Answers) Purge(ctx context.Context, conversationID string, elsewhere Elsewhere) (done bool, err error) {
	if err := a.begin(ctx, tenant.AnswersWrite); err != nil {
		return false, err
	}
	doc := a.Conversations().doc(conversationID)
	if doc == nil {
		return false, absent("conversation")
	}
	conversation, err := read(ctx, a.Scoped, tenant.AnswersWrite, doc, "conversation", func(x *demo.Conversation) string { return x.CreatedBy })
	if err != nil {
		return false, err
	}
	if !conversation.Deleting {
		return false, nil
	}
	return a.purge(ctx, doc, elsewhere)
}

const (
	purgeBatch   = 50  // messages listed at once
	purgeBatches = 3   // of them in one call
	maxChunks    = 400 // documents deleted in one commit
)

// purge deletes what was said in a conversation, then what the agents' API keeps of it, and the record last: it is what knows of the rest. It
// does a bounded part and tells whether that was all; whoever dies in between is followed by the sweep.
func (s *Scoped) purge(ctx context.Context, doc *firestore.DocumentRef, elsewhere Elsewhere) (done bool, err error) {
	conversation, err := doc.Get(ctx)
	if err != nil {
		return false, mapError(err, "conversation")
	}
	if done, err = s.silence(ctx, doc); err != nil || !done {
		return false, err
	}
	if err := elsewhere.DeleteConversation(ctx, demo.AgentsConversation(doc.ID)); err != nil {
		return false, err
	}
	return s.purged(ctx, conversation)
}

// silence deletes a conversation's messages with their chunks, oldest first, and tells whether none is left.
func (s *Scoped) silence(ctx context.Context, doc *firestore.DocumentRef) (done bool, err error) {
	for range purgeBatches {
		messages, err := doc.Collection("messages").OrderBy("ordinal", firestore.Asc).Limit(purgeBatch).Documents(ctx).GetAll()
		if err != nil {
			return false, mapError(err, "messages")
		}
		for _, m := range messages {
			if err := s.purgeMessage(ctx, m.Ref); err != nil {
				return false, err
			}
		}
		if len(messages) < purgeBatch {
			return true, nil
		}
	}
	return false, nil
}

// purged deletes an empty conversation, unless somebody asked in it after it was read: a question changes its conversation.
func (s *Scoped) purged(ctx context.Context, conversation *firestore.DocumentSnapshot) (done bool, err error) {
	_, err = conversation.Ref.Delete(ctx, firestore.LastUpdateTime(conversation.UpdateTime))
	if err != nil && !contended(err) {
		return false, mapError(err, "conversation")
	}
	return err == nil, nil
}

// purgeMessage deletes a message after its chunks.
func (s *Scoped) purgeMessage(ctx context.Context, message *firestore.DocumentRef) error {
	for {
		chunks, err := message.Collection("chunks").OrderBy("seq", firestore.Asc).Limit(maxChunks).Documents(ctx).GetAll()
		if err != nil {
			return mapError(err, "answer")
		}
		last := len(chunks) < maxChunks
		c := s.store.newCommit()
		for _, chunk := range chunks {
			c.remove(chunk.Ref)
		}
		if last {
			c.remove(message)
		}
		if _, err := c.send(ctx); err != nil {
			return mapError(err, "message")
		}
		if last {
			return nil
		}
	}
}
