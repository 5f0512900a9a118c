package googlesql

import "strings"

// typedLiterals maps the words that may stand before a string to the type's own name.
var typedLiterals = map[string]string{"DATE": "DATE", "DATETIME": "DATETIME", "TIME": "TIME", "TIMESTAMP": "TIMESTAMP", "NUMERIC": "NUMERIC", "DECIMAL": "NUMERIC",
	"BIGNUMERIC": "BIGNUMERIC", "BIGDECIMAL": "BIGNUMERIC", "JSON": "JSON"}

var literalKinds = map[tokenKind]LiteralKind{tokenInteger: IntLiteral, tokenFloat: FloatLiteral, tokenString: StringLiteral, tokenBytes: BytesLiteral}

func (p *parser) primary() Expr {
	t := p.peek()
	switch t.kind {
	case tokenInteger, tokenFloat, tokenString, tokenBytes:
		p.at++
		lit := &Literal{expression: expression{p.span(t.start)}, Kind: literalKinds[t.kind], Text: t.text}
		if next := p.peek(); next.kind == t.kind && (t.kind == tokenString || t.kind == tokenBytes) {
			p.failf("Syntax error: Expected end of input but got %s", p.got())
		}
		return lit
	case tokenParameter:
		return p.parameter()
	case tokenSystemVariable:
		p.at++
		return &SystemVariable{expression: expression{p.span(t.start)}, Name: strings.ToLower(t.text)}
	case tokenIdentifier, tokenQuoted:
		return p.named()
	case tokenKeyword:
		return p.keyword()
	case tokenSymbol:
		switch t.text {
		case "(":
			return p.parentheses()
		case "[":
			return p.array(nil, t.start)
		}
	case tokenEnd:
	}
	p.unexpected()
	return nil
}

func (p *parser) parameter() Expr {
	t := p.next()
	node := &Param{expression: expression{p.span(t.start)}, Name: strings.ToLower(t.text)}
	if t.text == "" {
		p.positional++
		node.Position = p.positional
	}
	return node
}

// named reads what starts with a plain name: a typed literal, a call or a path.
func (p *parser) named() Expr {
	t := p.peek()
	if t.kind == tokenIdentifier && p.ahead(1).kind == tokenString {
		upper := strings.ToUpper(t.text)
		if name, ok := typedLiterals[upper]; ok {
			p.at += 2
			return &TypedLiteral{expression: expression{p.span(t.start)}, Type: name, Text: p.tokens[p.at-1].text}
		}
	}
	if t.word("SAFE_CAST") && p.ahead(1).symbol("(") {
		return p.cast()
	}
	if p.ahead(1).symbol("->") {
		name := p.identifier()
		return p.lambda([]Ident{name}, t.start)
	}
	parts := p.path()
	if p.symbolAhead("(") {
		return p.call(parts)
	}
	return &Path{expression: expression{p.span(t.start)}, Parts: parts}
}

func (p *parser) lambda(params []Ident, start int) Expr {
	p.expect("->")
	body := p.expression()
	return &Lambda{expression: expression{p.span(start)}, Params: params, Body: body}
}

// keyword reads what starts with a reserved word.
func (p *parser) keyword() Expr {
	t := p.peek()
	here := func() expression { return expression{p.span(t.start)} }
	switch t.text {
	case "NULL":
		p.at++
		return &Literal{expression: here(), Kind: NullLiteral, Text: "NULL"}
	case "TRUE", "FALSE":
		p.at++
		return &Literal{expression: here(), Kind: BoolLiteral, Text: t.text}
	case "CASE":
		return p.caseExpr()
	case "CAST":
		return p.cast()
	case "EXTRACT":
		return p.extract()
	case "INTERVAL":
		return p.interval()
	case "EXISTS":
		p.at++
		query := p.parenthesised()
		return &Exists{expression: here(), Query: query}
	case "ARRAY":
		return p.arrayWord()
	case "STRUCT":
		return p.structWord()
	case "IF", "LEFT", "RIGHT", "GROUPING", "COLLATE", "CURRENT":
		if p.ahead(1).symbol("(") {
			p.at++
			return p.call([]Ident{{Span: Span{t.start, t.end}, Name: t.text}})
		}
	}
	p.unexpected()
	return nil
}

// parentheses reads (expression), (query), a tuple, or the parameters of a lambda.
func (p *parser) parentheses() Expr {
	start := p.peek().start
	if p.queryAhead() {
		query := p.parenthesised()
		return &Subquery{expression: expression{p.span(start)}, Query: query}
	}
	defer p.enter()()
	p.expect("(")
	opened := p.at
	first := p.expression()
	if sub, ok := first.(*Subquery); ok && !sub.Array && p.queryContinues() {
		p.at = opened - 1
		query := p.parenthesised()
		return &Subquery{expression: expression{p.span(start)}, Query: query}
	}
	if !p.symbolAhead(",") {
		p.expect(")")
		return first
	}
	fields := []StructField{{Value: first}}
	for p.accept(",") {
		fields = append(fields, StructField{Value: p.expression()})
	}
	p.expect(")")
	if p.symbolAhead("->") {
		return p.lambda(p.lambdaParams(fields), start)
	}
	return &StructLit{expression: expression{p.span(start)}, Fields: fields, Tuple: true}
}

func (p *parser) lambdaParams(fields []StructField) []Ident {
	params := make([]Ident, len(fields))
	for i, f := range fields {
		path, ok := f.Value.(*Path)
		if !ok || len(path.Parts) != 1 {
			p.failAtf(f.Value.Place().Start, "Syntax error: Expected lambda argument name")
		}
		params[i] = path.Parts[0]
	}
	return params
}

func (p *parser) cast() Expr {
	t := p.next()
	node := &Cast{Safe: t.word("SAFE_CAST")}
	p.expect("(")
	node.X = p.expression()
	p.expectWord("AS")
	node.Type = p.typeName()
	if p.acceptWord("FORMAT") {
		node.Format = p.expression()
		if p.acceptWord("AT", "TIME", "ZONE") {
			node.Zone = p.expression()
		}
	}
	p.expect(")")
	node.expression = expression{p.span(t.start)}
	return node
}

func (p *parser) extract() Expr {
	start := p.next().start
	p.expect("(")
	node := &Extract{Part: p.named()}
	p.expectWord("FROM")
	node.X = p.expression()
	if p.acceptWord("AT", "TIME", "ZONE") {
		node.Zone = p.expression()
	}
	p.expect(")")
	node.expression = expression{p.span(start)}
	return node
}

func (p *parser) interval() Expr {
	start := p.next().start
	node := &Interval{Value: p.expression()}
	node.Unit = strings.ToUpper(p.identifier().Name)
	if p.acceptWord("TO") {
		node.To = strings.ToUpper(p.identifier().Name)
	}
	node.expression = expression{p.span(start)}
	return node
}
