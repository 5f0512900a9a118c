package googlesql

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Reference is one place where a statement names a table.
type Reference struct {
	TablePath
	// Write tells that the statement creates, changes or drops it.
	Write bool
}

// Tables lists where a statement names tables, in the order of the text. Names of common table expressions, aliases and arrays of earlier tables
// (FROM t, t.items) are not tables and are left out, each by the rules of its scope. Datasets of CREATE SCHEMA and the like are not tables either.
func Tables(s Statement) []Reference {
	r := &references{}
	r.statement(s)
	sort.SliceStable(r.found, func(i, j int) bool { return r.found[i].Start < r.found[j].Start })
	return r.found
}

// SingleQuery reads a text that must be exactly one SELECT, as everything generated must be. Whatever else it holds is refused.
func SingleQuery(sql string) (*QueryStatement, error) {
	statements, err := Parse(sql)
	if err != nil {
		return nil, err
	}
	if len(statements) != 1 {
		return nil, fmt.Errorf("expected exactly one SELECT statement but got %d statements", len(statements))
	}
	query, ok := statements[0].(*QueryStatement)
	if !ok {
		return nil, fmt.Errorf("expected a SELECT statement but got %s", statements[0].Kind())
	}
	return query, nil
}

// Calls lists the functions that a statement calls, in capitals, without repetition: scalar, aggregate and table-valued ones.
func Calls(s Statement) []string {
	var names []string
	seen := map[string]bool{}
	Walk(s, func(n Node) bool {
		if call, ok := n.(*Call); ok {
			parts := make([]string, len(call.Name))
			for i, part := range call.Name {
				parts[i] = strings.ToUpper(part.Name)
			}
			if name := strings.Join(parts, "."); !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

func (r *references) statement(s Statement) {
	scope := (*names)(nil).child()
	switch s := s.(type) {
	case *QueryStatement:
		r.query(s.Query, scope)
	case *Insert:
		r.target(s.Target, nil, scope.child())
		r.expressions(s, scope)
	case *Update:
		r.target(s.Target, s.Alias, scope)
		r.from(s.From, scope)
		r.expressions(s, scope)
	case *Delete:
		r.target(s.Target, s.Alias, scope)
		r.expressions(s, scope)
	case *Merge:
		r.target(s.Target, s.Alias, scope)
		r.from(s.Source, scope)
		r.expressions(s, scope)
	case *Truncate:
		r.target(s.Target, nil, scope)
	case *CreateTable:
		r.target(s.Target, nil, scope.child())
		if s.Source != nil {
			r.found = append(r.found, Reference{TablePath: *s.Source})
		}
		r.expressions(s, scope)
	case *CreateView:
		r.target(s.Target, nil, scope.child())
		r.query(s.Query, scope)
	case *Drop:
		if s.Object != "SCHEMA" {
			r.target(s.Target, nil, scope)
		}
	case *Alter:
		if s.Object != "SCHEMA" {
			r.target(s.Target, nil, scope)
		}
	default:
		r.expressions(s, scope)
	}
}

// expressions looks for queries inside everything below a node except its FROM clauses.
func (r *references) expressions(n Node, scope *names) {
	for _, child := range children(n) {
		Walk(child, func(n Node) bool {
			switch n := n.(type) {
			case *Query:
				r.query(n, scope)
				return false
			case From:
				return false
			}
			return true
		})
	}
}

func (r *references) query(q *Query, outer *names) {
	scope := outer.child()
	if q.With != nil {
		if q.With.Recursive {
			for _, cte := range q.With.CTEs {
				scope.ctes[strings.ToLower(cte.Name.Name)] = true
			}
		}
		for _, cte := range q.With.CTEs {
			r.query(cte.Query, scope.uncorrelated())
			scope.ctes[strings.ToLower(cte.Name.Name)] = true
		}
	}
	inside := r.body(q.Body, scope)
	for _, item := range q.OrderBy {
		r.expression(item.Value, inside)
	}
	r.expression(q.Limit, inside)
	r.expression(q.Offset, inside)
}

func (r *references) expression(e Expr, scope *names) {
	if e == nil {
		return
	}
	Walk(e, func(n Node) bool {
		if q, ok := n.(*Query); ok {
			r.query(q, scope)
			return false
		}
		return true
	})
}

// body returns the scope that the query's ORDER BY sees.
func (r *references) body(b Body, scope *names) *names {
	switch b := b.(type) {
	case *Nested:
		r.query(b.Query, scope)
	case *SetOperation:
		for _, input := range b.Inputs {
			r.body(input, scope)
		}
	case *Select:
		inside := scope.child()
		r.from(b.From, inside)
		r.expressions(b, inside)
		return inside
	}
	return scope
}

func (r *references) from(f From, scope *names) {
	switch f := f.(type) {
	case *TableRef:
		r.table(f, scope)
	case *FromQuery:
		r.query(f.Query, scope.correlated())
		scope.add(f.Alias)
	case *Unnest:
		r.expression(f.Array, scope)
		scope.add(f.Alias)
		scope.add(f.OffsetAlias)
	case *TableFunction:
		r.expression(f.Call, scope)
		scope.add(f.Alias)
	case *Join:
		r.from(f.L, scope)
		r.from(f.R, scope)
		r.expression(f.On, scope)
	case *Pivot:
		r.from(f.Input, scope)
		for _, a := range append(slices.Clip(f.Aggregates), f.In...) {
			r.expression(a.Value, scope)
		}
		scope.add(f.Alias)
	case *Unpivot:
		r.from(f.Input, scope)
		scope.add(f.Alias)
	}
}

func (n *names) add(alias *Ident) {
	if alias != nil {
		n.aliases[strings.ToLower(alias.Name)] = true
	}
}

func (r *references) table(f *TableRef, scope *names) {
	path := tablePath(f.Path)
	name := path.Parts[len(path.Parts)-1]
	array := len(f.Path) > 1 && scope.alias(f.Path[0].Name)
	if !array && (len(path.Parts) > 1 || !scope.cte(name)) {
		path.Span = f.PathSpan
		r.found = append(r.found, Reference{TablePath: path})
	}
	r.expression(f.AsOf, scope)
	if f.Alias != nil {
		name = f.Alias.Name
	}
	scope.aliases[strings.ToLower(name)] = true
	scope.add(f.OffsetAlias)
}
