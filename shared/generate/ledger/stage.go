package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
)

// maxKeys is the number of columns that a stage may group by.
const maxKeys = 4

type groupKey [maxKeys]expr.Value

// stage is a compiled stage. out gets its rows when the stage is evaluated.
type stage struct {
	spec       *dataspec.Stage
	from       *relation // nil when the stage reads a table
	tableRows  int
	where      expr.Func
	keys       []expr.Func
	aggregates []*aggregate
	measures   []expr.Func // over [keys..., measures so far..., slots...]
	having     expr.Func
	windows    []windowCall
	computed   []expr.Func
	filter     expr.Func
	all        relation // every column before the result's are chosen
	chosen     []int
	out        *relation
}

func compileStage(s *dataspec.Stage, src Source, earlier map[string]*relation) (*stage, error) {
	st := &stage{spec: s, out: &relation{}}
	rows, params, err := st.source(s, src, earlier)
	if err != nil {
		return nil, err
	}
	if st.where, err = condition(s.Where, rows); err != nil {
		return nil, fmt.Errorf("where: %w", err)
	}
	if len(s.By) > maxKeys {
		return nil, fmt.Errorf("by: at most %d columns", maxKeys)
	}
	for _, k := range s.By {
		f, t, err := compileText(k.Expr, rows)
		if err != nil {
			return nil, fmt.Errorf("by.%s: %w", k.Name, err)
		}
		st.keys = append(st.keys, f)
		st.all.add(k.Name, t)
	}
	if err := st.compileMeasures(rows, params); err != nil {
		return nil, err
	}
	if err := st.compileComputed(params); err != nil {
		return nil, err
	}
	return st, st.choose()
}

func (r *relation) add(name string, t expr.Type) {
	r.names, r.types = append(r.names, name), append(r.types, t)
}

// source gives the resolver of the stage's rows and the one for planted numbers.
func (st *stage) source(s *dataspec.Stage, src Source, earlier map[string]*relation) (rows, params expr.Resolver, err error) {
	if r := earlier[s.From]; r != nil {
		st.from = r
		params = src.Resolver("")
		return &rowScope{names: r.names, types: r.types, params: params}, params, nil
	}
	n, ok := src.Rows(s.From)
	if !ok {
		return nil, nil, fmt.Errorf("from: there is no table or earlier stage %q", s.From)
	}
	st.tableRows = n
	params = src.Resolver(s.From)
	return params, params, nil
}

func compileText(text string, r expr.Resolver) (expr.Func, expr.Type, error) {
	n, err := expr.Parse(text)
	if err != nil {
		return nil, expr.Null, err
	}
	return expr.Compile(n, r)
}

// condition compiles a condition; one that is not given always holds.
func condition(text string, r expr.Resolver) (expr.Func, error) {
	if text == "" {
		return func(*expr.Frame) expr.Value { return expr.NewBool(true) }, nil
	}
	f, t, err := compileText(text, r)
	if err == nil && t != expr.Bool {
		err = fmt.Errorf("it gives %s, not a condition", t)
	}
	return f, err
}

func (st *stage) compileMeasures(rows, params expr.Resolver) error {
	isAggregate := func(c *expr.Call) bool { _, ok := aggregateKinds[c.Name]; return ok }
	group := &rowScope{names: slices.Clone(st.all.names), types: slices.Clone(st.all.types), params: params}
	var bodies []expr.Node
	var calls []*expr.Call
	for _, m := range st.spec.Measures {
		n, err := expr.Parse(m.Expr)
		if err != nil {
			return fmt.Errorf("measures.%s: %w", m.Name, err)
		}
		bodies = append(bodies, extract(n, isAggregate, &calls))
	}
	// A group's row is keys, slots, measures; only keys and measures have names that a specification can write.
	for i, c := range calls {
		a, err := compileAggregate(c, rows)
		if err != nil {
			return fmt.Errorf("measures: %w", err)
		}
		st.aggregates = append(st.aggregates, a)
		group.add(slot(i), a.typ)
	}
	for i, m := range st.spec.Measures {
		f, t, err := expr.Compile(bodies[i], group)
		if err != nil {
			return fmt.Errorf("measures.%s: %w", m.Name, err)
		}
		st.measures = append(st.measures, f)
		group.add(m.Name, t)
		st.all.add(m.Name, t)
	}
	var err error
	if st.having, err = condition(st.spec.Having, group); err != nil {
		return fmt.Errorf("having: %w", err)
	}
	return nil
}

func (st *stage) compileComputed(params expr.Resolver) error {
	for _, o := range st.spec.Order {
		if st.all.column(strings.TrimPrefix(o, "-")) < 0 {
			return fmt.Errorf("order: there is no column %q among those grouped by and measured", o)
		}
	}
	row := &rowScope{names: slices.Clone(st.all.names), types: slices.Clone(st.all.types), params: params}
	for _, c := range st.spec.Compute {
		n, err := expr.Parse(c.Expr)
		if err != nil {
			return fmt.Errorf("compute.%s: %w", c.Name, err)
		}
		f, t, err := st.compileWindows(n, row)
		if err != nil {
			return fmt.Errorf("compute.%s: %w", c.Name, err)
		}
		st.computed = append(st.computed, f)
		row.add(c.Name, t)
		st.all.add(c.Name, t)
	}
	var err error
	if st.filter, err = condition(st.spec.Filter, &rowScope{names: st.all.names, types: st.all.types, params: params}); err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	return nil
}

// choose finds the columns of the result.
func (st *stage) choose() error {
	names := st.spec.Columns
	if len(names) == 0 {
		names = st.all.names
	}
	if len(names) == 0 {
		return errors.New("it has no columns: give by, measures or compute")
	}
	for _, n := range names {
		i := st.all.column(n)
		if i < 0 {
			return fmt.Errorf("columns: there is no column %q", n)
		}
		st.chosen = append(st.chosen, i)
		st.out.add(n, st.all.types[i])
	}
	return nil
}
