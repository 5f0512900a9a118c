package store

import (
	"context"
	"errors"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Conversations lets people talk to a demo and read what was said.
type Conversations struct{ *Scoped }

// AnswerRef names an answer.
type AnswerRef struct {
	Demo, Conversation, Message string
}

// Asked is a question that was accepted, with the pending answer to it.
type Asked struct {
	Conversation demo.Conversation
	Question     demo.Message
	Answer       demo.Message
}

// Create opens a conversation about an active demo.
func (c Conversations) Create(ctx context.Context, demoID, title string) (demo.Conversation, error) {
	d, err := c.Demos().GetForChat(ctx, demoID)
	if err != nil {
		return demo.Conversation{}, err
	}
	if err := answering(d); err != nil {
		return demo.Conversation{}, err
	}
	conv := c.newConversation(d.ID, title, c.store.now())
	if _, err := c.doc(conv.ID).Create(ctx, conv); err != nil {
		return demo.Conversation{}, mapError(err, "conversation")
	}
	return conv, nil
}

func (c Conversations) newConversation(demoID, title string, now time.Time) demo.Conversation {
	return demo.Conversation{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: c.scope.Subject(), Version: 1},
		ID:   demoID + "-" + c.store.newID(), DemoID: demoID, Title: demo.Title(title), LastAsk: now,
	}
}

// answering refuses a demo that has no agent to answer.
func answering(d demo.Demo) error {
	if d.Status != demo.DemoActive {
		return fault.New(fault.Conflict, "The demo is %s; questions can be asked when it is active.", d.Status)
	}
	return nil
}

// Get gives one conversation.
func (c Conversations) Get(ctx context.Context, id string) (demo.Conversation, error) {
	if err := c.begin(ctx, tenant.DemosChat); err != nil {
		return demo.Conversation{}, err
	}
	demoID, err := demo.SplitConversationID(id)
	if err != nil {
		return demo.Conversation{}, err
	}
	if _, err := c.Demos().GetForChat(ctx, demoID); err != nil {
		return demo.Conversation{}, absent("conversation")
	}
	return read(ctx, c.Scoped, tenant.DemosChat, c.doc(id), "conversation", func(x *demo.Conversation) string { return x.CreatedBy })
}

// List gives the conversations about a demo, newest first.
func (c Conversations) List(ctx context.Context, demoID string, page PageRequest) (Page[demo.Conversation], error) {
	if _, err := c.Demos().GetForChat(ctx, demoID); err != nil {
		return Page[demo.Conversation]{}, err
	}
	q := c.child("demos", demoID).Collection("conversations").Query
	if owner, _ := c.ownerFilter(tenant.DemosChat, ""); owner != "" {
		q = q.Where("created_by", "==", owner)
	}
	return list(ctx, q, page, "conversations", func(x *demo.Conversation) position { return position{x.CreatedAt, x.ID} })
}

// Ask puts a question: it reserves one of the day's questions and writes the question and the pending answer in one commit. An empty
// conversation opens a new one in the same commit.
func (c Conversations) Ask(ctx context.Context, demoID, conversationID, question string) (Asked, error) {
	text, err := demo.Question(question)
	if err != nil {
		return Asked{}, err
	}
	d, err := c.Demos().GetForChat(ctx, demoID)
	if err != nil {
		return Asked{}, err
	}
	if err := answering(d); err != nil {
		return Asked{}, err
	}
	var conv demo.Conversation
	if conversationID != "" {
		if conv, err = c.Get(ctx, conversationID); err != nil {
			return Asked{}, err
		}
		if conv.DemoID != demoID {
			return Asked{}, absent("conversation")
		}
	}
	return c.ask(ctx, d, conv, text)
}

func (c Conversations) ask(ctx context.Context, d demo.Demo, conv demo.Conversation, text string) (Asked, error) {
	var asked Asked
	err := c.reserve(ctx, func(rec *demo.TenantRecord, now time.Time) ([]creation, error) {
		if err := rec.ReserveQuestion(now); err != nil {
			return nil, err
		}
		var creations []creation
		asked = Asked{Conversation: conv}
		if conv.ID == "" {
			asked.Conversation = c.newConversation(d.ID, text, now)
			creations = append(creations, creation{c.doc(asked.Conversation.ID), asked.Conversation})
		}
		asked.Question, asked.Answer = c.messages(d, asked.Conversation, text, now)
		for _, m := range []demo.Message{asked.Question, asked.Answer} {
			creations = append(creations, creation{c.doc(m.ConversationID).Collection("messages").Doc(m.ID), m})
		}
		return creations, nil
	})
	if errors.Is(err, errTaken) {
		err = fault.New(fault.Unavailable, "The question could not be stored; send it again.")
	}
	return asked, err
}

func (c Conversations) messages(d demo.Demo, conv demo.Conversation, text string, now time.Time) (question, answer demo.Message) {
	watch := now.Add(demo.Patience)
	base := demo.Message{
		Meta:   demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: c.scope.Subject(), Version: 1},
		Tenant: d.Tenant, DemoID: d.ID, ConversationID: conv.ID,
	}
	question, answer = base, base
	question.ID, question.Role, question.Text = c.store.newID(), demo.RoleUser, text
	question.Ordinal, question.Status = now.UnixMicro(), demo.AnswerCompleted
	answer.ID, answer.Role, answer.Status = c.store.newID(), demo.RoleAssistant, demo.AnswerPending
	answer.Ordinal, answer.QuestionID, answer.Question, answer.WatchAt = question.Ordinal+1, question.ID, text, &watch
	return question, answer
}

// doc is a conversation's document; the caller has checked that the id has a demo's form.
func (c Conversations) doc(conversationID string) *firestore.DocumentRef {
	demoID, err := demo.SplitConversationID(conversationID)
	if err != nil || !validID(demoID) || !validID(conversationID) {
		return nil
	}
	return c.child("demos", demoID).Collection("conversations").Doc(conversationID)
}
