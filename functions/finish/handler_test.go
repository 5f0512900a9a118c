package finish_test

import (
	"context"
	"testing"

	"capidemo.dev/platform/functions/finish"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// outbox keeps events, or refuses them.
type outbox struct {
	sent []queue.Event
	err  error
}

func (o *outbox) SendEvent(_ context.Context, e queue.Event) error {
	if o.err == nil {
		o.sent = append(o.sent, e)
	}
	return o.err
}

func handle(t *testing.T, w storetest.World, o *outbox, event host.DocumentEvent) error {
	t.Helper()
	scope, err := tenant.ForEvent("finish", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	return finish.New(w.Store, o).HandleEvent(t.Context(), scope, event)
}

func TestEveryEndIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{}
	_, ref := w.Begin(t)
	early := w.Event(t, "jobs/"+ref.Job)
	w.Activate(t, ref)
	event := w.Event(t, "jobs/"+ref.Job)
	o.err = fault.New(fault.Unavailable, "The queue is away.")
	if err := handle(t, w, o, event); !fault.Retryable(err) {
		t.Fatalf("while the queue is away: %v", err)
	}
	o.err = nil
	for range 3 {
		if err := handle(t, w, o, event); err != nil {
			t.Fatal(err)
		}
	}
	if err := handle(t, w, o, early); err != nil {
		t.Errorf("an early event: %v", err)
	}
	if len(o.sent) != 1 || o.sent[0].Type != "job.completed" || o.sent[0].ID != ref.Job+"-completed" || o.sent[0].Demo != ref.Demo {
		t.Errorf("sent %+v", o.sent)
	}
	if job := w.Pair(t, ref).Job; job.NotifiedAt == nil || job.WatchAt != nil {
		t.Errorf("job %+v", job)
	}
}

// TestADeletionIsNoDemoThatIsReady: who waits for demos subscribes to job.completed.
func TestADeletionIsNoDemoThatIsReady(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{}
	_, made := w.Begin(t)
	w.Activate(t, made)
	pair, err := w.As(t, "ada", "acme", tenant.Engineer).Demos().Delete(t.Context(), made.Demo)
	if err != nil {
		t.Fatal(err)
	}
	ref := store.JobRef{Job: pair.Job.ID, Demo: made.Demo}
	work := w.Function(t, "teardown", "acme").Work()
	claim, _, err := work.Claim(t.Context(), ref, demo.StepTeardown)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := work.Complete(t.Context(), claim, store.Done{}); err != nil {
		t.Fatal(err)
	}
	if err := handle(t, w, o, w.Event(t, "jobs/"+ref.Job)); err != nil {
		t.Fatal(err)
	}
	if len(o.sent) != 1 || o.sent[0].Type != "demo.deleted" || o.sent[0].Demo != ref.Demo {
		t.Errorf("sent %+v", o.sent)
	}
	if job := w.Pair(t, ref).Job; !job.Settled() {
		t.Errorf("something is left to do for %+v", job)
	}
}
