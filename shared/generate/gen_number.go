package generate

import (
	"errors"
	"fmt"
	"math"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
)

// sampler draws a number for the row of the frame.
type sampler func(r *draw.Rand, fr *expr.Frame) float64

// number builds a sampler: the distribution, then scale, limits and ending.
func (e *engine) number(c *col, n *dataspec.Number) (sampler, error) {
	base, err := distribution(n)
	if err != nil {
		return nil, err
	}
	var scale expr.Func
	if n.Scale != "" {
		if scale, _, err = e.compile(c, nil, n.Scale); err != nil {
			return nil, fmt.Errorf("scale: %w", err)
		}
	}
	low, high := math.Inf(-1), math.Inf(1)
	// The ends of a uniform distribution say what is drawn, before scaling; for the others they limit what comes out.
	if n.Min != nil && n.Dist != "uniform" {
		low = *n.Min
	}
	if n.Max != nil && n.Dist != "uniform" {
		high = *n.Max
	}
	return func(r *draw.Rand, fr *expr.Frame) float64 {
		x := base(r)
		if scale != nil {
			x *= scale(fr).Float()
		}
		x = min(max(x, low), high)
		if n.Ending != nil {
			x = math.Floor(x) + *n.Ending
		}
		return x
	}, nil
}

func distribution(n *dataspec.Number) (func(*draw.Rand) float64, error) {
	var quantile func(float64) float64
	switch n.Dist {
	case "uniform":
		if n.Min == nil || n.Max == nil {
			return nil, errors.New("uniform needs min and max")
		}
		low, width := *n.Min, *n.Max-*n.Min
		return func(r *draw.Rand) float64 { return low + float64(r.Float64()*width) }, nil
	case "zipf":
		rank := draw.NewRank(max(n.N, 1), n.S, 0)
		return func(r *draw.Rand) float64 { return float64(rank.Draw(r) + 1) }, nil
	case "normal":
		quantile = draw.Normal(n.Mean, n.Stddev)
	case "lognormal":
		quantile = draw.LogNormal(n.Median, n.Sigma)
	case "exponential":
		quantile = draw.Exponential(n.Mean)
	case "pareto":
		if n.Min == nil {
			return nil, errors.New("pareto needs min")
		}
		quantile = draw.Pareto(*n.Min, n.Alpha)
	default:
		return nil, fmt.Errorf("there is no distribution %q", n.Dist)
	}
	q := draw.NewQuantile(quantile)
	return func(r *draw.Rand) float64 { return q.At(r.Float64()) }, nil
}

func (e *engine) numberColumn(c *col, g *dataspec.Number) error {
	if g.Dist == "uniform" && c.kind.Type == expr.Int && g.Min != nil && g.Max != nil && g.Scale == "" {
		return uniformInts(c, int64(*g.Min), int64(*g.Max))
	}
	sample, err := e.number(c, g)
	if err != nil {
		return err
	}
	unit := math.Pow10(int(c.kind.Scale))
	isFloat := c.kind.Type == expr.Float
	c.fill = func(b *block, v *column.Vector) error {
		var r draw.Rand // outside the loop: it escapes through the calls below
		fr := expr.Frame{Block: b}
		for i := range b.n {
			fr.Row = b.start + i
			r = draw.At(c.seed, fr.Row)
			x := sample(&r, &fr)
			switch {
			case math.IsNaN(x): // a scale that is NULL for this row
				store(v, i, expr.Value{})
			case isFloat:
				v.Floats[i] = x
			default:
				v.Ints[i] = int64(math.Round(x * unit))
			}
		}
		return nil
	}
	return nil
}

// uniformInts draws whole numbers from least to most, both included and all equally likely.
func uniformInts(c *col, least, most int64) error {
	c.fill = func(b *block, v *column.Vector) error {
		for i := range b.n {
			r := draw.At(c.seed, b.start+i)
			v.Ints[i] = least + int64(r.Below(int(most-least)+1))
		}
		return nil
	}
	return nil
}
