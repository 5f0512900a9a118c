package translate

import (
	"slices"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// table is a translated query: its SQL and what comes out of it.
type rowset struct {
	sql     string
	columns []Column
	open    bool
}

// query translates a query. asValue tells that its rows are values (in ARRAY(...) or a scalar subquery), so that SELECT AS STRUCT packs them.
func (t *translator) query(q *googlesql.Query, outer *scope, asValue bool) rowset {
	var with string
	if q.With != nil {
		t.ctes = append(t.ctes, map[string]*relation{})
		defer func() { t.ctes = t.ctes[:len(t.ctes)-1] }()
		with = t.with(q.With, outer)
	}
	var r rowset
	switch body := q.Body.(type) {
	case *googlesql.Select:
		r = t.selectBody(body, q.OrderBy, outer, asValue)
	case *googlesql.Nested:
		r = t.query(body.Query, outer, asValue)
		r.sql = "(" + r.sql + ")"
		r.sql += t.orderOutputs(q.OrderBy, &r)
	case *googlesql.SetOperation:
		r = t.setOperation(body, outer, asValue)
		r.sql += t.orderOutputs(q.OrderBy, &r)
	}
	r.sql = with + r.sql + t.limit(q)
	return r
}

func (t *translator) limit(q *googlesql.Query) string {
	var sql string
	if q.Limit != nil {
		sql += " LIMIT " + t.count(q.Limit)
	}
	if q.Offset != nil {
		sql += " OFFSET " + t.count(q.Offset)
	}
	return sql
}

// count writes the number of a LIMIT or OFFSET, which is an integer constant or parameter.
func (t *translator) count(e googlesql.Expr) string {
	switch e := e.(type) {
	case *googlesql.Literal:
		if e.Kind == googlesql.IntLiteral && !strings.HasPrefix(e.Text, "-") {
			return t.literal(e).sql
		}
	case *googlesql.Param, *googlesql.Cast:
		return t.expr(e, &scope{}).sql
	}
	t.failf(e, "Syntax error: Unexpected LIMIT or OFFSET; expected a non-negative integer literal or parameter")
	return ""
}

func (t *translator) with(w *googlesql.With, outer *scope) string {
	ctes := t.ctes[len(t.ctes)-1]
	parts := make([]string, len(w.CTEs))
	for i := range w.CTEs {
		cte := &w.CTEs[i]
		key := strings.ToLower(cte.Name.Name)
		if _, ok := ctes[key]; ok {
			t.failf(&cte.Name, "Duplicate alias %s for WITH subquery", cte.Name.Name)
		}
		if w.Recursive {
			t.recursion(cte, ctes, outer)
		}
		r := t.query(cte.Query, outer, false)
		ctes[key] = cteRelation(cte.Name.Name, r)
		parts[i] = quote(cte.Name.Name) + " AS (" + r.sql + ")"
	}
	keyword := "WITH "
	if w.Recursive {
		keyword = "WITH RECURSIVE "
	}
	return keyword + strings.Join(parts, ", ") + " "
}

// recursion makes a recursive query's own name known by translating its first input ahead.
func (t *translator) recursion(cte *googlesql.CTE, ctes map[string]*relation, outer *scope) {
	set, ok := cte.Query.Body.(*googlesql.SetOperation)
	if !ok || set.Op != "UNION" {
		return
	}
	params, tables := len(t.params), len(t.tables)
	anchor := t.input(set.Inputs[0], outer, false)
	if len(t.params) != params {
		t.params = t.params[:params]
		for name, slot := range t.slots {
			if slot > params {
				delete(t.slots, name)
			}
		}
	}
	for _, table := range t.tables[tables:] {
		delete(t.seen, table)
	}
	t.tables = t.tables[:tables]
	ctes[strings.ToLower(cte.Name.Name)] = cteRelation(cte.Name.Name, anchor)
}

func cteRelation(name string, r rowset) *relation {
	rel := &relation{name: name, sql: quote(name), open: r.open}
	for _, c := range r.columns {
		rel.columns = append(rel.columns, field{Column: c})
	}
	return rel
}

func (t *translator) cte(name string) *relation {
	for _, ctes := range slices.Backward(t.ctes) {
		if r, ok := ctes[strings.ToLower(name)]; ok {
			return r
		}
	}
	return nil
}

func (t *translator) input(b googlesql.Body, outer *scope, asValue bool) rowset {
	switch b := b.(type) {
	case *googlesql.Select:
		return t.selectBody(b, nil, outer, asValue)
	case *googlesql.Nested:
		r := t.query(b.Query, outer, asValue)
		r.sql = "(" + r.sql + ")"
		return r
	case *googlesql.SetOperation:
		return t.setOperation(b, outer, asValue)
	}
	return rowset{}
}

func (t *translator) setOperation(s *googlesql.SetOperation, outer *scope, asValue bool) rowset {
	name := s.Op + " ALL"
	duck := " " + s.Op + " ALL "
	if s.Distinct {
		name, duck = s.Op+" DISTINCT", " "+s.Op+" "
	} else if s.Op != "UNION" {
		t.failf(s, "%s ALL is not supported", s.Op)
	}
	out := t.input(s.Inputs[0], outer, asValue)
	out.columns = append([]Column(nil), out.columns...)
	parts := []string{out.sql}
	for i, input := range s.Inputs[1:] {
		r := t.input(input, outer, asValue)
		parts = append(parts, r.sql)
		if out.open || r.open {
			out.open = true
			continue
		}
		if len(r.columns) != len(out.columns) {
			t.failf(input, "Queries in %s have mismatched column count; query 1 has %d column%s, query %d has %d column%s", name,
				len(out.columns), plural(len(out.columns)), i+2, len(r.columns), plural(len(r.columns)))
		}
		for c := range out.columns {
			typ, ok := supertype(out.columns[c].Type, r.columns[c].Type)
			if !ok {
				t.failf(input, "Column %d in %s has incompatible types: %s, %s", c+1, name, out.columns[c].Type, r.columns[c].Type)
			}
			out.columns[c].Type = typ
		}
	}
	out.sql = strings.Join(parts, duck)
	return out
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
