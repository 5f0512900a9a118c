package finish

import (
	"context"
	"log/slog"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Queue takes events; *queue.Queue does.
type Queue interface {
	SendEvent(ctx context.Context, e queue.Event) error
}

// Handler announces ends.
type Handler struct {
	data  Data
	queue Queue
}

// New makes a handler.
func New(data Data, q Queue) *Handler { return &Handler{data: data, queue: q} }

// HandleEvent announces the job's end once it has one.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	if !demo.JobMachine.Terminal(demo.JobStatus(event.Text("status"))) || event.Has("notified_at") {
		return nil
	}
	work, ref := h.data.For(scope).Work(), store.JobRef{Job: event.Leaf(), Demo: event.Text("demo_id")}
	pair, err := work.Read(ctx, ref)
	if err != nil {
		return err
	}
	job := pair.Job
	if !job.Terminal() || job.NotifiedAt != nil {
		return nil
	}
	took := job.CompletedAt.Sub(job.CreatedAt)
	telemetry.Add(ctx, slog.String("job_status", string(job.Status)), slog.Int64("took_ms", took.Milliseconds()))
	if err := h.queue.SendEvent(ctx, queue.Event{
		ID: job.ID + "-" + string(job.Status), Type: news(job), Tenant: job.Tenant, Job: job.ID, Demo: job.DemoID,
		At: *job.CompletedAt, TookMS: took.Milliseconds(),
	}); err != nil {
		return err
	}
	return work.Notified(ctx, ref)
}

// news names what a job's end is to the outside. Who waits for demos is not told that one is ready when it was deleted.
func news(job demo.Job) string {
	if job.Type == demo.JobTeardown && job.Status == demo.JobCompleted {
		return "demo.deleted"
	}
	return "job." + string(job.Status)
}
