package googlesql

import "strings"

// statement reads one statement and leaves its semicolon.
func (p *parser) statement() Statement {
	start := p.peek().start
	switch {
	case p.word("SELECT"), p.word("WITH"), p.symbolAhead("("), p.word("FROM"):
		query := p.query()
		return &QueryStatement{Span: p.span(start), Query: query}
	case p.word("INSERT"):
		return p.insert()
	case p.word("UPDATE"):
		return p.update()
	case p.word("DELETE"):
		return p.delete()
	case p.word("MERGE"):
		return p.merge()
	case p.word("TRUNCATE", "TABLE"):
		p.at += 2
		target := p.target()
		return &Truncate{Span: p.span(start), Target: target}
	case p.word("CREATE"):
		return p.create()
	case p.word("DROP"):
		return p.drop()
	case p.word("ALTER"):
		return p.alter()
	case p.word("DECLARE"):
		return p.declare()
	case p.word("SET"):
		return p.set()
	}
	return p.other()
}

// others are the statements that are recognised by their first words and read no further.
var others = []struct {
	words string
	kind  Kind
}{
	{"BEGIN TRANSACTION", "BEGIN_TRANSACTION"}, {"COMMIT", "COMMIT_TRANSACTION"}, {"ROLLBACK", "ROLLBACK_TRANSACTION"}, {"BEGIN", KindScript}, {"IF", KindScript}, {"LOOP", KindScript},
	{"WHILE", KindScript}, {"REPEAT", KindScript}, {"FOR", KindScript}, {"CASE", KindScript}, {"RETURN", KindScript}, {"RAISE", KindScript}, {"CALL", "CALL"}, {"EXECUTE IMMEDIATE", KindScript},
	{"EXPORT DATA", "EXPORT_DATA"}, {"EXPORT", "EXPORT_MODEL"}, {"LOAD DATA", "LOAD_DATA"}, {"GRANT", "GRANT"}, {"REVOKE", "REVOKE"}, {"ASSERT", "ASSERT"}, {"EXPLAIN", "EXPLAIN"},
	{"UNDROP", "UNDROP_SCHEMA"}, {"DESCRIBE", "DESCRIBE"},
}

// other reads a statement of a kind that is known but not supported: its text up to the end, as its own statements may hold semicolons.
func (p *parser) other() Statement {
	start := p.peek().start
	for _, o := range others {
		if p.word(strings.Fields(o.words)...) {
			return p.skip(start, o.kind)
		}
	}
	p.unexpected()
	return nil
}

func (p *parser) skip(start int, kind Kind) Statement {
	for p.peek().kind != tokenEnd && (kind == KindScript || !p.symbolAhead(";")) {
		p.at++
	}
	return &Other{Span: p.span(start), What: kind}
}

// target reads the path of a table that a statement changes.
func (p *parser) target() TablePath { return tablePath(p.tablePath()) }

// tablePath splits a path at its dots, also those inside backticks.
func tablePath(path []Ident) TablePath {
	t := TablePath{Span: Span{path[0].Start, path[len(path)-1].End}}
	for _, part := range path {
		if part.Quoted {
			t.Parts = append(t.Parts, strings.Split(part.Name, ".")...)
		} else {
			t.Parts = append(t.Parts, part.Name)
		}
	}
	return t
}

func (p *parser) declare() Statement {
	start := p.next().start
	d := &Declare{Names: []Ident{p.identifier()}}
	for p.accept(",") {
		d.Names = append(d.Names, p.identifier())
	}
	if !p.word("DEFAULT") {
		d.Type = p.typeName()
	}
	if p.acceptWord("DEFAULT") {
		d.Default = p.expression()
	}
	d.Span = p.span(start)
	return d
}

func (p *parser) set() Statement {
	start := p.next().start
	s := &Set{}
	switch {
	case p.peek().kind == tokenSystemVariable:
		s.System = strings.ToLower(p.next().text)
	case p.symbolAhead("("):
		s.Names = p.identifiers()
	default:
		s.Names = []Ident{p.identifier()}
	}
	p.expect("=")
	s.Value = p.expression()
	s.Span = p.span(start)
	return s
}

// SplitPath gives the names of a table path, also those that share one pair of backticks: `p.d.t` has three.
func SplitPath(path []Ident) []string { return tablePath(path).Parts }
