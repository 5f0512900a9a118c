package meter_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/meter"
)

func TestJobsAreNotedOnceFromAnywhere(t *testing.T) {
	t.Parallel()
	meter.Ran(t.Context(), "nobody counts") // must not fail
	ctx, m := meter.From(t.Context())
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() { meter.Ran(ctx, fmt.Sprint("job", i%4)) })
	}
	group.Wait()
	meter.Ran(ctx, "")
	jobs := m.Jobs()
	slices.Sort(jobs)
	if diff := cmp.Diff([]string{"job0", "job1", "job2", "job3"}, jobs); diff != "" {
		t.Error(diff)
	}
}
