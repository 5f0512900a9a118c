package dataspec

import (
	"fmt"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// Hop is one step along a foreign key.
type Hop struct {
	From   *Table
	Column *Column
	To     *Table
}

// Leads is the table that a column's values lead to as a foreign key, nil when they lead nowhere: a ref, the key of the parent,
// or a key inherited from the row that another key leads to.
func (s *Spec) Leads(t *Table, c *Column) *Table {
	switch {
	case c.Gen.Ref != nil:
		return s.Table(c.Gen.Ref.Table)
	case c.Gen.Parent != nil && t.ChildrenOf != nil:
		return s.Table(t.ChildrenOf.Table)
	case c.Inherits() != nil:
		return s.Table(c.References)
	}
	return nil
}

// Inherits is the foreign key that a column takes over, as orders take over the customer of their checkout: a formula that is
// nothing but another table's column, in a column with references. It is nil for all other columns.
func (c *Column) Inherits() *expr.Ref {
	if c.References == "" || c.Gen.Formula == "" {
		return nil
	}
	n, err := expr.Parse(c.Gen.Formula)
	ref, ok := n.(*expr.Ref)
	if err != nil || !ok || ref.Table == "" {
		return nil
	}
	return ref
}

// Way is the one shortest way along foreign keys from a table to another. The other is named by its own name, or, where
// several ways lead there, by the foreign key of from to take. A way never begins with the column skip (which may be nil).
func (s *Spec) Way(from *Table, name string, skip *Column) ([]Hop, error) {
	if c := from.Column(name); c != nil && c != skip && s.Leads(from, c) != nil {
		return []Hop{{from, c, s.Leads(from, c)}}, nil
	}
	if s.Table(name) == nil {
		return nil, fmt.Errorf("there is no table or foreign key %q", name)
	}
	visited := map[*Table]bool{from: true}
	for level := [][]Hop{nil}; len(level) > 0; {
		level = s.further(level, from, skip, visited)
		var found [][]Hop
		for _, way := range level {
			to := way[len(way)-1].To
			if visited[to] = true; to.Name == name {
				found = append(found, way)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return nil, fmt.Errorf("several ways lead from %s to %s (%s); write the foreign key's name in front of the column instead of the table's",
				from.Name, name, describeWays(found))
		}
	}
	return nil, fmt.Errorf("no foreign keys lead from %s to %s", from.Name, name)
}

// further makes each way one hop longer, by every foreign key that leads to a table not visited yet.
func (s *Spec) further(ways [][]Hop, from *Table, skip *Column, visited map[*Table]bool) [][]Hop {
	var out [][]Hop
	for _, way := range ways {
		at := from
		if len(way) > 0 {
			at = way[len(way)-1].To
		}
		for i := range at.Columns {
			c := &at.Columns[i]
			if to := s.Leads(at, c); to != nil && !visited[to] && c != skip {
				out = append(out, append(slices.Clip(way), Hop{at, c, to}))
			}
		}
	}
	return out
}

func describeWays(ways [][]Hop) string {
	out := make([]string, 0, len(ways))
	for _, way := range ways {
		names := make([]string, 0, len(way))
		for _, h := range way {
			names = append(names, h.Column.Name)
		}
		out = append(out, strings.Join(names, " > "))
	}
	return strings.Join(out, ", ")
}
