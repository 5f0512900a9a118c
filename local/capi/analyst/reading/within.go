package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// eachOf reports whether a word of grouping says that something holds within every group: in each.
func eachOf(said string) bool {
	return strings.Contains(said, "each") || strings.Contains(said, "every")
}

// plural reports whether a name ends as more than one thing does.
func plural(said string) bool { return strings.HasSuffix(said, "s") && !strings.HasSuffix(said, "ss") }

// hasLast reads "by employment of the driver", where the thing only says whose attribute it is.
func (g *gatherer) hasLast(n named) bool {
	back := 1
	for g.next(-back).said == "the" || g.next(-back).said == "a" || g.next(-back).said == "our" {
		back++
	}
	last := len(g.draft.dims) - 1
	if g.next(-back).said != "of" || last < 0 || g.next(-back-1).said != g.draft.dims[last].said {
		return false
	}
	has := g.draft.dims[last].has(func(x semantic.Meaning) bool {
		return x.Column != nil && n.has(func(m semantic.Meaning) bool { return m.Table != nil && m.Table == x.Column.Table })
	})
	if has {
		g.draft.dims[last].owner = &n
	}
	return has
}

// sortOf reads "employment type" and "type of employment", where the generic noun only says that the other one is a kind.
func (g *gatherer) sortOf(n named) bool {
	last := len(g.draft.dims) - 1
	if last < 0 || g.draft.dims[last].temporal() {
		return false
	}
	before := g.draft.dims[last].said
	switch {
	case generic[n.said] && g.next(-1).said == before && !generic[before]:
		return true
	case generic[before] && g.next(-1).said == "of" && g.next(-2).said == before:
		g.draft.dims[last].named = n
		return true
	}
	return false
}

// countsIn reports whether a name's rows belong to what is ranked, so that it is ranked by their number: "top features by sessions".
func (d *Draft) countsIn(n named) bool {
	if len(d.measures)+len(d.entities) > 0 || d.common {
		return false
	}
	for _, m := range n.meanings {
		for _, ranked := range d.dims[0].meanings {
			if t := tableOf(ranked); m.Table != nil && t != nil && leads(m.Table, t) {
				return true
			}
		}
	}
	return false
}

// split binds something to group by, and notes what something is ranked within.
func (b *binder) split(d dim) {
	before := len(b.out.Dims)
	if d.temporal() {
		b.temporal(d)
	} else {
		b.group(d)
	}
	if d.each && len(b.out.Dims) > before {
		b.each = append(b.each, b.out.Dims[before].Alias)
	}
}

// within ranks inside of each group: "the best product in each region". It reports whether the question asks for that.
func (b *binder) within() bool {
	r := b.draft.rank
	var ranked []compose.Dimension
	for _, d := range b.out.Dims {
		if !slices.Contains(b.each, d.Alias) {
			ranked = append(ranked, d)
		}
	}
	if len(ranked) == 0 && r.listed && !r.sorted && slices.ContainsFunc(b.draft.dims, func(d dim) bool { return d.each }) {
		b.failf("it does not say what is ranked within each %s.", strings.ReplaceAll(b.each[0], "_", " "))
	}
	if len(b.each) == 0 || len(ranked) == 0 || r.sorted {
		return false
	}
	limit := r.limit
	if one := slices.ContainsFunc(b.draft.dims, func(d dim) bool { return d.one }); limit == 0 && (one || r.singular) {
		limit = 1
	}
	switch {
	case limit == 0:
		b.failf("it does not say how many of each %s to list.", strings.ReplaceAll(b.each[0], "_", " "))
	case len(ranked) > 1:
		b.failf("%s and %s cannot both be ranked within each %s.", ranked[0].Spoken(), ranked[1].Spoken(), strings.ReplaceAll(b.each[0], "_", " "))
	case ranked[0].Temporal() && slices.ContainsFunc(b.out.Dims, func(d compose.Dimension) bool {
		return slices.Contains(b.each, d.Alias) && d.Temporal() && d.Unit <= ranked[0].Unit
	}):
		b.failf("a %s does not lie within each %s.", ranked[0].Unit, strings.ReplaceAll(b.each[0], "_", " "))
	}
	inEach := func(d compose.Dimension) bool { return slices.Contains(b.each, d.Alias) }
	b.out.Dims = append(slices.DeleteFunc(slices.Clone(b.out.Dims), func(d compose.Dimension) bool { return !inEach(d) }), ranked...)
	b.out.Each, b.out.Limit, b.out.Order = b.each, limit, compose.Descending
	if r.ascending != (r.judged && undesired(b.out.Measure)) {
		b.out.Order = compose.Ascending
	}
	return true
}
