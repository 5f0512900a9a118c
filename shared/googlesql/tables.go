package googlesql

import (
	"slices"
	"strings"
)

// Tables lists the tables a statement touches, in the order of the text: those it reads and, for DML and DDL, the one it changes. Names of
// CTEs are left out where they are in scope, and so are arrays of an earlier table (FROM orders, orders.items). A table named twice is
// listed twice; every entry has its place.
func Tables(s Statement) []TablePath {
	var found []TablePath
	r := resolver{table: func(t *TableRef) {
		path := tablePath(t.Path)
		path.Span = t.PathSpan
		found = append(found, path)
	}}
	if target, ok := target(s); ok {
		found = append(found, target)
	}
	if c, ok := s.(*CreateTable); ok && c.Source != nil {
		found = append(found, *c.Source)
	}
	r.parts(s, nil)
	slices.SortStableFunc(found, func(a, b TablePath) int { return a.Start - b.Start })
	return found
}

// Qualify rewrites every table that names no project, or neither project nor dataset, to `project.dataset.table` in one pair of backticks.
// CTEs, aliases, arrays of earlier tables and all other text stay byte for byte. It takes one query, nothing else.
func Qualify(sql, project, dataset string) (string, error) {
	statements, err := Parse(sql)
	if err != nil {
		return "", err
	}
	if len(statements) != 1 || statements[0].Kind() != KindSelect {
		return "", Errorf(sql, 0, "Expected exactly one SELECT statement")
	}
	var out strings.Builder
	written := 0
	for _, t := range Tables(statements[0]) {
		full := []string{project, dataset, ""}
		if len(t.Parts) > len(full) {
			continue
		}
		copy(full[len(full)-len(t.Parts):], t.Parts)
		out.WriteString(sql[written:t.Start])
		out.WriteString("`" + strings.Join(full, ".") + "`")
		written = t.End
	}
	out.WriteString(sql[written:])
	return out.String(), nil
}

// target is the table a statement changes.
func target(s Statement) (TablePath, bool) {
	switch s := s.(type) {
	case *Insert:
		return s.Target, true
	case *Update:
		return s.Target, true
	case *Delete:
		return s.Target, true
	case *Merge:
		return s.Target, true
	case *Truncate:
		return s.Target, true
	case *CreateTable:
		return s.Target, true
	case *CreateView:
		return s.Target, true
	case *Drop:
		return s.Target, s.Object != "SCHEMA"
	case *Alter:
		return s.Target, s.Object != "SCHEMA"
	default:
		return TablePath{}, false
	}
}

// names is what single and first names mean at one place, innermost first. Names compare without case.
type names struct {
	outer   *names
	ctes    map[string]bool
	aliases map[string]bool
}

func (n *names) child() *names {
	return &names{outer: n, ctes: map[string]bool{}, aliases: map[string]bool{}}
}

func (n *names) has(name string, in func(*names) map[string]bool) bool {
	for ; n != nil; n = n.outer {
		if in(n)[strings.ToLower(name)] {
			return true
		}
	}
	return false
}

func (n *names) isCTE(name string) bool {
	return n.has(name, func(n *names) map[string]bool { return n.ctes })
}

func (n *names) isAlias(name string) bool {
	return n.has(name, func(n *names) map[string]bool { return n.aliases })
}

// resolver walks a statement with the names in scope and reports what is a table.
type resolver struct {
	table func(*TableRef)
}

// parts enters what lies inside a node; queries and FROM clauses get their own scope.
func (r *resolver) parts(n Node, in *names) {
	for _, child := range children(n) {
		r.node(child, in)
	}
}

func (r *resolver) node(n Node, in *names) {
	switch n := n.(type) {
	case *Query:
		r.query(n, in)
	case *Nested:
		r.query(n.Query, in)
	case *SetOperation:
		for _, input := range n.Inputs {
			r.node(input, in)
		}
	case *Select:
		r.selection(n, in)
	case From:
		r.from(n, in, in.child())
	default:
		r.parts(n, in)
	}
}

func (r *resolver) query(q *Query, in *names) {
	if q == nil {
		return
	}
	scope := in.child()
	if q.With != nil {
		r.with(q.With, scope)
	}
	r.node(q.Body, scope)
	tail := *q
	tail.With, tail.Body = nil, nil
	for _, item := range tail.OrderBy {
		r.node(item.Value, scope)
	}
	for _, e := range []Expr{tail.Limit, tail.Offset} {
		if e != nil {
			r.node(e, scope)
		}
	}
}

// with brings the CTEs into scope: each sees those before it, and with RECURSIVE itself and the later ones too.
func (r *resolver) with(w *With, scope *names) {
	if w.Recursive {
		for _, cte := range w.CTEs {
			scope.ctes[strings.ToLower(cte.Name.Name)] = true
		}
	}
	for _, cte := range w.CTEs {
		r.query(cte.Query, scope)
		scope.ctes[strings.ToLower(cte.Name.Name)] = true
	}
}

func (r *resolver) selection(s *Select, in *names) {
	scope := in.child()
	if s.From != nil {
		r.from(s.From, in, scope)
	}
	for _, child := range children(s) {
		if _, isFrom := child.(From); !isFrom {
			r.node(child, scope)
		}
	}
}

// from reports the tables of a FROM clause and brings its aliases into scope, left to right. Queries in it see what is outside the SELECT
// only; arrays and join conditions see the earlier aliases.
func (r *resolver) from(f From, outer, scope *names) {
	switch f := f.(type) {
	case *TableRef:
		r.tableRef(f, scope)
	case *Unnest:
		r.node(f.Array, scope)
		scope.alias(f.Alias)
	case *FromQuery:
		r.query(f.Query, outer)
		scope.alias(f.Alias)
	case *TableFunction:
		r.parts(f, scope)
		scope.alias(f.Alias)
	case *Join:
		r.from(f.L, outer, scope)
		r.from(f.R, outer, scope)
		if f.On != nil {
			r.node(f.On, scope)
		}
	case *Pivot:
		r.from(f.Input, outer, scope)
		for _, child := range children(f) {
			if _, isFrom := child.(From); !isFrom {
				r.node(child, scope)
			}
		}
		scope.alias(f.Alias)
	case *Unpivot:
		r.from(f.Input, outer, scope)
		scope.alias(f.Alias)
	}
}

func (r *resolver) tableRef(f *TableRef, scope *names) {
	first := f.Path[0].Name
	switch {
	case len(f.Path) == 1 && scope.isCTE(first):
	case len(f.Path) > 1 && scope.isAlias(first):
	default:
		r.table(f)
	}
	r.parts(f, scope)
	if f.Alias != nil {
		scope.alias(f.Alias)
		return
	}
	parts := tablePath(f.Path).Parts
	scope.aliases[strings.ToLower(parts[len(parts)-1])] = true
}

func (n *names) alias(name *Ident) {
	if name != nil {
		n.aliases[strings.ToLower(name.Name)] = true
	}
}
