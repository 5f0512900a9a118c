package googlesql

func (p *parser) arrayWord() Expr {
	start := p.peek().start
	switch {
	case p.ahead(1).symbol("("):
		p.at++
		query := p.parenthesised()
		return &Subquery{expression: expression{p.span(start)}, Query: query, Array: true}
	case p.ahead(1).symbol("<"):
		return p.array(p.typeName(), start)
	}
	p.at++
	return p.array(nil, start)
}

// array reads [a, b]; a type may have stood before it.
func (p *parser) array(typ *Type, start int) Expr {
	defer p.enter()()
	node := &ArrayLit{Type: typ}
	p.expect("[")
	if !p.symbolAhead("]") {
		node.Elems = p.expressions()
	}
	p.expect("]")
	node.expression = expression{p.span(start)}
	return node
}

func (p *parser) structWord() Expr {
	start := p.peek().start
	defer p.enter()()
	node := &StructLit{}
	if p.ahead(1).symbol("<") {
		node.Type = p.typeName()
	} else {
		p.at++
	}
	p.expect("(")
	for !p.symbolAhead(")") {
		field := StructField{Value: p.expression()}
		if node.Type == nil && p.acceptWord("AS") {
			name := p.identifier()
			field.Alias = &name
		}
		node.Fields = append(node.Fields, field)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	if node.Type != nil && len(node.Type.Fields) != len(node.Fields) {
		p.failAtf(start, "STRUCT type has %d fields but constructor call has %d fields", len(node.Type.Fields), len(node.Fields))
	}
	node.expression = expression{p.span(start)}
	return node
}

func (p *parser) caseExpr() Expr {
	start := p.next().start
	node := &Case{}
	if !p.word("WHEN") {
		node.Operand = p.expression()
	}
	for p.acceptWord("WHEN") {
		cond := p.expression()
		p.expectWord("THEN")
		node.Whens = append(node.Whens, When{Cond: cond, Then: p.expression()})
	}
	if len(node.Whens) == 0 {
		p.expectWord("WHEN")
	}
	if p.acceptWord("ELSE") {
		node.Else = p.expression()
	}
	p.expectWord("END")
	node.expression = expression{p.span(start)}
	return node
}
