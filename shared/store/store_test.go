package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
)

func TestAJobGoesThroughTheChain(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	_, ref := storetest.Begin(t, ada)
	if c := w.Counters(t, "acme"); c.ActiveDemos != 1 || c.ConcurrentJobs != 1 || c.Provisions != 1 {
		t.Errorf("after accepting: %+v", c)
	}
	w.Activate(t, ref)
	got, err := ada.Demos().Get(t.Context(), ref.Demo)
	if err != nil || got.Status != demo.DemoActive {
		t.Fatalf("demo %s, %v", got.Status, err)
	}
	if c := w.Counters(t, "acme"); c.ActiveDemos != 1 || c.ConcurrentJobs != 0 {
		t.Errorf("after completion: %+v", c)
	}
	logs, err := ada.Jobs().Logs(t.Context(), ref.Job, "", 10)
	if err != nil || len(logs.Items) != 2 {
		t.Fatalf("%d log entries, %v", len(logs.Items), err)
	}
	if rest, err := ada.Jobs().Logs(t.Context(), ref.Job, logs.Cursor, 10); err != nil || len(rest.Items) != 0 {
		t.Errorf("after the cursor: %d entries, %v", len(rest.Items), err)
	}
}

func TestAHundredRequestsForFiftySlotsGetExactlyFifty(t *testing.T) {
	t.Parallel()
	limits := demo.DefaultLimits()
	limits.ActiveDemos = 50
	w := storetest.New(t, limits)
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	version, err := ada.Templates().Active(t.Context(), "shopify")
	if err != nil {
		t.Fatal(err)
	}
	errs := make([]error, 100)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = ada.Jobs().Quick(t.Context(), store.Start{CustomerName: fmt.Sprint("Customer ", i), Version: version})
		})
	}
	wg.Wait()
	granted := 0
	for _, err := range errs {
		if err == nil {
			granted++
		} else if !fault.Is(err, fault.QuotaExceeded) {
			t.Errorf("refused for another reason: %v", err)
		}
	}
	if c := w.Counters(t, "acme"); granted != 50 || c.ActiveDemos != 50 {
		t.Errorf("granted %d, counted %d, want 50", granted, c.ActiveDemos)
	}
}

func TestOneIdempotencyKeyMakesOneDemo(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	version, err := ada.Templates().Active(t.Context(), "shopify")
	if err != nil {
		t.Fatal(err)
	}
	start := store.Start{CustomerName: "Acme", Version: version, Idempotency: store.Idempotency{Operation: "quick", Key: "k", Digest: "d"}}
	jobs := make([]string, 100)
	var wg sync.WaitGroup
	for i := range jobs {
		wg.Go(func() {
			pair, err := ada.Jobs().Quick(t.Context(), start)
			if err != nil {
				t.Error(err)
			}
			jobs[i] = pair.Job.ID
		})
	}
	wg.Wait()
	for _, id := range jobs {
		if id != jobs[0] || id == "" {
			t.Fatalf("jobs %q and %q for one key", jobs[0], id)
		}
	}
	if c := w.Counters(t, "acme"); c.Provisions != 1 {
		t.Errorf("%d provisions counted", c.Provisions)
	}
	start.Idempotency.Digest = "another body"
	if _, err := ada.Jobs().Quick(t.Context(), start); !fault.Is(err, fault.Conflict) {
		t.Errorf("the key with another body: %v, want conflict", err)
	}
	start.Idempotency.Digest = "d"
	if pair, err := w.As(t, "bob", "acme", tenant.Engineer).Jobs().Quick(t.Context(), start); err != nil || pair.Job.ID == jobs[0] {
		t.Errorf("another person's key led to %s, %v", pair.Job.ID, err)
	}
}

func TestCancelGivesQuotaBackOnce(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	_, ref := storetest.Begin(t, ada)
	if job, err := ada.Jobs().Cancel(t.Context(), ref.Job); err != nil || job.Status != demo.JobCancelled {
		t.Fatalf("%s, %v", job.Status, err)
	}
	if _, err := ada.Jobs().Cancel(t.Context(), ref.Job); !fault.Is(err, fault.Conflict) {
		t.Errorf("second cancel: %v", err)
	}
	if c := w.Counters(t, "acme"); c.ActiveDemos != 0 || c.ConcurrentJobs != 0 || c.Provisions != 1 {
		t.Errorf("after cancel: %+v", c)
	}
}

func TestStepsThatNeverSucceedFailTheJob(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	_, ref := storetest.Begin(t, ada)
	work := w.Function(t, "load", "acme").Work()
	for range demo.MaxAttempts {
		claim, done, err := work.Claim(t.Context(), ref, demo.StepLoad)
		if err != nil || done {
			t.Fatalf("claim: %v, %v", done, err)
		}
		if err := work.Yield(t.Context(), claim, fault.New(fault.Unavailable, "BigQuery is away.")); err != nil {
			t.Fatal(err)
		}
	}
	if _, done, err := work.Claim(t.Context(), ref, demo.StepLoad); !done || err != nil {
		t.Errorf("claim after the last attempt: %v, %v", done, err)
	}
	job, err := ada.Jobs().Get(t.Context(), ref.Job)
	if err != nil || job.Status != demo.JobFailed || job.Error.Phase != "load" {
		t.Errorf("job %s %+v, %v", job.Status, job.Error, err)
	}
}

func TestListsPageThroughEverythingOnce(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	want := map[string]bool{}
	for range 7 {
		pair, _ := storetest.Begin(t, ada)
		want[pair.Demo.ID] = true
	}
	storetest.Begin(t, w.As(t, "bob", "acme", tenant.Engineer))
	cursor, last := "", time.Time{}
	for range 4 {
		page, err := ada.Demos().List(t.Context(), store.DemoFilter{Status: demo.DemoPending}, store.PageRequest{Limit: 2, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page.Items {
			if !want[d.ID] || (!last.IsZero() && d.CreatedAt.After(last)) {
				t.Errorf("%s twice, foreign or out of order", d.ID)
			}
			delete(want, d.ID)
			last = d.CreatedAt
		}
		cursor = page.Cursor
	}
	if len(want) != 0 || cursor != "" {
		t.Errorf("missing %v, cursor %q", want, cursor)
	}
	all, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Demos().List(t.Context(), store.DemoFilter{}, store.PageRequest{Limit: 100})
	if err != nil || len(all.Items) != 8 {
		t.Errorf("the admin sees %d demos, %v; want 8", len(all.Items), err)
	}
	for _, bad := range []string{"x", "eyJ0IjoiIn0", "!!!"} {
		if _, err := ada.Demos().List(t.Context(), store.DemoFilter{}, store.PageRequest{Limit: 2, Cursor: bad}); !fault.Is(err, fault.Malformed) {
			t.Errorf("cursor %q: %v", bad, err)
		}
	}
}

func TestSilentJobsAreFoundAcrossTenants(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref := storetest.Begin(t, w.As(t, "ada", "acme", tenant.Engineer))
	storetest.Begin(t, w.As(t, "eve", "rival", tenant.Engineer))
	if found, err := silentJobs(t, w); err != nil || len(found) != 0 {
		t.Fatalf("at once: %v, %v", found, err)
	}
	w.Clock.Advance(demo.Patience)
	found, err := silentJobs(t, w)
	if err != nil || len(found) != 2 {
		t.Fatalf("later: %v, %v", found, err)
	}
	if _, again, err := w.Function(t, "sweep", "acme").Work().Requeue(t.Context(), ref); !again || err != nil {
		t.Errorf("requeue: %v, %v", again, err)
	}
	if found, err := silentJobs(t, w); err != nil || len(found) != 1 {
		t.Errorf("after one was handled: %v, %v", found, err)
	}
}

func TestADemoKeepsItsBuildWhenTheTemplateIsAnchoredAnew(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	old, _ := storetest.Begin(t, ada)
	tomorrow := storetest.Version()
	tomorrow.Anchor, tomorrow.GoldenDataset = "2026-03-02", "tmpl_shopify_v1_20260302"
	if err := w.System.PutTemplate(t.Context(), tomorrow, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	young, _ := storetest.Begin(t, ada)
	for _, pair := range []demo.Pair{old, young} {
		build, err := ada.Templates().Of(t.Context(), pair.Demo)
		if err != nil || build.BuildID() != pair.Demo.Build {
			t.Errorf("demo of %s: build of %s, %v", pair.Demo.Build, build.Anchor, err)
		}
	}
	if old.Demo.Build == young.Demo.Build {
		t.Errorf("both demos are of build %s", old.Demo.Build)
	}
}

func TestPublishingTheSameTemplateAgainWritesNothing(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ref := w.DB.Collection("templates").Doc("shopify")
	before, err := ref.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	version := storetest.Version()
	if err := w.System.PutTemplate(t.Context(), version, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	after, err := ref.Get(t.Context())
	if err != nil || !after.UpdateTime.Equal(before.UpdateTime) {
		t.Errorf("written again: %v, %v", after.UpdateTime, err)
	}
}

// followed collects an answer's chunk kinds until its end.
func followed(ctx context.Context, c store.Conversations, ref store.AnswerRef, after int64) (kinds []demo.ChunkKind, err error) {
	for chunk, err := range c.Follow(ctx, ref.Conversation, ref.Message, after) {
		if err != nil {
			return kinds, err
		}
		kinds = append(kinds, chunk.Kind)
	}
	return kinds, nil
}

// silentJobs lists the jobs that a sweep would find.
func silentJobs(t *testing.T, w storetest.World) (found []system.SilentJob, err error) {
	t.Helper()
	for job, err := range w.System.SilentJobs(t.Context()) {
		if err != nil {
			return found, err
		}
		found = append(found, job)
	}
	return found, nil
}

func TestADocumentThatIsNoJobDoesNotHoldUpTheSweep(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	if _, err := w.DB.Doc("tenants/acme/jobs/broken").Set(t.Context(), map[string]any{"watch_at": w.Clock.Now(), "demo_id": 7, "tenant": "rival"}); err != nil {
		t.Fatal(err)
	}
	_, ref := w.Begin(t)
	w.Clock.Advance(demo.Patience)
	var jobs []string
	faults := 0
	for job, err := range w.System.SilentJobs(t.Context()) {
		if err != nil {
			faults++
			continue
		}
		jobs = append(jobs, job.Job)
	}
	if faults != 1 || len(jobs) != 1 || jobs[0] != ref.Job {
		t.Errorf("found %v and %d faults", jobs, faults)
	}
}
