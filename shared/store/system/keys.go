package system

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// KeyOwner gives the API key with one of the ids, the membership of the person it acts for and the tenant. Absence of any is
// NotFound.
func (s *Store) KeyOwner(ctx context.Context, id tenant.ID, ids []string) (demo.APIKey, demo.Member, demo.TenantRecord, error) {
	keys := s.db.Collection("tenants").Doc(string(id)).Collection("api_keys")
	docs := make([]*firestore.DocumentRef, len(ids))
	for i, one := range ids {
		docs[i] = keys.Doc(one)
	}
	snaps, err := s.db.GetAll(ctx, docs)
	if err != nil {
		return demo.APIKey{}, demo.Member{}, demo.TenantRecord{}, unavailable(err, "the API key could not be read")
	}
	for _, snap := range snaps {
		if !snap.Exists() {
			continue
		}
		var key demo.APIKey
		if err := snap.DataTo(&key); err != nil {
			return demo.APIKey{}, demo.Member{}, demo.TenantRecord{}, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
		}
		member, in, err := s.Membership(ctx, id, key.CreatedBy)
		return key, member, in, err
	}
	return demo.APIKey{}, demo.Member{}, demo.TenantRecord{}, fault.New(fault.NotFound, "There is no such API key.")
}

// KeyUsed writes down that a key was used. A key that is gone meanwhile is not there any more, which the next request finds out.
func (s *Store) KeyUsed(ctx context.Context, id tenant.ID, key string, at time.Time) error {
	_, err := s.db.Collection("tenants").Doc(string(id)).Collection("api_keys").Doc(key).Update(ctx, []firestore.Update{{Path: "last_used", Value: at}})
	if err = unavailable(err, "the API key's use could not be written"); fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// Tenants gives a part of all tenants, in the order of their ids; after is the last id already seen.
func (s *Store) Tenants(ctx context.Context, after string, limit int) ([]demo.TenantRecord, error) {
	q := s.db.Collection("tenants").OrderBy(firestore.DocumentID, firestore.Asc)
	if after != "" {
		q = q.StartAfter(after)
	}
	docs, err := q.Limit(limit).Documents(ctx).GetAll()
	if err != nil {
		return nil, unavailable(err, "the tenants could not be listed")
	}
	out := make([]demo.TenantRecord, len(docs))
	for i, doc := range docs {
		if err := doc.DataTo(&out[i]); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
	}
	return out, nil
}
