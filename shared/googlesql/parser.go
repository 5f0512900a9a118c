package googlesql

import "strings"

const (
	// maxDepth bounds nesting of parentheses, queries and operators, far above what people write.
	maxDepth = 200
	// maxChain bounds how many operators of one level may follow each other (a + b + c ...): the tree leans left by one level each.
	maxChain = 2000
	// maxLength is BigQuery's own limit on a query's text, in bytes.
	maxLength = 1 << 20
)

// parser walks the tokens of one text. Its methods panic with a *Error, which never leaves Parse.
type parser struct {
	sql        string
	tokens     []token
	at         int
	depth      int
	positional int
}

// Parse reads the statements of a text, which semicolons part. An empty text has none.
// The error is an *Error whose message and place are BigQuery's.
func Parse(sql string) (statements []Statement, err error) {
	p, err := newParser(sql)
	if err != nil {
		return nil, err
	}
	defer p.rescue(&err)
	for {
		for p.accept(";") {
		}
		if p.peek().kind == tokenEnd {
			return statements, nil
		}
		statements = append(statements, p.statement())
		if !p.symbolAhead(";") && p.peek().kind != tokenEnd {
			p.failf("Syntax error: Expected end of input but got %s", p.got())
		}
	}
}

// ParseExpression reads a text that is one expression, such as a generated filter.
func ParseExpression(sql string) (e Expr, err error) {
	p, err := newParser(sql)
	if err != nil {
		return nil, err
	}
	defer p.rescue(&err)
	e = p.expression()
	if p.peek().kind != tokenEnd {
		p.failf("Syntax error: Expected end of input but got %s", p.got())
	}
	return e, nil
}

func newParser(sql string) (*parser, error) {
	if len(sql) > maxLength {
		return nil, Errorf(sql, 0, "The query is too large. The maximum standard SQL query length is 1024.00K characters, including comments and white space characters")
	}
	tokens, err := lex(sql, 0, token{})
	if err != nil {
		return nil, err
	}
	return &parser{sql: sql, tokens: tokens}, nil
}

// rescue turns the parser's own panic into an error and lets any other pass.
func (p *parser) rescue(err *error) {
	switch fault := recover().(type) {
	case nil:
	case *Error:
		*err = fault
	default:
		panic(fault)
	}
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) ahead(n int) token { return p.tokens[min(p.at+n, len(p.tokens)-1)] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// last is the end of the token before.
func (p *parser) last() int {
	if p.at == 0 {
		return 0
	}
	return p.tokens[p.at-1].end
}

func (p *parser) span(start int) Span { return Span{Start: start, End: p.last()} }

func (p *parser) symbolAhead(s string) bool { return p.peek().symbol(s) }

func (p *parser) accept(s string) bool {
	if p.peek().symbol(s) {
		p.at++
		return true
	}
	return false
}

// word reports whether the next tokens are these words, reserved or not.
func (p *parser) word(words ...string) bool {
	for i, w := range words {
		if !p.ahead(i).word(w) {
			return false
		}
	}
	return true
}

// acceptWord takes the words if all of them come next.
func (p *parser) acceptWord(words ...string) bool {
	if !p.word(words...) {
		return false
	}
	p.at += len(words)
	return true
}

func (p *parser) expect(s string) {
	if !p.accept(s) {
		p.failf("Syntax error: Expected %q but got %s", s, p.got())
	}
}

func (p *parser) expectWord(words ...string) {
	for _, w := range words {
		if !p.acceptWord(w) {
			p.failf("Syntax error: Expected %s but got %s", wordName(w), p.got())
		}
	}
}

func wordName(w string) string {
	if Reserved(w) {
		return "keyword " + w
	}
	return "keyword " + strings.ToUpper(w)
}

// got describes the next token for an error.
func (p *parser) got() string { return p.peek().describe(p.sql) }

// failf ends the parse with an error at the next token.
func (p *parser) failf(format string, args ...any) { p.failAtf(p.peek().start, format, args...) }

func (p *parser) failAtf(offset int, format string, args ...any) {
	panic(Errorf(p.sql, offset, format, args...))
}

func (p *parser) unexpected() { p.failf("Syntax error: Unexpected %s", p.got()) }

// enter counts one level of nesting; use it as: defer p.enter()().
func (p *parser) enter() func() {
	p.depth++
	if p.depth > maxDepth {
		p.failf("Syntax error: The query is nested too deeply; at most %d levels are supported", maxDepth)
	}
	return func() { p.depth-- }
}

// identifier takes a name that is not reserved.
func (p *parser) identifier() Ident {
	t := p.peek()
	if !t.identifier() {
		p.unexpected()
	}
	p.at++
	return ident(t)
}

func ident(t token) Ident {
	return Ident{Span: Span{t.start, t.end}, Name: t.text, Quoted: t.kind == tokenQuoted}
}

// fieldName takes a name after a dot, where every word is a name.
func (p *parser) fieldName() Ident {
	t := p.peek()
	if !t.identifier() && t.kind != tokenKeyword {
		p.unexpected()
	}
	p.at++
	id := ident(t)
	id.Name = t.text
	if t.kind == tokenKeyword {
		id.Name = p.sql[t.start:t.end]
	}
	return id
}

// alias takes [AS] name. Without AS a reserved word ends the clause.
func (p *parser) alias() *Ident {
	if p.acceptWord("AS") {
		if p.peek().kind != tokenIdentifier && p.peek().kind != tokenQuoted {
			p.unexpected()
		}
	} else if !p.peek().identifier() {
		return nil
	}
	id := p.identifier()
	return &id
}

// path takes name.name.name.
func (p *parser) path() []Ident {
	parts := []Ident{p.identifier()}
	for p.symbolAhead(".") && !p.ahead(1).symbol("*") {
		p.at++
		parts = append(parts, p.fieldName())
	}
	return parts
}

// identifiers takes (a, b, c).
func (p *parser) identifiers() []Ident {
	p.expect("(")
	var names []Ident
	for {
		names = append(names, p.identifier())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return names
}

func underscored(s string) string { return strings.ReplaceAll(s, " ", "_") }
