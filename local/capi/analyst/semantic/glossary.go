package semantic

import (
	"regexp"
	"strconv"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/word"
	"capidemo.dev/platform/shared/googlesql"
)

// The definitions that are understood. Each names columns as table.column or a condition on a named thing.
var (
	quotient   = regexp.MustCompile(`(?i)^(?:sum of |total )?([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*) divided by (?:sum of |total )?([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)`)
	summed     = regexp.MustCompile(`(?i)^(?:the )?(sum|total|average|mean) of ([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)`)
	partOf     = regexp.MustCompile(`(?i)^an? ([a-z ]+?) with ([a-z_][a-z0-9_]*) = (true|false|'[^']*')`)
	repeatedly = regexp.MustCompile(`(?i)^an? ([a-z ]+?) with at least ([a-z0-9]+) ([a-z]+)`)
	mentioned  = regexp.MustCompile(`\b([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)\b`)
	excluded   = regexp.MustCompile(`(?i)\b([a-z_]+) that (?:were|are|was|is) not ([a-z_]+)\b`)
)

// addFromGlossary adds the measures and segments that terms define, where no verified query has taught them.
func (m *Model) addFromGlossary(terms []agent.Term) {
	for _, term := range terms {
		for _, found := range excluded.FindAllStringSubmatch(term.Definition, -1) {
			m.exclude(found[1], found[2])
		}
	}
	for _, term := range terms {
		if len(m.measuresCalled(term)) == 0 && !m.define(term) {
			m.undefined = append(m.undefined, term)
		}
	}
}

// exclude makes "orders that were not cancelled" a standard condition of orders.
func (m *Model) exclude(thing, flag string) {
	t := m.tableCalled(thing)
	if t == nil {
		return
	}
	c := t.Column(strings.ToLower(flag))
	if c == nil || c.Kind != Flag || t.Exempt(c) {
		return
	}
	e := Not(c.Expr())
	t.Standard = append(t.Standard, Condition{Expr: e, Columns: []*Column{c}, Text: "not " + c.Spoken()})
}

// measuresCalled are the taught measures whose alias is the term or one of its synonyms.
func (m *Model) measuresCalled(term agent.Term) []*Measure {
	var out []*Measure
	for _, name := range append([]string{term.Name}, term.Synonyms...) {
		for _, known := range m.Measures {
			if key(known.Alias) == key(name) {
				out = append(out, known)
			}
		}
	}
	return out
}

func (m *Model) define(term agent.Term) bool {
	d := strings.TrimSpace(term.Definition)
	if f := quotient.FindStringSubmatch(d); f != nil {
		a, b := m.column(f[1], f[2]), m.column(f[3], f[4])
		if a != nil && b != nil && a.Table == b.Table {
			e := Call("SAFE_DIVIDE", Call("SUM", a.Expr()), Call("SUM", b.Expr()))
			m.addDefined(term, &Measure{Base: a.Table, Expr: e, Form: Ratio})
			return true
		}
	}
	if f := summed.FindStringSubmatch(d); f != nil {
		if c := m.column(f[2], f[3]); c != nil && c.Kind == Amount {
			function := map[string]string{"sum": "SUM", "total": "SUM", "average": "AVG", "mean": "AVG"}[strings.ToLower(f[1])]
			out := c.Aggregate(function)
			m.addDefined(term, out)
			return true
		}
	}
	return m.defineSegment(term, d)
}

func (m *Model) addDefined(term agent.Term, measure *Measure) {
	measure.Name = strings.ToLower(term.Name)
	measure.Alias = strings.ReplaceAll(measure.Name, " ", "_")
	measure.Origin = "the glossary"
	m.Measures = append(m.Measures, measure)
}

func (m *Model) defineSegment(term agent.Term, d string) bool {
	if f := partOf.FindStringSubmatch(d); f != nil {
		if t := m.tableCalled(f[1]); t != nil && t.Column(f[2]) != nil {
			c := t.Column(f[2])
			m.Segments = append(m.Segments, &Segment{Name: strings.ToLower(term.Name), Table: t, Where: []Condition{conditionOf(c, f[3])}})
			return true
		}
	}
	if f := repeatedly.FindStringSubmatch(d); f != nil {
		t, of := m.tableCalled(f[1]), m.tableCalled(f[3])
		least, err := strconv.Atoi(word.Number(strings.ToLower(f[2])))
		if t != nil && of != nil && err == nil {
			m.Segments = append(m.Segments, &Segment{Name: strings.ToLower(term.Name), Table: t, Of: of, Least: least})
			return true
		}
	}
	return m.columnsOf(term) != nil
}

func conditionOf(c *Column, value string) Condition {
	out := Condition{Columns: []*Column{c}}
	switch strings.ToLower(value) {
	case "true":
		out.Expr, out.Text = c.Expr(), c.Spoken()
	case "false":
		out.Expr, out.Text = Not(c.Expr()), "not "+c.Spoken()
	default:
		text := strings.Trim(value, "'")
		out.Expr, out.Text = Binary("=", c.Expr(), Text(text)), c.Spoken()+" is "+text
	}
	return out
}

// columnsOf is the one numeric column that a definition speaks of, for terms that only describe it.
func (m *Model) columnsOf(term agent.Term) *Column {
	var found *Column
	for _, f := range mentioned.FindAllStringSubmatch(term.Definition, -1) {
		c := m.column(f[1], f[2])
		if c == nil {
			continue
		}
		if found != nil && found != c {
			return nil
		}
		found = c
	}
	if found == nil || found.Kind != Amount {
		return nil
	}
	return found
}

func (m *Model) column(table, name string) *Column {
	if t := m.Table(table); t != nil {
		return t.Column(name)
	}
	return nil
}

// tableCalled finds a table by what one calls its rows.
func (m *Model) tableCalled(name string) *Table {
	for _, t := range m.Tables {
		if key(t.Name) == key(name) {
			return t
		}
	}
	return nil
}

// Undefined finds the glossary's definition of a term that cannot be computed.
func (m *Model) Undefined(stems string) (agent.Term, bool) {
	for _, t := range m.undefined {
		for _, name := range append([]string{t.Name}, t.Synonyms...) {
			if key(name) == stems {
				return t, true
			}
		}
	}
	return agent.Term{}, false
}

// IsNotNull tests a column.
func IsNotNull(c *Column) googlesql.Expr { return &googlesql.Is{X: c.Expr(), What: "NULL", Not: true} }
