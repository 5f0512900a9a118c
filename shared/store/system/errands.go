package system

import (
	"context"
	"iter"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// SilentErrand names an errand about a tenant that has not been heard of.
type SilentErrand struct {
	Tenant tenant.ID
	Kind   demo.ErrandKind
}

// SilentErrands yields the errands of all tenants whose time to be looked after has come, as SilentJobs does.
func (s *Store) SilentErrands(ctx context.Context) iter.Seq2[SilentErrand, error] {
	due := s.db.CollectionGroup("errands").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "errands", func(path []string, _ *firestore.DocumentSnapshot) (SilentErrand, bool) {
		if len(path) != 4 {
			return SilentErrand{}, false
		}
		return SilentErrand{Tenant: tenant.ID(path[1]), Kind: demo.ErrandKind(path[3])}, true
	})
}
