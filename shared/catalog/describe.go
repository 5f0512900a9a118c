package catalog

import (
	"strings"
	"time"

	"capidemo.dev/platform/shared/catalog/thumbnail"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/generate"
)

// anchorMark stands in a specification for the day the data ends; docs/decisions/0007 says why it is not CURRENT_DATE.
const anchorMark = "{{anchor}}"

// Describe turns a specification into a version, without what only the data can tell.
func Describe(spec *dataspec.Spec, day time.Time) (demo.TemplateVersion, error) {
	digest, err := spec.Digest()
	if err != nil {
		return demo.TemplateVersion{}, err
	}
	content, err := spec.ContentDigest()
	if err != nil {
		return demo.TemplateVersion{}, err
	}
	anchor := day.UTC().Format(time.DateOnly)
	dated := strings.NewReplacer(anchorMark, anchor).Replace
	v := demo.TemplateVersion{
		TemplateID: spec.ID, Number: spec.Version, DisplayName: spec.DisplayName,
		Industry: spec.Industry, Description: spec.Description, Tags: spec.Tags, Anchor: anchor, SpecDigest: digest, Content: content, Seed: spec.Seed,
		Instructions: dated(spec.Instructions), Proof: demo.ProofNone,
	}
	for i := range spec.Tables {
		v.Tables = append(v.Tables, describeTable(&spec.Tables[i]))
		v.Relationships = append(v.Relationships, relationships(spec, &spec.Tables[i])...)
	}
	for _, t := range spec.Glossary {
		v.Glossary = append(v.Glossary, demo.Term{Term: t.Term, Definition: dated(t.Definition), Synonyms: t.Synonyms})
	}
	for _, i := range spec.Insights {
		v.Insights = append(v.Insights, demo.Insight{ID: i.ID, Title: i.Title, Story: i.Story, TalkLine: i.TalkLine})
	}
	for i := range spec.GoldenQueries {
		q := &spec.GoldenQueries[i]
		v.GoldenQueries = append(v.GoldenQueries, demo.GoldenQuery{
			ID: q.ID, Question: q.Question, Phrasings: q.Phrasings, SQL: strings.TrimSpace(dated(q.SQL)),
			Complexity: q.Complexity, ResultType: q.ResultType, Insight: q.Insight,
		})
	}
	return v, nil
}

func describeTable(t *dataspec.Table) demo.Table {
	out := demo.Table{Name: t.Name, Description: t.Description, PrimaryKey: t.Key}
	for i := range t.Columns {
		c := &t.Columns[i]
		out.Columns = append(out.Columns, demo.Column{
			Name: c.Name, Type: c.Type, Required: c.Required(), Description: c.Description, Synonyms: c.Synonyms,
		})
	}
	return out
}

func relationships(spec *dataspec.Spec, t *dataspec.Table) []demo.Relationship {
	var out []demo.Relationship
	for i := range t.Columns {
		if to := spec.Table(t.Columns[i].References); to != nil {
			out = append(out, demo.Relationship{FromTable: t.Name, FromColumn: t.Columns[i].Name, ToTable: to.Name, ToColumn: to.Key})
		}
	}
	return out
}

// fill adds what the data tells: sizes, digests, and the exact answers.
func fill(v *demo.TemplateVersion, made *generate.Output, storage Storage, folder string) {
	for i, t := range made.Tables {
		v.Tables[i].Rows, v.Tables[i].Bytes, v.Tables[i].SHA256 = t.Rows, t.Bytes, t.SHA256
		v.Tables[i].Object = storage.URL(tablePath(folder, t.Name))
		v.Rows += t.Rows
	}
	for i := range v.GoldenQueries {
		v.GoldenQueries[i].Expected = made.Answers[v.GoldenQueries[i].ID]
	}
	v.Thumbnail = thumbnail.Draw(picture(v))
}
