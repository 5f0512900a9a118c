package translate

import (
	"slices"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// relation is one named input of a FROM clause, or a common table expression.
type relation struct {
	name    string // as written; empty when it cannot be referred to
	sql     string // how expressions refer to it
	columns []field
	open    bool  // more columns may exist than are known
	value   *Type // set when the relation's name itself is a value: an element of an unnested array, or an offset
}

// field is a column of a relation with the SQL that reads it.
type field struct {
	Column
	sql string
}

// scope is what names can mean at one place: inputs first, then the enclosing query's.
type scope struct {
	parent    *scope
	relations []*relation
	merged    map[string]field // columns joined by USING, by lower-case name
	mergeOrd  []string
	aliases   map[string]output // SELECT aliases, where they can be seen
	inside    bool              // inside an aggregate's arguments: columns win over aliases
	windows   map[string]bool
	rowless   bool // of a SELECT without FROM
}

func (s *scope) child() *scope { return &scope{parent: s} }

// aggregate is the same scope as seen from inside an aggregate's arguments.
func (s *scope) aggregate() *scope {
	inner := *s
	inner.inside = true
	return &inner
}

func (s *scope) open() bool {
	for _, r := range s.relations {
		if r.open {
			return true
		}
	}
	return false
}

func (s *scope) relation(name string) *relation {
	for _, r := range s.relations {
		if r.name != "" && strings.EqualFold(r.name, name) {
			return r
		}
	}
	return nil
}

func (r *relation) column(name string) (field, bool) {
	for _, c := range r.columns {
		if strings.EqualFold(c.Name, name) {
			return c, true
		}
	}
	return field{}, false
}

// find looks a single name up among columns and value relations of this scope alone.
func (s *scope) find(name string) (found operand, count int) {
	if f, ok := s.merged[strings.ToLower(name)]; ok {
		return operand{sql: f.sql, typ: f.Type}, 1
	}
	for _, r := range s.relations {
		if f, ok := r.column(name); ok {
			found = operand{sql: f.sql, typ: f.Type}
			count++
		}
	}
	if count == 0 {
		if r := s.relation(name); r != nil && r.value != nil {
			return operand{sql: r.sql, typ: *r.value}, 1
		}
	}
	return found, count
}

// path resolves a dotted name: its longest meaning is alias.column.field.field.
func (t *translator) path(p *googlesql.Path, s *scope) operand {
	first := p.Parts[0].Name
	for at := s; at != nil; at = at.parent {
		if o, rest, ok := t.lookup(p, at); ok {
			return t.fieldsOf(o, p.Parts[len(p.Parts)-rest:])
		}
	}
	if o, ok := t.variable(first); ok {
		return t.fieldsOf(o, p.Parts[1:])
	}
	if len(p.Parts) == 1 && !p.Parts[0].Quoted {
		if o, ok := t.current(strings.ToUpper(first), nil, p); ok {
			return o
		}
	}
	if t.anyOpen(s) {
		return t.openPath(p)
	}
	t.failf(p, "Unrecognized name: %s%s", first, suggestion(first, s))
	return operand{}
}

func (t *translator) anyOpen(s *scope) bool {
	for at := s; at != nil; at = at.parent {
		if at.open() {
			return true
		}
	}
	return false
}

// openPath leaves a name to DuckDB, which knows the columns when we do not.
func (t *translator) openPath(p *googlesql.Path) operand {
	parts := make([]string, len(p.Parts))
	for i, part := range p.Parts {
		parts[i] = quote(part.Name)
	}
	return operand{sql: strings.Join(parts, ".")}
}

// lookup resolves a path in one scope. rest is how many of its last parts are fields still to be read.
func (t *translator) lookup(p *googlesql.Path, s *scope) (o operand, rest int, ok bool) {
	name := p.Parts[0].Name
	if alias, found := s.aliases[strings.ToLower(name)]; found {
		if _, count := s.find(name); !s.inside || count == 0 {
			return operand{sql: alias.sql, typ: alias.Type}, len(p.Parts) - 1, true
		}
	}
	if r := s.relation(name); r != nil && len(p.Parts) > 1 && r.value == nil {
		return t.column(r, p)
	}
	found, count := s.find(name)
	switch {
	case count > 1:
		t.failf(p, "Column name %s is ambiguous", name)
	case count == 1:
		return found, len(p.Parts) - 1, true
	}
	if r := s.relation(name); r != nil {
		return r.row(), len(p.Parts) - 1, true
	}
	return operand{}, 0, false
}

func (t *translator) column(r *relation, p *googlesql.Path) (operand, int, bool) {
	name := p.Parts[1].Name
	if f, ok := r.column(name); ok {
		return operand{sql: f.sql, typ: f.Type}, len(p.Parts) - 2, true
	}
	if !r.open {
		t.failf(&p.Parts[1], "Name %s not found inside %s", name, p.Parts[0].Name)
	}
	return operand{sql: r.sql + "." + quote(name)}, len(p.Parts) - 2, true
}

// row is the whole relation as one value.
func (r *relation) row() operand {
	if r.value != nil {
		return operand{sql: r.sql, typ: *r.value}
	}
	typ := Type{Kind: Struct}
	for _, f := range r.columns {
		typ.Fields = append(typ.Fields, f.Column)
	}
	if r.open {
		typ.Fields = nil
	}
	return operand{sql: r.sql, typ: typ}
}

// fieldsOf reads fields of a STRUCT or JSON value one after the other.
func (t *translator) fieldsOf(o operand, names []googlesql.Ident) operand {
	for i := range names {
		o = t.fieldOf(o, &names[i])
	}
	return o
}

func (t *translator) fieldOf(o operand, name *googlesql.Ident) operand {
	switch o.typ.Kind {
	case JSON:
		return of(JSON, "json_extract(%s, %s)", o.sql, stringSQL(`$."`+name.Name+`"`))
	case Struct, Unknown:
		for _, f := range o.typ.Fields {
			if strings.EqualFold(f.Name, name.Name) {
				return operand{sql: "struct_extract(" + o.sql + ", " + stringSQL(f.Name) + ")", typ: f.Type}
			}
		}
		if o.typ.Fields != nil {
			t.failf(name, "Field name %s does not exist in %s", name.Name, o.typ)
		}
		return operand{sql: "struct_extract(" + o.sql + ", " + stringSQL(name.Name) + ")"}
	default:
		t.failf(name, "Cannot access field %s on a value with type %s", name.Name, o.typ)
	}
	return operand{}
}

// suggestion proposes the nearest known name, as BigQuery does.
func suggestion(name string, s *scope) string {
	best, bestDistance := "", min(3, 1+len(name)/3)
	for at := s; at != nil; at = at.parent {
		for _, r := range at.relations {
			for _, candidate := range append(slices.Clip(r.columns), field{Column: Column{Name: r.name}}) {
				if d := distance(strings.ToLower(name), strings.ToLower(candidate.Name)); candidate.Name != "" && d < bestDistance {
					best, bestDistance = candidate.Name, d
				}
			}
		}
	}
	if best == "" {
		return ""
	}
	return "; Did you mean " + best + "?"
}

// distance is the number of single-letter edits between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
