package engine

import (
	"fmt"
	"strings"
)

// duckType is a DuckDB type read from its name.
type duckType struct {
	name   string      // e.g. "BIGINT", "DECIMAL", "STRUCT"; upper case, without arguments
	args   string      // e.g. "38,9"
	list   *duckType   // the element type when this is a list
	fields []duckField // the fields of a STRUCT
}

type duckField struct {
	name string
	typ  duckType
}

// parseDuckType reads a type name as DuckDB prints it, e.g. `STRUCT(a BIGINT, "b c" VARCHAR[])`.
func parseDuckType(text string) (duckType, error) {
	p := &typeParser{rest: text}
	t, err := p.parse()
	if err != nil {
		return duckType{}, err
	}
	if strings.TrimSpace(p.rest) != "" {
		return duckType{}, fmt.Errorf("type %q: unexpected %q", text, p.rest)
	}
	return t, nil
}

type typeParser struct{ rest string }

func (p *typeParser) parse() (duckType, error) {
	end := strings.IndexAny(p.rest, "([,)")
	if end < 0 {
		end = len(p.rest)
	}
	t := duckType{name: strings.ToUpper(strings.TrimSpace(p.rest[:end]))}
	if t.name == "TIMESTAMPTZ" { // the driver's name for it
		t.name = "TIMESTAMP WITH TIME ZONE"
	}
	p.rest = p.rest[end:]
	if t.name == "" {
		return t, fmt.Errorf("a type name is missing before %q", p.rest)
	}
	var err error
	if strings.HasPrefix(p.rest, "(") {
		if t.name == "STRUCT" {
			err = p.structFields(&t)
		} else {
			err = p.arguments(&t)
		}
	}
	for err == nil && strings.HasPrefix(p.rest, "[") {
		closing := strings.IndexByte(p.rest, ']')
		if closing < 0 {
			return t, fmt.Errorf("a ] is missing after %q", t.name)
		}
		p.rest = p.rest[closing+1:]
		element := t
		t = duckType{name: "LIST", list: &element}
	}
	return t, err
}

// arguments takes everything up to the matching parenthesis, quotes respected.
func (p *typeParser) arguments(t *duckType) error {
	depth, quoted := 0, false
	for i, r := range p.rest {
		switch {
		case r == '\'':
			quoted = !quoted
		case quoted:
		case r == '(':
			depth++
		case r == ')':
			depth--
			if depth == 0 {
				t.args, p.rest = p.rest[1:i], p.rest[i+1:]
				return nil
			}
		}
	}
	return fmt.Errorf("a ) is missing after %q", t.name)
}

func (p *typeParser) structFields(t *duckType) error {
	for {
		p.rest = strings.TrimLeft(p.rest[1:], " ") // past "(" or ","
		name, err := p.fieldName()
		if err != nil {
			return err
		}
		typ, err := p.parse()
		if err != nil {
			return err
		}
		t.fields = append(t.fields, duckField{name, typ})
		p.rest = strings.TrimLeft(p.rest, " ")
		switch {
		case strings.HasPrefix(p.rest, ","):
		case strings.HasPrefix(p.rest, ")"):
			p.rest = p.rest[1:]
			return nil
		default:
			return fmt.Errorf("a STRUCT does not end at %q", p.rest)
		}
	}
}

func (p *typeParser) fieldName() (string, error) {
	if !strings.HasPrefix(p.rest, `"`) {
		name, rest, found := strings.Cut(p.rest, " ")
		if !found {
			return "", fmt.Errorf("a field has no type at %q", p.rest)
		}
		p.rest = rest
		return name, nil
	}
	var name strings.Builder
	for i := 1; i < len(p.rest); i++ {
		if p.rest[i] != '"' {
			name.WriteByte(p.rest[i])
			continue
		}
		if i+1 < len(p.rest) && p.rest[i+1] == '"' {
			name.WriteByte('"')
			i++
			continue
		}
		p.rest = strings.TrimLeft(p.rest[i+1:], " ")
		return name.String(), nil
	}
	return "", fmt.Errorf("a quoted name does not end at %q", p.rest)
}

// String prints the type for a CAST.
func (t duckType) String() string {
	switch {
	case t.list != nil:
		return t.list.String() + "[]"
	case len(t.fields) > 0:
		var b strings.Builder
		for i, f := range t.fields {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(Quote(f.name) + " " + f.typ.String())
		}
		return "STRUCT(" + b.String() + ")"
	case t.args != "":
		return t.name + "(" + t.args + ")"
	default:
		return t.name
	}
}

// contains reports whether the type or a part of it has that name.
func (t duckType) contains(name string) bool {
	if t.list != nil {
		return t.list.contains(name)
	}
	for _, f := range t.fields {
		if f.typ.contains(name) {
			return true
		}
	}
	return t.name == name
}

// replace gives the type with every part of one name renamed.
func (t duckType) replace(from, to string) duckType {
	if t.list != nil {
		element := t.list.replace(from, to)
		t.list = &element
		return t
	}
	fields := make([]duckField, len(t.fields))
	for i, f := range t.fields {
		fields[i] = duckField{f.name, f.typ.replace(from, to)}
	}
	t.fields = fields
	if t.name == from {
		t.name = to
	}
	return t
}

// Quote writes a name as a DuckDB identifier.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal writes a text as a DuckDB string literal.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
