package expr

import (
	"slices"
	"strconv"
	"strings"
)

// Limits that keep a hostile expression cheap.
const (
	maxLength = 4096
	maxDepth  = 64
)

// Parse reads an expression. The error is an [*Error] with the place of the first fault.
func Parse(src string) (Node, error) {
	if len(src) > maxLength {
		return nil, failf(0, "an expression has at most %d characters, this one %d", maxLength, len(src))
	}
	toks, err := tokens(src)
	if err != nil {
		return nil, err
	}
	p := &parser{toks: toks}
	n, err := p.binary(0)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != end {
		return nil, failf(t.pos, "unexpected %q after a complete expression", t.text)
	}
	return n, nil
}

type parser struct {
	toks  []token
	next  int
	depth int
}

// precedence lists the binary operators from the loosest to the tightest.
var precedence = [][]string{{"or"}, {"and"}, {"=", "!=", "<>", "<", "<=", ">", ">="}, {"||"}, {"+", "-"}, {"*", "/"}}

const comparison = 2

func (p *parser) peek() token { return p.toks[p.next] }

func (p *parser) take() token {
	t := p.toks[p.next]
	if t.kind != end {
		p.next++
	}
	return t
}

func (p *parser) accept(want string) bool {
	t := p.peek()
	if (t.kind == symbol || t.kind == name) && strings.EqualFold(t.text, want) {
		p.next++
		return true
	}
	return false
}

func (p *parser) expect(want string) error {
	if p.accept(want) {
		return nil
	}
	return failf(p.peek().pos, "expected %q, found %q", want, p.peek().text)
}

func (p *parser) binary(level int) (Node, error) {
	if level == len(precedence) {
		return p.unary()
	}
	if p.depth++; p.depth > maxDepth*len(precedence) {
		return nil, failf(p.peek().pos, "the expression is nested deeper than %d levels", maxDepth)
	}
	defer func() { p.depth-- }()
	left, err := p.binary(level + 1)
	if err != nil {
		return nil, err
	}
	for {
		if level == comparison {
			if n, ok, err := p.suffix(left); err != nil || ok {
				if err != nil {
					return nil, err
				}
				left = n
				continue
			}
		}
		t := p.peek()
		op := strings.ToLower(t.text)
		if t.kind != symbol && t.kind != name || !slices.Contains(precedence[level], op) {
			return left, nil
		}
		p.take()
		right, err := p.binary(level + 1)
		if err != nil {
			return nil, err
		}
		if op == "<>" {
			op = "!="
		}
		left = &Binary{Op: op, Left: left, Right: right, Pos: t.pos}
	}
}

// suffix reads what may follow an operand of a comparison: [not] in (...), is [not] null.
func (p *parser) suffix(left Node) (Node, bool, error) {
	start, pos := p.next, p.peek().pos
	if p.accept("is") {
		negated := p.accept("not")
		return &IsNull{Operand: left, Negated: negated}, true, p.expect("null")
	}
	negated := p.accept("not")
	if !p.accept("in") {
		p.next = start
		return nil, false, nil
	}
	if err := p.expect("("); err != nil {
		return nil, false, err
	}
	list, err := p.arguments()
	return &In{Operand: left, List: list, Negated: negated, Pos: pos}, true, err
}

func (p *parser) unary() (Node, error) {
	if p.depth++; p.depth > maxDepth*len(precedence) {
		return nil, failf(p.peek().pos, "the expression is nested deeper than %d levels", maxDepth)
	}
	defer func() { p.depth-- }()
	pos := p.peek().pos
	switch {
	case p.accept("not"):
		// "not" binds looser than comparisons: not a = b is not (a = b).
		operand, err := p.binary(comparison)
		return &Unary{Op: "not", Operand: operand, Pos: pos}, err
	case p.accept("-"):
		operand, err := p.unary()
		return &Unary{Op: "-", Operand: operand, Pos: pos}, err
	}
	return p.primary()
}

func (p *parser) primary() (Node, error) {
	t := p.take()
	switch {
	case t.kind == number:
		return numberLiteral(t)
	case t.kind == text:
		return &Literal{NewString(t.text)}, nil
	case t.kind == param:
		return &Param{Name: t.text, Pos: t.pos}, nil
	case t.kind == symbol && t.text == "(":
		n, err := p.binary(0)
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	case t.kind == name:
		return p.named(t)
	case t.kind == end:
		return nil, failf(t.pos, "the expression ends where an operand is missing")
	}
	return nil, failf(t.pos, "unexpected %q where an operand is missing", t.text)
}

func (p *parser) named(t token) (Node, error) {
	switch strings.ToLower(t.text) {
	case "true", "false":
		return &Literal{NewBool(strings.EqualFold(t.text, "true"))}, nil
	case "null":
		return &Literal{}, nil
	}
	if p.accept("(") {
		args, err := p.arguments()
		return &Call{Name: strings.ToLower(t.text), Args: args, Pos: t.pos}, err
	}
	if p.accept(".") {
		column := p.take()
		if column.kind != name {
			return nil, failf(column.pos, "a column's name must follow %q", t.text+".")
		}
		return &Ref{Table: t.text, Column: column.text, Pos: t.pos}, nil
	}
	return &Ref{Column: t.text, Pos: t.pos}, nil
}

// arguments reads "a, b)" behind an opening parenthesis.
func (p *parser) arguments() ([]Node, error) {
	if p.accept(")") {
		return nil, nil
	}
	var args []Node
	for {
		n, err := p.binary(0)
		if err != nil {
			return nil, err
		}
		args = append(args, n)
		if p.accept(")") {
			return args, nil
		}
		if err := p.expect(","); err != nil {
			return nil, err
		}
	}
}

// numberLiteral makes an integer, or, of a text with a point, an exact decimal.
func numberLiteral(t token) (Node, error) {
	whole, fraction, isDecimal := strings.Cut(t.text, ".")
	if len(fraction) > MaxScale || strings.Contains(fraction, ".") || isDecimal && fraction == "" {
		return nil, failf(t.pos, "%q is not a number with at most %d fraction digits", t.text, MaxScale)
	}
	i, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil {
		return nil, failf(t.pos, "%q does not fit into 64 bits", t.text)
	}
	if isDecimal {
		return &Literal{NewDecimal(i, uint8(len(fraction)))}, nil
	}
	return &Literal{NewInt(i)}, nil
}
