package exam

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgressIsWrittenAtMostOnceASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var written []int
		var fails error
		tell, stop := paced(t.Context(), time.Second, func(_ context.Context, percent int) error {
			written = append(written, percent)
			return fails
		})
		for percent := range 35 { // ten a second
			tell(percent)
			time.Sleep(100 * time.Millisecond)
		}
		synctest.Wait()
		if len(written) != 3 || !slices.IsSorted(written) {
			t.Errorf("in 3.5 s it wrote %v", written)
		}
		time.Sleep(5 * time.Second)
		if n := len(written); n != 4 {
			t.Errorf("without news it wrote on: %v", written)
		}
		fails = errors.New("the database is away")
		tell(90)
		time.Sleep(2500 * time.Millisecond)
		fails = nil
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if last := written[len(written)-1]; last != 90 || len(written) > 4+4 {
			t.Errorf("what could not be written was not made up for: %v", written)
		}
		stop()
		tell(99)
		time.Sleep(3 * time.Second)
		if slices.Contains(written, 99) {
			t.Error("it wrote after its end")
		}
	})
}
