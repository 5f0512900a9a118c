package testkit

import (
	"context"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
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
	defer func() { versions.Stop() }()
	var last *firestore.DocumentSnapshot
	for {
		snapshot, err := versions.Next()
		if BrokenOff(ctx, err) {
			versions.Stop()
			versions = document.Snapshots(ctx)
			continue
		}
		if err != nil {
			tb.Fatalf("testkit: wait for %s: %v; last seen: %v", document.Path, err, content(last))
		}
		if ok(snapshot) {
			return snapshot
		}
		last = snapshot
	}
}

// BrokenOff tells whether the emulator ended a listener that nobody wanted to end. It does so, seldom, when another listener leaves; the client
// tries again after every other error that passes.
func BrokenOff(ctx context.Context, err error) bool {
	return status.Code(err) == codes.Canceled && ctx.Err() == nil
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
