package semantic

import (
	"regexp"
	"slices"
	"strings"
)

// absent matches what a column's description says of rows without a value: "NULL while it is open".
var absent = regexp.MustCompile(`NULL (?:while|until|as long as|if|when) (?:it|they|the [a-z ]+?) (?:is|are|was|were) (?:still )?([a-z]+)[.;,]?`)

// reasoned matches what the description of a reason says of the rows that have one: "Why the purchase was declined".
var reasoned = regexp.MustCompile(`^(?:Why|How|Where) (?:the |an? )?[a-z ]*?(?:was|were|got|is) ([a-z]+ed)\b`)

// addAbsences makes parts of tables of it, "open tickets", unless a column has the word as its value already.
func (m *Model) addAbsences() {
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			known := func(quality string) bool {
				return slices.ContainsFunc(m.Segments, func(s *Segment) bool { return s.Table == t && strings.HasPrefix(s.Name, quality+" ") })
			}
			if found := reasoned.FindStringSubmatch(c.Description); found != nil && !known(found[1]) && strings.Contains(c.Description, "NULL") && c.Kind == Attribute && !t.says(found[1]) {
				condition := Condition{Expr: IsNotNull(c), Columns: []*Column{c}, Text: found[1]}
				m.Segments = append(m.Segments, &Segment{Name: found[1] + " " + t.Singular(), Table: t, Where: []Condition{condition}})
			}
			found := absent.FindStringSubmatch(c.Description)
			if found == nil || c.Kind != Moment || found[1] == "not" || found[1] == "being" || t.says(found[1]) {
				continue
			}
			condition := Condition{Expr: Not(IsNotNull(c)), Columns: []*Column{c}, Text: found[1]}
			m.Segments = append(m.Segments, &Segment{Name: found[1] + " " + t.Singular(), Table: t, Where: []Condition{condition}})
		}
	}
}

// addQualities makes parts of tables of rates: whoever defines a late rate of payments has said which payments are late.
func (m *Model) addQualities() {
	for _, measure := range m.Measures {
		name, found := strings.CutSuffix(measure.Name, " rate")
		if !found {
			name, found = strings.CutSuffix(measure.Name, " share")
		}
		if !found || strings.Contains(name, " ") {
			continue
		}
		c, function := called(measure.Expr)
		if function != "SAFE_DIVIDE" || len(c.Args) != 2 {
			continue
		}
		part, count := called(c.Args[0].Value)
		if count != "COUNTIF" {
			continue
		}
		e := part.Args[0].Value
		used := columnsIn(m, e)
		t := measure.Base
		names := slices.Clone(t.Synonyms)
		for thing := t.Singular(); thing != ""; {
			names = append(names, thing)
			_, thing, _ = strings.Cut(thing, " ") // loan payment, payment
		}
		for _, thing := range names {
			m.Segments = append(m.Segments, &Segment{Name: name + " " + thing, Table: t, Where: []Condition{{Expr: e, Columns: used, Text: name}}, derived: true})
		}
	}
}

// says reports whether a flag has a name, or a text lists it among its values.
func (t *Table) says(word string) bool {
	return slices.ContainsFunc(t.Columns, func(c *Column) bool {
		return c.Kind == Flag && key(c.Name) == key(word) || c.Type == "STRING" && slices.ContainsFunc(listed(c), func(v string) bool { return strings.EqualFold(v, word) })
	})
}
