package store_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

func TestALostAcknowledgementMakesOneDemo(t *testing.T) {
	t.Parallel()
	w, lose := lossy(t)
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	lose.Store(true)
	pair, err := ada.Jobs().Quick(t.Context(), store.Start{CustomerName: "Acme", Version: storetest.Version()})
	if err != nil {
		t.Fatal(err)
	}
	page, err := ada.Demos().List(t.Context(), store.DemoFilter{}, store.PageRequest{Limit: 10})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != pair.Demo.ID {
		t.Errorf("%d demos, %v", len(page.Items), err)
	}
	rec, err := ada.Quota().ForProvision(t.Context())
	if err != nil || rec.Counters.ActiveDemos != 1 {
		t.Errorf("counted %d, %v", rec.Counters.ActiveDemos, err)
	}
	if lose.Load() {
		t.Error("no acknowledgement was lost")
	}
}

func TestALostAcknowledgementWritesAnswersAndStepsOnce(t *testing.T) {
	t.Parallel()
	w, lose := lossy(t)
	conversations, _, ref := ask(t, w)
	answers := w.Function(t, "reply", "acme").Answers()
	lose.Store(true)
	claim, done, err := answers.Claim(t.Context(), ref)
	if done || err != nil || claim.Fence != 1 {
		t.Fatalf("claim with fence %d, done %v, %v", claim.Fence, done, err)
	}
	for _, kind := range []demo.ChunkKind{demo.ChunkSQL, demo.ChunkText} {
		lose.Store(true)
		if err := answers.Append(t.Context(), claim, store.Part{Kind: kind, Payload: `{}`}); err != nil {
			t.Fatal(err)
		}
	}
	lose.Store(true)
	if err := answers.Finish(t.Context(), claim, store.Outcome{Text: "3 orders."}); err != nil {
		t.Fatal(err)
	}
	kinds, err := followed(t.Context(), conversations, ref, 0)
	if diff := cmp.Diff([]demo.ChunkKind{demo.ChunkSQL, demo.ChunkText, demo.ChunkEnd}, kinds); diff != "" || err != nil {
		t.Errorf("%v: %s", err, diff)
	}
	_, job := storetest.Begin(t, w.As(t, "ada", "acme", tenant.Engineer))
	work := w.Function(t, "load", "acme").Work()
	for _, step := range []demo.StepName{demo.StepLoad, demo.StepCreateAgent} {
		lose.Store(true)
		claim, done, err := work.Claim(t.Context(), job, step)
		if done || err != nil || claim.Fence != 1 {
			t.Fatalf("%s: claim with fence %d, done %v, %v", step, claim.Fence, done, err)
		}
		lose.Store(true)
		if last, err := work.Complete(t.Context(), claim, store.Done{Line: "Done."}); last != (step == demo.StepCreateAgent) || err != nil {
			t.Fatalf("%s: last %v, %v", step, last, err)
		}
	}
	if c := w.Counters(t, "acme"); c.ConcurrentJobs != 0 {
		t.Errorf("%d running jobs counted", c.ConcurrentJobs)
	}
}

// lossy is a world whose next commit lands while its acknowledgement gets lost, whenever lose is set: the client then tries again by
// itself, and that must neither fail nor do anything twice.
func lossy(t *testing.T) (w storetest.World, lose *atomic.Bool) {
	t.Helper()
	lose = &atomic.Bool{}
	db := testkit.FirestoreIn(t, testkit.Project(), grpc.WithUnaryInterceptor(
		func(ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
			err := invoke(ctx, method, req, reply, conn, opts...)
			if err == nil && strings.HasSuffix(method, "/Commit") && lose.Swap(false) {
				return status.Error(codes.Unavailable, "connection reset")
			}
			return err
		}))
	return storetest.Over(t, db, demo.DefaultLimits()), lose
}
