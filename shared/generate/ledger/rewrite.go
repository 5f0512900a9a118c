package ledger

import (
	"fmt"
	"strconv"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// extract replaces the calls that match by references to numbered slots, so that what remains is an ordinary expression over
// the slots: sum(a) / count() becomes #0 / #1. The calls are returned in the order of their slots.
func extract(n expr.Node, matches func(*expr.Call) bool, calls *[]*expr.Call) expr.Node {
	again := func(n expr.Node) expr.Node { return extract(n, matches, calls) }
	each := func(list []expr.Node) []expr.Node {
		out := make([]expr.Node, len(list))
		for i, item := range list {
			out[i] = again(item)
		}
		return out
	}
	switch n := n.(type) {
	case *expr.Call:
		if matches(n) {
			*calls = append(*calls, n)
			return &expr.Ref{Column: slot(len(*calls) - 1), Pos: n.Pos}
		}
		return &expr.Call{Name: n.Name, Args: each(n.Args), Pos: n.Pos}
	case *expr.Binary:
		return &expr.Binary{Op: n.Op, Left: again(n.Left), Right: again(n.Right), Pos: n.Pos}
	case *expr.Unary:
		return &expr.Unary{Op: n.Op, Operand: again(n.Operand), Pos: n.Pos}
	case *expr.In:
		return &expr.In{Operand: again(n.Operand), List: each(n.List), Negated: n.Negated, Pos: n.Pos}
	case *expr.IsNull:
		return &expr.IsNull{Operand: again(n.Operand), Negated: n.Negated}
	}
	return n
}

// slot names the i-th extracted call; # cannot begin a name that a specification writes.
func slot(i int) string { return "#" + strconv.Itoa(i) }

// rowScope resolves names to the columns of a row that frames carry in Block as []expr.Value: the values of a group or of an
// earlier stage. Planted numbers and the anchor come from the tables' resolver.
type rowScope struct {
	names  []string
	types  []expr.Type
	params expr.Resolver
}

func (s *rowScope) Column(ref expr.Ref) (expr.Func, expr.Type, error) {
	for i, n := range s.names {
		if n == ref.Column && ref.Table == "" {
			return func(f *expr.Frame) expr.Value {
				row, _ := f.Block.([]expr.Value) // the ledger sets nothing else
				return row[i]
			}, s.types[i], nil
		}
	}
	return nil, expr.Null, fmt.Errorf("there is no column %q here; there are %v", ref.Column, s.names)
}

func (s *rowScope) Param(name string) (expr.Value, error) { return s.params.Param(name) }
func (s *rowScope) Anchor() int64                         { return s.params.Anchor() }

func (s *rowScope) add(name string, t expr.Type) {
	s.names, s.types = append(s.names, name), append(s.types, t)
}
