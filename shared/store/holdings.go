package store

import (
	"context"
	"iter"
	"strings"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Holdings reads all that a tenant has, collection by collection and page by page, in the order of the documents' paths. It is for exports;
// only the exporting function has its permission. Every document is given as it is when its page is read.
//
// Collections that lie below others (messages below conversations below demos) are asked for across the whole database, between the bounds
// of the tenant's paths: one query a page, however many parents there are. The path of each document is compared with the tenant once more
// before it is given.
type Holdings struct{ *Scoped }

// Held is a document of the tenant.
type Held[T any] struct {
	Path  string // below the tenant, such as demos/d1/exams/e1
	Value T
}

// holdingsPage is how many documents one round trip brings: few enough that a page of the largest documents fits into memory.
const holdingsPage = 100

// Tenant gives the tenant itself.
func (h Holdings) Tenant(ctx context.Context) (demo.TenantRecord, error) {
	var rec demo.TenantRecord
	if err := h.begin(ctx, tenant.TenantsExport); err != nil {
		return rec, err
	}
	snap, err := h.root.Get(ctx)
	if err != nil {
		return rec, mapError(err, "tenant")
	}
	if err := snap.DataTo(&rec); err != nil {
		return rec, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	return rec, nil
}

// EachMember yields everybody who is or was in the tenant.
func (h Holdings) EachMember(ctx context.Context) iter.Seq2[Held[demo.Member], error] {
	return held[demo.Member](ctx, h.Scoped, h.root.Collection("users").OrderBy(firestore.DocumentID, firestore.Asc), "members")
}

// EachInvite yields the invites.
func (h Holdings) EachInvite(ctx context.Context) iter.Seq2[Held[demo.Invite], error] {
	return held[demo.Invite](ctx, h.Scoped, h.root.Collection("invites").OrderBy(firestore.DocumentID, firestore.Asc), "invites")
}

// EachKey yields the API keys.
func (h Holdings) EachKey(ctx context.Context) iter.Seq2[Held[demo.APIKey], error] {
	return held[demo.APIKey](ctx, h.Scoped, h.root.Collection("api_keys").OrderBy(firestore.DocumentID, firestore.Asc), "API keys")
}

// EachWebhook yields the webhooks.
func (h Holdings) EachWebhook(ctx context.Context) iter.Seq2[Held[demo.Webhook], error] {
	return held[demo.Webhook](ctx, h.Scoped, h.root.Collection("webhooks").OrderBy(firestore.DocumentID, firestore.Asc), "webhooks")
}

// EachDelivery yields what webhooks were told.
func (h Holdings) EachDelivery(ctx context.Context) iter.Seq2[Held[demo.Delivery], error] {
	return heldBelow[demo.Delivery](ctx, h.Scoped, h.store.db.CollectionGroup("deliveries").OrderBy(firestore.DocumentID, firestore.Asc), "deliveries")
}

// EachDemo yields the demos.
func (h Holdings) EachDemo(ctx context.Context) iter.Seq2[Held[demo.Demo], error] {
	return held[demo.Demo](ctx, h.Scoped, h.root.Collection("demos").OrderBy(firestore.DocumentID, firestore.Asc), "demos")
}

// EachExam yields the exams of all demos, with their certificates.
func (h Holdings) EachExam(ctx context.Context) iter.Seq2[Held[demo.Exam], error] {
	return heldBelow[demo.Exam](ctx, h.Scoped, h.store.db.CollectionGroup("exams").OrderBy(firestore.DocumentID, firestore.Asc), "exams")
}

// EachConversation yields the conversations about all demos.
func (h Holdings) EachConversation(ctx context.Context) iter.Seq2[Held[demo.Conversation], error] {
	return heldBelow[demo.Conversation](ctx, h.Scoped, h.store.db.CollectionGroup("conversations").OrderBy(firestore.DocumentID, firestore.Asc), "conversations")
}

// EachMessage yields the questions and answers of all conversations.
func (h Holdings) EachMessage(ctx context.Context) iter.Seq2[Held[demo.Message], error] {
	return heldBelow[demo.Message](ctx, h.Scoped, h.store.db.CollectionGroup("messages").OrderBy(firestore.DocumentID, firestore.Asc), "messages")
}

// EachChunk yields the parts of all answers: their tables and charts are nowhere else.
func (h Holdings) EachChunk(ctx context.Context) iter.Seq2[Held[demo.Chunk], error] {
	return heldBelow[demo.Chunk](ctx, h.Scoped, h.store.db.CollectionGroup("chunks").OrderBy(firestore.DocumentID, firestore.Asc), "parts of answers")
}

// EachJob yields the jobs.
func (h Holdings) EachJob(ctx context.Context) iter.Seq2[Held[demo.Job], error] {
	return held[demo.Job](ctx, h.Scoped, h.root.Collection("jobs").OrderBy(firestore.DocumentID, firestore.Asc), "jobs")
}

// EachLog yields the logs of all jobs.
func (h Holdings) EachLog(ctx context.Context) iter.Seq2[Held[LogEntry], error] {
	return heldBelow[LogEntry](ctx, h.Scoped, h.store.db.CollectionGroup("logs").OrderBy(firestore.DocumentID, firestore.Asc), "logs")
}

// EachAuditEntry yields the audit log.
func (h Holdings) EachAuditEntry(ctx context.Context) iter.Seq2[Held[AuditEntry], error] {
	return held[AuditEntry](ctx, h.Scoped, h.root.Collection("audit_entries").OrderBy(firestore.DocumentID, firestore.Asc), "audit entries")
}

// EachUsagePart yields what was used: the tenant's counts in their parts, the persons' counts and the measured storage, by the ids of package
// demo. What fields a document has depends on which it is.
func (h Holdings) EachUsagePart(ctx context.Context) iter.Seq2[Held[map[string]any], error] {
	return held[map[string]any](ctx, h.Scoped, h.root.Collection("usage").OrderBy(firestore.DocumentID, firestore.Asc), "usage")
}

// EachTrial yields the trials of drafts.
func (h Holdings) EachTrial(ctx context.Context) iter.Seq2[Held[demo.Trial], error] {
	return held[demo.Trial](ctx, h.Scoped, h.root.Collection("trials").OrderBy(firestore.DocumentID, firestore.Asc), "trials")
}

// EachTemplate yields the tenant's private templates.
func (h Holdings) EachTemplate(ctx context.Context) iter.Seq2[Held[demo.Template], error] {
	return held[demo.Template](ctx, h.Scoped, h.root.Collection("templates").OrderBy(firestore.DocumentID, firestore.Asc), "templates")
}

// EachVersion yields the versions of the tenant's private templates.
func (h Holdings) EachVersion(ctx context.Context) iter.Seq2[Held[demo.TemplateVersion], error] {
	return heldBelow[demo.TemplateVersion](ctx, h.Scoped, h.store.db.CollectionGroup("versions").OrderBy(firestore.DocumentID, firestore.Asc), "template versions")
}

// EachExport yields the exports.
func (h Holdings) EachExport(ctx context.Context) iter.Seq2[Held[demo.Export], error] {
	return held[demo.Export](ctx, h.Scoped, h.root.Collection("exports").OrderBy(firestore.DocumentID, firestore.Asc), "exports")
}

// EachErasure yields the proofs of erasure.
func (h Holdings) EachErasure(ctx context.Context) iter.Seq2[Held[demo.Erasure], error] {
	return held[demo.Erasure](ctx, h.Scoped, h.root.Collection("erasures").OrderBy(firestore.DocumentID, firestore.Asc), "erasures")
}

// Specification gives what a version is built from, in canonical form: of a shared template or of the tenant's own.
func (h Holdings) Specification(ctx context.Context, templateID string, number int) ([]byte, error) {
	if err := h.begin(ctx, tenant.TenantsExport); err != nil {
		return nil, err
	}
	home := Templates(h).home(templateID)
	if home == nil {
		return nil, absent("template")
	}
	snap, err := specOf(versionOf(home, number)).Get(ctx)
	if err != nil {
		return nil, mapError(err, "specification")
	}
	var spec specification
	if err := snap.DataTo(&spec); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	return spec.Content, nil
}

// heldBelow yields what a query across the database finds below the tenant.
func heldBelow[T any](ctx context.Context, s *Scoped, q firestore.Query, what string) iter.Seq2[Held[T], error] {
	first, end := s.bounds()
	return held[T](ctx, s, q.StartAfter(first).EndBefore(end), what)
}

// bounds are two documents between whose paths everything below the tenant lies, and nothing of another tenant: ids of tenants are
// lower-case letters and digits, and no character of theirs comes before 0.
func (s *Scoped) bounds() (first, end *firestore.DocumentRef) {
	return s.root, s.root.Parent.Doc(s.root.ID + "0")
}

// held yields the documents of a query in the order of their paths, page by page.
func held[T any](ctx context.Context, s *Scoped, q firestore.Query, what string) iter.Seq2[Held[T], error] {
	return func(yield func(Held[T], error) bool) {
		if err := s.begin(ctx, tenant.TenantsExport); err != nil {
			yield(Held[T]{}, err)
			return
		}
		for doc, err := range s.documents(ctx, q, what) {
			var item Held[T]
			if err == nil {
				if err = doc.DataTo(&item.Value); err != nil {
					err = fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
				}
				item.Path = s.below(doc.Ref)
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// documents yields the documents of a query that is ordered by ids, page by page. A document that does not lie below the tenant ends it.
func (s *Scoped) documents(ctx context.Context, q firestore.Query, what string) iter.Seq2[*firestore.DocumentSnapshot, error] {
	return func(yield func(*firestore.DocumentSnapshot, error) bool) {
		q = q.Limit(holdingsPage)
		for page := q; ; {
			docs, err := page.Documents(ctx).GetAll()
			if err != nil {
				yield(nil, mapError(err, what))
				return
			}
			for _, doc := range docs {
				if s.below(doc.Ref) == "" {
					err = fault.New(fault.Internal, "document %s does not lie below tenant %s", doc.Ref.Path, s.scope.Tenant())
				}
				if !yield(doc, err) || err != nil {
					return
				}
			}
			if len(docs) < holdingsPage {
				return
			}
			page = q.StartAfter(docs[len(docs)-1])
		}
	}
}

// below is a document's path below the tenant; empty for what is not the tenant's.
func (s *Scoped) below(doc *firestore.DocumentRef) string {
	path, ok := strings.CutPrefix(doc.Path, s.root.Path+"/")
	if !ok {
		return ""
	}
	return path
}
