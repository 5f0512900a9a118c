package dataspec

import (
	"fmt"

	"capidemo.dev/platform/shared/dataspec/expr"
)

func (c *checker) tables() {
	s := c.spec
	if len(s.Tables) == 0 || len(s.Tables) > MaxTables {
		c.faultf("tables", s.At, "", "there are 1 to %d tables, found %d", MaxTables, len(s.Tables))
		if len(s.Tables) > MaxTables {
			return
		}
	}
	seen := map[string]bool{}
	total := int64(0)
	for i := range s.Tables {
		t, path := &s.Tables[i], fmt.Sprintf("tables[%d]", i)
		c.name(path+".name", t.At, "table", t.Name, seen)
		c.text(path+".description", t.At, t.Description, 1000)
		c.rows(t, path)
		if rows := s.RowCount(t.Name); rows > 0 && rows <= MaxRows {
			total += rows
		}
		if t.ChildrenOf != nil {
			c.childrenOf(t, path+".children_of")
		}
		c.columns(t, path)
	}
	if total > MaxRows {
		c.faultf("tables", s.At, "", "all tables together have %d rows, more than %d", total, MaxRows)
	}
}

func (c *checker) rows(t *Table, path string) {
	switch rows := c.spec.RowCount(t.Name); {
	case (t.Rows != 0) == (t.Ratio != nil):
		c.faultf(path, t.At, "write rows: 1000, or ratio: {of: orders, per: 1.5}", "table %s needs either rows or a ratio", t.Name)
	case t.Ratio != nil && c.spec.Table(t.Ratio.Of) == nil:
		c.faultf(path+".ratio.of", t.Ratio.At, "", "there is no table %q", t.Ratio.Of)
	case rows < 1 || rows > MaxRows:
		c.faultf(path, t.At, "", "table %s would have %d rows; 1 to %d are possible, and ratios must not form a circle", t.Name, rows, MaxRows)
	}
}

func (c *checker) childrenOf(t *Table, path string) {
	g := t.ChildrenOf
	up := c.spec.Table(g.Table)
	switch up {
	case nil:
		c.faultf(path+".table", g.At, "", "there is no table %q", g.Table)
		return
	case t:
		c.faultf(path+".table", g.At, "", "a table cannot be its own parent")
		return
	}
	if g.Min < 0 || !(g.Spread >= 0 && g.Spread <= 3) {
		c.faultf(path, g.At, "", "min is 0 or more, spread lies between 0 and 3")
	}
	if g.Where == "" && c.spec.RowCount(t.Name) < int64(g.Min)*c.spec.RowCount(up.Name) {
		c.faultf(path+".min", g.At, fmt.Sprintf("at least %d rows are needed", int64(g.Min)*c.spec.RowCount(up.Name)),
			"%d rows are too few for %d each of %d parents", c.spec.RowCount(t.Name), g.Min, c.spec.RowCount(up.Name))
	}
	if g.Where != "" {
		c.condition(path+".where", g.At, parentsOf(t), g.Where, &names{spec: c.spec, table: up})
	}
	if g.Weight != "" {
		c.number(path+".weight", g.At, parentsOf(t), g.Weight, &names{spec: c.spec, table: up})
	}
}

// parentsOf names the hidden column that leads to the parents.
func parentsOf(t *Table) string { return t.Name + ".(parents)" }

func (c *checker) columns(t *Table, path string) {
	if len(t.Columns) == 0 || len(t.Columns) > MaxColumns {
		c.faultf(path+".columns", t.At, "", "a table has 1 to %d columns, found %d", MaxColumns, len(t.Columns))
	}
	seen := map[string]bool{}
	for i := range t.Columns {
		column, at := &t.Columns[i], fmt.Sprintf("%s.columns[%d]", path, i)
		c.name(at+".name", column.At, "column", column.Name, seen)
		c.text(at+".description", column.At, column.Description, 1000)
		c.column(t, column, at)
	}
	switch key := t.Column(t.Key); {
	case key == nil:
		c.faultf(path+".key", t.At, nearest(t.Key, columnNames(t)), "table %s has no column %q", t.Name, t.Key)
	case !key.Required() || key.Gen.Sequence == nil:
		c.faultf(path+".key", t.At, "use the generator sequence, without nulls", "the key %s may repeat or be NULL", t.Key)
	}
}

func (c *checker) column(t *Table, column *Column, path string) {
	owner := t.Name + "." + column.Name
	if column.Scale < 0 || column.Scale > expr.MaxScale || column.Scale != 0 && column.Type != "NUMERIC" {
		c.faultf(path+".scale", column.At, "", "only NUMERIC columns have a scale, from 1 to %d", expr.MaxScale)
	}
	if !(column.Nulls >= 0 && column.Nulls <= 1) {
		c.faultf(path+".nulls", column.At, "0.2 is a fifth", "the share of NULLs lies between 0 and 1")
	}
	if column.OnlyIf != "" {
		c.condition(path+".only_if", column.At, owner, column.OnlyIf, &names{spec: c.spec, table: t})
	}
	if column.References != "" {
		c.reference(t, column, path+".references")
	}
	if exprTypes[column.Type] != expr.Null {
		c.generator(t, column, path+".gen")
	}
}

func (c *checker) reference(t *Table, column *Column, path string) {
	to := c.spec.Table(column.References)
	if to == nil {
		c.faultf(path, column.At, "", "there is no table %q", column.References)
		return
	}
	switch leads := c.spec.Leads(t, column); {
	case leads == nil:
		c.faultf(path, column.At, "use ref, parent, or a formula that is another table's foreign key", "the generator does not make keys of %s", to.Name)
	case leads != to:
		c.faultf(path, column.At, "", "the generator makes keys of %s, not of %s", leads.Name, to.Name)
	}
	if key := to.Column(to.Key); key != nil && key.Type != column.Type {
		c.faultf(path, column.At, "", "the column is %s, the key of %s is %s", column.Type, to.Name, key.Type)
	}
}
