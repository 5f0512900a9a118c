package ledger

import (
	"slices"
	"strings"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// group is the state of one group while rows are folded into it.
type group struct {
	key  groupKey
	accs []accumulator
}

func (st *stage) evaluate() error {
	groups, err := st.fold()
	if err != nil {
		return err
	}
	rows := st.measure(groups)
	st.order(rows)
	if rows, err = st.compute(rows); err != nil {
		return err
	}
	st.out.rows = make([][]expr.Value, len(rows))
	for i, row := range rows {
		picked := make([]expr.Value, len(st.chosen))
		for j, c := range st.chosen {
			picked[j] = row[c]
		}
		st.out.rows[i] = picked
	}
	return nil
}

// fold runs over the source's rows. Groups are in the order of their first row.
func (st *stage) fold() ([]*group, error) {
	index := map[groupKey]*group{}
	var groups []*group
	find := func(key groupKey) *group {
		g := index[key]
		if g == nil {
			g = &group{key: key}
			for _, a := range st.aggregates {
				g.accs = append(g.accs, a.kind.start())
			}
			index[key] = g
			groups = append(groups, g)
		}
		return g
	}
	if len(st.keys) == 0 {
		find(groupKey{}) // without by there is one group, also of no rows
	}
	rows := st.tableRows
	if st.from != nil {
		rows = len(st.from.rows)
	}
	f := expr.Frame{}
	for f.Row = 0; f.Row < rows; f.Row++ {
		if st.from != nil {
			f.Block = st.from.rows[f.Row]
		}
		if !st.where(&f).True() {
			continue
		}
		var key groupKey
		for i, k := range st.keys {
			key[i] = k(&f)
		}
		g := find(key)
		for i, a := range st.aggregates {
			if err := a.fold(g.accs[i], &f); err != nil {
				return nil, err
			}
		}
	}
	return groups, nil
}

// measure turns groups into rows of keys and measures.
func (st *stage) measure(groups []*group) [][]expr.Value {
	var rows [][]expr.Value
	for _, g := range groups {
		// The layout is that of compileMeasures: keys, slots, measures.
		row := slices.Clone(g.key[:len(st.keys)])
		for _, a := range g.accs {
			row = append(row, a.result())
		}
		for _, m := range st.measures {
			row = append(row, m(&expr.Frame{Block: row}))
		}
		if !st.having(&expr.Frame{Block: row}).True() {
			continue
		}
		rows = append(rows, slices.Concat(row[:len(st.keys)], row[len(st.keys)+len(g.accs):]))
	}
	return rows
}

func (st *stage) order(rows [][]expr.Value) {
	if len(st.spec.Order) == 0 {
		return
	}
	slices.SortStableFunc(rows, func(a, b []expr.Value) int {
		for _, o := range st.spec.Order {
			name, descending := strings.CutPrefix(o, "-")
			i := st.all.column(name)
			c := expr.Compare(a[i], b[i])
			if descending {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
}

// compute adds the computed columns, then filters and limits.
func (st *stage) compute(rows [][]expr.Value) ([][]expr.Value, error) {
	for i, f := range st.computed {
		before := len(st.keys) + len(st.measures) + i
		for _, w := range st.windows {
			if w.then != i {
				continue
			}
			arg := make([]expr.Value, len(rows))
			if w.arg != nil {
				for j, row := range rows {
					arg[j] = w.arg(&expr.Frame{Block: row})
				}
			}
			values, err := w.fill(arg)
			if err != nil {
				return nil, err
			}
			for j := range rows {
				rows[j] = append(rows[j], values[j])
			}
		}
		for j, row := range rows {
			v := f(&expr.Frame{Block: row})
			rows[j] = append(row[:before:before], v)
		}
	}
	rows = slices.DeleteFunc(rows, func(row []expr.Value) bool { return !st.filter(&expr.Frame{Block: row}).True() })
	if st.spec.Limit > 0 && len(rows) > st.spec.Limit {
		rows = rows[:st.spec.Limit]
	}
	return rows, nil
}
