package analyst

import (
	"fmt"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/googlesql"
)

// SpecFor describes the agent of one demo: the template version's tables as they lie in the demo's dataset, and every golden query under its
// question and each of its phrasings. It is pure. An error means that the template version is at fault (a golden query that does not
// parse), so it is of kind Invalid and names all such queries.
func SpecFor(v demo.TemplateVersion, project, dataset, id string, labels map[string]string) (Spec, error) {
	spec := Spec{
		ID: id, DisplayName: limit(v.DisplayName, 256), Description: limit(v.Description, 1024), Instructions: instructions(v), Labels: labels,
	}
	for _, t := range v.Tables {
		table := Table{Project: project, Dataset: dataset, Name: t.Name, Description: t.Description}
		for _, c := range t.Columns {
			table.Columns = append(table.Columns, Field{Name: c.Name, Type: c.Type, Description: c.Description, Required: c.Required, Synonyms: c.Synonyms})
		}
		spec.Tables = append(spec.Tables, table)
	}
	for _, r := range v.Relationships {
		spec.Relationships = append(spec.Relationships, Relationship(r))
	}
	for _, t := range v.Glossary {
		spec.Glossary = append(spec.Glossary, Term{Name: t.Term, Definition: t.Definition, Synonyms: t.Synonyms})
	}
	invalid := fault.New(fault.Invalid, "Template %s version %d has golden queries that cannot be used.", v.TemplateID, v.Number)
	for _, g := range v.GoldenQueries {
		sql, err := googlesql.Qualify(g.SQL, project, dataset)
		if err != nil {
			invalid = invalid.WithField("golden_queries."+g.ID, "%v", err)
			continue
		}
		for _, question := range Questions(g) {
			spec.ExampleQueries = append(spec.ExampleQueries, ExampleQuery{Question: question, SQL: sql})
		}
	}
	if len(invalid.Fields) > 0 {
		return Spec{}, invalid
	}
	return spec, nil
}

// Questions lists a golden query's question and phrasings, each once.
func Questions(g demo.GoldenQuery) []string {
	var list []string
	for _, q := range append([]string{g.Question}, g.Phrasings...) {
		if q = strings.TrimSpace(q); q != "" && !slices.Contains(list, q) {
			list = append(list, q)
		}
	}
	return list
}

// instructions adds what a model cannot know: the day on which the data ends, from which "last month" counts.
func instructions(v demo.TemplateVersion) string {
	if v.Anchor == "" || strings.Contains(v.Instructions, v.Anchor) {
		return v.Instructions
	}
	return strings.TrimSpace(fmt.Sprintf("%s\n\nThe data ends on %s. Take that day for today: \"last month\" is the month before it.", v.Instructions, v.Anchor))
}

// limit cuts a text to a number of characters.
func limit(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
