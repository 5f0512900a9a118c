package warehouse

import (
	"math"
	"time"

	"cloud.google.com/go/bigquery"
	"cloud.google.com/go/civil"
)

// bars draws a histogram from how many values each bar of the axis holds; empty bars are among them. The edges follow the same rule as
// bucketSQL. Where lo or hi is no finite number there is nothing to draw.
func bars(kind string, lo, hi float64, found []ValueCount) []Bar {
	n, width := profileBuckets, (hi-lo)/profileBuckets
	if axes[kind].whole {
		span := hi - lo + 1
		n = int(math.Min(span, profileBuckets))
		width = span / float64(n)
	}
	if math.IsInf(width, 0) || math.IsNaN(width) {
		return nil
	}
	if hi == lo {
		n = 1
	}
	out := make([]Bar, n)
	for i := range out {
		from, to := lo+float64(i)*width, lo+float64(i+1)*width
		if axes[kind].whole { // the first and the last whole number of the bar
			from, to = math.Ceil(from-1e-9), math.Ceil(to-1e-9)-1
		}
		if i == n-1 {
			to = hi
		}
		out[i] = Bar{From: onAxis(kind, from), To: onAxis(kind, to)}
	}
	for _, f := range found {
		if i := int(whole(f.Value)); i >= 0 && i < n {
			out[i].Count += f.Count
		}
	}
	return out
}

// onAxis turns a place on the axis back into a value of the type.
func onAxis(kind string, x float64) bigquery.Value {
	switch kind {
	case "INT64":
		return int64(x)
	case "DATE":
		return civil.DateOf(time.Unix(int64(x)*24*60*60, 0).UTC())
	case "DATETIME":
		return civil.DateTimeOf(time.Unix(int64(x), 0).UTC())
	case "TIMESTAMP":
		return time.Unix(int64(x), 0).UTC()
	default:
		return x
	}
}
