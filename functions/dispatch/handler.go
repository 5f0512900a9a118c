package dispatch

import (
	"context"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Queue takes job messages; *queue.Queue does.
type Queue interface {
	SendJob(ctx context.Context, j queue.Job) error
}

// Handler dispatches jobs.
type Handler struct {
	data  Data
	queue Queue
}

// New makes a handler.
func New(data Data, q Queue) *Handler { return &Handler{data: data, queue: q} }

// HandleEvent sends the created job's message if the job is still queued and begins with one.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	job, err := h.data.For(scope).Jobs().Get(ctx, event.Leaf())
	if fault.Is(err, fault.NotFound) || (err == nil && (job.Status != demo.JobQueued || !job.Type.Dispatched())) {
		return nil
	}
	if err != nil {
		return err
	}
	return h.queue.SendJob(ctx, queue.Job{Type: string(job.Type), Tenant: job.Tenant, Job: job.ID, Demo: job.DemoID})
}
