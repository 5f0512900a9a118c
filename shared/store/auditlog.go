package store

import (
	"context"
	"time"

	"capidemo.dev/platform/shared/tenant"
)

// AuditLog reads the tenant's audit log. Nothing changes it: entries are written in the commits of the changes they tell of.
type AuditLog struct{ *Scoped }

// AuditFilter narrows the log; empty fields do not.
type AuditFilter struct {
	Action   string
	Object   string // path below the tenant
	Actor    string // uid, or system:function
	From, To time.Time
}

// List gives entries, newest first, with the names of who acted.
func (a AuditLog) List(ctx context.Context, filter AuditFilter, page PageRequest) (Page[Event], error) {
	if err := a.begin(ctx, tenant.AuditRead); err != nil {
		return Page[Event]{}, err
	}
	q := where(a.root.Collection("audit_entries").Query, map[string]string{
		"action": filter.Action, "object": filter.Object, "created_by": filter.Actor,
	})
	if !filter.From.IsZero() {
		q = q.Where("created_at", ">=", filter.From)
	}
	if !filter.To.IsZero() {
		q = q.Where("created_at", "<", filter.To)
	}
	found, err := list(ctx, a.Scoped, q, page, "audit log", func(x *AuditEntry) position { return position{At: x.CreatedAt, ID: x.ID} })
	if err != nil {
		return Page[Event]{}, err
	}
	return a.named(ctx, found)
}
