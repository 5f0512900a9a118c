package ledger

import (
	"fmt"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/demo"
)

// Source is what a query reads: the generated tables.
type Source interface {
	// Rows is the number of rows of a table; ok is false when there is none of that name.
	Rows(table string) (rows int, ok bool)
	// Resolver resolves the columns of a table and of those its foreign keys lead to.
	Resolver(table string) expr.Resolver
}

// Query is a compiled expectation. Evaluating it is for one goroutine.
type Query struct {
	id     string
	stages []*stage
	expect *dataspec.Expect
}

// relation is the result of a stage: named columns and rows of values.
type relation struct {
	names []string
	types []expr.Type
	rows  [][]expr.Value
}

func (r *relation) column(name string) int {
	for i, n := range r.names {
		if n == name {
			return i
		}
	}
	return -1
}

// Compile resolves and checks the expectation of a golden query.
func Compile(q *dataspec.GoldenQuery, src Source) (*Query, error) {
	out := &Query{id: q.ID, expect: &q.Expect}
	earlier := map[string]*relation{}
	for i := range q.Expect.With {
		s := &q.Expect.With[i]
		st, err := compileStage(s, src, earlier)
		if err != nil {
			return nil, fmt.Errorf("golden query %s: stage %s: %w", q.ID, s.Name, err)
		}
		out.stages = append(out.stages, st)
		earlier[s.Name] = st.out
	}
	st, err := compileStage(&q.Expect.Result, src, earlier)
	if err != nil {
		return nil, fmt.Errorf("golden query %s: result: %w", q.ID, err)
	}
	out.stages = append(out.stages, st)
	return out, nil
}

// Evaluate computes the expected result.
func (q *Query) Evaluate() (*demo.Result, error) {
	for _, s := range q.stages {
		if err := s.evaluate(); err != nil {
			return nil, fmt.Errorf("golden query %s: %w", q.id, err)
		}
	}
	final := q.stages[len(q.stages)-1]
	out := &demo.Result{
		Columns:   final.out.names,
		Ordered:   len(q.expect.Result.Order) > 0,
		Tolerance: q.expect.Tolerance,
		Rows:      make([]demo.Row, len(final.out.rows)),
	}
	for i, row := range final.out.rows {
		cells := make([]*string, len(row))
		for j, v := range row {
			if !v.IsNull() {
				text := v.Text()
				cells[j] = &text
			}
		}
		out.Rows[i].Cells = cells
	}
	return out, nil
}
