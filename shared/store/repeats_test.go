package store_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// TestAKeyIsClaimedOnce: of a hundred at once one may act; the others wait, and get its reply when it is kept.
func TestAKeyIsClaimedOnce(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	repeats := w.As(t, "ada", "acme", tenant.Engineer).Repeats()
	key := store.Idempotency{Operation: "act", Key: "k", Digest: "d"}
	errs := make([]error, 100)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { _, errs[i] = repeats.Claim(t.Context(), key) })
	}
	group.Wait()
	granted := 0
	for _, err := range errs {
		if err == nil {
			granted++
		} else if !fault.Is(err, fault.Busy) {
			t.Error(err)
		}
	}
	if granted != 1 {
		t.Fatalf("granted %d claims", granted)
	}
	reply := store.KeptReply{Status: 201, Header: map[string]string{"ETag": `"1"`}, Body: []byte("{}")}
	if err := repeats.Keep(t.Context(), key, reply); err != nil {
		t.Fatal(err)
	}
	got, err := repeats.Claim(t.Context(), key)
	if diff := cmp.Diff(&reply, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	other := key
	other.Digest = "another"
	if _, err := repeats.Claim(t.Context(), other); !fault.Is(err, fault.Conflict) {
		t.Errorf("another content: %v, want conflict", err)
	}
	for who, foreign := range map[string]*store.Scoped{"bob": w.As(t, "bob", "acme", tenant.Engineer), "ada elsewhere": w.As(t, "ada", "rival", tenant.Engineer)} {
		if kept, err := foreign.Repeats().Claim(t.Context(), key); err != nil || kept != nil {
			t.Errorf("%s met ada's key: %v, %v", who, kept, err)
		}
	}
	w.Clock.Advance(25 * time.Hour)
	if kept, err := repeats.Claim(t.Context(), other); err != nil || kept != nil {
		t.Errorf("after a day: %v, %v; want a new claim", kept, err)
	}
}

// TestAClaimWhoseHolderDiedStays: its outcome is not known, so nobody acts for it again; one that was given back is free.
func TestAClaimWhoseHolderDiedStays(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	repeats := w.As(t, "ada", "acme", tenant.Engineer).Repeats()
	for i, release := range []bool{true, false} {
		key := store.Idempotency{Operation: "act", Key: strconv.Itoa(i), Digest: "d"}
		if _, err := repeats.Claim(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if release {
			if err := repeats.Release(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		}
		w.Clock.Advance(10 * time.Minute)
		if _, err := repeats.Claim(t.Context(), key); fault.Is(err, fault.Conflict) == release || (err == nil) != release {
			t.Errorf("released %v: %v", release, err)
		}
	}
}
