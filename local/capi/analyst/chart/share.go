package chart

import (
	"math/big"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/result"
)

// maxSlices is how many parts of a circle the eye can tell apart.
const maxSlices = 8

// ranked draws a ranking as bars; as a circle when that was asked for or when the rows are the parts of a whole, and they can be one.
func (r Request) ranked() object {
	switch {
	case r.Kind == "pie" && r.whole(), r.Kind == "" && r.whole() && r.shares():
		return r.pie()
	}
	return r.bars()
}

// shares reports whether the measure is a share of the total.
func (r Request) shares() bool {
	return strings.HasPrefix(r.Result.Columns[r.Shape.Measure].Name, "share_of_")
}

// whole reports whether the rows can be the parts of a whole: few, complete, and none below zero. Rates and averages are no parts.
func (r Request) whole() bool {
	s := r.Shape
	if s.Category < 0 || s.Series >= 0 || s.Previous >= 0 || len(r.Result.Rows) > maxSlices || r.Result.Truncated() {
		return false
	}
	if u := r.Result.FormatOf(s.Measure, r.Currency).Unit; !r.shares() && (u == result.Percent || u == result.Fraction) {
		return false
	}
	sum := new(big.Rat)
	for row := range r.Result.Rows {
		n, ok := r.Result.Number(row, s.Measure)
		if !ok || n.Sign() < 0 {
			return false
		}
		sum.Add(sum, n)
	}
	// Shares that were cut off, or overlap, do not make a whole.
	return !r.shares() || new(big.Rat).Abs(sum.Sub(sum, big.NewRat(1, 1))).Cmp(big.NewRat(1, 100)) <= 0
}

func (r Request) pie() object {
	s := r.Shape
	theta := r.quantity(s.Measure)
	theta["stack"] = true
	delete(theta, "axis")
	color := r.nominal(s.Category)
	color["sort"] = nil
	return object{
		"data":     object{"values": r.values(maxSlices, s.Category, s.Measure)},
		"mark":     object{"type": "arc", "innerRadius": 60.0},
		"encoding": object{"theta": theta, "color": color, "tooltip": r.tooltips(s.Category, s.Measure)},
		"height":   300.0,
	}
}

// delta is the change against the figure before, " (+12.5%)", "" where there is none to tell.
func (r Request) delta() string {
	s := r.Shape
	now, ok := r.Result.Number(0, s.Measure)
	before, okBefore := r.Result.Number(0, s.Previous)
	if !ok || !okBefore || before.Sign() <= 0 {
		return ""
	}
	change := new(big.Rat).Quo(new(big.Rat).Sub(now, before), before)
	text := result.Format{Unit: result.Fraction}.Print(change)
	if change.Sign() > 0 {
		text = "+" + text
	}
	return " (" + text + ")"
}
