package reading

// asList: "campaigns by spend".
func (g *gatherer) asList(n named) taken {
	d := g.draft
	if !g.grouping || !onlyMeasure(n) || len(d.entities) == 0 || len(d.dims)+len(d.measures) > 0 {
		return pass
	}
	g.listBy(n)
	return done
}

// paired reports whether "and" stands between this name and a figure.
func (g *gatherer) paired() bool {
	figure := func(f find) bool {
		return f.meanings != nil && strongMeasure(named{f.said, f.meanings})
	}
	if g.next(1).said == "is" || g.next(1).said == "are" {
		return false // "sales, city is Berlin"
	}
	if next := (named{g.next(1).said, g.next(1).meanings}); g.next(-1).said == "comma" && next.has(isGroup) && !next.has(isTable) {
		return false // "sales, customer city is Berlin"
	}
	return g.next(1).op.op == linking && figure(g.next(2)) || g.next(-1).op.op == linking && figure(g.next(-2))
}

// listBy reads "campaigns by spend" as a list of campaigns, and "reviews by rating" as their number for each rating.
func (g *gatherer) listBy(n named) {
	d := g.draft
	if scored(find{meanings: n.meanings}) != nil {
		d.addDim(dim{named: n, scored: true})
		return
	}
	last := len(d.entities) - 1
	first := d.rank.set && !d.rank.sorted && !plural(d.entities[last].said) // "the biggest customer by revenue"
	d.addDim(dim{named: d.entities[last], one: first})
	d.entities = d.entities[:last]
	d.measures = append(d.measures, n)
	d.rank.set, d.rank.sorted, d.rank.singular = true, !first, d.rank.singular || first
}
