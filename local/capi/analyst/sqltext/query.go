package sqltext

import (
	"capidemo.dev/platform/shared/googlesql"
)

// Query writes a whole query over several lines.
func Query(q *googlesql.Query) (string, error) {
	w := &writer{}
	w.query(q)
	return w.b.String(), w.err
}

func (w *writer) query(q *googlesql.Query) {
	if q.With != nil {
		w.with(q.With)
	}
	s, ok := q.Body.(*googlesql.Select)
	if !ok || s.Distinct || s.As != "" || s.Qualify != nil || len(s.Windows) > 0 || q.Offset != nil {
		w.fail(q.Body)
		return
	}
	w.selected(s)
	if len(q.OrderBy) > 0 {
		w.line()
		w.put("ORDER BY ")
		w.order(q.OrderBy)
	}
	if q.Limit != nil {
		w.line()
		w.put("LIMIT ")
		w.expr(q.Limit, lowest)
	}
}

func (w *writer) with(with *googlesql.With) {
	if with.Recursive {
		w.fail(with)
		return
	}
	w.put("WITH ")
	for i, cte := range with.CTEs {
		if i > 0 {
			w.put(",")
			w.line()
		}
		w.put(name(cte.Name), " AS ")
		w.nested(cte.Query)
	}
	w.line()
}

func (w *writer) nested(q *googlesql.Query) {
	w.put("(")
	w.indent++
	w.line()
	w.query(q)
	w.indent--
	w.line()
	w.put(")")
}

func (w *writer) selected(s *googlesql.Select) {
	w.put("SELECT")
	w.indent++
	for i, item := range s.Items {
		if i > 0 {
			w.put(",")
		}
		w.line()
		if item.Star || item.Value == nil {
			w.fail(item)
			return
		}
		at := w.indent
		w.indent = 0 // conditions inside of values stay on their line
		w.expr(item.Value, lowest)
		w.indent = at
		if item.Alias != nil {
			w.put(" AS ", name(*item.Alias))
		}
	}
	w.indent--
	if s.From != nil {
		w.line()
		w.put("FROM ")
		w.from(s.From)
	}
	w.clause("WHERE ", s.Where)
	if s.GroupBy != nil {
		w.group(s.GroupBy)
	}
	w.clause("HAVING ", s.Having)
}

func (w *writer) clause(word string, e googlesql.Expr) {
	if e == nil {
		return
	}
	w.line()
	w.put(word)
	w.indent++
	w.expr(e, lowest)
	w.indent--
}

func (w *writer) group(g *googlesql.GroupBy) {
	if g.All {
		w.fail(g)
		return
	}
	w.line()
	w.put("GROUP BY ")
	for i, item := range g.Items {
		if item.Kind != "" || len(item.Sets) != 1 || len(item.Sets[0]) != 1 {
			w.fail(g)
			return
		}
		if i > 0 {
			w.put(", ")
		}
		w.expr(item.Sets[0][0], lowest)
	}
}

func (w *writer) from(f googlesql.From) {
	switch f := f.(type) {
	case *googlesql.TableRef:
		if f.AsOf != nil || f.Sample != nil || f.WithOffset {
			w.fail(f)
			return
		}
		for i, part := range f.Path {
			if i > 0 {
				w.put(".")
			}
			w.put(name(part)) // `project.dataset.table` is one part with dots in it
		}
		w.alias(f.Alias)
	case *googlesql.FromQuery:
		w.nested(f.Query)
		w.alias(f.Alias)
	case *googlesql.Join:
		w.from(f.L)
		w.line()
		if len(f.Using) > 0 || f.On == nil || f.Kind != "INNER" && f.Kind != "LEFT" {
			w.fail(f)
			return
		}
		if f.Kind == "LEFT" {
			w.put("LEFT ")
		}
		w.put("JOIN ")
		w.from(f.R)
		w.put(" ON ")
		w.expr(f.On, lowest)
	default:
		w.fail(f)
	}
}

func (w *writer) alias(a *googlesql.Ident) {
	if a != nil {
		w.put(" AS ", name(*a))
	}
}
