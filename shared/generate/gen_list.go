package generate

import (
	"fmt"
	"slices"
	"strconv"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
)

// list takes a column of a row of an inline list. A column that is like another repeats the other's draw of the row, which
// costs less than to remember it.
func (e *engine) list(c *col, g *dataspec.ListPick) error {
	list, at, err := e.listColumn(g)
	if err != nil {
		return err
	}
	var scalars []dataspec.Scalar
	for _, row := range list.Rows {
		scalars = append(scalars, row[at])
	}
	k, err := newConstants(c, scalars)
	if err != nil {
		return err
	}
	pick := g
	seed := c.seed
	if g.Like != "" {
		like := c.table.column(g.Like)
		if like == nil || like.spec.Gen.List == nil || like.spec.Gen.List.Of != g.Of {
			return fmt.Errorf("like: column %q of the same table must draw from list %q too", g.Like, g.Of)
		}
		pick, seed = like.spec.Gen.List, like.seed
	}
	row, err := e.listRow(c, pick, list, seed)
	if err != nil {
		return err
	}
	c.fill = func(b *block, v *column.Vector) error {
		fr := expr.Frame{Block: b}
		for i := range b.n {
			fr.Row = b.start + i
			k.put(v, i, row(&fr))
		}
		return nil
	}
	return nil
}

// listRow builds what chooses the list's row: an expression, wrapped around the list's end, or a draw by weight.
func (e *engine) listRow(c *col, g *dataspec.ListPick, list *dataspec.List, seed uint64) (func(*expr.Frame) int, error) {
	n := int64(len(list.Rows))
	if g.Index != "" {
		f, t, err := e.compile(c, nil, g.Index)
		if err == nil && t != expr.Int {
			err = fmt.Errorf("it gives %s, not a whole number", t)
		}
		if err != nil {
			return nil, fmt.Errorf("index: %w", err)
		}
		return func(fr *expr.Frame) int { return int(((f(fr).I % n) + n) % n) }, nil
	}
	weights, err := listWeights(list)
	return func(fr *expr.Frame) int {
		r := draw.At(seed, fr.Row)
		return int(weights.Index(r.Uint64()))
	}, err
}

func (e *engine) listColumn(g *dataspec.ListPick) (*dataspec.List, int, error) {
	for i := range e.spec.Lists {
		if l := &e.spec.Lists[i]; l.Name == g.Of {
			if c := slices.Index(l.Columns, g.Column); c >= 0 {
				return l, c, nil
			}
			return nil, 0, fmt.Errorf("list %q has no column %q", g.Of, g.Column)
		}
	}
	return nil, 0, fmt.Errorf("there is no list %q", g.Of)
}

func listWeights(l *dataspec.List) (*draw.Weights, error) {
	at := slices.Index(l.Columns, "weight")
	weights := make([]float64, len(l.Rows))
	for i, row := range l.Rows {
		weights[i] = 1
		if at >= 0 {
			w, err := strconv.ParseFloat(row[at].Text, 64)
			if err != nil || !(w >= 0) {
				return nil, fmt.Errorf("list %q, row %d: weight %q is not a number of 0 or more", l.Name, i, row[at].Text)
			}
			weights[i] = w
		}
	}
	return draw.NewWeights(weights), nil
}
