package draw_test

import (
	"math"
	"testing"

	"capidemo.dev/platform/shared/generate/draw"
)

func TestStreamsDependOnSeedNamesAndRow(t *testing.T) {
	t.Parallel()
	first := func(seed uint64, row int) uint64 { r := draw.At(seed, row); return r.Uint64() }
	a := draw.Seed(1, "orders", "amount")
	if first(a, 7) != first(draw.Seed(1, "orders", "amount"), 7) {
		t.Error("the same names and row give another number")
	}
	seen := map[uint64]bool{}
	for _, seed := range []uint64{a, draw.Seed(2, "orders", "amount"), draw.Seed(1, "ordersa", "mount"), draw.Seed(1, "orders")} {
		for row := range 1000 {
			x := first(seed, row)
			if seen[x] {
				t.Fatalf("number %d twice", x)
			}
			seen[x] = true
		}
	}
}

// TestBitsAreFair counts every bit of the first numbers of neighbouring rows: a poor mix of the row would show.
func TestBitsAreFair(t *testing.T) {
	t.Parallel()
	const rows = 100_000
	var ones [64]int
	for row := range rows {
		r := draw.At(99, row)
		x := r.Uint64()
		for bit := range ones {
			ones[bit] += int(x >> bit & 1)
		}
	}
	for bit, n := range ones {
		if math.Abs(float64(n)-rows/2) > 5*math.Sqrt(rows)/2 {
			t.Errorf("bit %d is set %d times of %d", bit, n, rows)
		}
	}
}

func TestWeights(t *testing.T) {
	t.Parallel()
	weights := []float64{1, 0, 7, 2}
	w := draw.NewWeights(weights)
	var counts [4]float64
	const rows = 200_000
	for row := range rows {
		r := draw.At(5, row)
		counts[w.Index(r.Uint64())]++
	}
	for i, weight := range weights {
		want := rows * weight / 10
		if math.Abs(counts[i]-want) > 5*math.Sqrt(want+1) {
			t.Errorf("index %d is drawn %v times, want about %v", i, counts[i], want)
		}
	}
	if counts[1] != 0 {
		t.Error("an index without weight is drawn")
	}
}

func TestQuantileTableIsClose(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]func(float64) float64{
		"normal": draw.Normal(0, 1), "lognormal": draw.LogNormal(10, 1), "pareto": draw.Pareto(1, 1.5), "exponential": draw.Exponential(3),
	} {
		q := draw.NewQuantile(f)
		for i := 1; i < 100_000; i++ {
			p := float64(i) / 100_000
			// Shifting p by a thousandth of its distance to the nearer end must cover the error of the table.
			slack := min(p, 1-p) / 100
			if got := q.At(p); got < f(p-slack) || got > f(p+slack) {
				t.Fatalf("%s at %v: %v, exactly %v", name, p, got, f(p))
			}
		}
	}
}

func TestRankFollowsZipfAndRowsAreAPermutation(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3, 10, 97, 1000} {
		r := draw.NewRank(n, 1, 3)
		seen := map[int]bool{}
		for rank := range n {
			seen[r.Row(rank)] = true
		}
		if len(seen) != n {
			t.Errorf("%d ranks lead to %d rows", n, len(seen))
		}
	}
	for _, s := range []float64{0, 0.7, 1, 1.5} {
		const n, rows = 100, 100_000
		r := draw.NewRank(n, s, 3)
		var first, tenth float64
		for row := range rows {
			random := draw.At(8, row)
			switch rank := r.Draw(&random); {
			case rank < 0 || rank >= n:
				t.Fatalf("rank %d of %d", rank, n)
			case rank == 0:
				first++
			case rank == 9:
				tenth++
			}
		}
		// The density at the middle of rank k is (k + 3/2) to the power -s.
		if want := math.Pow(10.5/1.45, s); math.Abs(first/tenth/want-1) > 0.15 {
			t.Errorf("s = %v: the first rank is %.2f times as frequent as the tenth, want %.2f", s, first/tenth, want)
		}
	}
}

func TestBelowCoversItsRange(t *testing.T) {
	t.Parallel()
	var counts [6]int
	for row := range 60_000 {
		r := draw.At(2, row)
		counts[r.Below(6)]++
	}
	for i, n := range counts {
		if n < 9_500 || n > 10_500 {
			t.Errorf("%d is drawn %d times of 60000", i, n)
		}
	}
}
