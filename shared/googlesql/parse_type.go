package googlesql

import "strings"

// typeAliases maps the other spellings of a type to the canonical one.
var typeAliases = map[string]string{"INT": "INT64", "SMALLINT": "INT64", "INTEGER": "INT64", "BIGINT": "INT64", "TINYINT": "INT64", "BYTEINT": "INT64",
	"BOOLEAN": "BOOL", "DECIMAL": "NUMERIC", "BIGDECIMAL": "BIGNUMERIC"}

var typeNames = func() map[string]bool {
	names := map[string]bool{}
	for n := range strings.FieldsSeq("INT64 FLOAT64 NUMERIC BIGNUMERIC BOOL STRING BYTES DATE DATETIME TIME TIMESTAMP INTERVAL JSON GEOGRAPHY") {
		names[n] = true
	}
	return names
}()

// typeName reads a type: INT64, STRING(10), ARRAY<T>, STRUCT<a T, b T>.
func (p *parser) typeName() *Type {
	defer p.enter()()
	t := p.peek()
	typ := &Type{}
	switch {
	case p.acceptWord("ARRAY"):
		typ.Name = "ARRAY"
		p.expect("<")
		typ.Elem = p.typeName()
		p.closeAngle()
	case p.acceptWord("STRUCT"):
		typ.Name = "STRUCT"
		p.expect("<")
		p.structFields(typ)
		p.closeAngle()
	case p.acceptWord("INTERVAL"):
		typ.Name = "INTERVAL"
	case p.word("RANGE") && p.ahead(1).symbol("<"):
		p.failf("Type RANGE is not supported")
	default:
		typ.Name = p.scalarType()
		p.typeParams(typ)
	}
	typ.Span = p.span(t.start)
	return typ
}

func (p *parser) scalarType() string {
	t := p.peek()
	name := p.identifier()
	upper := strings.ToUpper(name.Name)
	if canonical, ok := typeAliases[upper]; ok {
		upper = canonical
	}
	if !typeNames[upper] {
		p.failAtf(t.start, "Type not found: %s", name.Name)
	}
	return upper
}

func (p *parser) structFields(typ *Type) {
	for !p.angleAhead() {
		field := TypeField{}
		if p.peek().identifier() && !p.ahead(1).symbol(",") && !p.ahead(1).symbol(">") && !p.ahead(1).symbol(">>") && !p.ahead(1).symbol("(") {
			id := p.identifier()
			field.Name = &id
		}
		field.Type = p.typeName()
		typ.Fields = append(typ.Fields, field)
		if !p.accept(",") {
			return
		}
	}
}

func (p *parser) angleAhead() bool { return p.symbolAhead(">") || p.symbolAhead(">>") }

// closeAngle takes one > and splits the >> of nested types.
func (p *parser) closeAngle() {
	if t := p.peek(); t.symbol(">>") {
		p.tokens[p.at] = token{kind: tokenSymbol, text: ">", start: t.start + 1, end: t.end}
		return
	}
	p.expect(">")
}

func (p *parser) typeParams(typ *Type) {
	if !p.accept("(") {
		return
	}
	for {
		t := p.next()
		if t.kind != tokenInteger && !t.word("MAX") {
			p.at--
			p.unexpected()
		}
		typ.Params = append(typ.Params, t.text)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
}

// ParseType reads a text that is one type.
func ParseType(sql string) (typ *Type, err error) {
	p, err := newParser(sql)
	if err != nil {
		return nil, err
	}
	defer p.rescue(&err)
	typ = p.typeName()
	if p.peek().kind != tokenEnd {
		p.failf("Syntax error: Expected end of input but got %s", p.got())
	}
	return typ, nil
}
