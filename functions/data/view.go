package data

import (
	"slices"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/warehouse"
)

// TablesRequest names a demo.
type TablesRequest struct {
	DemoID string `path:"demo_id" maxLength:"80"`
}

// TableRequest names a table of a demo.
type TableRequest struct {
	DemoID string `path:"demo_id" maxLength:"80"`
	Table  string `path:"table" maxLength:"300"`
}

// RowsRequest asks for rows of a table.
type RowsRequest struct {
	TableRequest
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// TableList is a demo's tables.
type TableList struct {
	Items         []DataTableView     `json:"items"`
	Relationships []TableRelationship `json:"relationships"`
}

// DataTableView is a table as it is now, with what the template says of it.
type DataTableView struct {
	Name        string            `json:"name"`
	Description string            `json:"description"`
	Rows        int64             `json:"rows"`
	Bytes       int64             `json:"bytes"`
	PrimaryKey  []string          `json:"primary_key"`
	Columns     []TableColumnView `json:"columns"`
}

// TableColumnView is a column as it is now; one that the template does not know has no description.
type TableColumnView struct {
	Name        string   `json:"name"`
	Type        string   `json:"type" doc:"GoogleSQL type; ARRAY<...> for lists"`
	Required    bool     `json:"required"`
	Description string   `json:"description"`
	Synonyms    []string `json:"synonyms"`
}

// TableRelationship is a foreign key, many to one.
type TableRelationship struct {
	FromTable  string `json:"from_table"`
	FromColumn string `json:"from_column"`
	ToTable    string `json:"to_table"`
	ToColumn   string `json:"to_column"`
}

// TablesReply carries a demo's tables.
type TablesReply struct {
	Body TableList
}

// RowColumn is a column of rows.
type RowColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// TableRows is some rows of a table: cells are canonical texts, null is NULL.
type TableRows struct {
	Columns []RowColumn `json:"columns"`
	Rows    [][]*string `json:"rows"`
}

// RowsReply carries rows.
type RowsReply struct {
	Body TableRows
}

// TableProfile is what a table's columns hold.
type TableProfile struct {
	Rows    int64                `json:"rows"`
	Columns []TableColumnProfile `json:"columns" doc:"Columns whose values can be counted; the first 60"`
}

// TableColumnProfile is what a column holds. Counts of distinct and frequent values are exact for few values and approximate for many.
type TableColumnProfile struct {
	Name      string         `json:"name"`
	Type      string         `json:"type"`
	Nulls     int64          `json:"nulls"`
	Distinct  int64          `json:"distinct"`
	Min       *string        `json:"min,omitempty" doc:"Of numbers, days and times, as their canonical texts"`
	Max       *string        `json:"max,omitempty"`
	Mean      *string        `json:"mean,omitempty" doc:"Of numbers"`
	Top       []TopValue     `json:"top" doc:"At most 10, the most frequent first, without NULL"`
	Histogram []HistogramBar `json:"histogram" doc:"At most 20 bars of equal width, empty ones among them"`
}

// TopValue is a value and how often it occurs.
type TopValue struct {
	Value string `json:"value"`
	Count int64  `json:"count"`
}

// HistogramBar holds the values from From to To; of whole numbers and days both are in it.
type HistogramBar struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Count int64  `json:"count"`
}

// ProfileReply carries a profile.
type ProfileReply struct {
	Body TableProfile
}

func viewTable(t *demo.Table, state warehouse.TableState) DataTableView {
	out := DataTableView{
		Name: t.Name, Description: t.Description, Rows: state.Rows, Bytes: state.Bytes, PrimaryKey: []string{}, Columns: make([]TableColumnView, len(state.Columns)),
	}
	if t.PrimaryKey != "" {
		out.PrimaryKey = append(out.PrimaryKey, t.PrimaryKey)
	}
	for i, c := range state.Columns {
		view := TableColumnView{Name: c.Name, Type: typeOf(c), Synonyms: []string{}}
		if j := slices.IndexFunc(t.Columns, func(known demo.Column) bool { return known.Name == c.Name }); j >= 0 {
			known := t.Columns[j]
			view.Required, view.Description, view.Synonyms = known.Required, known.Description, append(view.Synonyms, known.Synonyms...)
		}
		out.Columns[i] = view
	}
	return out
}

func typeOf(c warehouse.Column) string {
	if c.Repeated {
		return "ARRAY<" + c.Type + ">"
	}
	return c.Type
}

func viewRows(columns []warehouse.Column, answer warehouse.Answer) TableRows {
	out := TableRows{Columns: make([]RowColumn, len(columns)), Rows: make([][]*string, len(answer.Rows))}
	for i, c := range columns {
		out.Columns[i] = RowColumn{Name: c.Name, Type: typeOf(c)}
	}
	for i, row := range exam.Rows(answer.Rows) {
		out.Rows[i] = row.Cells
	}
	return out
}

func viewProfile(p warehouse.Profile) TableProfile {
	out := TableProfile{Rows: p.Rows, Columns: make([]TableColumnProfile, len(p.Columns))}
	for i, c := range p.Columns {
		view := TableColumnProfile{
			Name: c.Name, Type: c.Type, Nulls: c.Nulls, Distinct: c.Distinct, Min: exam.Text(c.Min), Max: exam.Text(c.Max),
			Top: make([]TopValue, len(c.Top)), Histogram: make([]HistogramBar, len(c.Bars)),
		}
		if c.Mean != nil {
			view.Mean = exam.Text(*c.Mean)
		}
		for j, top := range c.Top {
			view.Top[j] = TopValue{text(top.Value), top.Count}
		}
		for j, bar := range c.Bars {
			view.Histogram[j] = HistogramBar{text(bar.From), text(bar.To), bar.Count}
		}
		out.Columns[i] = view
	}
	return out
}

// text is the canonical text of a value that is not NULL.
func text(v any) string {
	if t := exam.Text(v); t != nil {
		return *t
	}
	return ""
}
