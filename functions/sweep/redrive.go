package sweep

import (
	"context"
	"errors"
	"iter"
	"log/slog"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// redrive sets off again, or brings to an end, whatever has not been heard of. A new kind of such things gets a line here.
func (h *Handler) redrive(ctx context.Context) error {
	failed := errors.Join(
		each(ctx, "jobs", "sent", h.silent.SilentJobs(ctx), h.sendJob),
		each(ctx, "answers", "failed", h.silent.SilentAnswers(ctx), h.failAnswer),
		each(ctx, "trials", "sent", h.silent.SilentTrials(ctx), h.sendTrial),
		each(ctx, "exams", "redriven", h.silent.SilentExams(ctx), h.redriveExam),
		each(ctx, "deliveries", "sent", h.silent.SilentDeliveries(ctx), h.sendDelivery),
		each(ctx, "errands", "sent", h.silent.SilentErrands(ctx), h.sendErrand),
	)
	if h.leaving != nil {
		failed = errors.Join(failed,
			each(ctx, "exports", "removed", h.leaving.SilentExports(ctx), h.expireExport),
			each(ctx, "erasures", "sent", h.leaving.SilentErasures(ctx), h.sendErasure),
		)
	}
	if h.talks != nil {
		failed = errors.Join(failed, each(ctx, "conversations", "purged", h.silent.DoomedConversations(ctx), h.purgeConversation))
	}
	return failed
}

// each handles all that a pass finds; one that cannot be handled does not hold up the others. The log line says how many were handled, and to
// how many of them that was done for which the pass is there.
func each[T any](ctx context.Context, what, done string, found iter.Seq2[T, error], handle func(context.Context, T) (did bool, err error)) error {
	var failures error
	handled, times := 0, 0
	for one, err := range found {
		did := false
		if err == nil {
			did, err = handle(ctx, one)
		}
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		handled++
		if did {
			times++
		}
	}
	telemetry.Add(ctx, slog.Int(what+"_handled", handled), slog.Int(what+"_"+done, times))
	return failures
}

// in is the store as the sweep sees one tenant.
func (h *Handler) in(id tenant.ID) (*store.Scoped, error) {
	scope, err := tenant.ForFunction("sweep", id)
	if err != nil {
		return nil, err
	}
	return h.data.For(scope), nil
}

// sendJob queues a silent job again.
func (h *Handler) sendJob(ctx context.Context, job system.SilentJob) (sent bool, err error) {
	scoped, err := h.in(job.Tenant)
	if err != nil {
		return false, err
	}
	pair, again, err := scoped.Work().Requeue(ctx, store.JobRef{Job: job.Job, Demo: job.Demo})
	if err != nil || !again || pair.Job.Steps[demo.StepLoad].Done {
		return false, err
	}
	if !pair.Job.Type.Dispatched() {
		return true, nil // its document was written, which sets it off
	}
	return true, h.queue.SendJob(ctx, queue.Job{Type: job.Type, Tenant: string(job.Tenant), Job: job.Job, Demo: job.Demo})
}

// failAnswer ends an answer that nobody is writing any more, so that no question waits for ever.
func (h *Handler) failAnswer(ctx context.Context, a system.SilentAnswer) (failed bool, err error) {
	scoped, err := h.in(a.Tenant)
	if err != nil {
		return false, err
	}
	err = scoped.Answers().Abandon(ctx, store.AnswerRef{Demo: a.Demo, Conversation: a.Conversation, Message: a.Message})
	return err == nil, err
}

// sendTrial sets a trial of a template's version off again whose worker has fallen silent, or whose event was lost.
func (h *Handler) sendTrial(ctx context.Context, trial system.SilentTrial) (sent bool, err error) {
	scoped, err := h.in(trial.Tenant)
	if err != nil {
		return false, err
	}
	err = scoped.Trials().Requeue(ctx, trial.Trial)
	return err == nil, err
}

// redriveExam begins an exam anew that nobody examines any more.
func (h *Handler) redriveExam(ctx context.Context, x system.SilentExam) (begun bool, err error) {
	scoped, err := h.in(x.Tenant)
	if err != nil {
		return false, err
	}
	err = scoped.Examining().Redrive(ctx, store.ExamRef{Demo: x.Demo, Exam: x.Exam})
	return err == nil, err
}

// sendDelivery sets off a notice whose next attempt is due, or whose worker was lost.
func (h *Handler) sendDelivery(ctx context.Context, d system.SilentDelivery) (sent bool, err error) {
	scoped, err := h.in(d.Tenant)
	if err != nil {
		return false, err
	}
	return scoped.Notices().Requeue(ctx, d.Webhook, d.Delivery)
}

// sendErrand sets the making or the deleting of a tenant off again, for as long as it takes.
func (h *Handler) sendErrand(ctx context.Context, errand system.SilentErrand) (sent bool, err error) {
	scoped, err := h.in(errand.Tenant)
	if err != nil {
		return false, err
	}
	return scoped.Errands().Requeue(ctx, errand.Kind)
}

// sendErasure sets a person's erasure off again.
func (h *Handler) sendErasure(ctx context.Context, silent system.SilentErasure) (sent bool, err error) {
	scoped, err := h.in(silent.Tenant)
	if err != nil {
		return false, err
	}
	return scoped.Erasures().Requeue(ctx, silent.Erasure)
}

// purgeConversation deletes what is left of a conversation that somebody has deleted, what the agents' API keeps of it, and its record. One
// that is too large for one pass goes on with the next.
func (h *Handler) purgeConversation(ctx context.Context, c system.DoomedConversation) (gone bool, err error) {
	scoped, err := h.in(c.Tenant)
	if err != nil {
		return false, err
	}
	return scoped.Answers().Purge(ctx, c.Conversation, h.talks)
}
