package googlesql

import "strings"

// Binding strengths of the binary operators, weakest first. GoogleSQL's comparisons do not chain.
const (
	bindOr = iota + 1
	bindAnd
	bindNot
	bindCompare
	bindBitOr
	bindBitXor
	bindBitAnd
	bindShift
	bindAdd
	bindMultiply
)

func binding(t token) int {
	switch t.kind {
	case tokenKeyword:
		switch t.text {
		case "OR":
			return bindOr
		case "AND":
			return bindAnd
		}
	case tokenSymbol:
		switch t.text {
		case "|":
			return bindBitOr
		case "^":
			return bindBitXor
		case "&":
			return bindBitAnd
		case "<<", ">>":
			return bindShift
		case "+", "-":
			return bindAdd
		case "*", "/", "||":
			return bindMultiply
		}
	default:
	}
	return 0
}

func (p *parser) expression() Expr {
	defer p.enter()()
	return p.binary(bindOr)
}

// binary reads operators that bind at least as strongly as level.
func (p *parser) binary(level int) Expr {
	var left Expr
	switch {
	case level <= bindNot && p.word("NOT"):
		left = p.not()
	default:
		left = p.unary()
	}
	if level <= bindCompare {
		left = p.operators(left, bindBitOr)
		left = p.comparison(left)
	}
	return p.operators(left, level)
}

// operators folds the binary operators of at least the given level that follow left.
func (p *parser) operators(left Expr, level int) Expr {
	for n := 0; ; n++ {
		op := p.peek()
		strength := binding(op)
		if strength < level || strength == 0 {
			return left
		}
		if n > maxChain {
			p.failf("Syntax error: More than %d operators in a row are not supported", maxChain)
		}
		p.at++
		right := p.operand(strength)
		left = &Binary{expression: p.between(left), Op: op.text, L: left, R: right, OpAt: op.start}
	}
}

// operand reads the right side of a left-associative operator.
func (p *parser) operand(strength int) Expr {
	defer p.enter()()
	return p.binary(strength + 1)
}

func (p *parser) between(left Expr) expression { return expression{p.span(left.Place().Start)} }

func (p *parser) not() Expr {
	defer p.enter()()
	start := p.next().start
	x := p.binary(bindNot)
	return &Unary{expression: expression{p.span(start)}, Op: "NOT", X: x}
}

var comparisons = map[string]string{"=": "=", "<>": "!=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

// comparison reads one comparison, range, membership, pattern or IS test after its left side.
func (p *parser) comparison(left Expr) Expr {
	t := p.peek()
	switch {
	case t.kind == tokenSymbol && comparisons[t.text] != "":
		p.at++
		right := p.side()
		left = &Binary{expression: p.between(left), Op: comparisons[t.text], L: left, R: right, OpAt: t.start}
	case t.word("IS"):
		left = p.is(left)
	case t.word("BETWEEN"), t.word("IN"), t.word("LIKE"):
		left = p.predicate(left, false)
	case t.word("NOT") && (p.ahead(1).word("BETWEEN") || p.ahead(1).word("IN") || p.ahead(1).word("LIKE")):
		p.at++
		left = p.predicate(left, true)
	default:
		return left
	}
	if after := p.peek(); after.kind == tokenSymbol && comparisons[after.text] != "" || after.word("BETWEEN") || after.word("IN") || after.word("LIKE") {
		p.failf("Syntax error: Expected end of input but got %s", p.got())
	}
	if p.word("IS") { // a = b IS NULL reads as (a = b) IS NULL
		return p.is(left)
	}
	return left
}

// side reads an operand of a comparison.
func (p *parser) side() Expr { return p.operand(bindCompare) }

func (p *parser) is(left Expr) Expr {
	p.expectWord("IS")
	not := p.acceptWord("NOT")
	if p.acceptWord("DISTINCT") {
		p.expectWord("FROM")
		right := p.side()
		return &IsDistinct{expression: p.between(left), L: left, R: right, Not: not}
	}
	for _, what := range []string{"NULL", "TRUE", "FALSE", "UNKNOWN"} {
		if p.acceptWord(what) {
			return &Is{expression: p.between(left), X: left, What: what, Not: not}
		}
	}
	p.unexpected()
	return nil
}

func (p *parser) predicate(left Expr, not bool) Expr {
	switch {
	case p.acceptWord("BETWEEN"):
		low := p.side()
		p.expectWord("AND")
		high := p.side()
		return &Between{expression: p.between(left), X: left, Low: low, High: high, Not: not}
	case p.acceptWord("IN"):
		return p.in(left, not)
	}
	p.expectWord("LIKE")
	return p.like(left, not)
}

func (p *parser) in(left Expr, not bool) Expr {
	node := &In{X: left, Not: not}
	switch {
	case p.acceptWord("UNNEST"):
		p.expect("(")
		node.Unnest = p.expression()
		p.expect(")")
	case p.queryAhead():
		node.Query = p.parenthesised()
	default:
		p.expect("(")
		node.List = p.expressions()
		p.expect(")")
	}
	node.expression = p.between(left)
	return node
}

func (p *parser) like(left Expr, not bool) Expr {
	node := &Like{X: left, Not: not}
	switch {
	case p.acceptWord("ANY"), p.acceptWord("SOME"):
		node.Quantifier = "ANY"
	case p.acceptWord("ALL"):
		node.Quantifier = "ALL"
	default:
		node.Pattern = p.side()
		node.expression = p.between(left)
		return node
	}
	if p.acceptWord("UNNEST") {
		p.expect("(")
		node.Unnest = p.expression()
	} else {
		p.expect("(")
		node.List = p.expressions()
	}
	p.expect(")")
	node.expression = p.between(left)
	return node
}

func (p *parser) expressions() []Expr {
	list := []Expr{p.expression()}
	for p.accept(",") {
		list = append(list, p.expression())
	}
	return list
}

func (p *parser) unary() Expr {
	t := p.peek()
	if t.kind == tokenSymbol && (t.text == "+" || t.text == "-" || t.text == "~") {
		defer p.enter()()
		p.at++
		x := p.unary()
		if lit, ok := x.(*Literal); ok && t.text == "-" && (lit.Kind == IntLiteral || lit.Kind == FloatLiteral) && !strings.HasPrefix(lit.Text, "-") {
			return &Literal{expression: expression{p.span(t.start)}, Kind: lit.Kind, Text: "-" + lit.Text}
		}
		return &Unary{expression: expression{p.span(t.start)}, Op: t.text, X: x}
	}
	return p.postfix(p.primary())
}
