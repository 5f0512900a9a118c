package ledger

import (
	"fmt"
	"slices"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// windowKind is a row of the table of functions over the ordered rows of a stage.
type windowKind struct {
	args int
	// fill computes the function for all rows from the argument's values.
	fill func(arg []expr.Value) ([]expr.Value, error)
}

var windowKinds = map[string]windowKind{
	"lag":        {1, lag},
	"total":      {1, total},
	"running":    {1, running},
	"row_number": {0, rowNumber},
}

type windowCall struct {
	arg  expr.Func
	fill func([]expr.Value) ([]expr.Value, error)
	at   int // position of its value in a row, behind the columns known when it was compiled
	then int // index of the computed column it belongs to
}

// compileWindows compiles a computed column. Its window functions are evaluated over all rows first, into hidden columns.
func (st *stage) compileWindows(n expr.Node, row *rowScope) (expr.Func, expr.Type, error) {
	var calls []*expr.Call
	body := extract(n, func(c *expr.Call) bool { _, ok := windowKinds[c.Name]; return ok }, &calls)
	local := &rowScope{names: slices.Clip(row.names), types: slices.Clip(row.types), params: row.params}
	for i, c := range calls {
		kind := windowKinds[c.Name]
		if len(c.Args) != kind.args {
			return nil, expr.Null, fmt.Errorf("%s takes %d argument(s)", c.Name, kind.args)
		}
		w := windowCall{fill: kind.fill, at: len(row.names) + i, then: len(st.computed)}
		t := expr.Int
		if kind.args == 1 {
			var err error
			if w.arg, t, err = expr.Compile(c.Args[0], row); err != nil {
				return nil, expr.Null, err
			}
		}
		st.windows = append(st.windows, w)
		local.add(slot(i), t)
	}
	return expr.Compile(body, local)
}

func lag(arg []expr.Value) ([]expr.Value, error) {
	out := make([]expr.Value, len(arg))
	copy(out[min(1, len(out)):], arg)
	return out, nil
}

func total(arg []expr.Value) ([]expr.Value, error) {
	sums, err := running(arg)
	for i := range sums {
		sums[i] = sums[len(sums)-1]
	}
	return sums, err
}

func running(arg []expr.Value) ([]expr.Value, error) {
	out := make([]expr.Value, len(arg))
	var sum expr.Value
	for i, v := range arg {
		var err error
		if sum, err = expr.Plus(sum, v); err != nil {
			return nil, err
		}
		out[i] = sum
	}
	return out, nil
}

func rowNumber(arg []expr.Value) ([]expr.Value, error) {
	out := make([]expr.Value, len(arg))
	for i := range out {
		out[i] = expr.NewInt(int64(i + 1))
	}
	return out, nil
}
