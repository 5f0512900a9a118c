package store

import (
	"context"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/telemetry"
)

// AuditEntry says who changed what, in the same commit as the change. It names objects and states, never content.
type AuditEntry struct {
	demo.Meta
	ID        string `firestore:"id"`
	Action    string `firestore:"action"`  // such as demo.provision, job.cancel, job.completed
	Object    string `firestore:"object"`  // path below the tenant
	DemoID    string `firestore:"demo_id"` // the demo whose history it belongs to; empty for what belongs to none
	Before    string `firestore:"before"`  // state
	After     string `firestore:"after"`
	RequestID string `firestore:"request_id"`
}

// auditEntry makes the entry and the place it is written to.
func (s *Scoped) auditEntry(ctx context.Context, action, object, before, after string, now time.Time) (*firestore.DocumentRef, AuditEntry) {
	id := s.store.newID()
	demoID, _ := strings.CutPrefix(object, "demos/")
	if demoID == object || strings.Contains(demoID, "/") { // of what is below a demo, only what names it is in its history
		demoID = ""
	}
	return s.root.Collection("audit_entries").Doc(id), AuditEntry{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: s.scope.Subject(), Version: 1},
		ID:   id, Action: action, Object: object, DemoID: demoID, Before: before, After: after, RequestID: telemetry.RequestID(ctx),
	}
}
