package sweep_test

import (
	"context"
	"slices"
	"testing"

	"capidemo.dev/platform/functions/sweep"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// outbox keeps messages.
type outbox struct{ sent []queue.Job }

func (o *outbox) SendJob(_ context.Context, j queue.Job) error {
	o.sent = append(o.sent, j)
	return nil
}

func redrive(t *testing.T, w storetest.World, o *outbox) {
	t.Helper()
	if err := sweep.New(w.Store, w.System, o, nil, nil).Call(t.Context(), "redrive-jobs"); err != nil {
		t.Fatal(err)
	}
}

func TestSilentJobsOfAllTenantsGoOn(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{}
	_, lost := w.Begin(t)
	storetest.Begin(t, w.As(t, "eve", "rival", tenant.Engineer))
	redrive(t, w, o)
	if len(o.sent) != 0 {
		t.Fatalf("at once: %+v", o.sent)
	}
	w.Clock.Advance(demo.Patience)
	_, held := w.Begin(t)
	w.Claim(t, held, demo.StepLoad)
	redrive(t, w, o)
	if len(o.sent) != 2 {
		t.Errorf("sent %+v, want the two silent jobs", o.sent)
	}
	redrive(t, w, o)
	if len(o.sent) != 2 {
		t.Errorf("a second pass sent %+v", o.sent[2:])
	}
	// waiting in a backlog is no attempt
	if job := w.Pair(t, lost).Job; job.Status != demo.JobQueued || job.Attempt != 0 {
		t.Errorf("job %s, attempt %d", job.Status, job.Attempt)
	}
}

func TestAWaitingAgentIsNudgedAndALostJobFailsAtLast(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{}
	_, ref := w.Begin(t)
	claim := w.Claim(t, ref, demo.StepLoad)
	work := w.Function(t, "load", "acme").Work()
	if err := work.DatasetMade(t.Context(), claim, "d", 25); err != nil {
		t.Fatal(err)
	}
	if _, err := work.Complete(t.Context(), claim, store.Done{}); err != nil {
		t.Fatal(err)
	}
	for range demo.MaxAttempts {
		w.Clock.Advance(demo.Patience)
		redrive(t, w, o)
	}
	if pair := w.Pair(t, ref); pair.Demo.Nudge != demo.MaxAttempts || len(o.sent) != 0 {
		t.Errorf("nudged %d times, sent %d", pair.Demo.Nudge, len(o.sent))
	}
	w.Clock.Advance(demo.Patience)
	redrive(t, w, o)
	if pair := w.Pair(t, ref); pair.Job.Status != demo.JobFailed || pair.Demo.Status != demo.DemoFailed {
		t.Errorf("job %s, demo %s", pair.Job.Status, pair.Demo.Status)
	}
	if c := w.Counters(t, "acme"); c.ActiveDemos != 0 || c.ConcurrentJobs != 0 {
		t.Errorf("counters %+v", c)
	}
}

// TestASilentDeletionIsSetOffByItsDocument: it is queued again, which teardown is told of; no message is sent that load would not know.
func TestASilentDeletionIsSetOffByItsDocument(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{}
	_, made := w.Begin(t)
	w.Activate(t, made)
	pair, err := w.As(t, "ada", "acme", tenant.Engineer).Demos().Delete(t.Context(), made.Demo)
	if err != nil {
		t.Fatal(err)
	}
	ref := store.JobRef{Job: pair.Job.ID, Demo: made.Demo}
	w.Claim(t, ref, demo.StepTeardown)
	w.Clock.Advance(demo.Patience + demo.LeaseTerm)
	redrive(t, w, o)
	if job := w.Pair(t, ref).Job; job.Status != demo.JobQueued || job.Attempt != 1 || len(o.sent) != 0 {
		t.Errorf("job %+v, sent %+v", job, o.sent)
	}
}

func TestForgottenAnswersEnd(t *testing.T) {
	t.Parallel()
	w, o := storetest.New(t, demo.DefaultLimits()), &outbox{}
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	conversations := w.As(t, "ada", "acme", tenant.Engineer).Conversations()
	asked, err := conversations.Ask(t.Context(), ref.Demo, "", "How many?")
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(demo.Patience)
	redrive(t, w, o)
	m, err := conversations.Message(t.Context(), asked.Conversation.ID, asked.Answer.ID)
	if err != nil || m.Status != demo.AnswerFailed {
		t.Errorf("answer %s, %v", m.Status, err)
	}
}

// TestDeletedConversationsGo, there before here: while the agents' API is away the record stays, which knows of what it keeps.
func TestDeletedConversationsGo(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	conversations := w.As(t, "ada", "acme", tenant.Engineer).Conversations()
	opened, err := conversations.Create(t.Context(), ref.Demo, "Before the meeting")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conversations.Delete(t.Context(), opened.ID); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(demo.Patience)
	talks := &storetest.Talks{}
	handler := sweep.New(w.Store, w.System, &outbox{}, nil, nil).Silencing(talks)
	for _, c := range []struct {
		away error
		left int
	}{{fault.New(fault.Unavailable, "away"), 1}, {nil, 0}, {nil, 0}} {
		talks.Away(c.away)
		if err := handler.Call(t.Context(), "redrive-jobs"); (err == nil) != (c.away == nil) {
			t.Errorf("with the agents' API %v: %v", c.away, err)
		}
		if left, err := w.DB.CollectionGroup("conversations").Documents(t.Context()).GetAll(); err != nil || len(left) != c.left {
			t.Errorf("with the agents' API %v: %d conversations are left, %v", c.away, len(left), err)
		}
	}
	if deleted := talks.Deleted(); !slices.Equal(deleted, []string{demo.AgentsConversation(opened.ID)}) {
		t.Errorf("deleted there: %v", deleted)
	}
}

func TestUnknownSweeps(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	if err := sweep.New(w.Store, w.System, &outbox{}, nil, nil).Call(t.Context(), "burn-everything"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	var _ sweep.Data = (*store.Store)(nil)
}
