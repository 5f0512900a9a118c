package sweep

import (
	"context"
	"iter"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Silent finds what has not been heard of, in all tenants; *system.Store does.
type Silent interface {
	SilentJobs(ctx context.Context) iter.Seq2[system.SilentJob, error]
	SilentAnswers(ctx context.Context) iter.Seq2[system.SilentAnswer, error]
	SilentTrials(ctx context.Context) iter.Seq2[system.SilentTrial, error]
	SilentExams(ctx context.Context) iter.Seq2[system.SilentExam, error]
	DueCertificates(ctx context.Context) iter.Seq2[system.DueDemo, error]
	SilentDeliveries(ctx context.Context) iter.Seq2[system.SilentDelivery, error]
	SilentErrands(ctx context.Context) iter.Seq2[system.SilentErrand, error]
	DoomedConversations(ctx context.Context) iter.Seq2[system.DoomedConversation, error]
	Tenants(ctx context.Context, after string, limit int) ([]demo.TenantRecord, error)
}

// Queue takes job messages; *queue.Queue does.
type Queue interface {
	SendJob(ctx context.Context, j queue.Job) error
}

// Templates takes templates to today; catalog.Refresher does.
type Templates interface {
	Refresh(ctx context.Context) error
}

// Handler runs sweeps.
type Handler struct {
	data      Data
	silent    Silent
	queue     Queue
	templates Templates
	inspector Inspector

	talks      store.Elsewhere
	reconciler Reconciler
	leaving    Leaving
	exports    Remover
}

// New makes a handler.
func New(data Data, silent Silent, q Queue, templates Templates, inspector Inspector) *Handler {
	return &Handler{data: data, silent: silent, queue: q, templates: templates, inspector: inspector}
}

// Silencing has the handler end conversations in the agents' API as well; *analyst.Analyst is that. Without it, deleted ones keep their records.
func (h *Handler) Silencing(talks store.Elsewhere) *Handler {
	h.talks = talks
	return h
}

// Reconciling has the handler compare records with reality as well.
func (h *Handler) Reconciling(r Reconciler) *Handler {
	h.reconciler = r
	return h
}

// Call runs the sweep of a name.
func (h *Handler) Call(ctx context.Context, name string) error {
	switch name {
	case "redrive-jobs":
		return h.redrive(ctx)
	case "check-certificates":
		return h.checkCertificates(ctx)
	case "refresh-templates":
		return h.templates.Refresh(ctx)
	case "reconcile":
		return h.reconcile(ctx, true)
	case "list-orphans":
		return h.reconcile(ctx, false)
	default:
		return fault.New(fault.NotFound, "There is no sweep %q.", name)
	}
}
