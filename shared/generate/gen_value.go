package generate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
)

func sequence(c *col, g *dataspec.Sequence) error {
	if c.kind.Type != expr.String {
		c.fill = func(b *block, v *column.Vector) error {
			for i := range b.n {
				v.Ints[i] = g.Start + int64(b.start+i)
			}
			return nil
		}
		return nil
	}
	c.fill = func(b *block, v *column.Vector) error {
		var digits [20]byte
		for i := range b.n {
			number := strconv.AppendInt(digits[:0], g.Start+int64(b.start+i), 10)
			v.Bytes = append(v.Bytes, g.Prefix...)
			for range g.Width - len(number) {
				v.Bytes = append(v.Bytes, '0')
			}
			v.Bytes = append(v.Bytes, number...)
			v.AppendText()
		}
		return nil
	}
	return nil
}

// constants are values that a column takes by index: a vocabulary for texts, plain values for the rest.
type constants struct {
	values []expr.Value
	isText bool
}

func newConstants(c *col, scalars []dataspec.Scalar) (*constants, error) {
	out := &constants{isText: c.kind.Type == expr.String}
	dict := make([]string, 0, len(scalars))
	for _, s := range scalars {
		v, err := parseScalar(c, s)
		if err != nil {
			return nil, fmt.Errorf("value %q: %w", s.Text, err)
		}
		out.values = append(out.values, v)
		dict = append(dict, v.S)
	}
	if out.isText {
		c.kind.Dict = dict
	}
	return out, nil
}

func (k *constants) put(v *column.Vector, i int, index int) {
	value := k.values[index]
	switch {
	case k.isText:
		v.Codes[i] = int32(index)
		if value.IsNull() {
			v.SetNull(i)
		}
	default:
		store(v, i, value)
	}
}

func values(c *col, g *dataspec.Values) error {
	k, err := newConstants(c, g.Of)
	if err != nil {
		return err
	}
	c.fill = func(b *block, v *column.Vector) error {
		for i := range b.n {
			k.put(v, i, (b.start+i)%len(k.values))
		}
		return nil
	}
	return nil
}

// weightsOf evaluates weights in the order of the choice's values; a value left out has weight 0.
func (e *engine) weightsOf(names []string, ws dataspec.Weights) (*draw.Weights, error) {
	weights := make([]float64, len(names))
	total := 0.0
	for _, w := range ws {
		i := slices.Index(names, w.Value)
		if i < 0 {
			return nil, fmt.Errorf("value %q of a case is none of the choice's", w.Value)
		}
		x, err := e.constant(w.Weight)
		if err != nil {
			return nil, fmt.Errorf("weight of %q: %w", w.Value, err)
		}
		if !(x >= 0) {
			return nil, fmt.Errorf("weight of %q is %v; a weight is 0 or more", w.Value, x)
		}
		weights[i] = x
		total += x
	}
	if !(total > 0) {
		return nil, errors.New("all weights are 0")
	}
	return draw.NewWeights(weights), nil
}

type choiceCase struct {
	when    expr.Func
	weights *draw.Weights
}

func (e *engine) choice(c *col, g *dataspec.Choice) error {
	scalars, names := make([]dataspec.Scalar, 0, len(g.Of)), make([]string, 0, len(g.Of))
	for _, w := range g.Of {
		scalars = append(scalars, dataspec.Scalar{Text: w.Value})
		names = append(names, w.Value)
	}
	k, err := newConstants(c, scalars)
	if err != nil {
		return err
	}
	usual, err := e.weightsOf(names, g.Of)
	if err != nil {
		return err
	}
	var cases []choiceCase
	for _, cs := range g.Cases {
		when, _, err := e.compile(c, nil, cs.When)
		if err != nil {
			return fmt.Errorf("case: %w", err)
		}
		w, err := e.weightsOf(names, cs.Of)
		if err != nil {
			return err
		}
		cases = append(cases, choiceCase{when, w})
	}
	c.fill = func(b *block, v *column.Vector) error {
		var r draw.Rand // outside the loop: it escapes through the calls below
		if len(cases) == 0 && k.isText {
			for i := range b.n {
				r := draw.At(c.seed, b.start+i)
				v.Codes[i] = usual.Index(r.Uint64())
			}
			return nil
		}
		fr := expr.Frame{Block: b}
		for i := range b.n {
			fr.Row = b.start + i
			r = draw.At(c.seed, fr.Row)
			k.put(v, i, int(weightsFor(&fr, cases, usual).Index(r.Uint64())))
		}
		return nil
	}
	return nil
}

func weightsFor(fr *expr.Frame, cases []choiceCase, usual *draw.Weights) *draw.Weights {
	for i := range cases {
		if cases[i].when(fr).True() {
			return cases[i].weights
		}
	}
	return usual
}
