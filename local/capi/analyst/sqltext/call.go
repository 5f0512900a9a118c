package sqltext

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

func (w *writer) call(e *googlesql.Call) {
	if e.Having != "" || len(e.OrderBy) > 0 {
		w.fail(e)
		return
	}
	for i, part := range e.Name {
		if i > 0 {
			w.put(".")
		}
		w.put(strings.ToUpper(part.Name))
	}
	w.put("(")
	if e.Distinct {
		w.put("DISTINCT ")
	}
	if e.Star {
		w.put("*")
	}
	for i, a := range e.Args {
		if a.Name != nil {
			w.fail(e)
			return
		}
		if i > 0 {
			w.put(", ")
		}
		w.expr(a.Value, lowest)
	}
	if e.Nulls != "" {
		w.put(" ", e.Nulls, " NULLS")
	}
	if e.Limit != nil {
		w.put(" LIMIT ")
		w.expr(e.Limit, lowest)
	}
	w.put(")")
	if e.Over != nil {
		w.window(e.Over)
	}
}

func (w *writer) window(o *googlesql.Window) {
	if o.Base != nil || o.Frame != nil {
		w.fail(o)
		return
	}
	w.put(" OVER (")
	if len(o.Partition) > 0 {
		w.put("PARTITION BY ")
		w.list(o.Partition)
		if len(o.OrderBy) > 0 {
			w.put(" ")
		}
	}
	if len(o.OrderBy) > 0 {
		w.put("ORDER BY ")
		w.order(o.OrderBy)
	}
	w.put(")")
}

func (w *writer) order(items []googlesql.OrderItem) {
	for i, item := range items {
		if i > 0 {
			w.put(", ")
		}
		w.expr(item.Value, lowest)
		if item.Desc {
			w.put(" DESC")
		}
		if item.Nulls != "" {
			w.put(" NULLS ", item.Nulls)
		}
	}
}

// quote writes a text as a literal that ends where it should, whatever it holds.
func quote(text string) string {
	return "'" + strings.NewReplacer("\\", "\\\\", "'", "\\'", "\n", "\\n", "\r", "\\r").Replace(text) + "'"
}

// name writes an identifier, in backticks where it would not be read as one.
func name(i googlesql.Ident) string {
	plain := i.Name != "" && !googlesql.Reserved(i.Name)
	for at, r := range i.Name {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (at == 0 || r < '0' || r > '9') {
			plain = false
		}
	}
	if plain {
		return i.Name
	}
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`", "\n", "\\n").Replace(i.Name) + "`"
}
