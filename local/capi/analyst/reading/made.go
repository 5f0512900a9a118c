package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// making are the verbs of production: how many of a product were made is what its rows of production add up to, and never the number of products.
var making = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("make makes made making build builds built produce produces produced manufacture manufactured") {
		out[w] = true
	}
	return out
}()

// produced are the figures of how much of a thing was made, if the question asks for that.
func (r *Reader) produced(d *Draft) []figure {
	if !d.made || !d.counted || len(d.measures) > 0 || d.distinct {
		return nil
	}
	var things []*semantic.Table
	for _, n := range d.entities {
		for _, m := range n.meanings {
			if m.Table != nil {
				things = append(things, m.Table)
			}
		}
	}
	for _, f := range d.filters {
		for _, m := range f.meanings {
			if m.IsValue && !f.not {
				things = append(things, m.Column.Table)
			}
		}
	}
	var out []figure
	for _, m := range r.figuresOf("production") {
		if m.Measure == nil || m.Measure.Form != semantic.Sum {
			continue
		}
		for _, t := range things {
			if leads(m.Measure.Base, t) {
				out = append(out, figure{measure: m.Measure, rank: m.Rank})
				break
			}
		}
	}
	return out
}

// sales are the rows in which single things were sold, where no column counts pieces: "how many phones did we sell" of phone sales.
func (r *Reader) sales(n named, d *Draft) []figure {
	selling := false
	for _, l := range d.light {
		selling = selling || l.said == "sell" || l.said == "sold" || l.said == "sells" || l.said == "selling"
	}
	if !selling || !d.counted || d.distinct || len(d.entities) != 1 {
		return nil
	}
	var out []figure
	for _, m := range n.meanings {
		if m.Table == nil {
			continue
		}
		for _, t := range r.model.Tables {
			if t.Singular() == m.Table.Singular()+" sale" && leads(t, m.Table) && !countsAny(t) {
				out = append(out, figure{measure: r.model.CountOf(t), rank: m.Rank, used: n.said})
			}
		}
	}
	return out
}

func countsAny(t *semantic.Table) bool { return slices.ContainsFunc(t.Columns, countsPieces) }
