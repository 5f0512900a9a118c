package exam

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgressIsWrittenAtMostOnceASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var writes []int
		var away bool
		tell, stop := paced(t.Context(), time.Second, func(_ context.Context, percent int) error {
			mu.Lock()
			defer mu.Unlock()
			writes = append(writes, percent)
			if away {
				return errors.New("the database is away")
			}
			return nil
		})
		written := func() []int { mu.Lock(); defer mu.Unlock(); return slices.Clone(writes) }
		database := func(isAway bool) { mu.Lock(); defer mu.Unlock(); away = isAway }
		for percent := range 35 { // ten a second
			tell(percent)
			time.Sleep(100 * time.Millisecond)
		}
		synctest.Wait()
		if got := written(); len(got) != 3 || !slices.IsSorted(got) {
			t.Errorf("in 3.5 s it wrote %v", got)
		}
		time.Sleep(5 * time.Second)
		if got := written(); len(got) != 4 {
			t.Errorf("without news it wrote on: %v", got)
		}
		database(true)
		tell(90)
		time.Sleep(2500 * time.Millisecond)
		database(false)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := written(); got[len(got)-1] != 90 || len(got) > 4+4 {
			t.Errorf("what could not be written was not made up for: %v", got)
		}
		stop()
		tell(99)
		time.Sleep(3 * time.Second)
		if slices.Contains(written(), 99) {
			t.Error("it wrote after its end")
		}
	})
}
