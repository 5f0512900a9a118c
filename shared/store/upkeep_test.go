package store_test

import (
	"slices"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// TestCountersThatDriftedAreCorrected: whatever the counters of things say, a recount makes them those of the documents, and leaves alone what
// counts no documents.
func TestCountersThatDriftedAreCorrected(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	w.Begin(t) // a demo and a job
	boss, sweep := w.As(t, "boss", "acme", tenant.TenantAdmin), w.Function(t, "sweep", "acme")
	if err := w.System.PutMember(t.Context(), "acme", member("boss", tenant.TenantAdmin)); err != nil {
		t.Fatal(err)
	}
	tested(t, w, drafted(t, boss, "sales"))
	drafted(t, boss, "costs")
	if _, err := boss.Webhooks().Create(t.Context(), "https://crm.example/hook", "CRM", []string{"job.completed"}); err != nil {
		t.Fatal(err)
	}
	right := w.Counters(t, "acme")
	if right.Webhooks != 1 || right.Templates != 2 || right.Trials != 1 || right.ConcurrentJobs != 1 {
		t.Fatalf("the counters are %+v", right)
	}
	if corrected, err := sweep.Upkeep().Recount(t.Context()); err != nil || len(corrected) > 0 {
		t.Errorf("right counters are corrected: %v, %v", corrected, err)
	}
	wrong := demo.Counters{
		ActiveDemos: 7, ReadyDemos: 7, FailedDemos: 7, ArchivedDemos: 7, ConcurrentJobs: 7, APIKeys: 7, Webhooks: 7, Templates: 7, Trials: 7,
		Month: right.Month, Provisions: right.Provisions, MonthQuestions: 5, Day: right.Day, Questions: 3,
	}
	if _, err := w.DB.Doc("tenants/acme").Update(t.Context(), []firestore.Update{{Path: "counters", Value: wrong}}); err != nil {
		t.Fatal(err)
	}
	corrected, err := sweep.Upkeep().Recount(t.Context())
	want := []string{
		"active_demos: 7 -> 1", "api_keys: 7 -> 0", "archived_demos: 7 -> 0", "concurrent_jobs: 7 -> 1", "failed_demos: 7 -> 0", "ready_demos: 7 -> 0",
		"templates: 7 -> 2", "trials: 7 -> 1", "webhooks: 7 -> 1",
	}
	slices.Sort(corrected)
	if diff := cmp.Diff(want, corrected); diff != "" || err != nil {
		t.Error(diff, err)
	}
	right.MonthQuestions, right.Questions = 5, 3
	if diff := cmp.Diff(right, w.Counters(t, "acme")); diff != "" {
		t.Errorf("the counters are not what there is:\n%s", diff)
	}
}

func drafted(t *testing.T, by *store.Scoped, name string) demo.TemplateVersion {
	t.Helper()
	v, err := by.Templates().Draft(t.Context(), draft(name, "one", false))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestTrialsEndWithTheMonthsBytes: what trials bill is counted by every way in which an attempt ends, and when the month's bytes are billed no
// draft begins another.
func TestTrialsEndWithTheMonthsBytes(t *testing.T) {
	t.Parallel()
	limits := demo.DefaultLimits()
	limits.BytesPerMonth = 100
	w := storetest.New(t, limits)
	boss, trials := w.As(t, "boss", "acme", tenant.TenantAdmin), w.Function(t, "build", "acme").Trials()
	attempt := func(v demo.TemplateVersion, bytes int64) store.TrialClaim {
		claim, done, err := trials.Claim(t.Context(), demo.TrialID(v.TemplateID, v.Number))
		if err != nil || done {
			t.Fatalf("claim: done %v, %v", done, err)
		}
		claim.Bytes = bytes
		return claim
	}
	v, failing := drafted(t, boss, "sales"), drafted(t, boss, "costs")
	if err := trials.Yield(t.Context(), attempt(v, 50), fault.New(fault.Unavailable, "away")); err != nil {
		t.Fatal(err)
	}
	claim := attempt(v, 20)
	if err := trials.Pass(t.Context(), claim, claim.Version); err != nil {
		t.Fatal(err)
	}
	if err := trials.Fail(t.Context(), attempt(failing, 29), []string{"It is wrong."}); err != nil {
		t.Fatal(err)
	}
	billed := func() int64 {
		months, err := boss.Usage().Months(t.Context(), demo.Month(w.Clock.Now()), 1)
		if err != nil {
			t.Fatal(err)
		}
		return months[0].BytesBilled
	}
	if n := billed(); n != 99 {
		t.Errorf("%d bytes are counted, want 99", n)
	}
	last := drafted(t, boss, "last")
	if err := trials.Fail(t.Context(), attempt(last, 1), []string{"It is wrong."}); err != nil {
		t.Fatal(err)
	}
	before := w.Counters(t, "acme")
	if _, err := boss.Templates().Draft(t.Context(), draft("more", "one", false)); !fault.Is(err, fault.QuotaExceeded) || fault.RetryAfter(err) <= 0 {
		t.Errorf("with nothing left: %v", err)
	}
	if diff := cmp.Diff(before, w.Counters(t, "acme")); diff != "" {
		t.Errorf("a refused draft took quota:\n%s", diff)
	}
	w.Clock.Advance(31 * 24 * time.Hour)
	drafted(t, boss, "more")
}
