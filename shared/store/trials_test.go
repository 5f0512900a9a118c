package store_test

import (
	"testing"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// TestATrialIsOneWorkersAtATime holds the fence: who slept past the lease changes nothing.
func TestATrialIsOneWorkersAtATime(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	made, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Templates().Draft(t.Context(), draft("sales", "one", false))
	if err != nil {
		t.Fatal(err)
	}
	trials, id := w.Function(t, "build", "acme").Trials(), demo.TrialID(made.TemplateID, 1)
	slow, _, err := trials.Claim(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := trials.Claim(t.Context(), id); !fault.Is(err, fault.Busy) {
		t.Errorf("a second worker: %v", err)
	}
	w.Clock.Advance(demo.Patience)
	if err := trials.Requeue(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	quick, _, err := trials.Claim(t.Context(), id)
	if err != nil || string(quick.Document) != "one" {
		t.Fatalf("document %q, %v", quick.Document, err)
	}
	if err := trials.Pass(t.Context(), slow, slow.Version); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("the slow worker: %v", err)
	}
	if err := trials.Fail(t.Context(), quick, []string{"It is wrong."}); err != nil {
		t.Fatal(err)
	}
	if err := trials.Renew(t.Context(), quick); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("after the end: %v", err)
	}
	if _, done, err := trials.Claim(t.Context(), id); err != nil || !done {
		t.Errorf("a late event: done %v, %v", done, err)
	}
	shelf, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Templates().Versions(t.Context(), made.TemplateID)
	if err != nil || len(shelf.Versions) != 1 || shelf.Versions[0].Proof != demo.ProofRed || len(shelf.Versions[0].Faults) != 1 {
		t.Errorf("%+v, %v", shelf.Versions, err)
	}
	if again, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Templates().Draft(t.Context(), draft("sales", "one", false)); err != nil || again.Number != 2 {
		t.Errorf("what failed may be tried again: version %d, %v", again.Number, err)
	}
}

func TestATrialEndsAfterItsAttempts(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	made, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Templates().Draft(t.Context(), draft("sales", "one", false))
	if err != nil {
		t.Fatal(err)
	}
	trials, id := w.Function(t, "build", "acme").Trials(), demo.TrialID(made.TemplateID, 1)
	for range demo.MaxAttempts {
		claim, done, err := trials.Claim(t.Context(), id)
		if err != nil || done {
			t.Fatal(done, err)
		}
		if err := trials.Yield(t.Context(), claim, fault.New(fault.Unavailable, "The warehouse is away.")); err != nil {
			t.Fatal(err)
		}
	}
	if _, done, err := trials.Claim(t.Context(), id); err != nil || !done {
		t.Errorf("done %v, %v", done, err)
	}
}
