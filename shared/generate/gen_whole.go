package generate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
)

// pick marks an exact number of rows, drawn without replacement by weight: every row gets a waiting time of rate weight, and
// the rows with the shortest times are taken (Efraimidis and Spirakis).
func (e *engine) pick(c *col, g *dataspec.Pick) error {
	weight := func(*expr.Frame) expr.Value { return expr.NewInt(1) }
	if g.Weight != "" {
		f, _, err := e.compile(c, nil, g.Weight)
		if err != nil {
			return fmt.Errorf("weight: %w", err)
		}
		weight = f
	}
	c.whole = func() error {
		type waiting struct {
			time float64
			row  int
		}
		var rows []waiting
		fr := expr.Frame{}
		for fr.Row = 0; fr.Row < c.table.rows; fr.Row++ {
			if w := weight(&fr).Float(); w > 0 {
				r := draw.At(c.seed, fr.Row)
				rows = append(rows, waiting{-math.Log(1-r.Float64()) / w, fr.Row})
			}
		}
		if int64(len(rows)) < g.Count {
			return fmt.Errorf("table %s, column %s: %d rows shall be picked, but only %d have a weight above 0",
				c.table.spec.Name, c.name, g.Count, len(rows))
		}
		slices.SortFunc(rows, func(a, b waiting) int {
			return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.row, b.row))
		})
		c.clearBlocks()
		for _, w := range rows[:g.Count] {
			c.kept.Blocks[w.row/column.BlockRows].Ints[w.row%column.BlockRows] = 1
		}
		return nil
	}
	return nil
}

// clearBlocks makes all blocks of the column, zero everywhere.
func (c *col) clearBlocks() {
	for i := range c.kept.Blocks {
		v := c.newVector()
		v.Resize(min(column.BlockRows, c.table.rows-i*column.BlockRows))
		clear(v.Ints)
		clear(v.Floats)
		c.kept.Blocks[i] = v
	}
}

// rollup adds up, or counts, the children of every row along the foreign key that leads here.
func (e *engine) rollup(c *col, g *dataspec.Rollup) error {
	child := e.byName[g.Table]
	var key *col
	for _, k := range child.columns {
		if k.to == c.table {
			if key != nil {
				return fmt.Errorf("rollup: both %s and %s of %s lead here", key.name, k.name, g.Table)
			}
			key = k
		}
	}
	if key == nil {
		return fmt.Errorf("rollup: no foreign key of %s leads here", g.Table)
	}
	outside := &col{table: child}
	value, holds := expr.Func(func(*expr.Frame) expr.Value { return expr.NewInt(1) }), expr.Func(nil)
	var err error
	if g.Sum != "" {
		if value, _, err = e.compile(outside, nil, g.Sum); err != nil {
			return fmt.Errorf("sum: %w", err)
		}
	}
	if g.Where != "" {
		if holds, _, err = e.compile(outside, nil, g.Where); err != nil {
			return fmt.Errorf("where: %w", err)
		}
	}
	c.deps = append(append(c.deps, outside.deps...), key)
	c.whole = func() error {
		c.clearBlocks()
		fr := expr.Frame{}
		for fr.Row = 0; fr.Row < child.rows; fr.Row++ {
			up := key.kept.Parent(fr.Row)
			if up < 0 || holds != nil && !holds(&fr).True() {
				continue
			}
			v := value(&fr)
			block, at := c.kept.Blocks[up/column.BlockRows], up%column.BlockRows
			switch {
			case v.IsNull():
			case c.kind.Type == expr.Float:
				block.Floats[at] += v.Float()
			default:
				block.Ints[at] += v.Rescale(c.kind.Scale)
			}
		}
		return nil
	}
	return nil
}
