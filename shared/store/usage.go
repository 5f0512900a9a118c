package store

import (
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
)

// used counts one more of what the scope's person uses in this month (demo.Usage), in the commit that uses it.
func (s *Scoped) used(counter string, now time.Time) creation {
	return creation{ref: s.usageDoc(now), counts: map[string]any{
		counter: firestore.Increment(1), "uid": s.scope.Subject(), "month": demo.Month(now),
		"created_by": s.scope.Subject(), "updated_at": now, "version": firestore.Increment(1),
	}}
}

// usageDoc counts what the scope's person uses in the month of an instant.
func (s *Scoped) usageDoc(now time.Time) *firestore.DocumentRef {
	return s.root.Collection("usage").Doc(demo.UsageID(s.scope.Subject(), now))
}

func refs(all ...*firestore.DocumentRef) []*firestore.DocumentRef { return all }
