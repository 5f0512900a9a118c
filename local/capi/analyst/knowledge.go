package analyst

import (
	"strings"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/match"
)

// The parts of what an agent knows; package agent describes each.
type (
	// Knowledge is what an agent's context says.
	Knowledge = agent.Knowledge
	// Table is a table that the agent may read.
	Table = agent.Table
	// Column is a field of a table.
	Column = agent.Column
	// Relationship joins two tables.
	Relationship = agent.Relationship
	// Term is a glossary entry.
	Term = agent.Term
	// Verified is a statement that an author has checked.
	Verified = agent.Verified
)

// terms lists every name that has other names, for the reading of synonyms.
func terms(k *Knowledge) []match.Term {
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
