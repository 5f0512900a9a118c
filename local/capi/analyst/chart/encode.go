package chart

import (
	"time"

	"capidemo.dev/platform/local/capi/analyst/result"
)

// values are the rows as inline data, only the columns drawn; a column of -1 is left out.
func (r Request) values(limit int, cols ...int) []any {
	values := make([]any, 0, min(len(r.Result.Rows), limit))
	for row := range min(len(r.Result.Rows), limit) {
		v := object{}
		for _, col := range cols {
			if col >= 0 {
				v[r.name(col)] = r.value(row, col)
			}
		}
		values = append(values, v)
	}
	return values
}

// value is a cell as JSON: numbers as numbers, the time axis as ISO 8601, NULL as null.
func (r Request) value(row, col int) any {
	cell := r.Result.Rows[row][col]
	if cell.Null {
		return nil
	}
	if col == r.Shape.Time {
		if t, ok := r.Result.Time(row, col); ok {
			if r.Shape.Grain == result.Moment {
				return t.Format(time.RFC3339)
			}
			return t.Format(time.DateOnly)
		}
	}
	if n, ok := r.Result.Number(row, col); ok {
		f, _ := n.Float64()
		return f
	}
	return r.Result.Show(row, col, r.Currency)
}

func (r Request) nominal(col int) object {
	return object{"field": field(r.name(col)), "type": "nominal", "title": r.Result.Columns[col].Label()}
}

// quantity encodes a measure with an axis that reads like the sentence: currency, percent, thousands.
func (r Request) quantity(col int) object {
	axis := object{}
	if format, expression := r.axisFormat(col); expression != "" {
		axis["labelExpr"] = expression
	} else {
		axis["format"] = format
	}
	return object{"field": field(r.name(col)), "type": "quantitative", "title": r.Result.Columns[col].Label(), "axis": axis}
}

// axisFormat is a d3 format, or an expression where d3's locale would print the wrong currency or unit.
func (r Request) axisFormat(col int) (format, expression string) {
	f := r.Result.FormatOf(col, r.Currency)
	most := r.largest(col)
	digits := ",.0f"
	switch {
	case most >= 1e6:
		digits = ".3~s"
	case most < 10:
		digits = ",.2~f"
	}
	switch f.Unit {
	case result.Currency:
		if f.Symbol == "$" {
			return "$" + digits, ""
		}
		return "", "'" + f.Symbol + "' + format(datum.value, '" + digits + "')"
	case result.Fraction:
		return ".1~%", ""
	case result.Percent:
		return "", "format(datum.value, ',.1~f') + '%'"
	case result.Plain:
		return "d", ""
	case result.Count, result.Number, result.Span:
	}
	return digits, ""
}

func (r Request) largest(col int) float64 {
	most := 0.0
	for row := range r.Result.Rows {
		if n, ok := r.Result.Number(row, col); ok {
			f, _ := n.Float64()
			most = max(most, f, -f)
		}
	}
	return most
}

func (r Request) tooltips(cols ...int) []any {
	var list []any
	for _, col := range cols {
		if col < 0 {
			continue
		}
		tip := r.nominal(col)
		switch col {
		case r.Shape.Time:
			tip["type"], tip["format"] = "temporal", timeFormat(r.Shape.Grain)
			if unit := timeUnit(r.Shape.Grain); unit != "" {
				tip["timeUnit"] = unit
			}
		case r.Shape.Measure:
			tip["type"] = "quantitative"
			if format, expression := r.axisFormat(col); expression == "" {
				tip["format"] = format
			} else {
				tip["format"] = ",.2~f"
			}
		}
		list = append(list, tip)
	}
	return list
}

// timeUnit reads dates in UTC; without it a browser west of Greenwich draws them a day early.
func timeUnit(g result.Grain) string {
	switch g {
	case result.Year:
		return "utcyear"
	case result.Quarter:
		return "utcyearquarter"
	case result.Month:
		return "utcyearmonth"
	case result.Week, result.Day:
		return "utcyearmonthdate"
	case result.Moment:
	}
	return ""
}

func timeFormat(g result.Grain) string {
	switch g {
	case result.Year:
		return "%Y"
	case result.Quarter:
		return "Q%q %Y"
	case result.Month:
		return "%b %Y"
	case result.Week, result.Day:
		return "%b %d, %Y"
	case result.Moment:
	}
	return "%b %d %H:%M"
}
