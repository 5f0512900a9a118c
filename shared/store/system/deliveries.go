package system

import (
	"context"
	"iter"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/tenant"
)

// SilentDelivery names a delivery of a notice whose next attempt is due, or that has not been heard of.
type SilentDelivery struct {
	Tenant            tenant.ID
	Webhook, Delivery string
}

// SilentDeliveries yields the deliveries of all tenants whose time to be looked after has come, as SilentJobs does.
func (s *Store) SilentDeliveries(ctx context.Context) iter.Seq2[SilentDelivery, error] {
	due := s.db.CollectionGroup("deliveries").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "deliveries", func(path []string, _ *firestore.DocumentSnapshot) (SilentDelivery, bool) {
		if len(path) != 6 {
			return SilentDelivery{}, false
		}
		return SilentDelivery{Tenant: tenant.ID(path[1]), Webhook: path[3], Delivery: path[5]}, true
	})
}
