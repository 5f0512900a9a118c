package sweep

import (
	"context"
	"errors"
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
	SilentJobs(ctx context.Context, limit int) ([]system.SilentJob, error)
	SilentAnswers(ctx context.Context, limit int) ([]system.SilentAnswer, error)
}

// Queue takes job messages; *queue.Queue does.
type Queue interface {
	SendJob(ctx context.Context, j queue.Job) error
}

// Handler runs sweeps.
type Handler struct {
	data   Data
	silent Silent
	queue  Queue
}

// New makes a handler.
func New(data Data, silent Silent, q Queue) *Handler {
	return &Handler{data: data, silent: silent, queue: q}
}

// pageSize is how many documents one look takes; a pass goes on until a look finds fewer.
const pageSize = 100

// Call runs the sweep of a name.
func (h *Handler) Call(ctx context.Context, name string) error {
	switch name {
	case "redrive-jobs":
		return errors.Join(h.redriveJobs(ctx), h.redriveAnswers(ctx))
	default:
		return fault.New(fault.NotFound, "There is no sweep %q.", name)
	}
}

// redriveJobs sets silent jobs off again. Every job it handles is no longer due, so that a page is never seen twice; one that cannot be
// handled does not hold up the others.
func (h *Handler) redriveJobs(ctx context.Context) error {
	var failures error
	handled, sent := 0, 0
	for {
		jobs, err := h.silent.SilentJobs(ctx, pageSize)
		if err != nil {
			return errors.Join(failures, err)
		}
		failed := 0
		for _, job := range jobs {
			again, err := h.redrive(ctx, job)
			if err != nil {
				failed++
				failures = errors.Join(failures, err)
				continue
			}
			handled++
			if again {
				sent++
			}
		}
		if len(jobs) < pageSize || failed == len(jobs) {
			telemetry.Add(ctx, slog.Int("jobs_handled", handled), slog.Int("jobs_sent", sent))
			return failures
		}
	}
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
	return true, h.queue.SendJob(ctx, queue.Job{Type: string(job.Type), Tenant: string(job.Tenant), Job: job.Job, Demo: job.Demo})
}

// redriveAnswers fails answers that nobody is writing any more, so that no question waits for ever.
func (h *Handler) redriveAnswers(ctx context.Context) error {
	answers, err := h.silent.SilentAnswers(ctx, pageSize)
	if err != nil {
		return err
	}
	var failures error
	for _, a := range answers {
		scope, err := tenant.ForFunction("sweep", a.Tenant)
		if err == nil {
			err = h.data.For(scope).Answers().Abandon(ctx, store.AnswerRef{Demo: a.Demo, Conversation: a.Conversation, Message: a.Message})
		}
		failures = errors.Join(failures, err)
	}
	telemetry.Add(ctx, slog.Int("answers_failed", len(answers)))
	return failures
}
