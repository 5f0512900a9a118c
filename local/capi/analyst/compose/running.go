package compose

import (
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/shared/googlesql"
)

// running adds up each period of a series with those before it, for each group that the request splits by besides time.
func (r *Request) running() (*googlesql.Query, error) {
	inner := *r
	inner.Running, inner.Limit, inner.Order = false, 0, Natural
	first, err := inner.grouped()
	if err != nil {
		return nil, err
	}
	first.OrderBy = nil
	unit, value := r.series(), semantic.Word(r.Measure.Alias)
	sum := semantic.Call("SUM", value)
	sum.Over = &googlesql.Window{OrderBy: []googlesql.OrderItem{{Value: semantic.Word(unit.Alias)}}}
	outer := &googlesql.Select{From: &googlesql.TableRef{Path: []googlesql.Ident{{Name: seriesName}}}}
	order := []googlesql.OrderItem{{Value: semantic.Word(unit.Alias)}}
	for _, d := range r.Dims {
		for _, c := range r.named(d) {
			outer.Items = append(outer.Items, item(semantic.Word(c.alias), c.alias))
			if !d.Temporal() {
				sum.Over.Partition = append(sum.Over.Partition, semantic.Word(c.alias))
				order = append(order, googlesql.OrderItem{Value: semantic.Word(c.alias)})
			}
		}
	}
	outer.Items = append(outer.Items, item(sum, "running_"+r.Measure.Alias), item(value, r.Measure.Alias))
	return &googlesql.Query{
		With: &googlesql.With{CTEs: []googlesql.CTE{{Name: googlesql.Ident{Name: seriesName}, Query: first}}},
		Body: outer, OrderBy: order,
	}, nil
}
