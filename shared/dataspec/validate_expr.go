package dataspec

import (
	"errors"
	"fmt"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// names gives the names in an expression their types, without values: it is for checking only.
type names struct {
	spec      *Spec
	table     *Table // nil: only planted numbers are known
	candidate *Table // the table a foreign key draws from
	reads     []string
}

// Anchor is no particular day while checking.
func (n *names) Anchor() int64 { return 0 }

// Param checks a planted number.
func (n *names) Param(name string) (expr.Value, error) {
	for _, p := range n.spec.Planted {
		if p.Name == name {
			return expr.NewFloat(p.Value), nil
		}
	}
	return expr.Value{}, fmt.Errorf("there is no planted number %q", name)
}

// Column finds the column that a reference means.
func (n *names) Column(ref expr.Ref) (expr.Func, expr.Type, error) {
	if n.table == nil {
		return nil, expr.Null, errors.New("only planted numbers may be read here, not columns")
	}
	table := n.table
	switch {
	case ref.Table == "" || ref.Table == n.table.Name:
	case n.candidate != nil && ref.Table == n.candidate.Name:
		table = n.candidate
	default:
		way, err := n.spec.Way(n.table, ref.Table, nil)
		if err != nil {
			return nil, expr.Null, err
		}
		for _, hop := range way {
			n.reads = append(n.reads, hop.From.Name+"."+hop.Column.Name)
		}
		table = way[len(way)-1].To
	}
	c := table.Column(ref.Column)
	if c == nil {
		return nil, expr.Null, fmt.Errorf("table %s has no column %q: %s", table.Name, ref.Column, nearest(ref.Column, columnNames(table)))
	}
	n.reads = append(n.reads, table.Name+"."+c.Name)
	return func(*expr.Frame) expr.Value { return expr.Value{} }, c.ExprType(), nil
}

func columnNames(t *Table) []string {
	out := make([]string, len(t.Columns))
	for i := range t.Columns {
		out[i] = t.Columns[i].Name
	}
	return out
}

// expression checks an expression over a table's rows on behalf of a column, which then depends on what is read. It gives
// the type, and ok only when there was no fault.
func (c *checker) expression(path string, at At, owner string, text string, n *names) (expr.Type, bool) {
	node, err := expr.Parse(text)
	if err == nil {
		var t expr.Type
		if _, t, err = expr.Compile(node, n); err == nil {
			c.reads[owner] = append(c.reads[owner], n.reads...)
			return t, true
		}
	}
	c.faultf(path, at, "", "%v", err)
	return expr.Null, false
}

// condition checks an expression that must give BOOL.
func (c *checker) condition(path string, at At, owner, text string, n *names) {
	if t, ok := c.expression(path, at, owner, text, n); ok && t != expr.Bool {
		c.faultf(path, at, "", "it gives %s, a condition is needed", t)
	}
}

// number checks an expression that must give a number.
func (c *checker) number(path string, at At, owner, text string, n *names) {
	if t, ok := c.expression(path, at, owner, text, n); ok && !t.Numeric() {
		c.faultf(path, at, "", "it gives %s, a number is needed", t)
	}
}

// time checks an expression that must give a DATE or TIMESTAMP.
func (c *checker) time(path string, at At, owner, text string, n *names) {
	if t, ok := c.expression(path, at, owner, text, n); ok && t != expr.Date && t != expr.Timestamp {
		c.faultf(path, at, "", "it gives %s, a DATE or TIMESTAMP is needed", t)
	}
}

// circles reports columns that depend on themselves, each circle once.
func (c *checker) circles() {
	const visiting, done = 1, 2
	state := map[string]int{}
	var trail []string
	var visit func(name string)
	visit = func(name string) {
		if state[name] != 0 {
			if state[name] == visiting {
				c.circle(trail, name)
			}
			return
		}
		state[name] = visiting
		trail = append(trail, name)
		for _, next := range c.reads[name] {
			visit(next)
		}
		trail = trail[:len(trail)-1]
		state[name] = done
	}
	for i := range c.spec.Tables {
		t := &c.spec.Tables[i]
		for j := range t.Columns {
			visit(t.Name + "." + t.Columns[j].Name)
		}
	}
}

func (c *checker) circle(trail []string, back string) {
	from := len(trail) - 1
	for from > 0 && trail[from] != back {
		from--
	}
	c.faultf("tables", c.spec.At, "let one of them be made without the others", "these columns depend on each other in a circle: %v", trail[from:])
}

// assignable reports whether an expression's value can be stored in a column: the same type, a number in a number, a time in a
// time, or NULL.
func assignable(from, to expr.Type) bool { return expr.Comparable(from, to) }
