package googlesql

import "strings"

func (p *parser) create() Statement {
	start := p.next().start
	replace := p.acceptWord("OR", "REPLACE")
	temporary := p.acceptWord("TEMP") || p.acceptWord("TEMPORARY")
	switch {
	case p.acceptWord("TABLE"):
		return p.createTable(start, &CreateTable{OrReplace: replace, Temporary: temporary})
	case p.acceptWord("SNAPSHOT", "TABLE"):
		return p.createTable(start, &CreateTable{OrReplace: replace, Snapshot: true})
	case p.acceptWord("VIEW"):
		return p.createView(start, &CreateView{OrReplace: replace})
	case p.acceptWord("MATERIALIZED", "VIEW"):
		return p.createView(start, &CreateView{OrReplace: replace, Materialized: true})
	case p.acceptWord("SCHEMA"):
		s := &CreateSchema{IfNotExists: p.acceptWord("IF", "NOT", "EXISTS"), Target: p.target()}
		s.Options = p.options()
		s.Span = p.span(start)
		return s
	}
	for _, o := range []string{"FUNCTION", "AGGREGATE FUNCTION", "TABLE FUNCTION", "PROCEDURE", "EXTERNAL TABLE", "MODEL", "SEARCH INDEX", "VECTOR INDEX", "ROW ACCESS POLICY", "CAPACITY", "RESERVATION", "ASSIGNMENT"} {
		if p.word(strings.Fields(o)...) {
			return p.skip(start, Kind("CREATE_"+underscored(o)))
		}
	}
	p.unexpected()
	return nil
}

func (p *parser) createTable(start int, s *CreateTable) Statement {
	if p.word("FUNCTION") {
		return p.skip(start, "CREATE_TABLE_FUNCTION")
	}
	s.IfNotExists = p.acceptWord("IF", "NOT", "EXISTS")
	s.Target = p.target()
	if p.symbolAhead("(") {
		s.Columns = p.columnDefs()
	}
	for _, form := range []string{"CLONE", "COPY", "LIKE"} {
		if p.acceptWord(form) {
			source := p.target()
			s.Source, s.SourceForm = &source, form
		}
	}
	if p.acceptWord("PARTITION") {
		p.expectWord("BY")
		s.PartitionBy = p.expression()
	}
	if p.acceptWord("CLUSTER") {
		p.expectWord("BY")
		s.ClusterBy = p.expressions()
	}
	s.Options = p.options()
	if p.acceptWord("AS") {
		s.Query = p.query()
	}
	s.Span = p.span(start)
	if s.Query == nil && s.Columns == nil && s.Source == nil {
		p.failAtf(start, "CREATE TABLE requires a column list, a source table or AS SELECT")
	}
	return s
}

func (p *parser) columnDefs() []ColumnDef {
	p.expect("(")
	var columns []ColumnDef
	for !p.symbolAhead(")") {
		columns = append(columns, p.columnDef())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return columns
}

func (p *parser) columnDef() ColumnDef {
	c := ColumnDef{Name: p.identifier()}
	c.Type = p.typeName()
	for {
		switch {
		case p.acceptWord("NOT", "NULL"):
			c.NotNull = true
		case p.acceptWord("DEFAULT"):
			c.Default = p.expression()
		case p.word("OPTIONS"):
			c.Options = p.options()
		default:
			c.Span = p.span(c.Name.Start)
			return c
		}
	}
}

// options reads OPTIONS(name = value, ...) if it comes next.
func (p *parser) options() []Option {
	if !p.acceptWord("OPTIONS") {
		return nil
	}
	p.expect("(")
	list := []Option{}
	for !p.symbolAhead(")") {
		name := p.identifier()
		p.expect("=")
		list = append(list, Option{Name: strings.ToLower(name.Name), Value: p.expression()})
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return list
}

func (p *parser) createView(start int, s *CreateView) Statement {
	s.IfNotExists = p.acceptWord("IF", "NOT", "EXISTS")
	s.Target = p.target()
	if p.accept("(") {
		for {
			s.Columns = append(s.Columns, p.identifier())
			p.options()
			if !p.accept(",") {
				break
			}
		}
		p.expect(")")
	}
	s.Options = p.options()
	p.expectWord("AS")
	s.Query = p.query()
	s.Span = p.span(start)
	return s
}

func (p *parser) drop() Statement {
	start := p.next().start
	s := &Drop{}
	for _, o := range []string{"TABLE FUNCTION", "TABLE", "SNAPSHOT TABLE", "EXTERNAL TABLE", "VIEW", "MATERIALIZED VIEW", "SCHEMA", "FUNCTION", "PROCEDURE"} {
		if p.acceptWord(strings.Fields(o)...) {
			s.Object = o
			break
		}
	}
	if s.Object == "" {
		p.unexpected()
	}
	s.IfExists = p.acceptWord("IF", "EXISTS")
	s.Target = p.target()
	for _, w := range []string{"CASCADE", "RESTRICT"} {
		if p.acceptWord(w) {
			s.Behaviour = w
		}
	}
	s.Span = p.span(start)
	return s
}

func (p *parser) alter() Statement {
	start := p.next().start
	s := &Alter{}
	for _, o := range []string{"TABLE", "VIEW", "MATERIALIZED VIEW", "SCHEMA"} {
		if p.acceptWord(strings.Fields(o)...) {
			s.Object = o
			break
		}
	}
	if s.Object == "" {
		p.unexpected()
	}
	s.IfExists = p.acceptWord("IF", "EXISTS")
	s.Target = p.target()
	for {
		s.Actions = append(s.Actions, p.alterAction())
		if !p.accept(",") {
			break
		}
	}
	s.Span = p.span(start)
	return s
}

func (p *parser) alterAction() AlterAction {
	switch {
	case p.acceptWord("ADD", "COLUMN"):
		a := AlterAction{Action: "ADD COLUMN", IfExists: p.acceptWord("IF", "NOT", "EXISTS")}
		column := p.columnDef()
		a.Column = &column
		return a
	case p.acceptWord("DROP", "COLUMN"):
		a := AlterAction{Action: "DROP COLUMN", IfExists: p.acceptWord("IF", "EXISTS")}
		name := p.identifier()
		a.Name = &name
		return a
	case p.acceptWord("RENAME", "COLUMN"):
		return p.rename(AlterAction{Action: "RENAME COLUMN", IfExists: p.acceptWord("IF", "EXISTS")})
	case p.acceptWord("RENAME", "TO"):
		to := p.identifier()
		return AlterAction{Action: "RENAME TO", To: &to}
	case p.acceptWord("SET"):
		if !p.word("OPTIONS") {
			p.unexpected()
		}
		return AlterAction{Action: "SET OPTIONS", Options: p.options()}
	case p.acceptWord("ALTER", "COLUMN"):
		return p.alterColumn()
	}
	p.unexpected()
	return AlterAction{}
}

func (p *parser) rename(a AlterAction) AlterAction {
	name := p.identifier()
	p.expectWord("TO")
	to := p.identifier()
	a.Name, a.To = &name, &to
	return a
}

func (p *parser) alterColumn() AlterAction {
	a := AlterAction{Action: "ALTER COLUMN", IfExists: p.acceptWord("IF", "EXISTS")}
	name := p.identifier()
	a.Name = &name
	switch {
	case p.acceptWord("SET", "DATA", "TYPE"):
		a.Type = p.typeName()
	case p.acceptWord("DROP", "NOT", "NULL"):
		a.DropIsNull = true
	case p.acceptWord("SET"):
		if !p.word("OPTIONS") {
			p.unexpected()
		}
		a.Options = p.options()
	default:
		p.unexpected()
	}
	return a
}
