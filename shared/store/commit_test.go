package store_test

import (
	"fmt"
	"sync"
	"testing"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// TestStepsSideBySideDoNotLockEachOtherOut has both steps of a job report at once, as they do in every provisioning. Transactions waited for
// each other's locks here until they timed out after two seconds each.
func TestStepsSideBySideDoNotLockEachOtherOut(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref := w.Begin(t)
	work := w.Function(t, "load", "acme").Work()
	const reports = 20
	var group sync.WaitGroup
	for _, step := range []demo.StepName{demo.StepLoad, demo.StepCreateAgent} {
		claim, _, err := work.Claim(t.Context(), ref, step)
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			for i := range reports {
				if err := work.Report(t.Context(), claim, "data", i, fmt.Sprintf("%s %d", step, i)); err != nil {
					t.Errorf("%s: %v", step, err)
				}
			}
		})
	}
	group.Wait()
	page, err := w.As(t, "ada", "acme", tenant.Engineer).Jobs().Logs(t.Context(), ref.Job, "", store.MaxPage)
	if err != nil || len(page.Items) != 2*reports {
		t.Errorf("%d of %d reports are in the log, %v", len(page.Items), 2*reports, err)
	}
}

// TestAHolderThatKeepsWritingMeetsItsSuccessor has a writer go on without reading while another takes the answer over: not one more part of
// the old one lands.
func TestAHolderThatKeepsWritingMeetsItsSuccessor(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, _, ref := ask(t, w)
	answers := w.Function(t, "reply", "acme").Answers()
	old, _, err := answers.Claim(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	begun := make(chan struct{})
	lost := make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			if i == 3 {
				close(begun)
			}
			if err := answers.Append(t.Context(), old, store.Part{Kind: demo.ChunkProgress, Payload: `{}`}); err != nil {
				lost <- err
				return
			}
		}
	}()
	<-begun
	var young store.AnswerClaim
	for fault.Is(err, fault.Busy) || err == nil && young.Fence == 0 { // the old one renews with every part
		w.Clock.Advance(2 * demo.LeaseTerm)
		young, _, err = answers.Claim(t.Context(), ref)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := <-lost; !fault.Is(err, fault.LeaseLost) {
		t.Errorf("the old writer ended with %v", err)
	}
	if err := answers.Finish(t.Context(), young, store.Outcome{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	kinds, err := followed(t.Context(), conversations, ref, 0)
	if err != nil || len(kinds) < 3 || kinds[len(kinds)-2] != demo.ChunkRestart || kinds[len(kinds)-1] != demo.ChunkEnd {
		t.Errorf("%v, %v: want parts, restart, end", kinds, err)
	}
}
