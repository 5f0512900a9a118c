package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Remove removes everything of one kind that the tenant has of the person, and says how much there was. What is removed is not found again:
// whoever dies in between goes on where it ended, and doing it again finds nothing. It stops when the claim is lost.
func (e Erasures) Remove(ctx context.Context, claim ErasureClaim, kind demo.Personal, elsewhere Elsewhere) (n int64, err error) {
	if err := e.begin(ctx, tenant.PeopleForget); err != nil {
		return 0, err
	}
	if err := e.Renew(ctx, claim); err != nil { // a worker that slept past its lease touches nothing of who came back meanwhile
		return 0, err
	}
	x := claim.Erasure
	switch kind {
	case demo.PersonalKeys:
		n, err = e.revokeKeys(ctx, x.UID)
	case demo.PersonalInvites:
		n, err = e.dropInvites(ctx, x)
	case demo.PersonalPins:
		n, err = e.unpin(ctx, x.UID)
	case demo.PersonalConversations:
		n, err = e.dropConversations(ctx, x.UID, elsewhere)
	case demo.PersonalComments:
		n, err = e.dropComments(ctx, x.UID)
	case demo.PersonalUsage:
		n, err = e.dropUsage(ctx, x.UID)
	default:
		return 0, fault.New(fault.Internal, "nothing personal is called %q", kind)
	}
	if n == 0 {
		return n, err
	}
	noted := e.held(ctx, claim, func(_ *commit, x *demo.Erasure, now time.Time) error {
		return x.Count(claim.Fence, string(kind), n, now)
	})
	if err == nil {
		err = noted
	}
	return n, err
}

// revokeKeys ends the person's API keys and takes their names, which say what they were for and often whose they were.
func (e Erasures) revokeKeys(ctx context.Context, uid string) (n int64, err error) {
	q := e.root.Collection("api_keys").Where("created_by", "==", uid).OrderBy(firestore.DocumentID, firestore.Asc)
	_, err = e.eachOf(ctx, q, "API keys", func(doc *firestore.DocumentRef) error {
		_, err := amend(ctx, e.Scoped, doc, "API key", func(x *demo.APIKey, now time.Time) (amendment, error) {
			before, open := x.Status(now), x.RevokedAt == nil
			if !open && x.Name == demo.FormerMember {
				return amendment{}, nil
			}
			n++
			x.Name = demo.FormerMember
			x.Touch(now)
			made := amendment{action: "api_key.erase", object: "api_keys/" + x.ID, before: before, after: "revoked"}
			if open {
				x.RevokedAt = &now
				made.also = func(c *commit) {
					c.update(e.root, []firestore.Update{{Path: "counters.api_keys", Value: firestore.Increment(-1)}, {Path: "updated_at", Value: now}})
				}
			}
			return made, nil
		})
		return err
	})
	return n, err
}

// dropInvites removes the invites to the person's address, and the one they came by. One that was made after the erasure was asked for is a
// new wish and stays. Addresses are compared without case, as Accept does, so all invites are looked at.
func (e Erasures) dropInvites(ctx context.Context, x demo.Erasure) (n int64, err error) {
	for doc, err := range e.documents(ctx, e.root.Collection("invites").OrderBy(firestore.DocumentID, firestore.Asc), "invites") {
		if err != nil {
			return n, err
		}
		var invite demo.Invite
		if err := doc.DataTo(&invite); err != nil {
			return n, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
		theirs := invite.UsedBy == x.UID || x.Email != "" && strings.EqualFold(invite.Email, x.Email)
		if !theirs || invite.CreatedAt.After(x.CreatedAt) {
			continue
		}
		now := e.store.now()
		c := e.store.newCommit()
		c.remove(doc.Ref)
		c.create(e.auditEntry(ctx, "invite.erase", "invites/"+invite.ID, invite.Status(now), "", now))
		if _, err := c.send(ctx); err != nil {
			return n, mapError(err, "invite")
		}
		n++
	}
	return n, nil
}

// unpin takes the person's pins off the tenant's demos.
func (e Erasures) unpin(ctx context.Context, uid string) (n int64, err error) {
	for {
		found, err := query[demo.Demo](ctx, e.root.Collection("demos").Where("pinned_by", "array-contains", uid).Limit(MaxPins), "demos")
		if err != nil || len(found) == 0 {
			return n, err
		}
		for _, d := range found {
			_, err := amend(ctx, e.Scoped, e.child("demos", d.ID), "demo", func(x *demo.Demo, now time.Time) (amendment, error) {
				if !x.Pin(uid, false, now) {
					return amendment{}, nil
				}
				n++
				return amendment{action: "demo.unpin", object: "demos/" + x.ID}, nil
			})
			if err != nil {
				return n, err
			}
		}
	}
}

// dropConversations deletes the conversations that the person led, about whosever demos, with all that was said.
func (e Erasures) dropConversations(ctx context.Context, uid string, elsewhere Elsewhere) (int64, error) {
	q := e.store.db.CollectionGroup("conversations").Where("created_by", "==", uid).OrderBy(firestore.DocumentID, firestore.Asc)
	return e.ofPerson(ctx, q, "conversations", func(doc *firestore.DocumentRef) error {
		_, err := amend(ctx, e.Scoped, doc, "conversation", func(x *demo.Conversation, now time.Time) (amendment, error) {
			if x.Deleting {
				return amendment{}, nil
			}
			x.Doom(now)
			return amendment{action: "conversation.delete", object: conversationPath(*x), before: "present", after: "deleted"}, nil
		})
		for done := false; err == nil && !done; {
			done, err = e.purge(ctx, doc, elsewhere)
		}
		if fault.Is(err, fault.NotFound) { // the sweep was faster
			err = nil
		}
		return err
	})
}

// dropComments takes the person's words from their feedback on others' answers. That somebody rated an answer stays: it names nobody.
func (e Erasures) dropComments(ctx context.Context, uid string) (int64, error) {
	q := e.store.db.CollectionGroup("messages").Where("feedback.by", "==", uid).OrderBy(firestore.DocumentID, firestore.Asc)
	return e.ofPerson(ctx, q, "messages", func(doc *firestore.DocumentRef) error {
		_, err := amend(ctx, e.Scoped, doc, "message", func(m *demo.Message, now time.Time) (amendment, error) {
			if m.Feedback == nil || m.Feedback.By != uid {
				return amendment{}, nil
			}
			m.Feedback = &demo.Feedback{Rating: m.Feedback.Rating, At: m.Feedback.At}
			m.Touch(now)
			return amendment{
				action: "message.feedback", object: messagePath(m),
				before: string(m.RatingGiven()), after: string(m.RatingGiven()),
			}, nil
		})
		return err
	})
}

// dropUsage removes what the person alone used; the tenant's own counts stay.
func (e Erasures) dropUsage(ctx context.Context, uid string) (n int64, err error) {
	docs, err := e.root.Collection("usage").Where("uid", "==", uid).Documents(ctx).GetAll()
	if err != nil {
		return 0, mapError(err, "usage")
	}
	for some := range slices.Chunk(docs, maxChunks) {
		c := e.store.newCommit()
		for _, doc := range some {
			c.remove(doc.Ref)
		}
		if _, err := c.send(ctx); err != nil {
			return n, mapError(err, "usage")
		}
		n += int64(len(some))
	}
	return n, nil
}
