package generate

import (
	"fmt"
	"math"
	"sort"
	"time"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
)

// density spreads activity over hours from a first day to the anchor (exclusive) and answers which instant has a given share
// of the activity before it.
type density struct {
	start int64     // microseconds
	sums  []float64 // sums[i] is the activity before hour i; the last is the total
	guide []int32   // for shares in [i, i+1)/len: an hour to start looking from
}

func (e *engine) curve(name string) (*dataspec.Curve, error) {
	for i := range e.spec.Curves {
		if e.spec.Curves[i].Name == name {
			return &e.spec.Curves[i], nil
		}
	}
	return nil, fmt.Errorf("there is no curve %q", name)
}

// density of a curve over the history, or over the last days before the anchor. Equal ones are shared.
func (e *engine) density(name string, days int) (*density, error) {
	first := expr.MonthsAgo(e.anchor, int64(e.spec.HistoryMonths))
	if days > 0 {
		first = e.anchor - int64(days)
	}
	key := fmt.Sprintf("%s/%d", name, first)
	if d := e.densities[key]; d != nil {
		return d, nil
	}
	c, err := e.curve(name)
	if err != nil {
		return nil, err
	}
	d := newDensity(c, first, e.anchor)
	e.densities[key] = d
	return d, nil
}

func newDensity(c *dataspec.Curve, first, anchor int64) *density {
	d := &density{start: first * expr.Day, sums: make([]float64, 1, (anchor-first)*24+1)}
	total := 0.0
	for day := first; day < anchor; day++ {
		weight := dayWeight(c, day, anchor)
		for hour := range 24 {
			w := weight
			if len(c.Hours) == 24 {
				w *= c.Hours[hour]
			}
			total += w
			d.sums = append(d.sums, total)
		}
	}
	d.guide = make([]int32, len(d.sums))
	hour := 0
	for i := range d.guide {
		share := float64(i) / float64(len(d.guide)) * total
		for hour+1 < len(d.sums)-1 && d.sums[hour+1] <= share {
			hour++
		}
		d.guide[i] = int32(hour)
	}
	return d
}

func dayWeight(c *dataspec.Curve, day, anchor int64) float64 {
	t := time.Unix(day*86400, 0).UTC()
	w := math.Pow(1+c.Growth, float64(day-anchor)/365.25)
	if len(c.Months) == 12 {
		w *= c.Months[t.Month()-1]
	}
	if len(c.Weekdays) == 7 {
		w *= c.Weekdays[(int(t.Weekday())+6)%7]
	}
	date := t.Format("01-02")
	for _, h := range c.Holidays {
		if h.From <= date && date <= h.To {
			w *= h.Lift
		}
	}
	return w
}

// at is the instant, in microseconds, before which a share (0 <= share < 1) of the activity lies.
func (d *density) at(share float64) int64 {
	last := len(d.sums) - 2
	target := share * d.sums[last+1]
	hour := int(d.guide[int(share*float64(len(d.guide)))])
	for hour < last && d.sums[hour+1] <= target {
		hour++
	}
	within := (target - d.sums[hour]) / (d.sums[hour+1] - d.sums[hour])
	return d.start + int64(hour)*expr.Hour + min(int64(within*float64(expr.Hour)), expr.Hour-1)
}

// existingBy is the number of rows whose time, ascending in n rows, is not after the limit.
func existingBy(n int, limit int64, timeOf func(int) int64) int {
	return sort.Search(n, func(i int) bool { return timeOf(i) > limit })
}
