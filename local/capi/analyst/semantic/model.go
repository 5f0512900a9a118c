package semantic

import (
	"slices"
	"strings"
	"time"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/word"
	"capidemo.dev/platform/shared/googlesql"
)

// Model is immutable and safe for concurrent use.
type Model struct {
	Tables   []*Table
	Measures []*Measure
	Segments []*Segment
	Anchor   time.Time // the first day without data, zero if the agent does not say

	names     lexicon
	spelled   map[string]bool // every word of a name, as written
	undefined []agent.Term    // glossary terms whose definition cannot be computed
	examples  map[string]Example
	profile   profile
}

// Table is a table of the agent and the thing that one of its rows is.
type Table struct {
	agent.Table

	As       string // its alias in statements
	Columns  []*Column
	Key      *Column // nil if unknown
	Label    []*Column
	Time     *Column     // when a row happened, perhaps of a table that it leads to; nil if unknown
	Standard []Condition // hold for every figure of this table unless the question says otherwise
	Edges    []Edge      // many to one
	// exempt are columns that verified queries group by without the standard conditions.
	exempt     []*Column
	taughtTime bool // a verified query says which column Time is

	// Snapshot is the distance of the days on which the table keeps everything anew, so that days must not be added up; None for other tables.
	Snapshot calendar.Unit
}

// Eventful reports whether verified queries count the table's rows by when they happened.
func (t *Table) Eventful() bool { return t.taughtTime }

// Edge leads from many rows of a table to one row of another.
type Edge struct {
	From, To       *Table
	Columns, Keys  []string
	FromColumnName string // the first of Columns
}

// Kind is what a column is good for.
type Kind uint8

// The kinds of columns.
const (
	Attribute Kind = iota // group by it, filter by its values
	Amount                // a number to add up or average
	Flag                  // true or false
	Moment                // a point in time
	Reference             // a key
)

// Column is a column of a table.
type Column struct {
	agent.Column

	Table   *Table
	Kind    Kind
	Average bool // an Amount that is averaged, not added up: a price, a rating, a duration
	Mean    bool // its name says that adding it up makes no sense
	Vague   bool // an Amount that may as well be added up as averaged, and no verified query says which: minutes
}

// Expr is the column as an expression.
func (c *Column) Expr() googlesql.Expr { return path(c.Table.As, c.Name) }

// Aliased finds the table of an alias, nil if there is none.
func (m *Model) Aliased(alias string) *Table {
	for _, t := range m.Tables {
		if t.As == alias {
			return t
		}
	}
	return nil
}

// Spoken is the column's name in words.
func (c *Column) Spoken() string { return strings.ReplaceAll(c.Name, "_", " ") }

// Condition is something that holds for each row counted. Text says it in words.
type Condition struct {
	Expr    googlesql.Expr
	Columns []*Column
	Text    string
}

// Form is how a measure combines.
type Form uint8

// The forms. Only counts and sums of parts add up to the whole.
const (
	Count Form = iota
	Sum
	Average
	Ratio
	Extreme
)

// Table finds a table by name, nil if there is none.
func (m *Model) Table(name string) *Table {
	for _, t := range m.Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Column finds a column by name, nil if there is none.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Singular is the table's row in words: "order item".
func (t *Table) Singular() string {
	words := strings.Split(strings.ReplaceAll(t.Name, "_", " "), " ")
	last := len(words) - 1
	switch w := words[last]; {
	case strings.HasSuffix(w, "ies"):
		words[last] = strings.TrimSuffix(w, "ies") + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"):
		words[last] = strings.TrimSuffix(w, "es")
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		words[last] = strings.TrimSuffix(w, "s")
	}
	return strings.Join(words, " ")
}

// Plural is the table's name in words.
func (t *Table) Plural() string { return strings.ReplaceAll(t.Name, "_", " ") }

// Exempt reports whether verified queries group by a column without the table's standard conditions, or whether the conditions themselves
// speak of it, so that a question about the column must not apply them.
func (t *Table) Exempt(c *Column) bool {
	if slices.Contains(t.exempt, c) {
		return true
	}
	return slices.ContainsFunc(t.Standard, func(s Condition) bool { return slices.Contains(s.Columns, c) })
}

// Path leads from a table to another along many-to-one relationships, shortest first. ok is false if there is none; unsure is true if
// there are several equally short ones.
func (t *Table) Path(to *Table) (path []Edge, ok, unsure bool) {
	if t == to {
		return nil, true, false
	}
	level := [][]Edge{nil}
	at := []*Table{t}
	seen := map[*Table]bool{t: true}
	for len(at) > 0 {
		var nextAt []*Table
		var next [][]Edge
		found := 0
		for i, from := range at {
			for _, e := range from.Edges {
				if seen[e.To] {
					continue
				}
				way := append(slices.Clone(level[i]), e)
				if e.To == to {
					found++
					if found == 1 {
						path = way
					}
				}
				next, nextAt = append(next, way), append(nextAt, e.To)
			}
		}
		if found > 0 {
			return path, true, found > 1
		}
		for _, n := range nextAt {
			seen[n] = true
		}
		at, level = nextAt, next
	}
	return nil, false, false
}

func path(parts ...string) *googlesql.Path {
	p := &googlesql.Path{}
	for _, part := range parts {
		p.Parts = append(p.Parts, googlesql.Ident{Name: part})
	}
	return p
}

// key is the form in which names are compared: the stems of their words.
func key(name string) string {
	tokens := word.Tokenize(strings.ReplaceAll(name, "_", " "))
	stems := make([]string, len(tokens))
	for i, t := range tokens {
		stems[i] = t.Stem
	}
	return strings.Join(stems, " ")
}
