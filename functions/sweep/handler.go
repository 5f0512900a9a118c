package sweep

import (
	"context"
	"errors"
	"iter"
	"log/slog"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/telemetry"
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
		return errors.Join(h.redriveJobs(ctx), h.redriveAnswers(ctx), h.redriveTrials(ctx), h.redriveExams(ctx), h.redriveDeliveries(ctx), h.redriveErrands(ctx), h.redriveLeaving(ctx), h.purgeConversations(ctx))
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

// redriveJobs sets silent jobs off again; one that cannot be handled does not hold up the others.
func (h *Handler) redriveJobs(ctx context.Context) error {
	var failures error
	handled, sent := 0, 0
	for job, err := range h.silent.SilentJobs(ctx) {
		again := false
		if err == nil {
			again, err = h.redrive(ctx, job)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		handled++
		if again {
			sent++
		}
	}
	telemetry.Add(ctx, slog.Int("jobs_handled", handled), slog.Int("jobs_sent", sent))
	return failures
}

func (h *Handler) redrive(ctx context.Context, job system.SilentJob) (sent bool, err error) {
	scope, err := tenant.ForFunction("sweep", job.Tenant)
	if err != nil {
		return false, err
	}
	pair, again, err := h.data.For(scope).Work().Requeue(ctx, store.JobRef{Job: job.Job, Demo: job.Demo})
	if err != nil || !again || pair.Job.Steps[demo.StepLoad].Done {
		return false, err
	}
	return true, h.queue.SendJob(ctx, queue.Job{Type: job.Type, Tenant: string(job.Tenant), Job: job.Job, Demo: job.Demo})
}

// redriveAnswers fails answers that nobody is writing any more, so that no question waits for ever.
func (h *Handler) redriveAnswers(ctx context.Context) error {
	var failures error
	failed := 0
	for a, err := range h.silent.SilentAnswers(ctx) {
		if err == nil {
			err = h.abandon(ctx, a)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		failed++
	}
	telemetry.Add(ctx, slog.Int("answers_failed", failed))
	return failures
}

func (h *Handler) abandon(ctx context.Context, a system.SilentAnswer) error {
	scope, err := tenant.ForFunction("sweep", a.Tenant)
	if err != nil {
		return err
	}
	return h.data.For(scope).Answers().Abandon(ctx, store.AnswerRef{Demo: a.Demo, Conversation: a.Conversation, Message: a.Message})
}

// purgeConversations deletes what the agents' API keeps of conversations that people have deleted, after what is left of what was said where
// that was too much for their request, or it died; then their records.
func (h *Handler) purgeConversations(ctx context.Context) error {
	if h.talks == nil {
		return nil
	}
	var failures error
	purged := 0
	for c, err := range h.silent.DoomedConversations(ctx) {
		if err == nil {
			err = h.purge(ctx, c)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		purged++
	}
	telemetry.Add(ctx, slog.Int("conversations_purged", purged))
	return failures
}

func (h *Handler) purge(ctx context.Context, c system.DoomedConversation) error {
	scope, err := tenant.ForFunction("sweep", c.Tenant)
	if err != nil {
		return err
	}
	_, err = h.data.For(scope).Answers().Purge(ctx, c.Conversation, h.talks)
	return err
}
