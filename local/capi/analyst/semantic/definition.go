package semantic

import (
	"regexp"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// definition reads a formula that a glossary writes in words: "Sum of claims.paid_amount by claims.paid_at", "Invoices with status failed divided by
// all invoices", "Completed checkouts divided by all checkouts". What it does not understand completely is no formula.
type definition struct {
	model *Model
	base  *Table  // of all operands
	time  *Column // that the definition names
}

var (
	aggregated = regexp.MustCompile(`(?i)^(?:the )?(sum|total|average|mean)(?: of)? ([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)(.*)$`)
	bare       = regexp.MustCompile(`(?i)^([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)(.*)$`)
	numberOf   = regexp.MustCompile(`(?i)^(?:the )?(?:number|count) of (?:all )?(.+)$`)
	timed      = regexp.MustCompile(`(?i)^(.*?),? by ([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)$`)
	remarks    = regexp.MustCompile(`\([^)]*\)|[;:].*$|\.(?: .*)?$|, (?:by the|not|which|what|the|that is|with|without|in|as|so|divide|from|who|i\.e\.).*$`)
	elapsed    = regexp.MustCompile(`(?i)^(?:that|which|who)(?: [a-z]+){1,4} (?:in|of|during|over) (?:the|that|a) (?:period|month|time|year)$`)
	fluff      = regexp.MustCompile(`(?i)^(?:(?:started|made|that began|begun|due|placed|opened|of|in|during|within|over) )*(?:in |of |during |over )?(?:the |that |a |same )*(?:runs of a )?(?:period|month|time)$`)
)

// measure makes a figure of a definition, nil if it is none that can be computed.
func (m *Model) formula(text string) *Measure {
	d := &definition{model: m}
	text = strings.TrimSpace(remarks.ReplaceAllString(strings.TrimSpace(text)+" ", ""))
	if found := timed.FindStringSubmatch(text); found != nil {
		if c := m.column(found[2], found[3]); c != nil && c.Kind == Moment {
			d.time, text = c, found[1]
		}
	}
	parts := strings.Split(text, " divided by ")
	var e googlesql.Expr
	form := Ratio
	switch first, ok := d.operand(parts[0]); {
	case !ok || len(parts) > 2:
		return nil
	case len(parts) == 1:
		if c, _ := called(first); c == nil || c.Star {
			return nil // a count of all rows is nothing to define
		}
		e, form = first, formOf(first)
	default:
		second, ok := d.operand(parts[1])
		if !ok {
			return nil
		}
		e = Call("SAFE_DIVIDE", first, second)
	}
	return &Measure{Base: d.base, Expr: e, Form: form, Time: d.time, Column: single(e, columnsIn(m, e))}
}

// operand is a sum, an average or a count.
func (d *definition) operand(text string) (googlesql.Expr, bool) {
	text = strings.TrimSpace(text)
	if f := aggregated.FindStringSubmatch(text); f != nil {
		function := map[string]string{"sum": "SUM", "total": "SUM", "average": "AVG", "mean": "AVG"}[strings.ToLower(f[1])]
		return d.of(function, f[2], f[3], f[4])
	}
	if f := bare.FindStringSubmatch(text); f != nil {
		return d.of("SUM", f[1], f[2], f[3])
	}
	if f := numberOf.FindStringSubmatch(text); f != nil {
		text = f[1]
	}
	table, condition, ok := d.things(strings.TrimPrefix(text, "all "))
	if !ok || !d.on(table) {
		return nil, false
	}
	if condition == nil {
		return CountAll(), true
	}
	return Call("COUNTIF", condition), true
}

// of aggregates a column over the rows that the rest of the text leaves.
func (d *definition) of(function, table, column, rest string) (googlesql.Expr, bool) {
	c := d.model.column(table, column)
	if c == nil || c.Kind != Amount || !d.on(c.Table) {
		return nil, false
	}
	condition, ok := d.condition(c.Table, rest)
	if !ok {
		return nil, false
	}
	if condition == nil {
		return Call(function, c.Expr()), true
	}
	return Call(function, Call("IF", condition, c.Expr(), &googlesql.Literal{Kind: googlesql.NullLiteral})), true
}

// on keeps all operands on one table.
func (d *definition) on(t *Table) bool {
	if d.base == nil {
		d.base = t
	}
	return d.base == t
}

// things reads "completed checkouts", "invoices with status failed", "claims with a denied_at".
func (d *definition) things(text string) (*Table, googlesql.Expr, bool) {
	words := strings.Fields(text)
	for start := range min(3, len(words)) {
		for end := min(start+4, len(words)); end > start; end-- {
			t := d.model.thing(strings.Join(words[start:end], " "))
			if t == nil {
				continue
			}
			condition, ok := d.condition(t, strings.Join(words[end:], " "))
			if !ok {
				return nil, nil, false
			}
			if start > 0 {
				quality, ok := d.quality(t, strings.ToLower(strings.Join(words[:start], " ")))
				if !ok {
					return nil, nil, false
				}
				condition = both(quality, condition)
			}
			return t, condition, true
		}
	}
	return nil, nil, false
}

func both(a, b googlesql.Expr) googlesql.Expr {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return Binary("AND", a, b)
}

// quality is what an adjective says of a table's rows: a flag of that name, or a value that the description of a column lists.
func (d *definition) quality(t *Table, adjective string) (googlesql.Expr, bool) {
	stem := key(adjective)
	for _, c := range t.Columns {
		if c.Kind == Flag && slices.ContainsFunc(append([]string{c.Name}, c.Synonyms...), func(n string) bool { return key(n) == stem }) {
			return c.Expr(), true
		}
	}
	for _, c := range t.Columns {
		if c.Kind == Moment && slices.ContainsFunc(moments(c), func(n string) bool { return key(n) == stem }) {
			return IsNotNull(c), true
		}
		if c.Type != "STRING" {
			continue
		}
		for _, value := range listed(c) {
			if strings.EqualFold(value, adjective) {
				return Binary("=", c.Expr(), Text(value)), true
			}
		}
	}
	return nil, false
}

// listed are the values that a description lists: "paid, failed, or refunded." and "Device: mobile, desktop or tablet".
func listed(c *Column) []string {
	text := strings.TrimSuffix(c.Description, ".")
	if _, after, found := strings.Cut(text, ": "); found {
		text = after
	}
	text, _, _ = strings.Cut(text, ";")
	var out []string
	for _, part := range regexp.MustCompile(`, or |, | or `).Split(text, -1) {
		value, _, _ := strings.Cut(part, " (")
		if value = strings.TrimSpace(value); value != "" {
			out = append(out, value)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// thing finds a table by what one calls its rows, synonyms and its key's name included.
func (m *Model) thing(name string) *Table {
	if t := m.tableCalled(name); t != nil {
		return t
	}
	for _, t := range m.Tables {
		names := t.Synonyms
		if t.Key != nil {
			names = append(slices.Clone(names), strings.TrimSuffix(t.Key.Name, "_id"))
		}
		if slices.ContainsFunc(names, func(n string) bool { return key(n) == key(name) }) {
			return t
		}
	}
	return nil
}
