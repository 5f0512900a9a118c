package translate

import (
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// placement checks that a function stands where it may.
func (t *translator) placement(c *googlesql.Call, name string, u use) {
	switch {
	case c.Over != nil && u == scalarUse:
		t.failf(c, "Function %s does not support OVER clause", name)
	case c.Over == nil && u == analytic:
		t.failf(c, "Analytic function %s cannot be called without an OVER clause", name)
	case c.Over != nil && u == unorderable && (len(c.Over.OrderBy) > 0 || c.Over.Frame != nil):
		t.failf(c.Over, "Window ORDER BY is not allowed for analytic function %s", name)
	}
}

func (t *translator) noModifiers(c *googlesql.Call, name string) {
	switch {
	case c.Distinct:
		t.failf(c, "Non-aggregate function %s cannot be called with DISTINCT", name)
	case c.Nulls != "":
		t.failf(c, "IGNORE NULLS and RESPECT NULLS are not allowed in calls to function %s", name)
	case len(c.OrderBy) > 0, c.Limit != nil, c.Having != "":
		t.failf(c, "Function %s does not support ORDER BY, LIMIT or HAVING in its arguments", name)
	}
}

// modifiers fills the places of an aggregate's template.
func (t *translator) modifiers(c *googlesql.Call, sql string, s, inner *scope) string {
	name := strings.ToUpper(callName(c))
	if c.Having != "" || c.Limit != nil {
		t.failf(c, "HAVING and LIMIT are not supported in arguments of function %s", name)
	}
	places := []struct {
		mark, what, value string
		used              bool
	}{
		{"{d}", "DISTINCT", "DISTINCT ", c.Distinct},
		{"{s}", "ORDER BY", t.aggregateOrder(c.OrderBy, inner), len(c.OrderBy) > 0},
		{"{n}", c.Nulls + " NULLS", " " + c.Nulls + " NULLS", c.Nulls != ""},
		{"{o}", "OVER", t.over(c.Over, s), c.Over != nil},
	}
	for _, p := range places {
		value := ""
		if p.used {
			value = p.value
			if !strings.Contains(sql, p.mark) {
				t.failf(c, "%s is not allowed in function %s", p.what, name)
			}
		}
		sql = strings.ReplaceAll(sql, p.mark, value)
	}
	return sql
}

func (t *translator) aggregateOrder(items []googlesql.OrderItem, s *scope) string {
	if len(items) == 0 {
		return ""
	}
	keys := make([]string, len(items))
	for i, item := range items {
		keys[i] = t.expr(item.Value, s).sql + direction(item)
	}
	return " ORDER BY " + strings.Join(keys, ", ")
}

func (t *translator) over(w *googlesql.Window, s *scope) string {
	switch {
	case w == nil:
		return ""
	case w.Base != nil && len(w.Partition) == 0 && len(w.OrderBy) == 0 && w.Frame == nil:
		return " OVER " + t.windowName(w.Base, s)
	}
	return " OVER (" + t.window(w, s) + ")"
}

func (t *translator) windowName(name *googlesql.Ident, s *scope) string {
	if !s.windows[strings.ToLower(name.Name)] {
		t.failf(name, "Unrecognized window alias %s", name.Name)
	}
	return quote(name.Name)
}

func (t *translator) window(w *googlesql.Window, s *scope) string {
	var parts []string
	if w.Base != nil {
		parts = append(parts, t.windowName(w.Base, s))
	}
	if len(w.Partition) > 0 {
		parts = append(parts, "PARTITION BY "+join(t.exprs(w.Partition, s), ", "))
	}
	if len(w.OrderBy) > 0 {
		parts = append(parts, strings.TrimSpace(t.aggregateOrder(w.OrderBy, s)))
	}
	if w.Frame != nil {
		parts = append(parts, t.frame(w.Frame, s))
	}
	return strings.Join(parts, " ")
}

func (t *translator) frame(f *googlesql.Frame, s *scope) string {
	if f.End == nil {
		return f.Unit + " " + t.bound(f.Start, s)
	}
	return f.Unit + " BETWEEN " + t.bound(f.Start, s) + " AND " + t.bound(*f.End, s)
}

func (t *translator) bound(b googlesql.Bound, s *scope) string {
	if b.Value == nil {
		return b.Kind
	}
	return t.expr(b.Value, s).sql + " " + b.Kind
}

func (t *translator) namedWindows(windows []googlesql.NamedWindow, s *scope) string {
	if len(windows) == 0 {
		return ""
	}
	parts := make([]string, len(windows))
	for i, w := range windows {
		body := t.window(w.Window, s)
		parts[i] = quote(w.Name.Name) + " AS (" + body + ")"
	}
	return " WINDOW " + strings.Join(parts, ", ")
}
