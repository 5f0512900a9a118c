package semantic

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/word"
)

// Meaning is what a name may stand for; exactly one of the pointers is set, or Column with Value. Rank tells how directly: 0 is the
// thing's own name, higher ranks are synonyms in the author's order and then borrowed names.
type Meaning struct {
	Measure *Measure
	Table   *Table
	Column  *Column
	Segment *Segment
	Value   string // of Column
	IsValue bool
	Rank    int
}

// lexicon finds meanings by key, the stems of a name.
type lexicon map[string][]Meaning

// The ranks of borrowed names.
const (
	own        = 0
	synonym    = 1 // plus the place in the list
	derivedRow = 20
	variant    = 30 // another figure that the business calls by the same word
	shortened  = 40
)

// MaxWords is the number of words of the longest name that is looked up.
const MaxWords = 7

// Lookup gives the meanings of a name, best first; the slice must not be changed.
func (m *Model) Lookup(stems string) []Meaning { return m.names[stems] }

// Words lists every word that a name is made of, for the reading of misspelt ones.
func (m *Model) Words() map[string]bool { return m.spelled }

// spell collects the words of the names.
func (m *Model) spell(k *agent.Knowledge) {
	m.spelled = map[string]bool{}
	learn := func(names ...string) {
		for _, name := range names {
			for _, t := range word.Tokenize(strings.ReplaceAll(name, "_", " ")) {
				m.spelled[t.Word] = true
			}
		}
	}
	for _, term := range k.Glossary {
		learn(append(term.Synonyms, term.Name)...)
	}
	for _, measure := range m.Measures {
		learn(measure.Name)
	}
	for _, t := range m.Tables {
		learn(append(t.Synonyms, t.Name, t.Singular())...)
		for _, c := range t.Columns {
			learn(append(c.Synonyms, c.Name)...)
		}
	}
}

func (l lexicon) add(name string, meaning Meaning) {
	k := key(name)
	if k == "" || len(strings.Fields(k)) > MaxWords {
		return
	}
	for i, known := range l[k] {
		if known.Measure == meaning.Measure && known.Table == meaning.Table && known.Column == meaning.Column && known.Segment == meaning.Segment && known.Value == meaning.Value && known.IsValue == meaning.IsValue {
			l[k][i].Rank = min(known.Rank, meaning.Rank)
			return
		}
	}
	l[k] = append(l[k], meaning)
	slices.SortStableFunc(l[k], func(a, b Meaning) int { return a.Rank - b.Rank })
}

func (l lexicon) addAll(names []string, rank int, meaning Meaning) {
	for i, n := range names {
		meaning.Rank = rank + i
		l.add(n, meaning)
	}
}

// addNames fills the lexicon: the glossary first, because its words are the business's own.
func (m *Model) addNames(k *agent.Knowledge, aliases map[string][]*Column) {
	claimed := m.nameTerms(k.Glossary)
	for _, measure := range m.Measures {
		rank := own
		if owner := claimed[key(measure.Alias)]; owner != nil && owner != measure {
			rank = variant
		}
		m.names.add(measure.Name, Meaning{Measure: measure, Rank: rank})
		m.names.add(measure.Alias, Meaning{Measure: measure, Rank: rank})
	}
	for _, s := range m.Segments {
		if s.derived {
			if len(m.names[key(s.Name)]) == 0 {
				m.names.add(s.Name, Meaning{Segment: s, Rank: derivedRow})
			}
			continue
		}
		m.names.add(s.Name, Meaning{Segment: s})
		for thing := s.Table.Singular(); thing != "" && s.Of == nil; _, thing, _ = strings.Cut(thing, " ") {
			if quality, found := strings.CutSuffix(s.Name, " "+thing); found {
				m.names.add(quality, Meaning{Segment: s, Rank: shortened}) // "checkouts that were abandoned"
			}
		}
	}
	for _, t := range m.Tables {
		m.nameTable(t)
		for _, c := range t.Columns {
			m.nameColumn(c, claimed)
		}
	}
	m.spell(k)
	for alias, columns := range aliases {
		for _, c := range columns {
			m.names.add(alias, Meaning{Column: c, Rank: synonym})
		}
	}
}

// nameTerms gives the glossary's words to the measures and segments that they define, and tells which words are taken.
func (m *Model) nameTerms(terms []agent.Term) map[string]*Measure {
	claimed := map[string]*Measure{}
	for _, term := range terms {
		names := append([]string{term.Name}, term.Synonyms...)
		for i, measure := range m.measuresCalled(term) {
			rank := own
			if i > 0 && !m.sameThing(measure, m.measuresCalled(term)[0]) {
				rank = variant
			}
			for j, name := range names {
				m.names.add(name, Meaning{Measure: measure, Rank: rank + j})
				if rank == own && claimed[key(name)] == nil {
					claimed[key(name)] = measure
				}
			}
		}
		for _, s := range m.Segments {
			if key(s.Name) == key(term.Name) {
				m.names.addAll(names, own, Meaning{Segment: s})
			}
		}
		if c := m.columnsOf(term); c != nil && len(m.measuresCalled(term)) == 0 && m.measureOf(c) != nil {
			m.names.addAll(names, own, Meaning{Measure: m.measureOf(c)})
		}
	}
	return claimed
}

func (m *Model) sameThing(a, b *Measure) bool {
	return a == b || a.Base == b.Base && Same(a.Expr, b.Expr)
}

func (m *Model) nameTable(t *Table) {
	meaning := Meaning{Table: t}
	m.names.add(t.Name, meaning)
	m.names.addAll(t.Synonyms, synonym, meaning)
	if t.Key != nil {
		m.names.addAll(t.Key.Synonyms, synonym, meaning)
		if thing, found := strings.CutSuffix(t.Key.Name, "_id"); found { // ticket_id of support_tickets
			m.names.addAll([]string{thing}, synonym, meaning)
		}
	}
	// "stock" is the last word of no table, but "levels" of inventory_levels is: only the words of synonyms count.
	for _, other := range m.Tables {
		for _, e := range other.Edges {
			if e.To == t {
				if c := other.Column(e.FromColumnName); c != nil {
					m.names.addAll(c.Synonyms, derivedRow, meaning)
				}
			}
		}
	}
}

// nameColumn names an attribute, and by a number's names its measure.
func (m *Model) nameColumn(c *Column, claimed map[string]*Measure) {
	names := append([]string{c.Name}, c.Synonyms...)
	if c.Kind == Moment {
		names = append(names, moments(c)...)
	}
	if c.Kind == Reference {
		return
	}
	m.names.addAll(names, own, Meaning{Column: c})
	if c.Kind != Amount {
		return
	}
	measure := m.measureOf(c)
	for i, name := range names {
		rank := own + i
		if owner := claimed[key(name)]; owner != nil && owner != measure {
			rank = variant + i
		}
		m.names.add(name, Meaning{Measure: measure, Rank: rank})
	}
}

// moments are the verbs of a time column: shipped_at gives shipped, "signup date" gives signup.
func moments(c *Column) []string {
	var out []string
	for _, name := range append([]string{c.Name}, c.Synonyms...) {
		for _, ending := range []string{"_at", "_on", "_date", "_time", " date", " time", " at"} {
			if verb, found := strings.CutSuffix(name, ending); found && verb != "" {
				out = append(out, verb)
			}
		}
	}
	return out
}
