// Package agent says in plain terms what an agent's context says: tables with descriptions and synonyms, relationships, glossary and
// verified queries. It is all that the offline analyst knows besides the rows of the warehouse.
//
// It holds data only, no protocol buffers (local/capi translates them) and no judgement of a question (packages match, semantic and reading).
package agent

import "strings"

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

// Currency is the symbol of the agent's money: the first that its instructions or field descriptions name, else the dollar's.
func (k *Knowledge) Currency() string {
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

// TablesIn lists the agent's tables that a statement names.
func (k *Knowledge) TablesIn(sql string) []Table {
	var tables []Table
	for _, t := range k.Tables {
		if strings.Contains(sql, t.FullName()+"`") || strings.Contains(sql, "`"+t.Name+"`") {
			tables = append(tables, t)
		}
	}
	return tables
}
