package catalog

import (
	"slices"
	"strconv"

	"capidemo.dev/platform/shared/catalog/thumbnail"
	"capidemo.dev/platform/shared/demo"
)

// picture takes what a thumbnail shows from the answer key: the first measure over time, and the first ranking.
func picture(v *demo.TemplateVersion) thumbnail.Picture {
	const points, ranks = 6, 3 // fewer draw no shape
	p := thumbnail.Picture{ID: v.TemplateID, Industry: v.Industry, Tags: v.Tags}
	for i := range v.GoldenQueries {
		q := &v.GoldenQueries[i]
		if q.Expected == nil {
			continue
		}
		switch values := measure(q.Expected); {
		case q.ResultType == "time_series" && len(q.Expected.Columns) == 2 && len(values) >= points && p.Line == nil:
			p.Line = values
		case q.ResultType == "ranking" && len(values) >= ranks && p.Bars == nil:
			p.Bars = values
		}
	}
	return p
}

// measure is the last column of a result whose values are all numbers; nil when there is none.
func measure(r *demo.Result) []float64 {
	for column := range slices.Backward(r.Columns) {
		values := make([]float64, 0, len(r.Rows))
		for _, row := range r.Rows {
			if cell := row.Cells[column]; cell != nil {
				if v, err := strconv.ParseFloat(*cell, 64); err == nil {
					values = append(values, v)
				}
			}
		}
		if len(values) == len(r.Rows) && len(values) > 0 {
			return values
		}
	}
	return nil
}
