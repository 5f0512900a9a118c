package generate

import (
	"errors"
	"fmt"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
)

// build gives every column the function that makes its values. Foreign keys come first because paths run along them.
func (e *engine) build() error {
	for _, t := range e.tables {
		for _, c := range t.columns {
			if to := e.spec.Leads(t.spec, c.spec); to != nil {
				c.to = e.byName[to.Name]
			}
		}
	}
	for _, t := range e.tables {
		if t.parents != nil {
			if err := e.children(t); err != nil {
				return fmt.Errorf("table %s: children_of: %w", t.spec.Name, err)
			}
		}
		for _, c := range t.columns {
			if err := e.buildColumn(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// buildColumn builds a column once; generators that need another column's vocabulary build that one first.
func (e *engine) buildColumn(c *col) error {
	if c.built {
		return nil
	}
	c.built = true
	err := e.generator(c, &c.spec.Gen)
	if err == nil {
		err = e.onlyIf(c)
	}
	if err != nil {
		return fmt.Errorf("table %s, column %s: %w", c.table.spec.Name, c.name, err)
	}
	return nil
}

// onlyIf makes the values NULL where a condition does not hold.
func (e *engine) onlyIf(c *col) error {
	if c.spec.OnlyIf == "" {
		return nil
	}
	holds, t, err := e.compile(c, nil, c.spec.OnlyIf)
	switch {
	case err != nil:
		return fmt.Errorf("only_if: %w", err)
	case t != expr.Bool:
		return fmt.Errorf("only_if: it gives %s, not a condition", t)
	case c.fill == nil:
		return errors.New("only_if: the generator looks at all rows at once and cannot leave some out")
	}
	fill := c.fill
	c.fill = func(b *block, v *column.Vector) error {
		if err := fill(b, v); err != nil {
			return err
		}
		fr := expr.Frame{Block: b}
		for i := range b.n {
			if fr.Row = b.start + i; !holds(&fr).True() {
				v.SetNull(i)
				if len(v.Rows) > 0 {
					v.Rows[i] = -1
				}
			}
		}
		return nil
	}
	return nil
}

func (e *engine) generator(c *col, g *dataspec.Generator) error {
	switch {
	case g.Sequence != nil:
		return sequence(c, g.Sequence)
	case g.Values != nil:
		return values(c, g.Values)
	case g.Choice != nil:
		return e.choice(c, g.Choice)
	case g.List != nil:
		return e.list(c, g.List)
	case g.Word != nil:
		return word(c, g.Word)
	case g.Email != nil:
		return e.email(c, g.Email)
	case g.Phone != nil:
		return phone(c)
	case g.Address != nil:
		return address(c)
	case g.Number != nil:
		return e.numberColumn(c, g.Number)
	case g.Timeline != nil:
		return e.timeline(c, g.Timeline)
	case g.Moment != nil:
		return e.moment(c, g.Moment)
	}
	return e.relatedGenerator(c, g)
}

// relatedGenerator builds the generators that look at other columns or rows.
func (e *engine) relatedGenerator(c *col, g *dataspec.Generator) error {
	switch {
	case g.After != nil:
		return e.after(c, g.After)
	case g.State != nil:
		return e.state(c, g.State)
	case g.StateTime != nil:
		return e.stateTime(c, g.StateTime)
	case g.Ref != nil:
		return e.ref(c, g.Ref)
	case g.Parent != nil:
		return parent(c)
	case g.Position != nil:
		return position(c)
	case g.Formula != "":
		return e.formula(c, g.Formula)
	case g.Pick != nil:
		return e.pick(c, g.Pick)
	case g.Rollup != nil:
		return e.rollup(c, g.Rollup)
	}
	return errors.New("it has no generator")
}

// formula evaluates an expression a row.
func (e *engine) formula(c *col, text string) error {
	f, t, err := e.compile(c, nil, text)
	if err != nil {
		return fmt.Errorf("formula: %w", err)
	}
	if !expr.Comparable(t, c.kind.Type) {
		return fmt.Errorf("formula: it gives %s, the column is %s", t, c.kind.Type)
	}
	rows, inherits, err := e.inheritedRows(c)
	if err != nil {
		return fmt.Errorf("formula: %w", err)
	}
	c.fill = func(b *block, v *column.Vector) error {
		fr := expr.Frame{Block: b}
		for i := range b.n {
			fr.Row = b.start + i
			store(v, i, f(&fr))
			if inherits {
				v.Rows = append(v.Rows, int32(rows(&fr)))
			}
		}
		return nil
	}
	return nil
}

// inheritedRows gives, for an inherited foreign key, the row of the other table; ok is false for any other column.
func (e *engine) inheritedRows(c *col) (row func(*expr.Frame) int, ok bool, err error) {
	ref := c.spec.Inherits()
	if ref == nil {
		return nil, false, nil
	}
	path, err := e.path(c.table, ref.Table, c) // the column itself leads there too
	if err != nil {
		return nil, false, err
	}
	last := path[len(path)-1].to.column(ref.Column)
	if last == nil || last.to != c.to {
		return nil, false, fmt.Errorf("%s.%s is no foreign key to %s; drop references, or give the column its own generator",
			ref.Table, ref.Column, c.spec.References)
	}
	first := parentRow(path[0])
	return func(fr *expr.Frame) int {
		row := first(fr)
		for _, hop := range append(path[1:len(path):len(path)], last) {
			if row < 0 {
				return row
			}
			row = hop.kept.Parent(row)
		}
		return row
	}, true, nil
}

// store puts a value into the i-th place of a vector, converted to the vector's type; texts must be stored in order.
func store(v *column.Vector, i int, value expr.Value) {
	if value.IsNull() {
		switch v.Type {
		case expr.String:
			v.AppendText()
		case expr.Float:
			v.Floats[i] = 0
		default:
			v.Ints[i] = 0
		}
		v.SetNull(i)
		return
	}
	switch v.Type {
	case expr.String:
		v.Bytes = append(v.Bytes, value.S...)
		v.AppendText()
	case expr.Float:
		v.Floats[i] = value.Float()
	case expr.Decimal, expr.Int:
		v.Ints[i] = value.Rescale(v.Scale)
	case expr.Timestamp:
		if v.Ints[i] = value.I; value.T == expr.Date {
			v.Ints[i] = value.I * expr.Day
		}
	case expr.Date:
		if v.Ints[i] = value.I; value.T == expr.Timestamp {
			v.Ints[i] = expr.FloorDiv(value.I, expr.Day)
		}
	default:
		v.Ints[i] = value.I
	}
}

// parseScalar reads a text of the specification as a value of a column's type.
func parseScalar(c *col, s dataspec.Scalar) (expr.Value, error) {
	return dataspec.ParseScalar(c.spec, s)
}
