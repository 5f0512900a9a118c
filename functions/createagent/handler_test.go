package createagent_test

import (
	"context"
	"sync"
	"testing"

	"capidemo.dev/platform/functions/createagent"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// agents is the agents' API in memory; during is called while an agent is made.
type agents struct {
	mu     sync.Mutex
	made   map[string]analyst.Spec
	during func() error
}

func (a *agents) CreateAgent(_ context.Context, spec analyst.Spec) error {
	if err := a.during(); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.made[spec.ID] = spec
	return nil
}

func (a *agents) DeleteAgent(_ context.Context, id string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.made, id)
	return nil
}

func newAgents() *agents {
	return &agents{made: map[string]analyst.Spec{}, during: func() error { return nil }}
}

// withDataset gives a job whose dataset exists, and the event of its demo.
func withDataset(t *testing.T, w storetest.World) (store.JobRef, host.DocumentEvent) {
	t.Helper()
	_, ref := w.Begin(t)
	claim := w.Claim(t, ref, demo.StepLoad)
	if err := w.Function(t, "load", "acme").Work().DatasetMade(t.Context(), claim, "d_acme_"+ref.Demo, 25); err != nil {
		t.Fatal(err)
	}
	return ref, w.Event(t, "demos/"+ref.Demo)
}

func handle(t *testing.T, w storetest.World, a *agents, event host.DocumentEvent) error {
	t.Helper()
	scope, err := tenant.ForEvent("createagent", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	return createagent.New(w.Store, a, "p").HandleEvent(t.Context(), scope, event)
}

func TestTheAgentKnowsTheDemosOwnDataset(t *testing.T) {
	t.Parallel()
	w, a := storetest.New(t, demo.DefaultLimits()), newAgents()
	ref, event := withDataset(t, w)
	if err := handle(t, w, a, event); err != nil {
		t.Fatal(err)
	}
	pair := w.Pair(t, ref)
	spec, made := a.made[pair.Demo.AgentID]
	if !made || len(spec.Tables) != 2 || spec.Tables[0].Dataset != "d_acme_"+ref.Demo || spec.Labels["demo"] != ref.Demo {
		t.Errorf("agent %q, spec %+v", pair.Demo.AgentID, spec)
	}
	if !pair.Job.Steps[demo.StepCreateAgent].Done {
		t.Error("the step is not done")
	}
}

func TestDuplicatesAndStaleEventsMakeNothing(t *testing.T) {
	t.Parallel()
	w, a := storetest.New(t, demo.DefaultLimits()), newAgents()
	ref, event := withDataset(t, w)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if err := handle(t, w, a, event); err != nil && !fault.Retryable(err) {
				t.Errorf("a duplicate failed for good: %v", err)
			}
		})
	}
	wg.Wait()
	a.during = func() error { t.Error("called again"); return nil }
	if err := handle(t, w, a, event); err != nil {
		t.Errorf("a stale event: %v", err)
	}
	if step := w.Pair(t, ref).Job.Steps[demo.StepCreateAgent]; !step.Done || step.Attempt != 1 || len(a.made) != 1 {
		t.Errorf("step %+v, %d agents", step, len(a.made))
	}
	_, early := w.Begin(t)
	if err := handle(t, w, a, w.Event(t, "demos/"+early.Demo)); err != nil {
		t.Errorf("before the dataset is there: %v", err)
	}
}

func TestFailuresOfTheAPI(t *testing.T) {
	t.Parallel()
	for kind, c := range map[fault.Kind]struct {
		again bool
		job   demo.JobStatus
	}{
		fault.RateLimited: {true, demo.JobRunning},
		fault.Unavailable: {true, demo.JobRunning},
		fault.Invalid:     {false, demo.JobFailed},
		fault.Conflict:    {false, demo.JobFailed},
	} {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			w, a := storetest.New(t, demo.DefaultLimits()), newAgents()
			a.during = func() error { return fault.New(kind, "No.") }
			ref, event := withDataset(t, w)
			if err := handle(t, w, a, event); fault.Retryable(err) != c.again {
				t.Errorf("delivered again: %v (%v)", fault.Retryable(err), err)
			}
			if got := w.Pair(t, ref).Job.Status; got != c.job {
				t.Errorf("job %s, want %s", got, c.job)
			}
		})
	}
}

func TestAnAgentMadeForACancelledJobIsRemoved(t *testing.T) {
	t.Parallel()
	w, a := storetest.New(t, demo.DefaultLimits()), newAgents()
	ref, event := withDataset(t, w)
	a.during = func() error {
		_, err := w.As(t, "ada", "acme", tenant.Engineer).Jobs().Cancel(t.Context(), ref.Job)
		return err
	}
	if err := handle(t, w, a, event); err != nil || len(a.made) != 0 {
		t.Errorf("%v, left behind: %v", err, a.made)
	}
}

// TestAnAgentOfADeletedTenantIsRemoved: the tenant is deleted while its agent is made, and nobody else knows of it.
func TestAnAgentOfADeletedTenantIsRemoved(t *testing.T) {
	t.Parallel()
	w, a := storetest.New(t, demo.DefaultLimits()), newAgents()
	_, event := withDataset(t, w)
	a.during = func() error {
		w.Vanish(t)
		return nil
	}
	if err := handle(t, w, a, event); err != nil || len(a.made) != 0 {
		t.Errorf("made %v, %v", a.made, err)
	}
}
