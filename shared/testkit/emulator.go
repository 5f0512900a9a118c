package testkit

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"capidemo.dev/platform/local/emulator"
)

// startDeadline bounds an emulator's start on a busy machine.
const startDeadline = 60 * time.Second

// shared starts an emulator on first use and keeps only a success; a failed start is reported to that test and tried again
// by the next. The process ends with the test process (see local/process), so nothing needs closing.
type shared struct {
	mu      sync.Mutex
	address string
}

// One emulator of each kind serves a whole test process: tests are isolated by project.
//
//nolint:gochecknoglobals // the testing package offers no other place that outlives a single test without a TestMain in every package
var sharedFirestore, sharedPubSub shared

// use returns the emulator's host:port: that of the environment, else of this process's own emulator.
func (s *shared) use(tb testing.TB, variable string, start func(ctx context.Context, dir string) (address string, err error)) string {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if address := os.Getenv(variable); address != "" {
		return address
	}
	if s.address != "" {
		return s.address
	}
	// Not t.TempDir(): the emulator outlives this test. The system's folder for temporary files keeps its one log.
	dir := filepath.Join(os.TempDir(), "capidemo-testkit")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		tb.Fatalf("testkit: make a folder for the emulator's log: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	address, err := start(ctx, dir)
	if err != nil {
		tb.Fatalf("testkit: %v", err)
	}
	s.address = address
	return s.address
}

// FirestoreAddress is the host:port of a Firestore emulator without rules, behind the front that keeps its indexes (local/indexes), as the local
// stack has it.
func FirestoreAddress(tb testing.TB) string {
	tb.Helper()
	return sharedFirestore.use(tb, "FIRESTORE_EMULATOR_HOST", func(ctx context.Context, dir string) (string, error) {
		e, err := emulator.Firestore(ctx, emulator.FirestoreOptions{Options: emulator.Options{Dir: dir}})
		if err != nil {
			return "", err
		}
		return before(ctx, e.Address())
	})
}

// PubSubAddress is the host:port of a Pub/Sub emulator.
func PubSubAddress(tb testing.TB) string {
	tb.Helper()
	return sharedPubSub.use(tb, "PUBSUB_EMULATOR_HOST", func(ctx context.Context, dir string) (string, error) {
		e, err := emulator.PubSub(ctx, emulator.Options{Dir: dir})
		if err != nil {
			return "", err
		}
		return e.Address(), nil
	})
}
