package teardown

import (
	"context"
	"errors"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Warehouse removes datasets; absence is success and is confirmed.
type Warehouse interface {
	DropDataset(ctx context.Context, dataset string) error
}

// Agents removes data agents and their conversations; absence is success and is confirmed.
type Agents interface {
	DeleteAgent(ctx context.Context, id string) error
	DeleteConversation(ctx context.Context, id string) error
}

// Handler compensates, and deletes.
type Handler struct {
	data      Data
	warehouse Warehouse
	agents    Agents
	now       func() time.Time
}

// New makes a handler.
func New(data Data, w Warehouse, a Agents, now func() time.Time) *Handler {
	return &Handler{data: data, warehouse: w, agents: a, now: now}
}

// HandleEvent does a queued job that deletes a demo. Of another job it removes what that made once it has failed or was cancelled and nobody
// works on it any more.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	status := demo.JobStatus(event.Text("status"))
	if demo.JobType(event.Text("type")) == demo.JobTeardown && status == demo.JobQueued {
		return h.delete(ctx, h.data.For(scope), store.JobRef{Job: event.Leaf(), Demo: event.Text("demo_id")})
	}
	if (status != demo.JobFailed && status != demo.JobCancelled) || event.Has("compensated_at") {
		return nil
	}
	work, ref := h.data.For(scope).Work(), store.JobRef{Job: event.Leaf(), Demo: event.Text("demo_id")}
	pair, err := work.Read(ctx, ref)
	if err != nil {
		return err
	}
	if !pair.Job.Compensate() {
		return nil
	}
	if until, held := pair.Job.Leased(h.now()); held {
		return fault.New(fault.Busy, "A worker may still be at it until %s.", until.Format(time.RFC3339)).After(until.Sub(h.now()))
	}
	leftovers, failure := h.remove(ctx, pair.Demo)
	if err := work.Compensated(ctx, ref, leftovers); err != nil {
		return errors.Join(failure, err)
	}
	return failure
}

// remove takes away the dataset and the agent by their deterministic ids and names what is still there.
func (h *Handler) remove(ctx context.Context, d demo.Demo) (leftovers []string, err error) {
	for what, remove := range map[string]func() error{
		"dataset " + d.DatasetName(): func() error { return h.warehouse.DropDataset(ctx, d.DatasetName()) },
		"agent " + d.AgentName():     func() error { return h.agents.DeleteAgent(ctx, d.AgentName()) },
	} {
		if failed := remove(); failed != nil {
			leftovers, err = append(leftovers, what), errors.Join(err, failed)
		}
	}
	return leftovers, err
}
