package analyst

import (
	"strings"

	"capidemo.dev/platform/local/capi/analyst/match"
)

// Knowledge is what an agent's context says, in plain terms.
type Knowledge struct {
	Instructions  string
	Tables        []Table
	Relationships []Relationship
	Glossary      []Term
	Verified      []Verified
	MaxBytes      int64 // limit of bytes billed per query, 0 for the server's own
}

// Table is a BigQuery table that the agent may read.
type Table struct {
	Project, Dataset, Name string
	Description            string
	Synonyms               []string
	Columns                []Column
}

// Column is a field of a table. Type is BigQuery's.
type Column struct {
	Name, Type, Description string
	Synonyms                []string
}

// Relationship joins two tables over columns of equal position.
type Relationship struct {
	Left, Right               string // project.dataset.table
	LeftColumns, RightColumns []string
}

// Term is a glossary entry.
type Term struct {
	Name, Definition string
	Synonyms         []string
}

// Verified is a statement that an author has checked, with the questions it answers; the first is its title.
type Verified struct {
	Questions []string
	SQL       string
}

// FullName is the table's name as SQL quotes it.
func (t Table) FullName() string { return t.Project + "." + t.Dataset + "." + t.Name }

// terms lists every name that has other names, for the reading of synonyms.
func (k *Knowledge) terms() []match.Term {
	var terms []match.Term
	for _, t := range k.Glossary {
		terms = append(terms, match.Term{Name: t.Name, Synonyms: t.Synonyms})
	}
	for _, t := range k.Tables {
		terms = append(terms, match.Term{Name: t.Name, Synonyms: t.Synonyms})
		for _, c := range t.Columns {
			terms = append(terms, match.Term{Name: spoken(c.Name), Synonyms: c.Synonyms, Weak: true})
		}
	}
	return terms
}

// spoken is a column's name as it occurs in a question: nobody asks for a customer id, but for a customer.
func spoken(column string) string {
	if name, found := strings.CutSuffix(column, "_id"); found {
		return name
	}
	return column
}

// currency is the symbol of the agent's money: the first that its instructions or field descriptions name, else the dollar's.
func (k *Knowledge) currency() string {
	texts := []string{k.Instructions}
	for _, t := range k.Tables {
		for _, c := range t.Columns {
			texts = append(texts, c.Description)
		}
	}
	for _, text := range texts {
		for _, c := range []struct{ mark, symbol string }{
			{"USD", "$"}, {"$", "$"}, {"dollar", "$"}, {"EUR", "€"}, {"€", "€"}, {"euro", "€"}, {"GBP", "£"}, {"£", "£"}, {"JPY", "¥"}, {"CHF", "CHF "},
		} {
			if strings.Contains(text, c.mark) {
				return c.symbol
			}
		}
	}
	return "$"
}

// tablesIn lists the agent's tables that a statement names.
func (k *Knowledge) tablesIn(sql string) []Table {
	var tables []Table
	for _, t := range k.Tables {
		if strings.Contains(sql, t.FullName()+"`") || strings.Contains(sql, "`"+t.Name+"`") {
			tables = append(tables, t)
		}
	}
	return tables
}
