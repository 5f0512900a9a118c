package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// from translates a FROM clause and puts its inputs into the scope.
func (t *translator) from(f googlesql.From, s *scope) string {
	switch f := f.(type) {
	case *googlesql.TableRef:
		if array := arrayPath(f, s); array != nil {
			return t.unnest(array, s)
		}
		return t.tableRef(f, s)
	case *googlesql.FromQuery:
		return t.fromQuery(f, s)
	case *googlesql.Unnest:
		return t.unnest(f, s)
	case *googlesql.Join:
		return t.join(f, s)
	case *googlesql.Pivot:
		return t.pivot(f, s)
	case *googlesql.Unpivot:
		return t.unpivot(f, s)
	case *googlesql.TableFunction:
		t.failf(f, "Table-valued function not found: %s", callName(f.Call))
	}
	return ""
}

// bring adds an input under its alias.
func (t *translator) bring(r *relation, at googlesql.Node, s *scope) {
	if r.name != "" && s.relation(r.name) != nil {
		t.failf(at, "Duplicate table alias %s in the same FROM clause", r.name)
	}
	s.relations = append(s.relations, r)
}

func (t *translator) sampled(sample *googlesql.Sample) {
	if sample != nil {
		t.failf(sample, "TABLESAMPLE is not supported by the local warehouse")
	}
}

func (t *translator) tableRef(f *googlesql.TableRef, s *scope) string {
	t.sampled(f.Sample)
	if f.AsOf != nil {
		t.failf(f.AsOf, "FOR SYSTEM_TIME AS OF is not supported by the local warehouse, which keeps no history")
	}
	if f.WithOffset {
		t.failf(f, "WITH OFFSET can only be used with array scans")
	}
	path := googlesql.SplitPath(f.Path)
	alias := path[len(path)-1]
	if f.Alias != nil {
		alias = f.Alias.Name
	}
	r := &relation{name: alias, sql: quote(alias)}
	var source string
	if cte := t.cte(path[0]); cte != nil && len(path) == 1 {
		source, r.open = cte.sql, cte.open
		for _, c := range cte.columns {
			r.columns = append(r.columns, field{Column: c.Column, sql: r.sql + "." + quote(c.Name)})
		}
	} else {
		var full Table
		full, source = t.table(path, f.PathSpan, true)
		columns := t.columns(full)
		r.open = columns == nil
		r.addColumns(columns)
	}
	t.bring(r, f, s)
	return source + " AS " + r.sql
}

func (r *relation) addColumns(columns []Column) {
	for _, c := range columns {
		r.columns = append(r.columns, field{Column: c, sql: r.sql + "." + quote(c.Name)})
	}
}

func (t *translator) fromQuery(f *googlesql.FromQuery, s *scope) string {
	t.sampled(f.Sample)
	rows := t.query(f.Query, &scope{parent: s.parent}, false)
	r := &relation{open: rows.open}
	alias := t.generated()
	if f.Alias != nil {
		alias, r.name = f.Alias.Name, f.Alias.Name
	}
	r.sql = quote(alias)
	r.addColumns(rows.columns)
	t.bring(r, f, s)
	return "(" + rows.sql + ") AS " + r.sql
}

// arrayPath tells an array of an earlier input (FROM t, t.items) from a table.
func arrayPath(f *googlesql.TableRef, s *scope) *googlesql.Unnest {
	if len(f.Path) < 2 {
		return nil
	}
	for at := s; at != nil; at = at.parent {
		if at.relation(f.Path[0].Name) != nil {
			path := &googlesql.Path{Parts: f.Path}
			path.Span = f.PathSpan
			alias := f.Alias
			if alias == nil {
				alias = &f.Path[len(f.Path)-1]
			}
			node := &googlesql.Unnest{Array: path, Alias: alias, WithOffset: f.WithOffset, OffsetAlias: f.OffsetAlias}
			node.Span = f.Span
			return node
		}
	}
	return nil
}

// unnest writes an array as rows. Offsets come from a second list of the same length that is unrolled beside the first.
func (t *translator) unnest(f *googlesql.Unnest, s *scope) string {
	array := t.expr(f.Array, s)
	if array.typ.Kind != Array && array.typ.Kind != Unknown {
		t.failf(f.Array, "Values referenced in UNNEST must be arrays. UNNEST contains expression of type %s", array.typ)
	}
	elem := array.typ.element()
	r := &relation{value: &elem, open: elem.Kind == Unknown}
	alias := t.generated()
	if f.Alias != nil {
		alias, r.name = f.Alias.Name, f.Alias.Name
	}
	r.sql = quote(alias) + "." + quote(alias)
	for i, c := range elem.Fields {
		r.columns = append(r.columns, field{Column: c, sql: "struct_extract(" + r.sql + ", " + stringSQL(fieldName(c.Name, i)) + ")"})
	}
	t.bring(r, f, s)
	if !f.WithOffset {
		return "UNNEST(" + array.sql + ") AS " + quote(alias) + "(" + quote(alias) + ")"
	}
	offset := "offset"
	if f.OffsetAlias != nil {
		offset = f.OffsetAlias.Name
	}
	number := scalar(Int64)
	t.bring(&relation{name: offset, sql: quote(alias) + "." + quote(offset), value: &number}, f, s)
	return "(SELECT unnest(" + array.sql + ") AS " + quote(alias) + ", unnest(range(len(" + array.sql + "))) AS " + quote(offset) + ") AS " + quote(alias)
}

var joinWords = map[string]string{"INNER": " JOIN ", "LEFT": " LEFT JOIN ", "RIGHT": " RIGHT JOIN ", "FULL": " FULL JOIN ", "CROSS": " CROSS JOIN ", "COMMA": " CROSS JOIN "}

func (t *translator) join(j *googlesql.Join, s *scope) string {
	left := t.from(j.L, s)
	before := len(s.relations)
	right := t.from(j.R, s)
	if _, nested := j.R.(*googlesql.Join); nested {
		right = "(" + right + ")"
	}
	array := isArray(j.R, s)
	word := joinWords[j.Kind]
	if array && j.Kind != "RIGHT" && j.Kind != "FULL" {
		right = "LATERAL " + right
	} else if array {
		t.failf(j, "Array scan is not allowed with %s JOIN", j.Kind)
	}
	switch {
	case j.Kind == "CROSS", j.Kind == "COMMA":
		return left + word + right
	case j.On != nil:
		return left + word + right + " ON " + t.condition("JOIN ON", j.On, s)
	case j.Using != nil:
		return left + word + right + " ON " + t.using(j, s, before)
	case !array:
		t.failf(j.R, "Syntax error: Expected keyword ON or keyword USING")
	}
	return left + word + right + " ON true"
}

func isArray(f googlesql.From, s *scope) bool {
	switch f := f.(type) {
	case *googlesql.Unnest:
		return true
	case *googlesql.TableRef:
		return arrayPath(f, s) != nil
	}
	return false
}

// using writes the condition of USING and merges the columns: one column per name, whose value is the side that cannot be missing.
func (t *translator) using(j *googlesql.Join, s *scope, before int) string {
	if s.merged == nil {
		s.merged = map[string]field{}
	}
	left := &scope{relations: s.relations[:before], merged: s.merged}
	right := &scope{relations: s.relations[before:]}
	parts := make([]string, len(j.Using))
	for i := range j.Using {
		name := &j.Using[i]
		l, r := t.usingSide(name, left, "left"), t.usingSide(name, right, "right")
		typ, ok := supertype(l.typ, r.typ)
		if !ok {
			t.failf(name, "Column %s in USING has incompatible types on either side of the join: %s, %s", name.Name, l.typ, r.typ)
		}
		merged := l.sql
		switch j.Kind {
		case "RIGHT":
			merged = r.sql
		case "FULL":
			merged = "COALESCE(" + l.sql + ", " + r.sql + ")"
		}
		key := strings.ToLower(name.Name)
		if _, again := s.merged[key]; !again {
			s.mergeOrd = append(s.mergeOrd, key)
		}
		parts[i] = l.sql + " = " + r.sql
		s.merged[key] = field{Column: Column{Name: name.Name, Type: typ}, sql: merged}
	}
	return strings.Join(parts, " AND ")
}

func (t *translator) usingSide(name *googlesql.Ident, s *scope, side string) operand {
	o, count := s.find(name.Name)
	switch {
	case count == 1:
		return o
	case count > 1:
		t.failf(name, "Column %s in USING clause is ambiguous on the %s side of the join", name.Name, side)
	case len(s.relations) == 1 && s.relations[0].open:
		return operand{sql: s.relations[0].sql + "." + quote(name.Name)}
	}
	t.failf(name, "Column %s in USING clause not found on %s side of join", name.Name, side)
	return operand{}
}
