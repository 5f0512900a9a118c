package generate

import (
	"errors"
	"fmt"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
)

// redraws is how often a refused row is drawn again before any existing row is taken.
const redraws = 256

// ref draws rows of another table: by Zipf's law, among those that exist already, refused ones again.
func (e *engine) ref(c *col, g *dataspec.Ref) error {
	to := c.to
	if to.rows == 0 {
		return fmt.Errorf("ref: table %s has no rows", g.Table)
	}
	c.deps = append(c.deps, to.key())
	draws := &refDraw{rank: draw.NewRank(to.rows, g.Skew, c.seed), rows: to.rows}
	if g.Accept != "" {
		f, _, err := e.compile(c, to, g.Accept)
		if err != nil {
			return fmt.Errorf("accept: %w", err)
		}
		draws.accept = f
	}
	if g.Since != "" {
		since := to.column(g.Since)
		if since == nil {
			return fmt.Errorf("since: table %s has no column %q", g.Table, g.Since)
		}
		until, err := e.timeExpr(c, g.Until)
		if err != nil {
			return fmt.Errorf("until: %w", err)
		}
		c.deps = append(c.deps, since)
		draws.since, draws.until, draws.perDay = since, until, since.kind.Type == expr.Date
	}
	c.fill = func(b *block, v *column.Vector) error {
		var r draw.Rand // outside the loop: it escapes through the calls below
		fr := expr.Frame{Block: b}
		v.Rows = make([]int32, b.n)
		for i := range b.n {
			fr.Row = b.start + i
			r = draw.At(c.seed, fr.Row)
			row := draws.row(&r, &fr)
			if row < 0 {
				return fmt.Errorf("table %s, column %s, row %d: no row of %s exists by then; let its time column start earlier (days)",
					c.table.spec.Name, c.name, fr.Row, g.Table)
			}
			v.Rows[i] = int32(row)
			store(v, i, to.key().kept.Value(row))
		}
		return nil
	}
	return nil
}

type refDraw struct {
	rank   *draw.Rank
	rows   int
	accept expr.Func
	since  *col
	until  func(*expr.Frame) (int64, bool)
	perDay bool
}

func (d *refDraw) row(r *draw.Rand, fr *expr.Frame) int {
	exists := d.rows
	if d.since != nil {
		limit, _ := d.until(fr)
		if d.perDay {
			limit = expr.FloorDiv(limit, expr.Day)
		}
		if exists = existingBy(d.rows, limit, d.since.kept.Int); exists == 0 {
			return -1
		}
	}
	for range redraws {
		row := d.rank.Row(d.rank.Draw(r))
		if row >= exists {
			continue
		}
		if d.accept != nil {
			fr.Candidate = row
			if p := d.accept(fr).Float(); !(r.Float64() < p) {
				continue
			}
		}
		return row
	}
	return r.Below(exists)
}

func parent(c *col) error {
	if c.to == nil {
		return errors.New("parent: the table has no children_of")
	}
	key, hidden := c.to.key(), c.table.parents
	c.deps = append(c.deps, hidden, key)
	c.fill = func(b *block, v *column.Vector) error {
		v.Rows = append(v.Rows[:0], b.cols[hidden.index].Rows...)
		for i, row := range v.Rows {
			store(v, i, key.kept.Value(int(row)))
		}
		return nil
	}
	return nil
}

func position(c *col) error {
	hidden := c.table.parents
	if hidden == nil {
		return errors.New("position: the table has no children_of")
	}
	c.deps = append(c.deps, hidden)
	c.fill = func(b *block, v *column.Vector) error {
		copy(v.Ints, b.cols[hidden.index].Ints)
		return nil
	}
	return nil
}

// children spreads a table's rows over its parents: each qualifying parent gets the minimum, and the rest goes by random
// weights, times the declared ones, whose running sum is cut at whole numbers, so that the total is exact.
func (e *engine) children(t *table) error {
	g, c := t.spec.ChildrenOf, t.parents
	up := e.byName[g.Table]
	qualifies, err := e.parentCondition(c, up, g.Where)
	if err != nil {
		return err
	}
	declared, err := e.parentWeight(c, up, g.Weight)
	if err != nil {
		return err
	}
	chance := draw.NewQuantile(draw.LogNormal(1, max(g.Spread, 1e-9)))
	c.whole = func() error {
		var parents []int32
		var sums []float64
		total := 0.0
		fr := expr.Frame{}
		for fr.Row = 0; fr.Row < up.rows; fr.Row++ {
			if qualifies(&fr).True() {
				r := draw.At(c.seed, fr.Row)
				total += chance.At(r.Float64()) * max(0, declared(&fr).Float())
				parents, sums = append(parents, int32(fr.Row)), append(sums, total)
			}
		}
		rest := t.rows - g.Min*len(parents)
		if len(parents) == 0 || rest < 0 {
			return fmt.Errorf("table %s has %d rows, but %d rows of %s must have at least %d each; change rows, min or where",
				t.spec.Name, t.rows, len(parents), g.Table, g.Min)
		}
		if rest > 0 && !(total > 0) {
			return fmt.Errorf("table %s: the weight of every row of %s is zero; change weight or where", t.spec.Name, g.Table)
		}
		given, row := 0, 0
		out := c.rowWriter()
		for i, p := range parents {
			upTo := int(float64(rest) * (sums[i] / total))
			if i == len(parents)-1 {
				upTo = rest
			}
			for position := range g.Min + upTo - given {
				out(row, int64(position+1), p)
				row++
			}
			given = upTo
		}
		return nil
	}
	return nil
}

// parentCondition compiles a condition on the rows of the parent table; the dependencies are noted with the hidden column.
func (e *engine) parentCondition(c *col, up *table, where string) (expr.Func, error) {
	if where == "" {
		where = "true"
	}
	outside := &col{table: up}
	f, t, err := e.compile(outside, nil, where)
	c.deps = append(c.deps, outside.deps...)
	if err == nil && t != expr.Bool {
		err = fmt.Errorf("where gives %s, not a condition", t)
	}
	return f, err
}

// parentWeight compiles a number on the rows of the parent table; every row weighs the same without one.
func (e *engine) parentWeight(c *col, up *table, weight string) (expr.Func, error) {
	if weight == "" {
		weight = "1"
	}
	outside := &col{table: up}
	f, _, err := e.compile(outside, nil, weight)
	c.deps = append(c.deps, outside.deps...)
	if err != nil {
		return nil, fmt.Errorf("weight: %w", err)
	}
	return f, nil
}

// rowWriter makes all blocks of the hidden column and gives a function that fills them row by row.
func (c *col) rowWriter() func(row int, value int64, parent int32) {
	for i := range c.kept.Blocks {
		v := c.newVector()
		v.Resize(min(column.BlockRows, c.table.rows-i*column.BlockRows))
		v.Rows = make([]int32, len(v.Ints))
		c.kept.Blocks[i] = v
	}
	return func(row int, value int64, parent int32) {
		v := c.kept.Blocks[row/column.BlockRows]
		v.Ints[row%column.BlockRows], v.Rows[row%column.BlockRows] = value, parent
	}
}
