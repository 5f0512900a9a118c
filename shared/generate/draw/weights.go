package draw

// Weights draws indices by weight in constant time (Vose's alias method).
type Weights struct {
	threshold []uint32 // scaled to 2^32
	alias     []int32
}

// NewWeights prepares drawing an index of weights, which must not be negative; at least one must be positive.
func NewWeights(weights []float64) *Weights {
	n := len(weights)
	total := 0.0
	for _, w := range weights {
		total += w
	}
	scaled := make([]float64, n)
	var small, large []int
	for i, w := range weights {
		scaled[i] = w * float64(n) / total
		if scaled[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	d := &Weights{threshold: make([]uint32, n), alias: make([]int32, n)}
	for i := range d.threshold {
		d.threshold[i], d.alias[i] = 1<<32-1, int32(i)
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		d.threshold[s], d.alias[s] = uint32(scaled[s]*(1<<32-1)), int32(l)
		if scaled[l] -= 1 - scaled[s]; scaled[l] < 1 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	return d
}

// Index draws an index from one random number.
func (d *Weights) Index(random uint64) int32 {
	i := (random >> 32) * uint64(len(d.alias)) >> 32
	if uint32(random) > d.threshold[i] {
		return d.alias[i]
	}
	return int32(i)
}
