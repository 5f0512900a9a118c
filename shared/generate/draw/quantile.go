package draw

import "math"

// cells is the number of cells of a quantile table. Inside a cell the quantile function is taken as straight, which moves no
// probability by more than a hundredth of its distance to the nearer end; the outer cells, where tails bend, are computed exactly.
const (
	cells = 4096
	outer = 16
)

// Quantile draws from a distribution given by its quantile function (inverse of the cumulative distribution).
type Quantile struct {
	table [cells + 1]float64
	exact func(p float64) float64
}

// NewQuantile tabulates a quantile function on (0, 1).
func NewQuantile(exact func(p float64) float64) *Quantile {
	q := &Quantile{exact: exact}
	for i := 1; i < cells; i++ {
		q.table[i] = exact(float64(i) / cells)
	}
	return q
}

// At is the value below which a share p (0 <= p < 1) of the distribution lies.
func (q *Quantile) At(p float64) float64 {
	x := p * cells
	i := int(x)
	if i < outer || i >= cells-outer {
		return q.exact(max(p, 1e-12))
	}
	return q.table[i] + float64((x-float64(i))*(q.table[i+1]-q.table[i]))
}

// Normal is the quantile function of the normal distribution.
func Normal(mean, stddev float64) func(float64) float64 {
	return func(p float64) float64 { return mean + float64(stddev*math.Sqrt2*math.Erfinv(float64(2*p)-1)) }
}

// LogNormal is the quantile function of the log-normal distribution with the given median and sigma of the logarithm.
func LogNormal(median, sigma float64) func(float64) float64 {
	normal := Normal(0, sigma)
	return func(p float64) float64 { return median * math.Exp(normal(p)) }
}

// Pareto is the quantile function of the Pareto distribution above least with tail exponent alpha.
func Pareto(least, alpha float64) func(float64) float64 {
	return func(p float64) float64 { return least * math.Pow(1-p, -1/alpha) }
}

// Exponential is the quantile function of the exponential distribution.
func Exponential(mean float64) func(float64) float64 {
	return func(p float64) float64 { return -mean * math.Log1p(-p) }
}

// Uniform is the quantile function of the uniform distribution between low and high.
func Uniform(low, high float64) func(float64) float64 {
	return func(p float64) float64 { return low + float64(p*(high-low)) }
}
