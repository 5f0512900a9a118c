package createagent

import (
	"context"
	"fmt"
	"time"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/step"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Agents makes and removes data agents; *analyst.Analyst does. Creating one that exists and is the same demo's is success, and so is
// deleting an absent one.
type Agents interface {
	CreateAgent(ctx context.Context, spec analyst.Spec) error
	DeleteAgent(ctx context.Context, id string) error
}

// Handler makes agents.
type Handler struct {
	data    Data
	agents  Agents
	project string // of the datasets
}

// New makes a handler.
func New(data Data, agents Agents, project string) *Handler {
	return &Handler{data: data, agents: agents, project: project}
}

// cleanUpWithin bounds the removal of what a lost attempt made.
const cleanUpWithin = 30 * time.Second

// HandleEvent makes the demo's agent when its dataset exists and it has none.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	if event.Text("status") != string(demo.DemoProvisioning) || !event.True("schema_ready") || event.Text("agent_id") != "" {
		return nil
	}
	scoped, ref := h.data.For(scope), store.JobRef{Job: event.Text("job_id"), Demo: event.Leaf()}
	var begun demo.Demo
	err := step.Run(ctx, scoped.Work(), ref, demo.StepCreateAgent, func(ctx context.Context, c store.Claim, _ int) (store.Done, error) {
		begun = c.Pair.Demo
		return h.create(ctx, scoped, c)
	})
	if fault.Is(err, fault.LeaseLost) || begun.ID != "" && fault.Is(err, fault.NotFound) {
		return h.cleanUp(ctx, scoped.Work(), ref, begun)
	}
	return err
}

func (h *Handler) create(ctx context.Context, scoped *store.Scoped, c store.Claim) (done store.Done, err error) {
	d := c.Pair.Demo
	version, err := scoped.Templates().Of(ctx, d)
	if err != nil {
		return done, err
	}
	began := time.Now()
	spec, err := analyst.SpecFor(version, h.project, d.DatasetName(), d.AgentName(), map[string]string{"tenant": d.Tenant, "demo": d.ID})
	if err != nil {
		return done, err
	}
	if err := h.agents.CreateAgent(ctx, spec); err != nil {
		return done, err
	}
	done.AgentID = d.AgentName()
	done.Line = fmt.Sprintf("The agent knows %d tables and %d golden questions; made in %d ms.",
		len(version.Tables), len(version.GoldenQueries), time.Since(began).Milliseconds())
	return done, nil
}

// cleanUp removes the agent when the job came to nothing while this attempt was at work, or is gone with its tenant.
func (h *Handler) cleanUp(ctx context.Context, work store.Work, ref store.JobRef, begun demo.Demo) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpWithin)
	defer cancel()
	pair, err := work.Read(ctx, ref)
	if fault.Is(err, fault.NotFound) && begun.ID != "" {
		return h.agents.DeleteAgent(ctx, begun.AgentName())
	}
	if err != nil {
		return err
	}
	if !pair.Job.Compensates() {
		return nil
	}
	return h.agents.DeleteAgent(ctx, pair.Demo.AgentName())
}
