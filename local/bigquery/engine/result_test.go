package engine

import (
	"fmt"
	"strings"
	"testing"
)

func TestResultPages(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{0, 1, stride, stride + 1, 20_000} { // the last spills to disk
		result := &Result{dir: t.TempDir()}
		row := func(i int64) string { return fmt.Sprintf(`{"f":[{"v":"%d %s"}]}`, i, strings.Repeat("x", 100)) }
		for i := range n {
			if err := result.append([]byte(row(i))); err != nil {
				t.Fatal(err)
			}
		}
		if err := result.finish(); err != nil {
			t.Fatal(err)
		}
		for _, w := range [][2]int64{{0, 10}, {stride - 1, 3}, {n - 1, 10}, {n, 10}, {n + 5, 1}, {0, n}} {
			rows, err := result.Page(w[0], w[1], 1<<30, TimestampMicros)
			want := max(0, min(w[1], n-w[0]))
			if w[0] < 0 {
				want = 0
			}
			if err != nil || int64(len(rows)) != want {
				t.Fatalf("page %v of %d has %d rows, error %v; want %d", w, n, len(rows), err, want)
			}
			for i, got := range rows {
				if string(got) != row(w[0]+int64(i)) {
					t.Fatalf("row %d of page %v is %s", i, w, got)
				}
			}
		}
		if rows, err := result.Page(0, n, 250, TimestampMicros); err != nil || int64(len(rows)) != min(n, 2) {
			t.Errorf("a page of 250 bytes has %d rows, error %v", len(rows), err)
		}
		if err := result.Close(); err != nil {
			t.Error(err)
		}
	}
}
