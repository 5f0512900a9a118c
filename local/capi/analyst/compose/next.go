package compose

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// maxGroups is how many values a column may have to be offered as the next way to split a figure.
const maxGroups = 30

// Next lists requests that lead on from one: the figure over time, against the period before, and split in ways that its table or a table next to it
// offers.
func Next(m *semantic.Model, r *Request) []*Request {
	if r.Repeat != nil || r.Per != nil || r.Having != nil || len(r.Sides) > 0 {
		return nil
	}
	plain := Request{Model: m, Measure: r.Measure, Standard: r.Measure.Base.Standard, Where: r.Where, Time: r.Time, Period: r.Period}
	if len(r.Where) > 0 {
		plain.Standard = r.Standard
	}
	var out []*Request
	if r.series() == nil && r.Time != nil {
		trend := plain
		trend.Dims = []Dimension{{Unit: calendar.Month, Alias: "month"}}
		trend.Period = calendar.Period{}
		out = append(out, &trend)
	}
	if before, ok := r.Period.Previous(); ok && r.Compare == nil && !r.Period.Partial && r.Period.Unit != calendar.None && !r.Period.Rolling {
		against := plain
		against.Compare = &before
		out = append(out, &against)
	}
	tables := []*semantic.Table{r.Measure.Base}
	for _, e := range r.Measure.Base.Edges {
		tables = append(tables, e.To)
	}
	for _, t := range tables {
		for _, c := range t.Columns {
			values := len(m.Values(c))
			used := slices.ContainsFunc(append(slices.Clone(r.Dims), dimsOf(r.Where)...), func(d Dimension) bool { return slices.Contains(d.Columns, c) })
			if values < 2 || values > maxGroups || used || t.Exempt(c) || r.Measure.Base.Exempt(c) || slices.Contains(t.Label, c) {
				continue
			}
			split := plain
			split.Dims = []Dimension{{Columns: []*semantic.Column{c}, Alias: c.Name}}
			out = append(out, &split)
		}
	}
	return out
}

func dimsOf(list []semantic.Condition) []Dimension {
	out := make([]Dimension, len(list))
	for i, c := range list {
		out[i] = Dimension{Columns: c.Columns}
	}
	return out
}
