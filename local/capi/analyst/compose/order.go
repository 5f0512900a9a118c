package compose

import (
	"slices"
	"time"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/shared/googlesql"
)

// order ranks by the figure, or follows time; what is equal is ordered by name, so that the same question gives the same rows.
func (r *Request) order() []googlesql.OrderItem {
	if len(r.Dims) == 0 {
		return nil
	}
	var out []googlesql.OrderItem
	measure := googlesql.OrderItem{Value: semantic.Word(r.headline()), Desc: r.Order != Ascending, Nulls: "LAST"}
	switch {
	case r.Order != Natural:
		out = append(out, measure)
	case r.ordinal():
	default:
		out = append(out, measure)
	}
	for _, d := range r.Dims {
		if d.Part == "weekday" && r.Order == Natural {
			out = append(out, googlesql.OrderItem{Value: weekdays(d.Alias)})
			continue
		}
		for _, c := range r.named(d) {
			out = append(out, googlesql.OrderItem{Value: semantic.Word(c.alias)})
		}
	}
	return out
}

// ordinal reports whether a dimension has an order of its own.
func (r *Request) ordinal() bool {
	return slices.ContainsFunc(r.Dims, func(d Dimension) bool { return d.Unit != calendar.None || d.Part != "" })
}

// headline is the column that the rows are ranked by.
func (r *Request) headline() string { return r.figures()[0].alias }

// weekdays orders names of days from Monday.
func weekdays(alias string) googlesql.Expr {
	order := &googlesql.Case{Operand: semantic.Word(alias)}
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		order.Whens = append(order.Whens, googlesql.When{Cond: semantic.Text(day.String()), Then: integer(i)})
	}
	return order
}
