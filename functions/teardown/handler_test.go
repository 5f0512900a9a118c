package teardown_test

import (
	"context"
	"testing"
	"time"

	"capidemo.dev/platform/functions/teardown"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// removed counts removals by id and fails those of failing.
type removed struct {
	ids     map[string]int
	failing string
}

func (r *removed) remove(id string) error {
	if id == r.failing {
		return fault.New(fault.Unavailable, "It does not answer.")
	}
	r.ids[id]++
	return nil
}

func (r *removed) DropDataset(_ context.Context, id string) error { return r.remove(id) }
func (r *removed) DeleteAgent(_ context.Context, id string) error { return r.remove(id) }
func (r *removed) DeleteConversation(_ context.Context, id string) error {
	return r.remove(id)
}

func cancelled(t *testing.T, w storetest.World, claimed bool) store.JobRef {
	t.Helper()
	_, ref := w.Begin(t)
	if claimed {
		claim := w.Claim(t, ref, demo.StepLoad)
		if err := w.Function(t, "load", "acme").Work().DatasetMade(t.Context(), claim, "d_acme_"+ref.Demo, 25); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.As(t, "ada", "acme", tenant.Engineer).Jobs().Cancel(t.Context(), ref.Job); err != nil {
		t.Fatal(err)
	}
	return ref
}

func handle(t *testing.T, w storetest.World, r *removed, ref store.JobRef) error {
	t.Helper()
	event := w.Event(t, "jobs/"+ref.Job)
	scope, err := tenant.ForEvent("teardown", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	return teardown.New(w.Store, r, r, w.Clock.Now).HandleEvent(t.Context(), scope, event)
}

func TestItWaitsForTheWorkerAndThenRemovesEverything(t *testing.T) {
	t.Parallel()
	w, r := storetest.New(t, demo.DefaultLimits()), &removed{ids: map[string]int{}}
	ref := cancelled(t, w, true)
	if err := handle(t, w, r, ref); !fault.Is(err, fault.Busy) || fault.RetryAfter(err) <= 0 || len(r.ids) != 0 {
		t.Fatalf("while a worker may be at it: %v, removed %v", err, r.ids)
	}
	w.Clock.Advance(demo.LeaseTerm)
	for range 2 {
		if err := handle(t, w, r, ref); err != nil {
			t.Fatal(err)
		}
	}
	pair := w.Pair(t, ref)
	if pair.Job.CompensatedAt == nil || pair.Demo.DatasetID != "" || pair.Demo.SchemaReady || r.ids["d_acme_"+ref.Demo] != 1 || r.ids["demo-acme-"+ref.Demo] != 1 {
		t.Errorf("job %+v, demo %+v, removed %v", pair.Job, pair.Demo, r.ids)
	}
}

func TestWhatCannotBeRemovedIsListedAndTriedAgain(t *testing.T) {
	t.Parallel()
	w, r := storetest.New(t, demo.DefaultLimits()), &removed{ids: map[string]int{}}
	ref := cancelled(t, w, false)
	r.failing = "d_acme_" + ref.Demo
	if err := handle(t, w, r, ref); !fault.Retryable(err) {
		t.Errorf("err = %v", err)
	}
	version := w.Pair(t, ref).Job.Version
	if err := handle(t, w, r, ref); !fault.Retryable(err) || w.Pair(t, ref).Job.Version != version {
		t.Errorf("the same failure wrote the job again, which sets teardown off again: %v", err)
	}
	if job := w.Pair(t, ref).Job; len(job.Leftovers) != 1 || job.Leftovers[0] != "dataset d_acme_"+ref.Demo || job.CompensatedAt != nil || job.WatchAt == nil {
		t.Errorf("job %+v", job)
	}
	r.failing = ""
	if err := handle(t, w, r, ref); err != nil {
		t.Fatal(err)
	}
	if job := w.Pair(t, ref).Job; len(job.Leftovers) != 0 || job.CompensatedAt == nil {
		t.Errorf("job %+v", job)
	}
}

func TestLivingJobsAreLeftAlone(t *testing.T) {
	t.Parallel()
	w, r := storetest.New(t, demo.DefaultLimits()), &removed{ids: map[string]int{}}
	_, running := w.Begin(t)
	_, done := w.Begin(t)
	w.Activate(t, done)
	w.Clock.Advance(time.Hour)
	for _, ref := range []store.JobRef{running, done} {
		if err := handle(t, w, r, ref); err != nil || len(r.ids) != 0 {
			t.Errorf("%v, removed %v", err, r.ids)
		}
	}
}

// deleted is the job that deletes an active demo.
func deleted(t *testing.T, w storetest.World) store.JobRef {
	t.Helper()
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	pair, err := w.As(t, "ada", "acme", tenant.Engineer).Demos().Delete(t.Context(), ref.Demo)
	if err != nil {
		t.Fatal(err)
	}
	return store.JobRef{Job: pair.Job.ID, Demo: ref.Demo}
}

func TestItDeletesADemoOnce(t *testing.T) {
	t.Parallel()
	w, r := storetest.New(t, demo.DefaultLimits()), &removed{ids: map[string]int{}}
	ref := deleted(t, w)
	created := w.Event(t, "jobs/"+ref.Job)
	scope, err := tenant.ForEvent("teardown", created.Document)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // the same event comes again, and late
		if err := teardown.New(w.Store, r, r, w.Clock.Now).HandleEvent(t.Context(), scope, created); err != nil {
			t.Fatal(err)
		}
	}
	if pair := w.Pair(t, ref); pair.Job.Status != demo.JobCompleted || pair.Demo.Status != demo.DemoDeleted || pair.Demo.DatasetID != "" || pair.Demo.AgentID != "" {
		t.Errorf("job %+v, demo %+v", pair.Job, pair.Demo)
	}
	if r.ids["d_acme_"+ref.Demo] != 1 || r.ids["demo-acme-"+ref.Demo] != 1 {
		t.Errorf("removed %v", r.ids)
	}
}

func TestADeletionWaitsForWhatIsAway(t *testing.T) {
	t.Parallel()
	w, r := storetest.New(t, demo.DefaultLimits()), &removed{ids: map[string]int{}}
	ref := deleted(t, w)
	r.failing = "d_acme_" + ref.Demo
	if err := handle(t, w, r, ref); !fault.Retryable(err) {
		t.Fatalf("err = %v", err)
	}
	if pair := w.Pair(t, ref); pair.Demo.Status != demo.DemoDeleting || pair.Demo.DatasetID == "" || pair.Job.Steps[demo.StepTeardown].LastError == "" {
		t.Errorf("the ids go before what they name: job %+v, demo %+v", pair.Job, pair.Demo)
	}
	r.failing = ""
	w.Clock.Advance(time.Minute)
	if _, again, err := w.Function(t, "sweep", "acme").Work().Requeue(t.Context(), ref); err != nil || !again {
		t.Fatalf("set off again: %v, %v", again, err)
	}
	if err := handle(t, w, r, ref); err != nil {
		t.Fatal(err)
	}
	if pair := w.Pair(t, ref); pair.Demo.Status != demo.DemoDeleted {
		t.Errorf("demo %+v", pair.Demo)
	}
}
