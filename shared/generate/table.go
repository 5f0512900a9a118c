package generate

import (
	"slices"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
)

// table is a table of the specification while it is generated.
type table struct {
	spec    *dataspec.Table
	rows    int
	kept    bool // all columns stay in memory because something outside looks into them
	columns []*col
	parents *col // hidden column of a table with children_of: Rows leads to the parent, Ints is the position from 1
}

// col is a column while it is generated. It has either fill, which makes one block from nothing but its seed and the columns
// it depends on, or whole, which needs to see all rows at once.
type col struct {
	table *table
	spec  *dataspec.Column // nil for the hidden column
	name  string
	index int
	seed  uint64
	kind  column.Vector // type, scale and vocabulary; no values
	fill  func(b *block, v *column.Vector) error
	whole func() error
	to    *table // for a foreign key that rows can be followed along: the table it leads to
	deps  []*col
	kept  *column.Kept
	built bool
}

// block is a range of rows of one table being made: the vectors of its columns by index, the hidden column last.
type block struct {
	start, n int
	cols     []*column.Vector
}

// keepUpTo is the number of rows up to which a table is simply kept; larger ones are kept only when they must be.
const keepUpTo = 1 << 20

func newTable(spec *dataspec.Spec, t *dataspec.Table, seed int64) *table {
	out := &table{spec: t, rows: int(spec.RowCount(t.Name))}
	for i := range t.Columns {
		c := &t.Columns[i]
		out.columns = append(out.columns, &col{
			table: out, spec: c, name: c.Name, index: i,
			seed: draw.Seed(seed, t.Name, c.Name),
			kind: column.Vector{Type: c.ExprType(), Scale: c.DecimalScale()},
		})
	}
	if t.ChildrenOf != nil {
		out.parents = &col{
			table: out, name: "(parents)", index: len(t.Columns),
			seed: draw.Seed(seed, t.Name, "(parents)"), kind: column.Vector{Type: expr.Int},
		}
	}
	return out
}

func (t *table) column(name string) *col {
	for _, c := range t.columns {
		if c.name == name {
			return c
		}
	}
	return nil
}

// all lists the columns and the hidden one.
func (t *table) all() []*col {
	if t.parents == nil {
		return t.columns
	}
	return append(slices.Clip(t.columns), t.parents)
}

func (t *table) key() *col { return t.column(t.spec.Key) }

// markKept decides which tables stay in memory: small ones, and those that others, or the ledger, look into.
func (e *engine) markKept() {
	keep := func(name string) {
		if t := e.byName[name]; t != nil {
			t.kept = true
		}
	}
	for _, t := range e.tables {
		t.kept = t.kept || t.rows <= keepUpTo
		if t.spec.ChildrenOf != nil {
			keep(t.spec.Name)
			keep(t.spec.ChildrenOf.Table)
		}
		for i := range t.spec.Columns {
			switch g := t.spec.Columns[i].Gen; {
			case g.Ref != nil:
				keep(g.Ref.Table)
			case g.Pick != nil:
				keep(t.spec.Name)
			case g.Rollup != nil:
				keep(t.spec.Name)
				keep(g.Rollup.Table)
			}
		}
	}
	for _, q := range e.spec.GoldenQueries {
		for _, s := range q.Expect.With {
			keep(s.From)
		}
		keep(q.Expect.Result.From)
	}
}

// newVector makes an empty vector of the column's kind.
func (c *col) newVector() *column.Vector {
	v := c.kind
	return &v
}

// makeBlock fills one block of a kept column and keeps it.
func (c *col) makeBlock(i int) error {
	b := c.table.block(i, c.deps)
	v := c.newVector()
	v.Resize(b.n)
	if err := c.fill(b, v); err != nil {
		return err
	}
	c.sprinkleNulls(b.start, v)
	c.kept.Blocks[i] = v
	return nil
}

// block is the i-th range of rows of a kept table, with the vectors of those of the given columns that are the table's own.
// They must be finished; others may be in the making by somebody else.
func (t *table) block(i int, finished []*col) *block {
	start := i * column.BlockRows
	b := &block{start: start, n: min(column.BlockRows, t.rows-start), cols: make([]*column.Vector, len(t.columns)+1)}
	for _, c := range finished {
		if c.table == t {
			b.cols[c.index] = c.kept.Blocks[i]
		}
	}
	return b
}

// sprinkleNulls makes the declared share of values NULL. The rows are those of a rotation by the golden section, whose share
// is exact to within one row in any range, instead of random ones, whose share is not.
func (c *col) sprinkleNulls(start int, v *column.Vector) {
	if c.spec == nil || c.spec.Nulls == 0 {
		return
	}
	const goldenSection = 0x9e3779b97f4a7c15
	r := draw.At(c.seed, -1)
	offset, limit := r.Uint64(), uint64(c.spec.Nulls*(1<<63))
	for i := range v.Len() {
		if (offset+uint64(start+i)*goldenSection)>>1 < limit {
			v.SetNull(i)
			if len(v.Rows) > 0 {
				v.Rows[i] = -1
			}
		}
	}
}
