package compose

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/shared/googlesql"
)

const (
	figuresName = "figures"
	rankedName  = "ranked"
	placeName   = "place_in_group"
)

// firstOfEach keeps the first rows within each of some groups: the best product of each region. What is equal is ordered by name, as everywhere.
func (r *Request) firstOfEach() (*googlesql.Query, error) {
	inner := *r
	inner.Each, inner.Limit, inner.Order = nil, 0, Natural
	first, err := inner.grouped()
	if err != nil {
		return nil, err
	}
	first.OrderBy = nil
	place := semantic.Call("ROW_NUMBER")
	place.Over = &googlesql.Window{OrderBy: []googlesql.OrderItem{{Value: semantic.Word(r.headline()), Desc: r.Order != Ascending}}}
	ranked := &googlesql.Select{From: &googlesql.TableRef{Path: []googlesql.Ident{{Name: figuresName}}}}
	if r.Order == Ascending { // which puts NULL first
		ranked.Where = &googlesql.Is{X: semantic.Word(r.headline()), What: "NULL", Not: true}
	}
	var order []googlesql.OrderItem
	for _, d := range r.Dims {
		for _, c := range r.named(d) {
			ranked.Items = append(ranked.Items, item(semantic.Word(c.alias), c.alias))
			if slices.Contains(r.Each, d.Alias) {
				place.Over.Partition = append(place.Over.Partition, semantic.Word(c.alias))
				order = append(order, googlesql.OrderItem{Value: semantic.Word(c.alias)})
			} else {
				place.Over.OrderBy = append(place.Over.OrderBy, googlesql.OrderItem{Value: semantic.Word(c.alias)})
			}
		}
	}
	for _, f := range r.figures() {
		ranked.Items = append(ranked.Items, item(semantic.Word(f.alias), f.alias))
	}
	last := &googlesql.Select{From: &googlesql.TableRef{Path: []googlesql.Ident{{Name: rankedName}}}}
	for _, i := range ranked.Items {
		last.Items = append(last.Items, item(semantic.Word(i.Alias.Name), i.Alias.Name))
	}
	ranked.Items = append(ranked.Items, item(place, placeName))
	last.Where = semantic.Binary("<=", semantic.Word(placeName), integer(r.Limit))
	return &googlesql.Query{
		With: &googlesql.With{CTEs: []googlesql.CTE{
			{Name: googlesql.Ident{Name: figuresName}, Query: first},
			{Name: googlesql.Ident{Name: rankedName}, Query: &googlesql.Query{Body: ranked}},
		}},
		Body: last, OrderBy: append(order, googlesql.OrderItem{Value: semantic.Word(placeName)}),
	}, nil
}
