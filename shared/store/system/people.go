package system

import (
	"context"
	"iter"
	"strings"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Elsewhere tells whether a person is, or was, a member of another tenant than the given one that has not forgotten them: then their
// account is not one tenant's alone.
func (s *Store) Elsewhere(ctx context.Context, id tenant.ID, uid string) (bool, error) {
	docs, err := s.db.CollectionGroup("users").Where("uid", "==", uid).Documents(ctx).GetAll()
	if err != nil {
		return false, unavailable(err, "the memberships of a person could not be listed")
	}
	for _, doc := range docs {
		var member demo.Member
		if err := doc.DataTo(&member); err != nil {
			return false, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
		_, path, _ := strings.Cut(doc.Ref.Path, "/documents/")
		if !strings.HasPrefix(path, "tenants/"+string(id)+"/") && member.Standing() != demo.MemberErased {
			return true, nil
		}
	}
	return false, nil
}

// SilentExport names an export that has not been heard of, or whose time is over.
type SilentExport struct {
	Tenant tenant.ID
	Export string
}

// SilentExports yields the exports of all tenants whose time to be looked after has come, as SilentJobs does.
func (s *Store) SilentExports(ctx context.Context) iter.Seq2[SilentExport, error] {
	due := s.db.CollectionGroup("exports").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "exports", func(path []string, _ *firestore.DocumentSnapshot) (SilentExport, bool) {
		if len(path) != 4 {
			return SilentExport{}, false
		}
		return SilentExport{Tenant: tenant.ID(path[1]), Export: path[3]}, true
	})
}

// SilentErasure names an erasure of a person that has not been heard of.
type SilentErasure struct {
	Tenant  tenant.ID
	Erasure string
}

// SilentErasures yields the erasures of all tenants whose time to be looked after has come, as SilentJobs does.
func (s *Store) SilentErasures(ctx context.Context) iter.Seq2[SilentErasure, error] {
	due := s.db.CollectionGroup("erasures").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "erasures", func(path []string, _ *firestore.DocumentSnapshot) (SilentErasure, bool) {
		if len(path) != 4 {
			return SilentErasure{}, false
		}
		return SilentErasure{Tenant: tenant.ID(path[1]), Erasure: path[3]}, true
	})
}
