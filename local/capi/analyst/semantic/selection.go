package semantic

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/shared/googlesql"
)

// selection is one verified SELECT, understood.
type selection struct {
	base       *Table
	tables     map[string]*Table // by alias
	conditions []Condition
	grouped    []*Column
	time       *Column // that the query restricts, nil if it restricts none
	period     calendar.Period
	unclear    bool // a part of it could not be put in the model's terms
}

// from takes a table, or joins that all lead from the first table to one row of another.
func (l *learner) from(s *selection, f googlesql.From) bool {
	switch f := f.(type) {
	case *googlesql.TableRef:
		t := l.table(f)
		if t == nil {
			return false
		}
		alias := t.Name
		if f.Alias != nil {
			alias = f.Alias.Name
		}
		if s.base == nil {
			s.base = t
		}
		if s.tables[alias] != nil {
			return false
		}
		s.tables[alias] = t
		return true
	case *googlesql.Join:
		right, ok := f.R.(*googlesql.TableRef)
		if !ok || f.Kind != "INNER" && f.Kind != "LEFT" || f.On == nil || !l.from(s, f.L) || !l.from(s, right) {
			return false
		}
		return s.follows(f.On, l.table(right))
	}
	return false
}

func (l *learner) table(f *googlesql.TableRef) *Table {
	full := strings.Join(googlesql.SplitPath(f.Path), ".")
	for _, t := range l.model.Tables {
		if t.FullName() == full || t.Name == full {
			return t
		}
	}
	return nil
}

// follows reports whether a join condition is a many-to-one relationship to a table.
func (s *selection) follows(on googlesql.Expr, to *Table) bool {
	equals, ok := on.(*googlesql.Binary)
	if !ok || equals.Op != "=" {
		return false
	}
	l, okL := equals.L.(*googlesql.Path)
	r, okR := equals.R.(*googlesql.Path)
	if !okL || !okR {
		return false
	}
	a, b := s.column(l), s.column(r)
	if a == nil || b == nil {
		return false
	}
	if a.Table == to {
		a, b = b, a
	}
	return slices.ContainsFunc(a.Table.Edges, func(e Edge) bool {
		return e.To == to && len(e.Columns) == 1 && e.Columns[0] == a.Name && e.Keys[0] == b.Name
	})
}

// column resolves a name as the query has it.
func (s *selection) column(p *googlesql.Path) *Column {
	switch len(p.Parts) {
	case 1:
		var found *Column
		for _, t := range s.tables {
			if c := t.Column(p.Parts[0].Name); c != nil {
				if found != nil {
					return nil
				}
				found = c
			}
		}
		return found
	case 2:
		if t := s.tables[p.Parts[0].Name]; t != nil {
			return t.Column(p.Parts[1].Name)
		}
	}
	return nil
}

// dated gives the time column of a condition on dates, nil for other conditions.
func (s *selection) dated(e googlesql.Expr) *Column {
	var found *Column
	googlesql.Walk(e, func(n googlesql.Node) bool {
		if p, ok := n.(*googlesql.Path); ok {
			if c := s.column(p); c != nil && c.Kind == Moment {
				found = c
			}
		}
		return true
	})
	if is, ok := e.(*googlesql.Is); ok && is.What == "NULL" {
		return nil
	}
	return found
}
