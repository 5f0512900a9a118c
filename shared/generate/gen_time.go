package generate

import (
	"fmt"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
)

// putTime stores an instant in a TIMESTAMP or DATE column.
func putTime(v *column.Vector, i int, micros int64) {
	if v.Type == expr.Date {
		micros = expr.FloorDiv(micros, expr.Day)
	}
	v.Ints[i] = micros
}

// timeline puts row i of n at the instant that has a share (i + u) / n of the activity before it, u random: ascending by
// construction, without sorting, and every row's time is known without the others'.
func (e *engine) timeline(c *col, g *dataspec.Timeline) error {
	d, err := e.density(g.Curve, g.Days)
	if err != nil {
		return err
	}
	n := float64(c.table.rows)
	c.fill = func(b *block, v *column.Vector) error {
		for i := range b.n {
			r := draw.At(c.seed, b.start+i)
			putTime(v, i, d.at((float64(b.start+i)+r.Float64())/n))
		}
		return nil
	}
	return nil
}

func (e *engine) moment(c *col, g *dataspec.Moment) error {
	d, err := e.density(g.Curve, g.Days)
	if err != nil {
		return err
	}
	c.fill = func(b *block, v *column.Vector) error {
		for i := range b.n {
			r := draw.At(c.seed, b.start+i)
			putTime(v, i, d.at(r.Float64()))
		}
		return nil
	}
	return nil
}

var unitMicros = map[string]int64{"minutes": expr.Hour / 60, "hours": expr.Hour, "days": expr.Day}

// timeExpr compiles an expression that gives a time, as microseconds; ok is false for NULL.
func (e *engine) timeExpr(c *col, text string) (func(*expr.Frame) (micros int64, ok bool), error) {
	f, t, err := e.compile(c, nil, text)
	if err != nil {
		return nil, err
	}
	if t != expr.Timestamp && t != expr.Date {
		return nil, fmt.Errorf("%q gives %s, a time is needed", text, t)
	}
	return func(fr *expr.Frame) (int64, bool) {
		v := f(fr)
		if v.T == expr.Date {
			v.I *= expr.Day
		}
		return v.I, !v.IsNull()
	}, nil
}

func (e *engine) after(c *col, g *dataspec.After) error {
	base, err := e.timeExpr(c, g.Time)
	if err != nil {
		return fmt.Errorf("time: %w", err)
	}
	delay, err := e.number(c, &g.Delay)
	if err != nil {
		return fmt.Errorf("delay: %w", err)
	}
	happens := func(*expr.Frame) expr.Value { return expr.NewBool(true) }
	if g.Where != "" {
		f, _, err := e.compile(c, nil, g.Where)
		if err != nil {
			return fmt.Errorf("where: %w", err)
		}
		happens = f
	}
	unit, end, clamp := float64(unitMicros[g.Unit]), e.anchor*expr.Day, g.Beyond == "clamp"
	c.fill = func(b *block, v *column.Vector) error {
		var r draw.Rand // outside the loop: it escapes through the calls below
		fr := expr.Frame{Block: b}
		for i := range b.n {
			fr.Row = b.start + i
			start, ok := base(&fr)
			if !ok || !happens(&fr).True() {
				store(v, i, expr.Value{})
				continue
			}
			r = draw.At(c.seed, fr.Row)
			at := start + int64(max(0, delay(&r, &fr)*unit))
			if at >= end {
				if !clamp {
					store(v, i, expr.Value{})
					continue
				}
				at = start + int64(float64(end-start)*r.Float64())
			}
			putTime(v, i, at)
		}
		return nil
	}
	return nil
}
