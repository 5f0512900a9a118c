package ledger

import (
	"fmt"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// accumulator folds the values of a group. cond is true where the aggregate has no condition.
type accumulator interface {
	add(v expr.Value) error
	result() expr.Value
}

// aggregateKind is a row of the table of aggregates.
type aggregateKind struct {
	usage       string
	args        int
	conditional bool // the last argument is a condition
	accepts     func(expr.Type) bool
	result      func(expr.Type) expr.Type
	start       func() accumulator
}

var aggregateKinds = map[string]aggregateKind{
	"count":             {"count()", 0, false, anything, always(expr.Int), newCounter},
	"count_if":          {"count_if(condition)", 1, true, anything, always(expr.Int), newCounter},
	"count_distinct":    {"count_distinct(value)", 1, false, anything, always(expr.Int), newDistinct},
	"count_distinct_if": {"count_distinct_if(value, condition)", 2, true, anything, always(expr.Int), newDistinct},
	"sum":               {"sum(number)", 1, false, expr.Type.Numeric, same, newSum},
	"sum_if":            {"sum_if(number, condition)", 2, true, expr.Type.Numeric, same, newSum},
	"avg":               {"avg(number)", 1, false, expr.Type.Numeric, always(expr.Float), newAverage},
	"avg_if":            {"avg_if(number, condition)", 2, true, expr.Type.Numeric, always(expr.Float), newAverage},
	"min":               {"min(value)", 1, false, anything, same, func() accumulator { return &extreme{sign: -1} }},
	"max":               {"max(value)", 1, false, anything, same, func() accumulator { return &extreme{sign: +1} }},
}

func anything(expr.Type) bool                      { return true }
func same(t expr.Type) expr.Type                   { return t }
func always(t expr.Type) func(expr.Type) expr.Type { return func(expr.Type) expr.Type { return t } }

// aggregate is a compiled aggregate call.
type aggregate struct {
	kind  aggregateKind
	value expr.Func // nil counts rows
	cond  expr.Func // nil takes all rows
	typ   expr.Type
}

func compileAggregate(n *expr.Call, rows expr.Resolver) (*aggregate, error) {
	kind := aggregateKinds[n.Name]
	if len(n.Args) != kind.args {
		return nil, fmt.Errorf("write %s", kind.usage)
	}
	a := &aggregate{kind: kind, typ: kind.result(expr.Int)}
	args := n.Args
	if kind.conditional {
		f, t, err := expr.Compile(args[len(args)-1], rows)
		if err != nil {
			return nil, err
		}
		if t != expr.Bool {
			return nil, fmt.Errorf("%s: the condition gives %s", n.Name, t)
		}
		a.cond, args = f, args[:len(args)-1]
	}
	if len(args) == 1 {
		f, t, err := expr.Compile(args[0], rows)
		if err != nil {
			return nil, err
		}
		if !kind.accepts(t) {
			return nil, fmt.Errorf("%s does not take %s", kind.usage, t)
		}
		a.value, a.typ = f, kind.result(t)
	}
	return a, nil
}

// fold adds the row of the frame to an accumulator.
func (a *aggregate) fold(acc accumulator, f *expr.Frame) error {
	if a.cond != nil && !a.cond(f).True() {
		return nil
	}
	if a.value == nil {
		return acc.add(expr.NewInt(1))
	}
	if v := a.value(f); !v.IsNull() {
		return acc.add(v)
	}
	return nil
}

type counter struct{ n int64 }

func newCounter() accumulator           { return &counter{} }
func (c *counter) add(expr.Value) error { c.n++; return nil }
func (c *counter) result() expr.Value   { return expr.NewInt(c.n) }

type distinct struct{ seen map[expr.Value]struct{} }

func newDistinct() accumulator { return &distinct{map[expr.Value]struct{}{}} }
func (d *distinct) add(v expr.Value) error {
	d.seen[v] = struct{}{}
	return nil
}
func (d *distinct) result() expr.Value { return expr.NewInt(int64(len(d.seen))) }

// sum is NULL of no values, as in SQL.
type sum struct{ total expr.Value }

func newSum() accumulator { return &sum{} }
func (s *sum) add(v expr.Value) (err error) {
	s.total, err = expr.Plus(s.total, v)
	return err
}
func (s *sum) result() expr.Value { return s.total }

type average struct {
	sum
	n int64
}

func newAverage() accumulator { return &average{} }
func (a *average) add(v expr.Value) error {
	a.n++
	return a.sum.add(v)
}
func (a *average) result() expr.Value {
	if a.n == 0 {
		return expr.Value{}
	}
	return expr.NewFloat(a.total.Float() / float64(a.n))
}

type extreme struct {
	sign int
	best expr.Value
}

func (e *extreme) add(v expr.Value) error {
	if e.best.IsNull() || expr.Compare(v, e.best)*e.sign > 0 {
		e.best = v
	}
	return nil
}
func (e *extreme) result() expr.Value { return e.best }
