package googlesql

// call reads the parentheses after a function's name and what may follow them.
func (p *parser) call(name []Ident) Expr {
	defer p.enter()()
	node := &Call{Name: name}
	p.expect("(")
	if p.symbolAhead("*") {
		p.at++
		node.Star = true
	} else {
		node.Distinct = p.acceptWord("DISTINCT")
		p.arguments(node)
	}
	p.modifiers(node)
	p.expect(")")
	if p.word("WITHIN", "GROUP") {
		p.unexpected()
	}
	if node.Nulls == "" {
		node.Nulls = p.nullHandling()
	}
	if p.acceptWord("OVER") {
		node.Over = p.over()
	}
	node.expression = expression{p.span(name[0].Start)}
	return node
}

func (p *parser) arguments(node *Call) {
	if p.symbolAhead(")") {
		return
	}
	for {
		arg := Arg{}
		if p.peek().identifier() && p.ahead(1).symbol("=>") {
			id := p.identifier()
			arg.Name = &id
			p.at++
		}
		arg.Value = p.argument()
		node.Args = append(node.Args, arg)
		if !p.accept(",") {
			return
		}
	}
}

// argument is an expression or, for functions over tables, a bare query.
func (p *parser) argument() Expr {
	if p.word("SELECT") || p.word("WITH") && !p.ahead(1).symbol("(") {
		p.failf("Syntax error: Expected \")\" but got %s", p.got()) // a query needs its own parentheses here
	}
	return p.expression()
}

// modifiers reads what may follow the arguments inside the parentheses, in GoogleSQL's order.
func (p *parser) modifiers(node *Call) {
	node.Nulls = p.nullHandling()
	if p.acceptWord("HAVING") {
		switch {
		case p.acceptWord("MAX"):
			node.Having = "MAX"
		case p.acceptWord("MIN"):
			node.Having = "MIN"
		default:
			p.failf("Syntax error: Expected keyword MAX or keyword MIN but got %s", p.got())
		}
		node.HavingArg = p.expression()
	}
	if p.acceptWord("ORDER") {
		p.expectWord("BY")
		node.OrderBy = p.orderItems()
	}
	if p.acceptWord("LIMIT") {
		node.Limit = p.expression()
	}
}

func (p *parser) nullHandling() string {
	for _, w := range []string{"IGNORE", "RESPECT"} {
		if p.acceptWord(w, "NULLS") {
			return w
		}
	}
	return ""
}

func (p *parser) over() *Window {
	if p.peek().identifier() {
		id := p.identifier()
		return &Window{Span: id.Span, Base: &id}
	}
	return p.window()
}

// window reads a window's definition in parentheses.
func (p *parser) window() *Window {
	start := p.peek().start
	w := &Window{}
	p.expect("(")
	if p.peek().identifier() {
		id := p.identifier()
		w.Base = &id
	}
	if p.acceptWord("PARTITION") {
		p.expectWord("BY")
		w.Partition = p.expressions()
	}
	if p.acceptWord("ORDER") {
		p.expectWord("BY")
		w.OrderBy = p.orderItems()
	}
	if p.word("ROWS") || p.word("RANGE") {
		w.Frame = p.frame()
	}
	p.expect(")")
	w.Span = p.span(start)
	return w
}

func (p *parser) frame() *Frame {
	t := p.next()
	f := &Frame{Unit: t.text}
	if p.acceptWord("BETWEEN") {
		f.Start = p.bound()
		p.expectWord("AND")
		end := p.bound()
		f.End = &end
	} else {
		f.Start = p.bound()
	}
	f.Span = p.span(t.start)
	return f
}

func (p *parser) bound() Bound {
	for _, kind := range [][]string{{"UNBOUNDED", "PRECEDING"}, {"UNBOUNDED", "FOLLOWING"}, {"CURRENT", "ROW"}} {
		if p.acceptWord(kind...) {
			return Bound{Kind: kind[0] + " " + kind[1]}
		}
	}
	b := Bound{Value: p.expression()}
	switch {
	case p.acceptWord("PRECEDING"):
		b.Kind = "PRECEDING"
	case p.acceptWord("FOLLOWING"):
		b.Kind = "FOLLOWING"
	default:
		p.failf("Syntax error: Expected keyword FOLLOWING or keyword PRECEDING but got %s", p.got())
	}
	return b
}

func (p *parser) orderItems() []OrderItem {
	var items []OrderItem
	for {
		item := OrderItem{Value: p.expression()}
		if p.word("COLLATE") {
			p.failf("COLLATE in ORDER BY is not supported")
		}
		if p.acceptWord("DESC") {
			item.Desc = true
		} else {
			p.acceptWord("ASC")
		}
		if p.acceptWord("NULLS") {
			switch {
			case p.acceptWord("FIRST"):
				item.Nulls = "FIRST"
			case p.acceptWord("LAST"):
				item.Nulls = "LAST"
			default:
				p.unexpected()
			}
		}
		items = append(items, item)
		if !p.accept(",") {
			return items
		}
	}
}
