package store

import (
	"context"

	"cloud.google.com/go/firestore"
)

// Journal is told of every audit entry once the commit that has it is known to have landed, with the tenant whose log it is in. The log in the
// database is the truth: when an instance dies, or a commit's acknowledgement is lost, between landing and telling, the journal lacks an entry.
type Journal func(ctx context.Context, tenant string, entry AuditEntry)

// WithJournal sets who is told of audit entries, such as the structured log.
func WithJournal(j Journal) Option { return func(s *Store) { s.journal = j } }

// journaled tells the journal of a document that was created, if it is an audit entry.
func (s *Store) journaled(ctx context.Context, doc *firestore.DocumentRef, data any) {
	if entry, isEntry := data.(AuditEntry); isEntry {
		s.journal(ctx, doc.Parent.Parent.ID, entry)
	}
}
