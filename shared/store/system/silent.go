package system

import (
	"context"
	"iter"
	"strings"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// SilentJob names a job that has not been heard of.
type SilentJob struct {
	Tenant tenant.ID
	Job    string
	Demo   string
	Type   string
}

// SilentAnswer names an answer that has not been heard of.
type SilentAnswer struct {
	Tenant                      tenant.ID
	Demo, Conversation, Message string
}

// silentPage is how many documents one look takes.
const silentPage = 100

// SilentJobs yields the jobs of all tenants whose time to be looked after has come, the longest silent first. A document that is no job is
// yielded as a fault and does not hold up the others; the sequence ends when the database fails.
func (s *Store) SilentJobs(ctx context.Context) iter.Seq2[SilentJob, error] {
	due := s.db.CollectionGroup("jobs").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "jobs", func(path []string, doc *firestore.DocumentSnapshot) (SilentJob, bool) {
		demoID, hasDemo := doc.Data()["demo_id"].(string)
		kind, hasType := doc.Data()["type"].(string)
		if len(path) != 4 || !hasDemo || !hasType {
			return SilentJob{}, false
		}
		return SilentJob{Tenant: tenant.ID(path[1]), Job: path[3], Demo: demoID, Type: kind}, true
	})
}

// SilentAnswers yields the answers of all tenants whose time to be looked after has come, in the same way.
func (s *Store) SilentAnswers(ctx context.Context) iter.Seq2[SilentAnswer, error] {
	due := s.db.CollectionGroup("messages").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "messages", func(path []string, _ *firestore.DocumentSnapshot) (SilentAnswer, bool) {
		if len(path) != 8 {
			return SilentAnswer{}, false
		}
		return SilentAnswer{Tenant: tenant.ID(path[1]), Demo: path[3], Conversation: path[5], Message: path[7]}, true
	})
}

// DoomedConversation names a conversation that is to be deleted and was not yet.
type DoomedConversation struct {
	Tenant       tenant.ID
	Conversation string
}

// DoomedConversations yields the conversations of all tenants whose deletion was not brought to its end, in the same way.
func (s *Store) DoomedConversations(ctx context.Context) iter.Seq2[DoomedConversation, error] {
	due := s.db.CollectionGroup("conversations").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "conversations", func(path []string, _ *firestore.DocumentSnapshot) (DoomedConversation, bool) {
		if len(path) != 6 {
			return DoomedConversation{}, false
		}
		return DoomedConversation{Tenant: tenant.ID(path[1]), Conversation: path[5]}, true
	})
}

// silent pages through what is due when it begins. Whose a document is, its path says, never its content.
func silent[T any](ctx context.Context, due firestore.Query, what string, read func(path []string, doc *firestore.DocumentSnapshot) (T, bool)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		due = due.Limit(silentPage)
		for page := due; ; {
			docs, err := page.Documents(ctx).GetAll()
			if err != nil {
				var none T
				yield(none, unavailable(err, "silent "+what+" could not be listed"))
				return
			}
			for _, doc := range docs {
				_, path, _ := strings.Cut(doc.Ref.Path, "/documents/")
				item, ok := read(strings.Split(path, "/"), doc)
				if !ok {
					err = fault.New(fault.Internal, "document %s is none of %s", path, what)
				}
				if !yield(item, err) {
					return
				}
				err = nil
			}
			if len(docs) < silentPage {
				return
			}
			page = due.StartAfter(docs[len(docs)-1])
		}
	}
}

// SilentTrial names a template version's trial that has not been heard of.
type SilentTrial struct {
	Tenant tenant.ID
	Trial  string
}

// SilentTrials yields the trials of all tenants whose time to be looked after has come, in the same way.
func (s *Store) SilentTrials(ctx context.Context) iter.Seq2[SilentTrial, error] {
	due := s.db.CollectionGroup("trials").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "trials", func(path []string, _ *firestore.DocumentSnapshot) (SilentTrial, bool) {
		if len(path) != 4 {
			return SilentTrial{}, false
		}
		return SilentTrial{Tenant: tenant.ID(path[1]), Trial: path[3]}, true
	})
}
