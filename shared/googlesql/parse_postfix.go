package googlesql

// postfix reads field access and subscripts.
func (p *parser) postfix(x Expr) Expr {
	for n := 0; ; n++ {
		if n > maxDepth {
			p.failf("Syntax error: More than %d subscripts in a row are not supported", maxDepth)
		}
		switch {
		case p.accept("["):
			x = p.subscript(x)
		case p.symbolAhead(".") && p.ahead(1).kind != tokenSymbol:
			p.at++
			field := p.fieldName()
			x = &Dot{expression: p.between(x), X: x, Field: field}
		default:
			return x
		}
	}
}

func (p *parser) subscript(x Expr) Expr {
	node := &Subscript{X: x}
	for _, kind := range []string{"OFFSET", "ORDINAL", "SAFE_OFFSET", "SAFE_ORDINAL", "KEY"} {
		if p.word(kind) && p.ahead(1).symbol("(") {
			p.at += 2
			node.Kind = kind
			node.Index = p.expression()
			p.expect(")")
			break
		}
	}
	if node.Index == nil {
		node.Index = p.expression()
	}
	p.expect("]")
	node.expression = p.between(x)
	return node
}
