package store

import (
	"context"
	"errors"
	"slices"
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
	var conv demo.Conversation
	err = c.reserveAbout(ctx, c.child("demos", demoID), func(_ *demo.TenantRecord, about *firestore.DocumentSnapshot, now time.Time) ([]creation, error) {
		if _, err := c.askable(about); err != nil {
			return nil, err
		}
		conv = c.newConversation(demoID, title, now)
		place, entry := c.auditEntry(ctx, "conversation.create", conversationPath(conv), "", "present", now)
		return []creation{{ref: c.doc(conv.ID), data: conv}, {ref: place, data: entry}}, nil
	})
	return conv, err
}

// askable reads the demo that somebody wants to ask, as it is at the time of a reservation.
func (c Conversations) askable(snap *firestore.DocumentSnapshot) (d demo.Demo, err error) {
	if !snap.Exists() {
		return d, absent("demo")
	}
	if err := snap.DataTo(&d); err != nil {
		return d, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	if !c.scope.Covers(tenant.DemosChat, d.CreatedBy) || d.Status == demo.DemoDeleted {
		return d, absent("demo")
	}
	return d, answering(d)
}

func (c Conversations) newConversation(demoID, title string, now time.Time) demo.Conversation {
	return demo.Conversation{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: c.scope.Subject(), Version: 1},
		ID:   demoID + "-" + c.store.newID(), DemoID: demoID, Title: demo.Title(title),
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
	found, err := c.find(ctx, id, "")
	return found.conversation, err
}

// found is a conversation with its demo, and one of its messages when it was asked for.
type found struct {
	demo         demo.Demo
	conversation demo.Conversation
	message      demo.Message
}

// find reads a conversation with its demo, and a message when one is named, in one round trip. The scope must reach the demo and the
// conversation; whatever is missing or others' looks the same.
func (c Conversations) find(ctx context.Context, id, messageID string) (found, error) {
	if err := c.begin(ctx, tenant.DemosChat); err != nil {
		return found{}, err
	}
	doc := c.doc(id)
	if doc == nil || (messageID != "" && !validID(messageID)) {
		return found{}, absent("conversation")
	}
	var out found
	refs, into := []*firestore.DocumentRef{doc.Parent.Parent, doc}, []any{&out.demo, &out.conversation}
	if messageID != "" {
		refs, into = append(refs, doc.Collection("messages").Doc(messageID)), append(into, &out.message)
	}
	snaps, err := c.store.db.GetAll(ctx, refs)
	if err != nil {
		return found{}, mapError(err, "conversation")
	}
	for i, snap := range snaps {
		if !snap.Exists() {
			return found{}, absent("conversation")
		}
		if err := snap.DataTo(into[i]); err != nil {
			return found{}, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
		}
	}
	if out.conversation.Deleting || !c.scope.Covers(tenant.DemosChat, out.demo.CreatedBy) || !c.scope.Covers(tenant.DemosChat, out.conversation.CreatedBy) {
		return found{}, absent("conversation")
	}
	return out, nil
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
	out, err := list(ctx, c.Scoped, q, page, "conversations", func(x *demo.Conversation) position { return position{At: x.CreatedAt, ID: x.ID} })
	out.Items = slices.DeleteFunc(out.Items, func(x demo.Conversation) bool { return x.Deleting }) // for a moment only
	return out, err
}

// Ask puts a question: it reserves one of the day's questions and writes the question and the pending answer in one commit. An empty
// conversation opens a new one in the same commit. The audit log has who asked about which demo, and no word of the question.
func (c Conversations) Ask(ctx context.Context, demoID, conversationID, question string) (Asked, error) {
	text, err := demo.Question(question)
	if err != nil {
		return Asked{}, err
	}
	var in found
	if conversationID == "" {
		in.demo, err = c.Demos().GetForChat(ctx, demoID)
	} else {
		in, err = c.find(ctx, conversationID, "")
	}
	if err != nil {
		return Asked{}, err
	}
	if in.demo.ID != demoID {
		return Asked{}, absent("conversation")
	}
	if err := answering(in.demo); err != nil {
		return Asked{}, err
	}
	return c.ask(ctx, demoID, in.conversation, text)
}

func (c Conversations) ask(ctx context.Context, demoID string, conv demo.Conversation, text string) (Asked, error) {
	var asked Asked
	err := c.reserveAbout(ctx, c.child("demos", demoID), func(rec *demo.TenantRecord, about *firestore.DocumentSnapshot, now time.Time) ([]creation, error) {
		d, err := c.askable(about)
		if err != nil {
			return nil, err
		}
		if err := rec.ReserveQuestion(now); err != nil {
			return nil, err
		}
		if err := c.roomForBytes(ctx, rec, now); err != nil {
			return nil, err
		}
		var creations []creation
		asked = Asked{Conversation: conv}
		if conv.ID == "" {
			asked.Conversation = c.newConversation(d.ID, text, now)
			creations = append(creations, creation{ref: c.doc(asked.Conversation.ID), data: asked.Conversation})
		}
		asked.Question, asked.Answer = c.messages(d, asked.Conversation, text, now)
		for _, m := range []demo.Message{asked.Question, asked.Answer} {
			creations = append(creations, creation{ref: c.doc(m.ConversationID).Collection("messages").Doc(m.ID), data: m})
		}
		if conv.ID != "" { // it must still be there, and whoever deletes it must notice the question
			creations = append(creations, creation{ref: c.doc(conv.ID), updates: []firestore.Update{
				{Path: "updated_at", Value: now}, {Path: "version", Value: firestore.Increment(1)},
			}})
		}
		if used := d; used.Use(now) {
			creations = append(creations, creation{ref: c.child("demos", d.ID), updates: lastUse(used)})
		}
		place, entry := c.auditEntry(ctx, "question.ask", messagePath(&asked.Question), "", string(asked.Answer.Status), now)
		return append(creations, creation{ref: place, data: entry}, c.used("questions", now), c.usedByTenant(asked.Answer.ID, "questions", now)), nil
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
	question.ID, question.Role, question.Text = conv.ID+"-"+c.store.newID(), demo.RoleUser, text
	question.Ordinal, question.Status = now.UnixMicro(), demo.AnswerCompleted
	answer.ID, answer.Role, answer.Status = conv.ID+"-"+c.store.newID(), demo.RoleAssistant, demo.AnswerPending
	answer.Ordinal, answer.QuestionID, answer.Question, answer.WatchAt = question.Ordinal+1, question.ID, text, &watch
	return question, answer
}

// lastUse is what activity changes of a demo. It commits whatever else the demo became meanwhile: the later use wins.
func lastUse(d demo.Demo) []firestore.Update {
	return []firestore.Update{
		{Path: "last_used", Value: d.LastUsed}, {Path: "archive_at", Value: d.ArchiveAt}, {Path: "delete_at", Value: d.DeleteAt},
		{Path: "updated_at", Value: d.UpdatedAt}, {Path: "version", Value: firestore.Increment(1)},
	}
}

// doc is a conversation's document; the caller has checked that the id has a demo's form.
func (c Conversations) doc(conversationID string) *firestore.DocumentRef {
	demoID, err := demo.SplitConversationID(conversationID)
	if err != nil || !validID(demoID) || !validID(conversationID) {
		return nil
	}
	return c.child("demos", demoID).Collection("conversations").Doc(conversationID)
}
