package googlesql

func (p *parser) insert() Statement {
	start := p.next().start
	p.acceptWord("INTO")
	s := &Insert{Target: p.target()}
	if p.symbolAhead("(") && !p.queryAhead() {
		s.Columns = p.identifiers()
	}
	if p.acceptWord("VALUES") {
		for {
			s.Rows = append(s.Rows, p.values())
			if !p.accept(",") {
				break
			}
		}
	} else {
		s.Query = p.query()
	}
	s.Span = p.span(start)
	return s
}

// values reads (a, DEFAULT, b); DEFAULT is nil.
func (p *parser) values() []Expr {
	p.expect("(")
	var row []Expr
	for {
		if p.acceptWord("DEFAULT") {
			row = append(row, nil)
		} else {
			row = append(row, p.expression())
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return row
}

func (p *parser) update() Statement {
	start := p.next().start
	s := &Update{Target: p.target(), Alias: p.alias()}
	p.expectWord("SET")
	s.Set = p.assignments()
	if p.acceptWord("FROM") {
		s.From = p.fromList()
	}
	p.requireWhere("UPDATE")
	s.Where = p.expression()
	s.Span = p.span(start)
	return s
}

// requireWhere holds BigQuery's rule that UPDATE and DELETE say which rows they mean.
func (p *parser) requireWhere(statement string) {
	if !p.acceptWord("WHERE") {
		if p.peek().kind == tokenEnd || p.symbolAhead(";") {
			p.failf("%s must have a WHERE clause", statement)
		}
		p.expectWord("WHERE")
	}
}

func (p *parser) assignments() []Assignment {
	var list []Assignment
	for {
		a := Assignment{Column: p.path()}
		p.expect("=")
		if p.acceptWord("DEFAULT") {
			a.Default = true
		} else {
			a.Value = p.expression()
		}
		list = append(list, a)
		if !p.accept(",") {
			return list
		}
	}
}

func (p *parser) delete() Statement {
	start := p.next().start
	p.acceptWord("FROM")
	s := &Delete{Target: p.target(), Alias: p.alias()}
	p.requireWhere("DELETE")
	s.Where = p.expression()
	s.Span = p.span(start)
	return s
}

func (p *parser) merge() Statement {
	start := p.next().start
	p.acceptWord("INTO")
	s := &Merge{Target: p.target(), Alias: p.alias()}
	p.expectWord("USING")
	s.Source = p.tablePrimary()
	p.expectWord("ON")
	s.On = p.expression()
	for p.acceptWord("WHEN") {
		s.Whens = append(s.Whens, p.mergeWhen())
	}
	if len(s.Whens) == 0 {
		p.expectWord("WHEN")
	}
	s.Span = p.span(start)
	return s
}

func (p *parser) mergeWhen() MergeWhen {
	w := MergeWhen{Match: "MATCHED"}
	if p.acceptWord("NOT") {
		w.Match = "NOT MATCHED"
	}
	p.expectWord("MATCHED")
	if w.Match == "NOT MATCHED" && p.acceptWord("BY") {
		if p.acceptWord("SOURCE") {
			w.Match = "NOT MATCHED BY SOURCE"
		} else {
			p.expectWord("TARGET")
		}
	}
	if p.acceptWord("AND") {
		w.And = p.expression()
	}
	p.expectWord("THEN")
	switch {
	case p.acceptWord("UPDATE"):
		p.expectWord("SET")
		w.Action, w.Set = "UPDATE", p.assignments()
	case p.acceptWord("DELETE"):
		w.Action = "DELETE"
	default:
		p.expectWord("INSERT")
		w.Action = "INSERT"
		if p.acceptWord("ROW") {
			w.Action = "INSERT ROW"
			break
		}
		if p.symbolAhead("(") {
			w.Columns = p.identifiers()
		}
		if p.acceptWord("ROW") {
			w.Action = "INSERT ROW"
			break
		}
		p.expectWord("VALUES")
		w.Values = p.values()
	}
	return w
}
