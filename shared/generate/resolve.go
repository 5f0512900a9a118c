package generate

import (
	"fmt"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
)

// scope resolves the names of expressions over the rows of a table. It notes every column it hands out, so that whoever
// compiled the expression knows what must exist before it is evaluated.
type scope struct {
	engine    *engine
	table     *table
	candidate *table // the table a foreign key draws from; its name means the drawn row
	used      []*col
}

// Anchor is the day on which the data ends.
func (s *scope) Anchor() int64 { return s.engine.anchor }

// Param is a planted number.
func (s *scope) Param(name string) (expr.Value, error) {
	v, ok := s.engine.planted[name]
	if !ok {
		return expr.Value{}, fmt.Errorf("there is no planted number %q", name)
	}
	return expr.NewFloat(v), nil
}

// Column resolves a bare name to a column of the table, and a qualified one to the row that foreign keys lead to. The
// qualifier is a table, or, where several ways lead to it, the foreign key column to take.
func (s *scope) Column(ref expr.Ref) (expr.Func, expr.Type, error) {
	if ref.Table == "" || ref.Table == s.table.spec.Name {
		c := s.table.column(ref.Column)
		if c == nil {
			return nil, expr.Null, fmt.Errorf("table %s has no column %q", s.table.spec.Name, ref.Column)
		}
		s.used = append(s.used, c)
		return own(c), c.kind.Type, nil
	}
	if s.candidate != nil && ref.Table == s.candidate.spec.Name {
		c := s.candidate.column(ref.Column)
		if c == nil {
			return nil, expr.Null, fmt.Errorf("table %s has no column %q", ref.Table, ref.Column)
		}
		s.used = append(s.used, c)
		return func(f *expr.Frame) expr.Value { return c.kept.Value(f.Candidate) }, c.kind.Type, nil
	}
	path, err := s.path(ref.Table)
	if err != nil {
		return nil, expr.Null, err
	}
	target := path[len(path)-1].to
	c := target.column(ref.Column)
	if c == nil {
		return nil, expr.Null, fmt.Errorf("table %s has no column %q", target.spec.Name, ref.Column)
	}
	s.used = append(append(s.used, path...), c)
	return follow(path, c), c.kind.Type, nil
}

// own reads a column of the row at hand: from memory when the table is kept, else from the block being made.
func own(c *col) expr.Func {
	if c.table.kept {
		return func(f *expr.Frame) expr.Value { return c.kept.Value(f.Row) }
	}
	return func(f *expr.Frame) expr.Value {
		b := blockOf(f)
		return b.cols[c.index].Value(f.Row - b.start)
	}
}

// blockOf is the block being made; only frames of streamed tables carry one, and only their getters ask for it.
func blockOf(f *expr.Frame) *block {
	b, _ := f.Block.(*block)
	return b
}

// follow reads a column of the row at the end of a path of foreign keys; NULL when one of them is NULL.
func follow(path []*col, c *col) expr.Func {
	first, rest := parentRow(path[0]), path[1:]
	return func(f *expr.Frame) expr.Value {
		row := first(f)
		for _, hop := range rest {
			if row < 0 {
				break
			}
			row = hop.kept.Parent(row)
		}
		if row < 0 {
			return expr.Value{}
		}
		return c.kept.Value(row)
	}
}

func parentRow(key *col) func(*expr.Frame) int {
	if key.table.kept {
		return func(f *expr.Frame) int { return key.kept.Parent(f.Row) }
	}
	return func(f *expr.Frame) int {
		b := blockOf(f)
		return int(b.cols[key.index].Rows[f.Row-b.start])
	}
}

// path is the way along foreign keys to a table, or along the named foreign key.
func (s *scope) path(name string) ([]*col, error) { return s.engine.path(s.table, name, nil) }

func (e *engine) path(from *table, name string, skip *col) ([]*col, error) {
	var not *dataspec.Column
	if skip != nil {
		not = skip.spec
	}
	way, err := e.spec.Way(from.spec, name, not)
	if err != nil {
		return nil, err
	}
	out := make([]*col, len(way))
	for i, hop := range way {
		out[i] = e.byName[hop.From.Name].column(hop.Column.Name)
	}
	return out, nil
}

// compile parses and compiles an expression over a table's rows and adds what it reads to the column's dependencies.
func (e *engine) compile(c *col, candidate *table, text string) (expr.Func, expr.Type, error) {
	n, err := expr.Parse(text)
	if err != nil {
		return nil, expr.Null, err
	}
	s := &scope{engine: e, table: c.table, candidate: candidate}
	f, t, err := expr.Compile(n, s)
	c.deps = append(c.deps, s.used...)
	return f, t, err
}

// constant evaluates an expression of planted numbers, as the weight of a choice.
func (e *engine) constant(text string) (float64, error) {
	n, err := expr.Parse(text)
	if err != nil {
		return 0, err
	}
	f, _, err := expr.Compile(n, &scope{engine: e, table: &table{spec: new(dataspec.Table)}})
	if err != nil {
		return 0, err
	}
	return f(&expr.Frame{}).Float(), nil
}
