package draw

import "math"

// Rank draws ranks 0 to n-1 by Zipf's law with exponent s, in its continuous form: no table, so n may be large.
type Rank struct {
	n      int
	s      float64
	span   float64
	stride int
	offset int
}

// NewRank prepares drawing; s = 0 draws uniformly. The seed decides which rows get which rank, see Row.
func NewRank(n int, s float64, seed uint64) *Rank {
	r := &Rank{n: n, s: s, stride: 1}
	switch {
	case s == 0:
	case math.Abs(s-1) < 1e-9:
		r.span = math.Log(float64(n + 1))
	default:
		r.span = math.Pow(float64(n+1), 1-s) - 1
	}
	if n > 2 {
		// A stride near the golden section, coprime to n, spreads neighbouring ranks far apart.
		for r.stride = int(float64(n)*0.6180339887) + 1; gcd(r.stride, n) != 1; r.stride++ {
		}
		r.offset = int(mix(seed) % uint64(n))
	}
	return r
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Draw is a rank, 0 the most frequent.
func (r *Rank) Draw(random *Rand) int {
	if r.s == 0 {
		return random.Below(r.n)
	}
	u := random.Float64()
	var x float64
	if math.Abs(r.s-1) < 1e-9 {
		x = math.Exp(u * r.span)
	} else {
		x = math.Pow(float64(u*r.span)+1, 1/(1-r.s))
	}
	return min(max(int(x)-1, 0), r.n-1)
}

// Row is the row that has a rank: a fixed permutation, so that the most frequent rows are not the first ones.
func (r *Rank) Row(rank int) int { return (rank*r.stride + r.offset) % r.n }
