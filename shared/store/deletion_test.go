package store_test

import (
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// deleting begins the deletion of an active demo about which something was asked.
func deleting(t *testing.T, w storetest.World) (first, last store.JobRef, answer store.AnswerRef) {
	t.Helper()
	_, _, answer = ask(t, w)
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	d, err := ada.Demos().Get(t.Context(), answer.Demo)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := ada.Demos().Delete(t.Context(), answer.Demo)
	if err != nil {
		t.Fatal(err)
	}
	return store.JobRef{Job: d.JobID, Demo: d.ID}, store.JobRef{Job: pair.Job.ID, Demo: d.ID}, answer
}

// bury carries a deletion out as teardown does.
func bury(t *testing.T, w storetest.World, ref store.JobRef, talks store.Elsewhere) {
	t.Helper()
	work := w.Function(t, "teardown", "acme").Work()
	claim, done, err := work.Claim(t.Context(), ref, demo.StepTeardown)
	if err != nil || done {
		t.Fatalf("claim: done %v, %v", done, err)
	}
	for n := 1; n > 0; {
		if n, err = work.Clear(t.Context(), ref, talks); err != nil {
			t.Fatal(err)
		}
	}
	if err := work.Forget(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	if last, err := work.Complete(t.Context(), claim, store.Done{Line: "gone"}); err != nil || !last {
		t.Fatalf("complete: last %v, %v", last, err)
	}
}

func TestADemoIsDeletedDownToItsTombstone(t *testing.T) {
	t.Parallel()
	w, talks := storetest.New(t, demo.DefaultLimits()), &storetest.Talks{}
	first, last, answer := deleting(t, w)
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	again, err := ada.Demos().Delete(t.Context(), first.Demo)
	if err != nil || again.Job.ID != last.Job {
		t.Errorf("deleted again, it has the job %s, %v; want %s", again.Job.ID, err, last.Job)
	}
	if _, err := ada.Conversations().Ask(t.Context(), first.Demo, "", "Why?"); !fault.Is(err, fault.Conflict) {
		t.Errorf("asked of a demo that is being deleted: %v", err)
	}
	if c := w.Counters(t, "acme"); c.ActiveDemos != 0 || c.ReadyDemos != 0 || c.ConcurrentJobs != 1 {
		t.Errorf("while it is deleted the tenant uses %+v", c)
	}
	bury(t, w, last, talks)
	if c := w.Counters(t, "acme"); c.ActiveDemos != 0 || c.ReadyDemos != 0 || c.FailedDemos != 0 || c.ConcurrentJobs != 0 {
		t.Errorf("afterwards it uses %+v", c)
	}
	if told := talks.Deleted(); len(told) != 1 || told[0] != demo.AgentsConversation(answer.Conversation) {
		t.Errorf("the agents' API was told to delete %v", told)
	}
	doc := w.DB.Doc("tenants/acme/demos/" + first.Demo)
	if below, err := doc.Collections(t.Context()).GetAll(); err != nil || len(below) != 0 {
		t.Errorf("below it are %v, %v", below, err)
	}
	snap, err := doc.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name := range snap.Data() {
		switch name {
		case "id", "tenant", "status", "created_by", "job_id", "updated_at", "version":
		default:
			t.Errorf("the tombstone has %s: %v", name, snap.Data()[name])
		}
	}
	for _, id := range []string{first.Job, last.Job} {
		if job, err := ada.Jobs().Get(t.Context(), id); err != nil || job.CustomerName != "" {
			t.Errorf("job %s is of %q, %v", id, job.CustomerName, err)
		}
	}
}

func TestADeletedDemoIsLikeOneThatNeverWas(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref, _ := deleting(t, w)
	bury(t, w, ref, &storetest.Talks{})
	for name, who := range map[string]*store.Scoped{"owner": w.As(t, "ada", "acme", tenant.Engineer), "admin": w.As(t, "ann", "acme", tenant.TenantAdmin)} {
		demos := who.Demos()
		for what, err := range map[string]error{
			"get":    second(demos.Get(t.Context(), ref.Demo)),
			"pin":    second(demos.Pin(t.Context(), ref.Demo, true)),
			"rename": second(demos.Rename(t.Context(), ref.Demo, 1, "Other")),
			"delete": second(demos.Delete(t.Context(), ref.Demo)),
			"ask":    second(who.Conversations().Ask(t.Context(), ref.Demo, "", "Why?")),
			"exam":   second(who.Exams().Current(t.Context(), ref.Demo)),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s by the %s: %v", what, name, err)
			}
		}
		for _, sort := range []store.DemoSort{store.NewestFirst, store.OldestFirst, store.LastUsedFirst, store.LastUsedLast, store.ByCustomer} {
			if page, err := demos.List(t.Context(), store.DemoFilter{Sort: sort}, store.PageRequest{}); err != nil || len(page.Items) > 0 {
				t.Errorf("the %s's list by %s has %+v, %v", name, sort, page.Items, err)
			}
		}
	}
}

func TestDeletingTakesADemoThatIsNotBeingMade(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	_, ref := w.Begin(t)
	if _, err := ada.Demos().Delete(t.Context(), ref.Demo); !fault.Is(err, fault.Conflict) {
		t.Errorf("deleted while it is made: %v", err)
	}
	if _, err := ada.Jobs().Cancel(t.Context(), ref.Job); err != nil {
		t.Fatal(err)
	}
	pair, err := ada.Demos().Delete(t.Context(), ref.Demo)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ada.Jobs().Cancel(t.Context(), pair.Job.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("cancelled a deletion: %v", err)
	}
	last := store.JobRef{Job: pair.Job.ID, Demo: ref.Demo}
	bury(t, w, last, &storetest.Talks{})
	// The compensation of the cancelled job comes late; the tombstone stays one.
	if err := w.Function(t, "teardown", "acme").Work().Compensated(t.Context(), ref, nil); err != nil {
		t.Fatal(err)
	}
	snap, err := w.DB.Doc("tenants/acme/demos/" + ref.Demo).Get(t.Context())
	if err != nil || snap.Data()["created_at"] != nil || snap.Data()["status"] != string(demo.DemoDeleted) {
		t.Errorf("the tombstone is %v, %v", snap.Data(), err)
	}
	if c := w.Counters(t, "acme"); c.ActiveDemos != 0 || c.FailedDemos != 0 || c.ConcurrentJobs != 0 {
		t.Errorf("the tenant uses %+v", c)
	}
}

func TestADeletionIsNotGivenUp(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref, _ := deleting(t, w)
	work := w.Function(t, "teardown", "acme").Work()
	var pause time.Duration
	for try := range 3 * demo.MaxAttempts {
		claim, done, err := work.Claim(t.Context(), ref, demo.StepTeardown)
		if err != nil || done {
			t.Fatalf("try %d: done %v, %v", try, done, err)
		}
		if err := work.Yield(t.Context(), claim, fault.New(fault.Unavailable, "BigQuery is away.")); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(2 * time.Hour)
		pair, again, err := work.Requeue(t.Context(), ref)
		if err != nil || !again || pair.Job.Status != demo.JobQueued {
			t.Fatalf("try %d: %s, again %v, %v", try, pair.Job.Status, again, err)
		}
		if now := pair.Job.WatchAt.Sub(pair.Job.UpdatedAt); now < pause || now > time.Hour {
			t.Errorf("try %d is looked after in %s, the one before in %s", try, now, pause)
		} else {
			pause = now
		}
	}
	bury(t, w, ref, &storetest.Talks{})
}

func TestClearingStopsAtADemoThatStays(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, _, answer := ask(t, w)
	d, err := w.As(t, "ada", "acme", tenant.Engineer).Demos().Get(t.Context(), answer.Demo)
	if err != nil {
		t.Fatal(err)
	}
	ref := store.JobRef{Job: d.JobID, Demo: d.ID}
	if _, err := w.Function(t, "teardown", "acme").Work().Clear(t.Context(), ref, &storetest.Talks{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("cleared an active demo: %v", err)
	}
}
