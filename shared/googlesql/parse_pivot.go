package googlesql

func (p *parser) pivots(f From) From {
	for n := 0; p.pivotAhead() && n < maxDepth; n++ {
		if p.word("PIVOT") {
			f = p.pivot(f)
		} else {
			f = p.unpivot(f)
		}
	}
	return f
}

func (p *parser) pivot(input From) From {
	p.at++
	node := &Pivot{Input: input}
	p.expect("(")
	node.Aggregates = p.aliased()
	p.expectWord("FOR")
	node.For = p.postfix(p.primary())
	p.expectWord("IN")
	p.expect("(")
	node.In = p.aliased()
	p.expect(")")
	p.expect(")")
	node.Alias = p.fromAlias()
	node.fromClause = fromClause{p.span(input.Place().Start)}
	return node
}

// aliased reads expressions with optional aliases.
func (p *parser) aliased() []SelectItem {
	var items []SelectItem
	for {
		start := p.peek().start
		item := SelectItem{Value: p.expression()}
		item.Alias = p.alias()
		item.Span = p.span(start)
		items = append(items, item)
		if !p.accept(",") {
			return items
		}
	}
}

func (p *parser) unpivot(input From) From {
	p.at++
	node := &Unpivot{Input: input}
	if p.acceptWord("INCLUDE", "NULLS") {
		node.IncludeNulls = true
	} else {
		p.acceptWord("EXCLUDE", "NULLS")
	}
	p.expect("(")
	node.Values = p.unpivotColumns()
	p.expectWord("FOR")
	node.Name = p.identifier()
	p.expectWord("IN")
	p.expect("(")
	for {
		group := UnpivotGroup{Columns: p.unpivotColumns()}
		if p.acceptWord("AS") {
			group.Label = p.primary()
		}
		node.Groups = append(node.Groups, group)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	p.expect(")")
	node.Alias = p.fromAlias()
	node.fromClause = fromClause{p.span(input.Place().Start)}
	return node
}

func (p *parser) unpivotColumns() []Ident {
	if p.symbolAhead("(") {
		return p.identifiers()
	}
	return []Ident{p.identifier()}
}
