package googlesql

import "strings"

// fromList reads a FROM clause: tables joined by commas and joins, which bind equally and to the left.
func (p *parser) fromList() From {
	left := p.tablePrimary()
	for n := 0; ; n++ {
		if n > maxDepth {
			p.failf("Syntax error: More than %d joins are not supported", maxDepth)
		}
		join := p.join(left)
		if join == nil {
			return left
		}
		left = join
	}
}

func (p *parser) joinKind() string {
	start := p.at
	kind := "INNER"
	switch {
	case p.accept(","):
		return "COMMA"
	case p.acceptWord("CROSS"):
		kind = "CROSS"
	case p.acceptWord("INNER"):
	case p.acceptWord("LEFT"), p.acceptWord("RIGHT"), p.acceptWord("FULL"):
		kind = p.tokens[start].text
		p.acceptWord("OUTER")
	}
	if p.acceptWord("JOIN") {
		return kind
	}
	if p.at != start {
		p.failf("Syntax error: Expected keyword JOIN but got %s", p.got())
	}
	return ""
}

func (p *parser) join(left From) From {
	kind := p.joinKind()
	if kind == "" {
		return nil
	}
	node := &Join{Kind: kind, L: left, R: p.tablePrimary()}
	switch {
	case kind == "COMMA", kind == "CROSS":
	case p.acceptWord("ON"):
		node.On = p.expression()
	case p.acceptWord("USING"):
		node.Using = p.identifiers()
	default:
		switch node.R.(type) {
		case *Unnest, *TableRef: // an array needs no condition
		default:
			p.failf("Syntax error: Expected keyword ON or keyword USING but got %s", p.got())
		}
	}
	node.fromClause = fromClause{p.span(left.Place().Start)}
	return node
}

// tablePrimary reads one input of a FROM clause with its alias, PIVOT and TABLESAMPLE.
func (p *parser) tablePrimary() From {
	defer p.enter()()
	var f From
	switch {
	case p.word("UNNEST"):
		f = p.unnest()
	case p.symbolAhead("(") && p.fromQueryAhead():
		f = p.fromQuery()
	case p.accept("("):
		f = p.fromList()
		p.expect(")")
	case p.word("LATERAL"):
		p.unexpected()
	default:
		f = p.table()
	}
	return p.pivots(f)
}

// fromQueryAhead tells a query in parentheses from a join in parentheses.
func (p *parser) fromQueryAhead() bool {
	if p.queryAhead() {
		return true
	}
	if !p.ahead(1).symbol("(") {
		return false
	}
	n, depth := 2, 1
	for ; depth > 0; n++ {
		switch t := p.ahead(n); {
		case t.symbol("("):
			depth++
		case t.symbol(")"):
			depth--
		case t.kind == tokenEnd:
			return false
		}
	}
	after := p.ahead(n)
	inner := 1
	for p.ahead(inner).symbol("(") {
		inner++
	}
	starts := p.ahead(inner).word("SELECT") || p.ahead(inner).word("WITH")
	return starts && (after.symbol(")") || after.word("UNION") || after.word("INTERSECT") || after.word("EXCEPT") || after.word("ORDER") || after.word("LIMIT"))
}

func (p *parser) unnest() From {
	start := p.next().start
	p.expect("(")
	node := &Unnest{Array: p.expression()}
	if p.symbolAhead(",") {
		p.failf("UNNEST of several arrays is not supported")
	}
	p.expect(")")
	node.Alias = p.fromAlias()
	node.WithOffset, node.OffsetAlias = p.withOffset()
	node.fromClause = fromClause{p.span(start)}
	return node
}

func (p *parser) withOffset() (bool, *Ident) {
	if !p.acceptWord("WITH", "OFFSET") {
		return false, nil
	}
	return true, p.fromAlias()
}

// fromAlias is an alias that leaves PIVOT ( and UNPIVOT ( alone, since those words are not reserved.
func (p *parser) fromAlias() *Ident {
	if p.pivotAhead() {
		return nil
	}
	return p.alias()
}

func (p *parser) pivotAhead() bool {
	if p.word("PIVOT") && p.ahead(1).symbol("(") {
		return true
	}
	return p.word("UNPIVOT") && (p.ahead(1).symbol("(") || p.ahead(1).word("INCLUDE") || p.ahead(1).word("EXCLUDE"))
}

func (p *parser) fromQuery() From {
	start := p.peek().start
	node := &FromQuery{Query: p.parenthesised()}
	node.Alias = p.fromAlias()
	node.Sample = p.sample()
	node.fromClause = fromClause{p.span(start)}
	return node
}

func (p *parser) table() From {
	start := p.peek().start
	path := p.tablePath()
	if p.symbolAhead("(") {
		call, _ := p.call(path).(*Call)
		node := &TableFunction{Call: call, Alias: p.fromAlias()}
		node.fromClause = fromClause{p.span(start)}
		return node
	}
	node := &TableRef{Path: path, PathSpan: p.span(start)}
	if p.acceptWord("FOR") {
		if !p.acceptWord("SYSTEM_TIME") && !p.acceptWord("SYSTEM") {
			p.failf("Syntax error: Expected keyword SYSTEM_TIME but got %s", p.got())
		}
		p.acceptWord("TIME")
		p.expectWord("AS", "OF")
		node.AsOf = p.expression()
	}
	node.Alias = p.fromAlias()
	node.WithOffset, node.OffsetAlias = p.withOffset()
	node.Sample = p.sample()
	node.fromClause = fromClause{p.span(start)}
	return node
}

// tablePath reads a path whose first part may hold dashes: my-project.dataset.table.
func (p *parser) tablePath() []Ident {
	t := p.peek()
	dash := p.ahead(1)
	if t.kind != tokenIdentifier || !dash.symbol("-") || dash.start != t.end {
		return p.path()
	}
	end := t.end
	for end < len(p.sql) && (p.sql[end] == '-' && end+1 < len(p.sql) && (letter(p.sql[end+1]) || digit(p.sql[end+1])) || letter(p.sql[end]) || digit(p.sql[end])) {
		end++
	}
	first := token{kind: tokenIdentifier, text: p.sql[t.start:end], start: t.start, end: end}
	rest, err := lex(p.sql, end, first)
	if err != nil {
		p.failAtf(end, "Syntax error: Unexpected %s", first.describe(p.sql))
	}
	p.tokens = append(append(p.tokens[:p.at:p.at], first), rest...)
	return p.path()
}

func (p *parser) sample() *Sample {
	start := p.peek().start
	if !p.acceptWord("TABLESAMPLE") {
		return nil
	}
	s := &Sample{Method: strings.ToUpper(p.identifier().Name)}
	p.expect("(")
	s.Size = p.expression()
	p.expectWord("PERCENT")
	p.expect(")")
	s.Span = p.span(start)
	return s
}
