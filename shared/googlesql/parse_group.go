package googlesql

func (p *parser) groupBy() *GroupBy {
	start := p.next().start
	p.expectWord("BY")
	g := &GroupBy{All: p.acceptWord("ALL")}
	for !g.All {
		g.Items = append(g.Items, p.groupItem())
		if !p.accept(",") {
			break
		}
	}
	g.Span = p.span(start)
	return g
}

func (p *parser) groupItem() GroupItem {
	switch {
	case p.word("GROUPING", "SETS"):
		p.at += 2
		item := GroupItem{Kind: "GROUPING SETS"}
		p.expect("(")
		for {
			item.Nested = append(item.Nested, p.groupSet())
			if !p.accept(",") {
				break
			}
		}
		p.expect(")")
		return item
	case p.acceptWord("ROLLUP"):
		return GroupItem{Kind: "ROLLUP", Sets: p.groupSets()}
	case p.acceptWord("CUBE"):
		return GroupItem{Kind: "CUBE", Sets: p.groupSets()}
	}
	if p.symbolAhead("(") && p.ahead(1).symbol(")") {
		p.at += 2
		return GroupItem{Kind: "GROUPING SETS", Nested: []GroupItem{{Sets: [][]Expr{{}}}}}
	}
	return GroupItem{Sets: [][]Expr{{p.expression()}}}
}

// groupSet reads one entry of GROUPING SETS.
func (p *parser) groupSet() GroupItem {
	if p.word("ROLLUP") || p.word("CUBE") {
		return p.groupItem()
	}
	return GroupItem{Sets: [][]Expr{p.columnSet()}}
}

func (p *parser) groupSets() [][]Expr {
	p.expect("(")
	var sets [][]Expr
	for {
		sets = append(sets, p.columnSet())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return sets
}

// columnSet is one expression, or several in parentheses that count as one.
func (p *parser) columnSet() []Expr {
	if p.symbolAhead("(") && p.ahead(1).symbol(")") {
		p.at += 2
		return []Expr{}
	}
	e := p.expression()
	if tuple, ok := e.(*StructLit); ok && tuple.Tuple {
		set := make([]Expr, len(tuple.Fields))
		for i, f := range tuple.Fields {
			set[i] = f.Value
		}
		return set
	}
	return []Expr{e}
}
