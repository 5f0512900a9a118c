package dispatch_test

import (
	"context"
	"testing"

	"capidemo.dev/platform/functions/dispatch"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// outbox keeps messages, or refuses them.
type outbox struct {
	sent []queue.Job
	err  error
}

func (o *outbox) SendJob(_ context.Context, j queue.Job) error {
	if o.err == nil {
		o.sent = append(o.sent, j)
	}
	return o.err
}

func TestQueuedJobsAreSentAndNothingElse(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{err: fault.New(fault.Unavailable, "The queue is away.")}
	_, ref := w.Begin(t)
	event := w.Event(t, "jobs/"+ref.Job)
	scope, err := tenant.ForEvent("dispatch", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	h := dispatch.New(w.Store, o)
	if err := h.HandleEvent(t.Context(), scope, event); !fault.Retryable(err) {
		t.Errorf("while the queue is away: %v", err)
	}
	o.err = nil
	if err := h.HandleEvent(t.Context(), scope, event); err != nil {
		t.Fatal(err)
	}
	want := queue.Job{Type: "quick", Tenant: "acme", Job: ref.Job, Demo: ref.Demo}
	if len(o.sent) != 1 || o.sent[0] != want {
		t.Errorf("sent %+v, want %+v", o.sent, want)
	}
	w.Activate(t, ref)
	if err := h.HandleEvent(t.Context(), scope, event); err != nil || len(o.sent) != 1 {
		t.Errorf("a late event: %v, %d sent", err, len(o.sent))
	}
	event.Document = "tenants/acme/jobs/none"
	if err := h.HandleEvent(t.Context(), scope, event); err != nil || len(o.sent) != 1 {
		t.Errorf("an event of no job: %v, %d sent", err, len(o.sent))
	}
}

// TestADeletionNeedsNoMessage: its document sets teardown off.
func TestADeletionNeedsNoMessage(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{}
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	pair, err := w.As(t, "ada", "acme", tenant.Engineer).Demos().Delete(t.Context(), ref.Demo)
	if err != nil {
		t.Fatal(err)
	}
	event := w.Event(t, "jobs/"+pair.Job.ID)
	scope, err := tenant.ForEvent("dispatch", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	if err := dispatch.New(w.Store, o).HandleEvent(t.Context(), scope, event); err != nil || len(o.sent) != 0 {
		t.Errorf("sent %+v, %v", o.sent, err)
	}
}
