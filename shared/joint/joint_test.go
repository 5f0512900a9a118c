package joint_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"capidemo.dev/platform/shared/joint"
)

// TestNobodyIsToldOfTheTimeBeforeTheyAsked: while others write and read, each reader finds at least what had been written when it asked.
func TestNobodyIsToldOfTheTimeBeforeTheyAsked(t *testing.T) {
	t.Parallel()
	var (
		reads   joint.Reads
		written atomic.Int64
		done    atomic.Int64
		group   sync.WaitGroup
	)
	for range 8 {
		group.Go(func() {
			for range 500 {
				least := written.Add(1)
				found, err := joint.Read(t.Context(), &reads, "key", func(context.Context) (int64, error) {
					done.Add(1)
					return written.Load(), nil
				})
				if err != nil || found < least {
					t.Errorf("found %d, %v; %d had been written before", found, err, least)
				}
			}
		})
	}
	group.Wait()
	if done.Load() > 8*500 {
		t.Errorf("%d reads for %d who asked", done.Load(), 8*500)
	}
}

func TestACrowdSharesTheNextRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var (
			reads joint.Reads
			let   = make(chan struct{})
			n     int64 // reads are done one after the other
		)
		read := func(context.Context) (int64, error) {
			n++
			found := n
			<-let
			return found, nil
		}
		ask := func(want int64) {
			go func() {
				if got, err := joint.Read(t.Context(), &reads, "key", read); err != nil || got != want {
					t.Errorf("got %d, %v; want read %d", got, err, want)
				}
			}()
			synctest.Wait() // until the read has begun, or waits for its turn
		}
		ask(1)
		if got, err := joint.Read(t.Context(), &reads, "another", func(context.Context) (int, error) { return 7, nil }); err != nil || got != 7 {
			t.Errorf("another key waits for the first: %d, %v", got, err)
		}
		// Who leaves does not take the read along that others wait for, be it the one who brought it.
		leaving, leave := context.WithCancel(t.Context())
		leave()
		if _, err := joint.Read(leaving, &reads, "key", read); !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that has left: %v", err)
		}
		for range 50 {
			ask(2)
		}
		close(let)
		synctest.Wait()
		if n != 2 {
			t.Errorf("%d reads for a crowd", n)
		}
	})
}

func TestFailuresGoToThoseWhoWait(t *testing.T) {
	t.Parallel()
	var reads joint.Reads
	broken := errors.New("broken")
	if _, err := joint.Read(t.Context(), &reads, "key", func(context.Context) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("an error became %v", err)
	}
	if _, err := joint.Read(t.Context(), &reads, "key", func(context.Context) (int, error) { panic("oh") }); err == nil || !strings.Contains(err.Error(), "panic: oh") {
		t.Errorf("a panic became %v", err)
	}
	if got, err := joint.Read(t.Context(), &reads, "key", func(context.Context) (int, error) { return 1, nil }); err != nil || got != 1 {
		t.Errorf("afterwards: %d, %v", got, err)
	}
}
