package teardown

import (
	"context"
	"fmt"
	"log/slog"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/step"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
)

// delete deletes the job's demo: first what answers, then what it answers from, then what was said. Nothing new is
// said about a demo that is being deleted (shared/store/reserve.go); the tombstone comes with the end of the job.
func (h *Handler) delete(ctx context.Context, scoped *store.Scoped, ref store.JobRef) error {
	documents := 0
	err := step.Run(ctx, scoped.Work(), ref, demo.StepTeardown, func(ctx context.Context, c store.Claim, _ int) (done store.Done, err error) {
		var said []string // of the part before: one write tells of its end and of the next one's beginning
		for _, part := range []struct {
			phase    string
			progress int
			remove   func() (line string, err error)
		}{
			{"agent", 5, func() (string, error) {
				return "The agent is gone.", h.agents.DeleteAgent(ctx, c.Pair.Demo.AgentName())
			}},
			{"dataset", 25, func() (string, error) {
				return "The data is gone.", h.warehouse.DropDataset(ctx, c.Pair.Demo.DatasetName())
			}},
			{"conversations", 50, func() (line string, err error) {
				documents, err = h.clear(ctx, scoped.Work(), ref)
				return fmt.Sprintf("What was said and examined is gone (documents: %d).", documents), err
			}},
			{"names", 90, func() (string, error) {
				return "", scoped.Work().Forget(ctx, ref)
			}},
		} {
			if err := scoped.Work().Report(ctx, c, part.phase, part.progress, said...); err != nil {
				return done, err
			}
			line, err := part.remove()
			if err != nil {
				return done, patient(err)
			}
			said = []string{line}
		}
		return store.Done{Line: "No job names the customer any more."}, nil
	})
	telemetry.Add(ctx, slog.Int("documents", documents))
	return err
}

// clear removes all documents below the demo, part by part.
func (h *Handler) clear(ctx context.Context, work store.Work, ref store.JobRef) (removed int, err error) {
	for {
		n, err := work.Clear(ctx, ref, h.agents)
		if removed += n; err != nil || n == 0 {
			return removed, err
		}
	}
}

// patient has a deletion tried again whatever is in its way: nothing but success ends it.
func patient(err error) error {
	if fault.Retryable(err) || fault.Is(err, fault.LeaseLost) {
		return err
	}
	return fault.Wrap(fault.Unavailable, err, "It could not be removed: %s", fault.Message(err))
}
