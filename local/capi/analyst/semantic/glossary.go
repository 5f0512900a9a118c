package semantic

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/word"
	"capidemo.dev/platform/shared/googlesql"
)

// The definitions that are understood besides formulas.
var (
	member     = regexp.MustCompile(`(?i)^an? (.+)$`)
	rowOf      = regexp.MustCompile(`(?i)^an? (?:row|record|line) of ([a-z_][a-z0-9_]*)\b`)
	stated     = regexp.MustCompile(`(?i)\b([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*) (?:is|=) (true|false|'[^']*')`)
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
	text := strings.TrimSpace(term.Definition)
	if measure := m.formula(text); measure != nil {
		m.addDefined(term, measure)
		return true
	}
	return m.defineSegment(term, text)
}

func (m *Model) addDefined(term agent.Term, measure *Measure) {
	measure.Name = strings.ToLower(term.Name)
	measure.Alias = strings.NewReplacer(" ", "_", "-", "_").Replace(measure.Name)
	measure.Origin = "the glossary"
	m.Measures = append(m.Measures, measure)
}

// defineSegment reads "A checkout with completed = false", "A customer with at least two orders", "...; titles.original is true".
func (m *Model) defineSegment(term agent.Term, text string) bool {
	name := strings.ToLower(term.Name)
	if f := repeatedly.FindStringSubmatch(text); f != nil {
		t, of := m.tableCalled(f[1]), m.tableCalled(f[3])
		least, err := strconv.Atoi(word.Number(strings.ToLower(f[2])))
		if t != nil && of != nil && err == nil {
			m.Segments = append(m.Segments, &Segment{Name: name, Table: t, Of: of, Least: least})
			return true
		}
	}
	if f := rowOf.FindStringSubmatch(text); f != nil {
		if t := m.Table(f[1]); t != nil {
			t.Synonyms = append(append(slices.Clone(t.Synonyms), term.Name), term.Synonyms...)
			return true
		}
	}
	first := strings.TrimSpace(remarks.ReplaceAllString(text+" ", ""))
	if f := member.FindStringSubmatch(first); f != nil {
		d := &definition{model: m}
		if t, e, ok := d.things(f[1]); ok && e != nil {
			used := columnsIn(m, e)
			m.Segments = append(m.Segments, &Segment{Name: name, Table: t, Where: []Condition{{Expr: e, Columns: used, Text: conditionText(e, used)}}})
			return true
		}
	}
	if f := stated.FindStringSubmatch(text); f != nil {
		if c := m.column(f[1], f[2]); c != nil {
			m.Segments = append(m.Segments, &Segment{Name: name, Table: c.Table, Where: []Condition{conditionOf(c, f[3])}})
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
		if c == nil || c.Kind != Amount {
			continue
		}
		if found != nil && found != c {
			return nil
		}
		found = c
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
