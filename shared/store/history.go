package store

import (
	"context"
	"strings"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// Event is an audit entry with the name of who acted.
type Event struct {
	AuditEntry
	Actor string // for display
}

// TheSystem is who acts when no person does.
const TheSystem = "the system"

// History gives what happened to a demo, newest first.
func (d Demos) History(ctx context.Context, id string, page PageRequest) (Page[Event], error) {
	if _, err := d.Get(ctx, id); err != nil {
		return Page[Event]{}, err
	}
	q := d.root.Collection("audit_entries").Where("demo_id", "==", id)
	found, err := list(ctx, d.Scoped, q, page, "history", func(x *AuditEntry) position { return position{At: x.CreatedAt, ID: x.ID} })
	if err != nil {
		return Page[Event]{}, err
	}
	return d.named(ctx, found)
}

// named adds the names of who acted: the audit log itself keeps only their ids, so that a person can be forgotten.
func (s *Scoped) named(ctx context.Context, found Page[AuditEntry]) (Page[Event], error) {
	names := map[string]string{}
	for _, entry := range found.Items {
		names[entry.CreatedBy] = ""
	}
	if err := s.names(ctx, names); err != nil {
		return Page[Event]{}, err
	}
	out := Page[Event]{Items: make([]Event, len(found.Items)), Cursor: found.Cursor}
	for i, entry := range found.Items {
		out.Items[i] = Event{AuditEntry: entry, Actor: names[entry.CreatedBy]}
	}
	return out, nil
}

// names fills in the display names of subjects: members of the tenant by their names, everything else by what it is.
func (s *Scoped) names(ctx context.Context, names map[string]string) error {
	refs := make([]*firestore.DocumentRef, 0, len(names))
	for subject := range names {
		if strings.HasPrefix(subject, "system:") {
			names[subject] = TheSystem
			continue
		}
		names[subject] = demo.FormerMember
		refs = append(refs, s.root.Collection("users").Doc(subject))
	}
	if len(refs) == 0 {
		return nil
	}
	snaps, err := s.store.db.GetAll(ctx, refs)
	if err != nil {
		return mapError(err, "members")
	}
	for _, snap := range snaps {
		if !snap.Exists() {
			continue
		}
		var member demo.Member
		if err := snap.DataTo(&member); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
		}
		if member.Name != "" {
			names[snap.Ref.ID] = member.Name
		}
	}
	return nil
}
