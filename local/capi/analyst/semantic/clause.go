package semantic

import (
	"regexp"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

var (
	limiting  = regexp.MustCompile(`(?i)^(?:of (.+?) )?(?:with|whose|where|having|in which) (?:the |their |its |an? )?(.+)$`)
	saidOf    = regexp.MustCompile(`(?i)^(?:of (.+?) )?(?:that|which|who) (?:is|are|was|were|have|has|have been|has been|had been) (not )?([a-z_ -]+)$`)
	possessed = regexp.MustCompile(`(?i)^of (.+)$`)
)

// condition reads what follows the things: "with status failed", "that were not cancelled", "of paid claims", "in the period". ok is false if it says
// something that is not understood.
func (d *definition) condition(t *Table, text string) (googlesql.Expr, bool) {
	text = strings.Trim(text, " ,.")
	if text == "" || fluff.MatchString(text) || elapsed.MatchString(text) && !strings.Contains(text, " not ") {
		return nil, true
	}
	if f := limiting.FindStringSubmatch(text); f != nil && d.same(t, f[1]) {
		return d.limit(t, f[2])
	}
	if f := saidOf.FindStringSubmatch(text); f != nil && d.same(t, f[1]) {
		e, ok := d.quality(t, strings.ToLower(strings.TrimSpace(f[3])))
		if ok && f[2] != "" {
			e = Not(e)
		}
		return e, ok
	}
	if f := possessed.FindStringSubmatch(text); f != nil {
		about, e, ok := d.things(f[1])
		return e, ok && about == t
	}
	return nil, false
}

// same reports whether a name, if there is one, means the table again.
func (d *definition) same(t *Table, name string) bool { return name == "" || d.model.thing(name) == t }

// limit reads "status failed", "completed = true", "denied_at" (is not null) and "plans.has_ads = true".
func (d *definition) limit(t *Table, text string) (googlesql.Expr, bool) {
	words := strings.Fields(text)
	for n := min(4, len(words)); n > 0; n-- {
		c := d.named(t, strings.Join(words[:n], " "))
		if c == nil {
			continue
		}
		rest := words[n:]
		if len(rest) > 0 && slices.Contains([]string{"=", "is", "of", "are", "was", "were"}, rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			if c.Kind == Flag {
				return c.Expr(), true
			}
			return IsNotNull(c), true
		}
		return comparedTo(c, strings.Join(rest, " "))
	}
	return nil, false
}

// named finds a column of the table, or one that is written with its table, by name or synonym.
func (d *definition) named(t *Table, name string) *Column {
	if table, column, found := strings.Cut(name, "."); found {
		c := d.model.column(table, column)
		if c == nil {
			return nil
		}
		if _, ok, unsure := t.Path(c.Table); !ok || unsure {
			return nil
		}
		return c
	}
	if c := t.Column(strings.ToLower(strings.ReplaceAll(name, " ", "_"))); c != nil {
		return c
	}
	for _, c := range t.Columns {
		if slices.ContainsFunc(c.Synonyms, func(s string) bool { return key(s) == key(name) }) {
			return c
		}
	}
	return nil
}

var alternatives = regexp.MustCompile(`, or |, | or `)

// comparedTo is a column that has a value, or one of several.
func comparedTo(c *Column, text string) (googlesql.Expr, bool) {
	not := false
	if rest, found := strings.CutPrefix(text, "not "); found {
		not, text = true, rest
	}
	var out googlesql.Expr
	switch {
	case c.Kind == Flag && (text == "true" || text == "false"):
		if out = c.Expr(); text == "false" {
			out = Not(out)
		}
	case isNumber(c.Type) && plainNumber.MatchString(text):
		out = Binary("=", c.Expr(), Number(text))
	case c.Type == "STRING":
		values := alternatives.Split(text, -1)
		if len(values) == 1 {
			out = Binary("=", c.Expr(), Text(written(c, values[0])))
			break
		}
		in := &googlesql.In{X: c.Expr()}
		for _, v := range values {
			in.List = append(in.List, Text(written(c, v)))
		}
		out = in
	default:
		return nil, false
	}
	if not {
		out = Not(out)
	}
	return out, true
}

var plainNumber = regexp.MustCompile(`^\d+(\.\d+)?$`)

// written is a value as the column's description writes it, else as it stands.
func written(c *Column, s string) string {
	s = strings.Trim(strings.TrimSpace(s), `'"`)
	for _, v := range listed(c) {
		if strings.EqualFold(v, s) {
			return v
		}
	}
	return s
}
