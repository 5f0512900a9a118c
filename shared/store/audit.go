package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	Via       string `firestore:"via"`     // id of the API key that acted for the person; empty when the person did
	Digests   Change `firestore:"digests"` // of the whole object, where one document changed
}

// Change is what an object was and became, as SHA-256 of its fields: enough to prove a state, and no content.
type Change struct {
	Before string `firestore:"before"`
	After  string `firestore:"after"`
}

// digest stands for a document's fields.
func digest(doc any) string {
	raw, err := json.Marshal(doc)
	if err != nil { // plain structs of strings, numbers and times always encode
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
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
		ID:   id, Action: action, Object: object, DemoID: demoID, Before: before, After: after, RequestID: telemetry.RequestID(ctx), Via: s.scope.Key(),
	}
}
