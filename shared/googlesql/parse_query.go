package googlesql

// queryAhead reports whether a query in parentheses comes next: "(" and then SELECT or WITH. A doubled parenthesis is left to the caller.
func (p *parser) queryAhead() bool {
	if !p.symbolAhead("(") {
		return false
	}
	next := p.ahead(1)
	return next.kind == tokenKeyword && (next.text == "SELECT" || next.text == "WITH" || next.text == "FROM")
}

// queryContinues reports whether what was just read must have been the first input of a longer query.
func (p *parser) queryContinues() bool {
	for _, w := range []string{"UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT"} {
		if p.word(w) {
			return true
		}
	}
	return false
}

// parenthesised reads ( query ).
func (p *parser) parenthesised() *Query {
	p.expect("(")
	query := p.query()
	p.expect(")")
	return query
}

func (p *parser) query() *Query {
	defer p.enter()()
	start := p.peek().start
	q := &Query{}
	if p.word("WITH") {
		q.With = p.with()
	}
	if p.word("FROM") {
		p.failf("Pipe query syntax is not supported")
	}
	q.Body = p.body()
	if p.symbolAhead("|>") {
		p.failf("Pipe query syntax is not supported")
	}
	if p.acceptWord("ORDER") {
		p.expectWord("BY")
		q.OrderBy = p.orderItems()
	}
	if p.acceptWord("LIMIT") {
		q.Limit = p.expression()
		if p.acceptWord("OFFSET") {
			q.Offset = p.expression()
		}
	}
	q.Span = p.span(start)
	return q
}

func (p *parser) with() *With {
	start := p.next().start
	w := &With{Recursive: p.acceptWord("RECURSIVE")}
	for {
		name := p.identifier()
		p.expectWord("AS")
		w.CTEs = append(w.CTEs, CTE{Name: name, Query: p.parenthesised()})
		if !p.accept(",") || p.word("SELECT") {
			break
		}
	}
	w.Span = p.span(start)
	return w
}

// body reads one input or several joined by one set operator.
func (p *parser) body() Body {
	first := p.input()
	op, distinct := p.setOperator()
	if op == "" {
		return first
	}
	node := &SetOperation{Op: op, Distinct: distinct, Inputs: []Body{first}}
	for {
		node.Inputs = append(node.Inputs, p.input())
		at := p.peek().start
		next, nextDistinct := p.setOperator()
		if next == "" {
			break
		}
		if next != op || nextDistinct != distinct {
			p.failAtf(at, "Syntax error: Different set operations cannot be used in the same query without using parentheses for grouping")
		}
	}
	node.queryBody = queryBody{p.span(first.Place().Start)}
	return node
}

func (p *parser) setOperator() (op string, distinct bool) {
	for _, w := range []string{"UNION", "INTERSECT", "EXCEPT"} {
		if !p.acceptWord(w) {
			continue
		}
		switch {
		case p.acceptWord("DISTINCT"):
			return w, true
		case p.acceptWord("ALL"):
			return w, false
		}
		p.failf("Syntax error: Expected keyword ALL or keyword DISTINCT but got %s", p.got())
	}
	return "", false
}

func (p *parser) input() Body {
	start := p.peek().start
	switch {
	case p.word("SELECT"):
		return p.selectBody()
	case p.symbolAhead("("):
		query := p.parenthesised()
		return &Nested{queryBody: queryBody{p.span(start)}, Query: query}
	}
	p.unexpected()
	return nil
}

func (p *parser) selectBody() *Select {
	start := p.next().start
	s := &Select{}
	if !p.acceptWord("ALL") {
		s.Distinct = p.acceptWord("DISTINCT")
	}
	if p.acceptWord("AS") {
		switch {
		case p.acceptWord("STRUCT"):
			s.As = "STRUCT"
		case p.acceptWord("VALUE"):
			s.As = "VALUE"
		default:
			p.unexpected()
		}
	}
	p.selectList(s)
	if p.acceptWord("FROM") {
		s.From = p.fromList()
	}
	p.selectClauses(s)
	s.queryBody = queryBody{p.span(start)}
	return s
}

func (p *parser) selectList(s *Select) {
	for {
		if p.word("FROM") || p.peek().kind == tokenEnd || p.symbolAhead(")") {
			if len(s.Items) == 0 {
				if p.word("FROM") {
					p.failf("Syntax error: SELECT list must not be empty")
				}
				p.unexpected()
			}
			return // a comma before FROM is allowed
		}
		s.Items = append(s.Items, p.selectItem())
		if !p.accept(",") {
			return
		}
	}
}

func (p *parser) selectItem() SelectItem {
	start := p.peek().start
	item := SelectItem{}
	if p.accept("*") {
		item.Star = true
	} else {
		item.Value = p.expression()
		if p.symbolAhead(".") && p.ahead(1).symbol("*") {
			p.at += 2
			item.Star = true
		}
	}
	if item.Star {
		p.starModifiers(&item)
	} else {
		item.Alias = p.alias()
	}
	item.Span = p.span(start)
	return item
}

func (p *parser) starModifiers(item *SelectItem) {
	if p.word("EXCEPT") && p.ahead(1).symbol("(") && !p.ahead(2).word("SELECT") {
		p.at++
		item.Except = p.identifiers()
	}
	if !p.acceptWord("REPLACE") {
		return
	}
	p.expect("(")
	for {
		value := p.expression()
		p.expectWord("AS")
		item.Replace = append(item.Replace, Replacement{Value: value, Name: p.identifier()})
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
}

func (p *parser) selectClauses(s *Select) {
	if p.acceptWord("WHERE") {
		s.Where = p.expression()
	}
	if p.word("GROUP") {
		s.GroupBy = p.groupBy()
	}
	if p.acceptWord("HAVING") {
		s.Having = p.expression()
	}
	if p.acceptWord("QUALIFY") {
		s.Qualify = p.expression()
	}
	if p.acceptWord("WINDOW") {
		for {
			name := p.identifier()
			p.expectWord("AS")
			s.Windows = append(s.Windows, NamedWindow{Name: name, Window: p.over()})
			if !p.accept(",") {
				break
			}
		}
	}
}
