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
	happened := len(d.periods) > 0 || slices.ContainsFunc(d.dims, dim.temporal)
	var out []figure
	for _, m := range r.figuresOf("production") {
		if m.Measure == nil || m.Measure.Form != semantic.Sum {
			continue
		}
		if slices.ContainsFunc(d.things(), func(t *semantic.Table) bool { return leads(m.Measure.Base, t) && (happened || d.outside(t)) }) {
			out = append(out, figure{measure: m.Measure, rank: m.Rank})
		}
	}
	return out
}

// things are the tables of what is counted: named themselves, or by a value such as a kind of them.
func (d *Draft) things() []*semantic.Table {
	var out []*semantic.Table
	for _, n := range d.entities {
		for _, m := range n.meanings {
			if m.Table != nil {
				out = append(out, m.Table)
			}
		}
	}
	for _, f := range d.filters {
		for _, m := range f.meanings {
			if m.IsValue && !f.not {
				out = append(out, m.Column.Table)
			}
		}
	}
	return out
}

// outside reports whether a value limits from beyond a table: "how many pumps do we make" asks for kinds of pumps, until a plant is named.
func (d *Draft) outside(t *semantic.Table) bool {
	return slices.ContainsFunc(d.filters, func(f filter) bool {
		return f.has(isValue) && !f.has(func(m semantic.Meaning) bool { return m.IsValue && reaches(t, m.Column.Table) })
	})
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

// piecesOf is the one number of a table that counts pieces, such as scrapped_units; nil if it has none or several.
func piecesOf(t *semantic.Table) *semantic.Column {
	var found *semantic.Column
	for _, c := range t.Columns {
		words := strings.Split(c.Name, "_")
		if last := words[len(words)-1]; c.Kind != semantic.Amount || last != "units" && last != "pieces" && last != "quantity" {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}

func countsAny(t *semantic.Table) bool { return slices.ContainsFunc(t.Columns, countsPieces) }
