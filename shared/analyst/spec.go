package analyst

import (
	"regexp"
	"unicode/utf8"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"

	"capidemo.dev/platform/shared/fault"
)

// Spec is everything an agent is made of. The API publishes it as the agent's published context.
type Spec struct {
	ID             string // [a-z]([a-z0-9-]{0,61}[a-z0-9])?, deterministic; the caller's key for retries
	DisplayName    string // at most 256 characters
	Description    string // at most 1024 characters
	Instructions   string // the system instruction
	Tables         []Table
	Relationships  []Relationship
	Glossary       []Term
	ExampleQueries []ExampleQuery
	Labels         map[string]string // say whose the agent is; lower-case letters, digits, _ and -
}

// Table is a BigQuery table the agent may read, with what it should know of it.
type Table struct {
	Project, Dataset, Name string
	Description            string
	Synonyms               []string
	Columns                []Field
}

// Field is a column of a table. Type is BigQuery's.
type Field struct {
	Name, Type, Description string
	Required                bool
	Synonyms                []string
}

// Relationship joins FromTable.FromColumn to ToTable.ToColumn, many to one. Both tables must be among the Spec's.
type Relationship struct{ FromTable, FromColumn, ToTable, ToColumn string }

// Term is a word of the business.
type Term struct {
	Name, Definition string
	Synonyms         []string
}

// ExampleQuery is a checked statement and one way to ask for it. Other phrasings are further entries with the same SQL.
type ExampleQuery struct{ Question, SQL string }

var idPattern = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`) //nolint:gochecknoglobals // compiled once

// validate reports all faults of a spec at once.
func (s *Spec) validate() error {
	err := fault.New(fault.Invalid, "The data agent is not well described.")
	if !idPattern.MatchString(s.ID) {
		err = err.WithField("id", "%q must match %s", s.ID, idPattern)
	}
	if n := utf8.RuneCountInString(s.DisplayName); n < 1 || n > 256 {
		err = err.WithField("display_name", "must have 1 to 256 characters, has %d", n)
	}
	if n := utf8.RuneCountInString(s.Description); n > 1024 {
		err = err.WithField("description", "must have at most 1024 characters, has %d", n)
	}
	if len(s.Tables) == 0 {
		err = err.WithField("tables", "must name at least one table")
	}
	if len(s.Labels) == 0 {
		err = err.WithField("labels", "must say whose the agent is; without labels a retry cannot tell its own agent from another's")
	}
	known := map[string]bool{}
	for _, t := range s.Tables {
		known[t.Name] = true
	}
	for _, r := range s.Relationships {
		if !known[r.FromTable] || !known[r.ToTable] {
			err = err.WithField("relationships", "%s.%s -> %s.%s names a table that the agent does not have", r.FromTable, r.FromColumn, r.ToTable, r.ToColumn)
		}
	}
	if len(err.Fields) > 0 {
		return err
	}
	return nil
}

// agent is the spec as the API takes it.
func (s *Spec) agent() *pb.DataAgent {
	context := &pb.Context{SystemInstruction: s.Instructions}
	tables := &pb.BigQueryTableReferences{}
	byName := map[string]Table{}
	for _, t := range s.Tables {
		byName[t.Name] = t
		tables.TableReferences = append(tables.TableReferences, t.reference())
	}
	context.DatasourceReferences = &pb.DatasourceReferences{References: &pb.DatasourceReferences_Bq{Bq: tables}}
	for _, e := range s.ExampleQueries {
		context.ExampleQueries = append(context.ExampleQueries, &pb.ExampleQuery{
			NaturalLanguageQuestion: e.Question, Query: &pb.ExampleQuery_SqlQuery{SqlQuery: e.SQL},
		})
	}
	for _, t := range s.Glossary {
		context.GlossaryTerms = append(context.GlossaryTerms, &pb.GlossaryTerm{DisplayName: t.Name, Description: t.Definition, Labels: t.Synonyms})
	}
	for _, r := range s.Relationships {
		context.SchemaRelationships = append(context.SchemaRelationships, &pb.Context_SchemaRelationship{
			LeftSchemaPaths:  byName[r.FromTable].paths(r.FromColumn),
			RightSchemaPaths: byName[r.ToTable].paths(r.ToColumn),
			ConfidenceScore:  1,
		})
	}
	return &pb.DataAgent{
		DisplayName: s.DisplayName, Description: s.Description, Labels: s.Labels,
		Type: &pb.DataAgent_DataAnalyticsAgent{DataAnalyticsAgent: &pb.DataAnalyticsAgent{PublishedContext: context}},
	}
}

func (t Table) reference() *pb.BigQueryTableReference {
	schema := &pb.Schema{Description: t.Description, Synonyms: t.Synonyms}
	for _, c := range t.Columns {
		mode := "NULLABLE"
		if c.Required {
			mode = "REQUIRED"
		}
		schema.Fields = append(schema.Fields, &pb.Field{Name: c.Name, Type: c.Type, Description: c.Description, Mode: mode, Synonyms: c.Synonyms})
	}
	return &pb.BigQueryTableReference{ProjectId: t.Project, DatasetId: t.Dataset, TableId: t.Name, Schema: schema}
}

func (t Table) paths(column string) *pb.Context_SchemaRelationship_SchemaPaths {
	return &pb.Context_SchemaRelationship_SchemaPaths{
		TableFqn: "bigquery.googleapis.com/projects/" + t.Project + "/datasets/" + t.Dataset + "/tables/" + t.Name,
		Paths:    []string{column},
	}
}
