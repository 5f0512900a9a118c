package chart

import (
	"math"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/result"
)

const schema = "https://vega.github.io/schema/vega-lite/v5.json"

// Limits beyond which a chart is unreadable.
const (
	maxBars   = 25
	maxPoints = 1000
)

// Request is what to draw. Currency is the symbol for money.
type Request struct {
	Title    string
	Kind     string // bar, line, pie or table if that was asked for, "" for the best
	Result   *result.Result
	Shape    result.Shape
	Currency string
}

type object = map[string]any

// Spec gives the Vega-Lite specification for a result, nil if it needs no picture.
func Spec(r Request) map[string]any {
	if r.Kind == "table" {
		return nil
	}
	var spec object
	switch r.Shape.Kind {
	case result.Scalar:
		return r.bigNumber()
	case result.TimeSeries:
		spec = r.line()
		if r.Kind == "bar" {
			spec["mark"] = object{"type": "bar"}
		}
	case result.Ranking:
		spec = r.ranked()
	case result.Comparison:
		spec = r.grouped()
		if r.Kind == "pie" && r.whole() {
			spec = r.pie()
		}
	case result.Empty, result.Record, result.Table:
		return nil
	}
	spec["$schema"] = schema
	spec["title"] = object{"text": r.Title, "anchor": "start"}
	spec["width"] = "container"
	return spec
}

// bigNumber shows one formatted figure, with the figure before it underneath.
func (r Request) bigNumber() object {
	s := r.Shape
	title := object{"text": r.Result.Columns[s.Measure].Label(), "anchor": "middle"}
	if s.Previous >= 0 {
		title["subtitle"] = r.Result.Columns[s.Previous].Label() + ": " + r.Result.Show(0, s.Previous, r.Currency) + r.delta()
	}
	return object{
		"$schema": schema, "title": title, "width": "container", "height": 120.0,
		"data":     object{"values": []any{object{"value": r.Result.Show(0, s.Measure, r.Currency)}}},
		"mark":     object{"type": "text", "fontSize": 44.0, "fontWeight": "bold"},
		"encoding": object{"text": object{"field": "value", "type": "nominal"}},
		"view":     object{"stroke": nil},
	}
}

func (r Request) line() object {
	s := r.Shape
	x := object{"field": field(r.name(s.Time)), "type": "temporal", "title": r.Result.Columns[s.Time].Label(), "axis": object{"format": timeFormat(s.Grain), "labelOverlap": true}}
	if unit := timeUnit(s.Grain); unit != "" {
		x["timeUnit"] = unit
	} else {
		x["scale"] = object{"type": "utc"}
	}
	encoding := object{"x": x, "y": r.quantity(s.Measure), "tooltip": r.tooltips(s.Time, s.Series, s.Measure)}
	if s.Series >= 0 {
		encoding["color"] = r.nominal(s.Series)
	}
	return object{
		"data":     object{"values": r.values(maxPoints, s.Time, s.Series, s.Measure)},
		"mark":     object{"type": "line", "point": len(r.Result.Rows) <= 60},
		"encoding": encoding, "height": 300.0,
	}
}

func (r Request) bars() object {
	s := r.Shape
	sort := "-x"
	if r.Result.Ordered(s.Measure, 1) {
		sort = "x"
	}
	y := r.nominal(s.Category)
	y["sort"] = sort
	y["axis"] = object{"labelLimit": 220.0}
	n := min(len(r.Result.Rows), maxBars)
	return object{
		"data":     object{"values": r.values(maxBars, s.Category, s.Measure)},
		"mark":     object{"type": "bar"},
		"encoding": object{"y": y, "x": r.quantity(s.Measure), "tooltip": r.tooltips(s.Category, s.Measure)},
		"height":   object{"step": math.Max(14, 26-float64(n)/3)},
	}
}

// grouped draws two categories side by side, two dimensions, or each category's number beside the one before.
func (r Request) grouped() object {
	s := r.Shape
	x := r.nominal(s.Category)
	x["axis"] = object{"labelAngle": 0.0, "labelLimit": 140.0}
	x["sort"] = nil
	spec := object{"mark": object{"type": "bar"}, "height": 300.0}
	switch {
	case s.Previous >= 0:
		y := r.quantity(s.Measure)
		y["field"] = "value"
		period := object{"field": "period", "type": "nominal", "title": "Period", "sort": nil}
		spec["data"] = object{"values": r.folded()}
		spec["encoding"] = object{"x": x, "y": y, "color": period, "xOffset": object{"field": "period", "type": "nominal", "sort": nil}}
	case s.Series >= 0:
		spec["data"] = object{"values": r.values(maxPoints, s.Category, s.Series, s.Measure)}
		spec["encoding"] = object{"x": x, "y": r.quantity(s.Measure), "color": r.nominal(s.Series),
			"xOffset": object{"field": field(r.name(s.Series)), "type": "nominal"}, "tooltip": r.tooltips(s.Category, s.Series, s.Measure)}
	default:
		spec["data"] = object{"values": r.values(maxBars, s.Category, s.Measure)}
		spec["encoding"] = object{"x": x, "y": r.quantity(s.Measure), "color": object{"field": field(r.name(s.Category)), "type": "nominal", "legend": nil},
			"tooltip": r.tooltips(s.Category, s.Measure)}
	}
	return spec
}

// folded turns the columns of two periods into rows, so that the legend names them.
func (r Request) folded() []any {
	s := r.Shape
	rows := min(len(r.Result.Rows), maxBars)
	values := make([]any, 0, 2*rows)
	for row := range rows {
		for _, col := range []int{s.Previous, s.Measure} {
			values = append(values, object{
				r.name(s.Category): r.value(row, s.Category), "period": r.Result.Columns[col].Label(), "value": r.value(row, col),
			})
		}
	}
	return values
}

func (r Request) name(col int) string { return r.Result.Columns[col].Name }

// field escapes a column name for Vega-Lite, where dots and brackets are paths.
func field(name string) string {
	return strings.NewReplacer(`\`, `\\`, `.`, `\.`, `[`, `\[`, `]`, `\]`).Replace(name)
}
