// Package draw turns (seed, row) into random numbers and these into values of distributions. Every draw depends on nothing but
// the seed of its column and its row, so any worker may make any row, in any order, with the same result.
package draw

import (
	"hash/fnv"
	"math/bits"
)

// Rand is a stream of random numbers for one cell. Copying it copies the stream.
type Rand struct{ state uint64 }

const (
	golden = 0x9e3779b97f4a7c15
	wyA    = 0xa0761d6478bd642f
	wyB    = 0xe7037ed1a0b428db
)

// Seed derives the seed of a named stream, as a column's, from a specification's seed.
func Seed(seed int64, names ...string) uint64 {
	h := fnv.New64a()
	for _, n := range names {
		// Hash.Write never fails; the separator keeps ("a", "bc") and ("ab", "c") apart.
		_, _ = h.Write([]byte(n + "\x00"))
	}
	return mix(uint64(seed)*golden ^ h.Sum64())
}

// At starts the stream of one row.
func At(seed uint64, row int) Rand { return Rand{mix(seed + uint64(row)*golden)} }

// mix is the finalizer of splitmix64.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uint64 is the next number of the stream (the generator is wyrand).
func (r *Rand) Uint64() uint64 {
	r.state += wyA
	hi, lo := bits.Mul64(r.state, r.state^wyB)
	return hi ^ lo
}

// Float64 is uniform in [0, 1).
func (r *Rand) Float64() float64 { return float64(r.Uint64()>>11) * 0x1p-53 }

// Below is uniform in [0, n); n must be positive.
func (r *Rand) Below(n int) int {
	hi, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(hi)
}
