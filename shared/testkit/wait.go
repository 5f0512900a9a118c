package testkit

import (
	"context"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
)

// waitDeadline bounds every wait; it is generous because it is only ever reached by a failing test.
const waitDeadline = 30 * time.Second

// WaitDocument returns the first version of the document for which ok returns true, watching by a snapshot listener. An
// absent document is shown to ok as a snapshot with Exists() == false. The test fails with the last version seen after 30 s.
func WaitDocument(tb testing.TB, document *firestore.DocumentRef, ok func(*firestore.DocumentSnapshot) bool) *firestore.DocumentSnapshot {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), waitDeadline)
	defer cancel()
	versions := document.Snapshots(ctx)
	defer versions.Stop()
	var last *firestore.DocumentSnapshot
	for {
		snapshot, err := versions.Next()
		if err != nil {
			tb.Fatalf("testkit: wait for %s: %v; last seen: %v", document.Path, err, content(last))
		}
		if ok(snapshot) {
			return snapshot
		}
		last = snapshot
	}
}

// content is what a failure message shows of a snapshot.
func content(snapshot *firestore.DocumentSnapshot) any {
	switch {
	case snapshot == nil:
		return "nothing"
	case !snapshot.Exists():
		return "no such document"
	default:
		return snapshot.Data()
	}
}
