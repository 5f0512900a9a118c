package templates

import (
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

// ListRequest is GET /templates.
type ListRequest struct {
	Industry string `query:"industry" maxLength:"100"`
	Tag      string `query:"tag"      maxLength:"60"`
	Query    string `query:"q"        maxLength:"200" doc:"Words to look for"`
}

// GetRequest is GET /templates/{template_id}.
type GetRequest struct {
	TemplateID string `path:"template_id" maxLength:"60"`
}

// CardView is a template in the library.
type CardView struct {
	TemplateID    string   `json:"template_id"`
	DisplayName   string   `json:"display_name"`
	Industry      string   `json:"industry"`
	Description   string   `json:"description"`
	Tags          []string `json:"tags"`
	TableCount    int      `json:"table_count"`
	Rows          int64    `json:"rows"`
	GoldenQueries int      `json:"golden_queries"`
	Version       int      `json:"version" doc:"The one new demos are made of"`
	Thumbnail     string   `json:"thumbnail,omitempty" doc:"An SVG drawn from the data, without text or script; at most 6 kB"`
	Seconds       float64  `json:"seconds" doc:"Typically, from acceptance of a demo to active"`
	Uses          int64    `json:"uses"    doc:"Demos made of it so far"`
	Private       bool     `json:"private" doc:"Only your tenant has it"`
}

// ListReply carries the library.
type ListReply struct {
	Body TemplatePage
}

// TemplatePage is a page of the library.
type TemplatePage struct {
	Items      []CardView `json:"items"`
	NextCursor string     `json:"next_cursor,omitempty"`
}

// ColumnView is a column of a table.
type ColumnView struct {
	Name        string `json:"name"`
	Type        string `json:"type" doc:"BigQuery type"`
	Description string `json:"description"`
}

// TableView is a table of a template.
type TableView struct {
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Rows        int64        `json:"rows"`
	Columns     []ColumnView `json:"columns"`
}

// RelationshipView is a foreign key.
type RelationshipView struct {
	FromTable  string `json:"from_table"`
	FromColumn string `json:"from_column"`
	ToTable    string `json:"to_table"`
	ToColumn   string `json:"to_column"`
}

// QuestionView is a golden query as people see it.
type QuestionView struct {
	ID         string `json:"id"`
	Question   string `json:"question"`
	Complexity string `json:"complexity"`
	ResultType string `json:"result_type"`
}

// InsightView is something worth finding in the data.
type InsightView struct {
	Title string `json:"title"`
	Story string `json:"story"`
}

// VersionView is one version of a template.
type VersionView struct {
	CardView
	Anchor        string             `json:"anchor" doc:"The day the data ends"`
	Tables        []TableView        `json:"tables"`
	Relationships []RelationshipView `json:"relationships"`
	Questions     []QuestionView     `json:"questions" doc:"The golden queries"`
	Insights      []InsightView      `json:"insights"`
}

// GetReply carries one template.
type GetReply struct {
	Body VersionView
}

// typicalSeconds is the budget of quick provisioning (docs/benchmarks.md has the measured times).
const typicalSeconds = 1.5

func viewCard(card store.Shelved) CardView {
	_, private := demo.TemplateHome(card.ID)
	return CardView{
		TemplateID: card.ID, DisplayName: card.DisplayName, Industry: card.Industry, Description: card.Description, Tags: nonNil(card.Tags),
		TableCount: card.TableCount, Rows: card.Rows, GoldenQueries: card.GoldenQueries, Version: card.ActiveVersion,
		Thumbnail: card.Thumbnail, Seconds: typicalSeconds, Uses: card.Uses, Private: private,
	}
}

func viewVersion(v demo.TemplateVersion, uses int64) VersionView {
	card := demo.Template{ActiveVersion: v.Number}
	card.Show(&v)
	out := VersionView{
		CardView: viewCard(store.Shelved{Template: card, Uses: uses}),
		Anchor:   v.Anchor, Tables: []TableView{}, Relationships: []RelationshipView{}, Questions: []QuestionView{}, Insights: []InsightView{},
	}
	for _, t := range v.Tables {
		table := TableView{Name: t.Name, Description: t.Description, Rows: t.Rows, Columns: []ColumnView{}}
		for _, c := range t.Columns {
			table.Columns = append(table.Columns, ColumnView{Name: c.Name, Type: c.Type, Description: c.Description})
		}
		out.Tables = append(out.Tables, table)
	}
	for _, r := range v.Relationships {
		out.Relationships = append(out.Relationships, RelationshipView(r))
	}
	for _, q := range v.GoldenQueries {
		out.Questions = append(out.Questions, QuestionView{ID: q.ID, Question: q.Question, Complexity: q.Complexity, ResultType: q.ResultType})
	}
	for _, i := range v.Insights {
		out.Insights = append(out.Insights, InsightView{Title: i.Title, Story: i.Story})
	}
	return out
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
