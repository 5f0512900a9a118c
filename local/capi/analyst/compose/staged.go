package compose

import (
	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/shared/googlesql"
)

// Statements in two steps: the first, named below, is grouped as usual, the second computes over its rows.
const (
	seriesName  = "series"
	changesName = "changes"
	ownersName  = "owners"
)

// growth compares each period of a series with the one before. It reads one period more than it shows.
func (r *Request) growth() (*googlesql.Query, error) {
	unit := *r.series()
	inner := *r
	inner.Growth, inner.Limit, inner.Order = false, 0, Natural
	if !r.Period.From.IsZero() {
		inner.Period.From = calendar.Add(r.Period.From, -1, unit.Unit)
	}
	first, err := inner.grouped()
	if err != nil {
		return nil, err
	}
	first.OrderBy = nil
	value := semantic.Word(r.Measure.Alias)
	window := &googlesql.Window{OrderBy: []googlesql.OrderItem{{Value: semantic.Word(unit.Alias)}}}
	changes := &googlesql.Select{From: &googlesql.TableRef{Path: []googlesql.Ident{{Name: seriesName}}}}
	for _, d := range r.Dims {
		for _, c := range r.named(d) {
			changes.Items = append(changes.Items, item(semantic.Word(c.alias), c.alias))
			if !d.Temporal() {
				window.Partition = append(window.Partition, semantic.Word(c.alias))
			}
		}
	}
	lag := semantic.Call("LAG", value)
	lag.Over = window
	percent := semantic.Binary("*", semantic.Call("SAFE_DIVIDE", semantic.Binary("-", value, lag), lag), semantic.Number("100"))
	changes.Items = append(changes.Items, item(value, r.Measure.Alias), item(round(percent, 2), "growth_percent"))

	last := &googlesql.Select{From: &googlesql.TableRef{Path: []googlesql.Ident{{Name: changesName}}}}
	for _, i := range changes.Items {
		last.Items = append(last.Items, item(semantic.Word(i.Alias.Name), i.Alias.Name))
	}
	if !r.Period.From.IsZero() {
		last.Where = semantic.Binary(">=", semantic.Word(unit.Alias), dateLiteral(calendar.Start(r.Period.From, unit.Unit)))
	}
	return &googlesql.Query{
		With: &googlesql.With{CTEs: []googlesql.CTE{
			{Name: googlesql.Ident{Name: seriesName}, Query: first},
			{Name: googlesql.Ident{Name: changesName}, Query: &googlesql.Query{Body: changes}},
		}},
		Body: last, OrderBy: []googlesql.OrderItem{{Value: semantic.Word(unit.Alias)}},
	}, nil
}

// perUnit averages the figures of days, weeks or months. A unit without any row does not count.
func (r *Request) perUnit() (*googlesql.Query, error) {
	inner := *r
	inner.Per, inner.Limit, inner.Order = nil, 0, Natural
	inner.Dims = append(append([]Dimension{}, r.Dims...), Dimension{Unit: r.Per.Unit, Alias: r.Per.Unit.String()})
	first, err := inner.grouped()
	if err != nil {
		return nil, err
	}
	first.OrderBy = nil
	outer := &googlesql.Select{From: &googlesql.TableRef{Path: []googlesql.Ident{{Name: seriesName}}}}
	q := r.over(outer, seriesName, first)
	outer.Items = append(outer.Items, item(round(semantic.Call("AVG", semantic.Word(r.Measure.Alias)), 4), r.perAlias()))
	q.OrderBy = r.outerOrder(r.perAlias())
	return q, nil
}

// repeating counts the owners of so many rows.
func (r *Request) repeating() (*googlesql.Query, error) {
	inner := *r
	inner.Repeat, inner.Limit, inner.Order = nil, 0, Natural
	inner.Dims = append([]Dimension{{Columns: []*semantic.Column{r.Repeat.Key}, Alias: r.Repeat.Key.Name}}, r.Dims...)
	inner.Having = &r.Repeat.Bound
	first, err := inner.grouped()
	if err != nil {
		return nil, err
	}
	first.OrderBy = nil
	outer := &googlesql.Select{From: &googlesql.TableRef{Path: []googlesql.Ident{{Name: ownersName}}}}
	q := r.over(outer, ownersName, first)
	alias := r.Repeat.Entity.Name
	outer.Items = append(outer.Items, item(semantic.CountAll(), alias))
	q.OrderBy = r.outerOrder(alias)
	return q, nil
}

// over groups the rows of a first step by the request's dimensions.
func (r *Request) over(outer *googlesql.Select, name string, first *googlesql.Query) *googlesql.Query {
	if len(r.Dims) > 0 {
		outer.GroupBy = &googlesql.GroupBy{}
	}
	for _, d := range r.Dims {
		for _, c := range r.named(d) {
			e := semantic.Word(c.alias)
			outer.Items = append(outer.Items, item(e, c.alias))
			outer.GroupBy.Items = append(outer.GroupBy.Items, googlesql.GroupItem{Sets: [][]googlesql.Expr{{e}}})
		}
	}
	return &googlesql.Query{
		With: &googlesql.With{CTEs: []googlesql.CTE{{Name: googlesql.Ident{Name: name}, Query: first}}},
		Body: outer,
	}
}

func (r *Request) outerOrder(alias string) []googlesql.OrderItem {
	if len(r.Dims) == 0 {
		return nil
	}
	out := []googlesql.OrderItem{{Value: semantic.Word(alias), Desc: r.Order != Ascending}}
	if r.series() != nil {
		out = nil
	}
	for _, d := range r.Dims {
		for _, c := range r.named(d) {
			out = append(out, googlesql.OrderItem{Value: semantic.Word(c.alias)})
		}
	}
	return out
}
