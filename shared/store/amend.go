package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/fault"
)

// amendment says for the audit log what a change did. The zero amendment is that of a change that changed nothing.
type amendment struct {
	action, object, before, after string
	also                          func(c *commit)        // further writes of the same commit
	log                           *firestore.DocumentRef // tenant whose log has the entry, when it is not the scope's
}

// amend changes one document, with its audit entry, in one commit. change gets what is there now, checks that the scope may change it, and
// runs again when others wrote meanwhile. The document is given as it became.
func amend[T any](ctx context.Context, s *Scoped, ref *firestore.DocumentRef, what string, change func(*T, time.Time) (amendment, error)) (T, error) {
	var out, none T
	if ref == nil {
		return none, absent(what)
	}
	var entryDoc *firestore.DocumentRef // of the last try: that it exists tells that the try landed though its acknowledgement was lost
	err := contend(ctx, func() error {
		refs := []*firestore.DocumentRef{ref}
		if entryDoc != nil {
			refs = append(refs, entryDoc)
		}
		snaps, err := s.store.db.GetAll(ctx, refs)
		if err != nil {
			return err
		}
		if !snaps[0].Exists() {
			return absent(what)
		}
		var doc T
		if err := snaps[0].DataTo(&doc); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", ref.Path)
		}
		if len(snaps) == 2 && snaps[1].Exists() {
			out = doc
			return nil
		}
		now, before := s.store.now(), digest(doc)
		made, err := change(&doc, now)
		if err != nil {
			return err
		}
		if out = doc; made.action == "" {
			return nil
		}
		c := s.store.newCommit()
		c.replace(ref, snaps[0].UpdateTime, doc)
		if made.also != nil {
			made.also(c)
		}
		place, entry := s.auditEntry(ctx, made.action, made.object, made.before, made.after, now)
		entry.Digests = Change{before, digest(doc)}
		if made.log != nil {
			place = made.log.Collection("audit_entries").Doc(entry.ID)
		}
		entryDoc = place
		c.create(place, entry)
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return none, mapError(err, what)
	}
	return out, nil
}
