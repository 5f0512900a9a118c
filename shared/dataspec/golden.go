package dataspec

// GoldenQuery is a question with verified SQL and the ledger's expression for the expected result.
type GoldenQuery struct {
	At         `json:"-"`
	ID         string   `spec:"id,required"          json:"id"                doc:"Identifier."`
	Question   string   `spec:"question,required"    json:"question"          doc:"The question as a business person asks it."`
	Phrasings  []string `spec:"phrasings,required"   json:"phrasings"         doc:"Three or more other wordings."`
	Complexity string   `spec:"complexity,required"  json:"complexity"        doc:"How hard it is." enum:"easy,medium,hard"`
	ResultType string   `spec:"result_type,required" json:"result_type"       doc:"Shape of the result." enum:"scalar,table,time_series,ranking,comparison"`
	Insight    string   `spec:"insight"              json:"insight,omitempty" doc:"The insight it uncovers."`
	SQL        string   `spec:"sql,required"         json:"sql"               doc:"GoogleSQL with unqualified table names. {{anchor}} stands for the day the data ends, YYYY-MM-DD."`
	Expect     Expect   `spec:"expect,required"      json:"expect"            doc:"The expected result in the ledger's language."`
}

// Expect computes a result from the generated columns, independently of SQL: earlier stages first, then the final one.
type Expect struct {
	At        `json:"-"`
	With      []Stage `spec:"with"      json:"with,omitempty"      doc:"Stages that the final one, or later ones, start from."`
	Tolerance float64 `spec:"tolerance" json:"tolerance,omitempty" doc:"Relative tolerance for ratios and averages; 0 compares exactly."`
	Result    Stage   `spec:"result,required" json:"result"        doc:"The final stage: its columns are the result's."`
}

// Stage filters, groups and measures the rows of a table or of an earlier stage.
type Stage struct {
	At       `json:"-"`
	Name     string   `spec:"name"          json:"name,omitempty"     doc:"Name by which later stages start from this one."`
	From     string   `spec:"from,required" json:"from"               doc:"A table, or an earlier stage."`
	Where    string   `spec:"where"         json:"where,omitempty"    doc:"Condition on a row."`
	By       Named    `spec:"by"            json:"by,omitempty"       doc:"Columns to group by, name: expression."`
	Measures Named    `spec:"measures"      json:"measures,omitempty" doc:"Aggregates, name: expression of sum, count, count_distinct, avg, min, max, sum_if, count_if."`
	Having   string   `spec:"having"        json:"having,omitempty"   doc:"Condition on a group."`
	Order    []string `spec:"order"         json:"order,omitempty"    doc:"Names to order by; a minus sign in front orders descending. A result with an order is compared in order."`
	Compute  Named    `spec:"compute"       json:"compute,omitempty"  doc:"Columns computed from the groups in their order; besides scalar functions lag(x), total(x), running(x) and row_number()."`
	Filter   string   `spec:"filter"        json:"filter,omitempty"   doc:"Condition on the computed rows."`
	Limit    int      `spec:"limit"         json:"limit,omitempty"    doc:"Only the first so many rows."`
	Columns  []string `spec:"columns"       json:"columns,omitempty"  doc:"Names of the result's columns in order; by, measures and compute in this order when left out."`
}
