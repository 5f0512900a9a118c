package dataspec

import "capidemo.dev/platform/shared/dataspec/expr"

// Table is one table.
type Table struct {
	At          `json:"-"`
	Name        string      `spec:"name,required"        json:"name"                   doc:"Name of the table."`
	Description string      `spec:"description,required" json:"description"            doc:"What one row is."`
	Rows        int64       `spec:"rows"                 json:"rows,omitempty"         doc:"Exact number of rows."`
	Ratio       *Ratio      `spec:"ratio"                json:"ratio,omitempty"        doc:"Number of rows as a ratio to another table, instead of rows."`
	Key         string      `spec:"key,required"         json:"key"                    doc:"The column that is the primary key."`
	ChildrenOf  *ChildrenOf `spec:"children_of"          json:"children_of,omitempty"  doc:"Spreads the rows over the rows of a parent table, in the parent's order."`
	Columns     []Column    `spec:"columns,required"     json:"columns"                doc:"The columns."`
}

// Ratio is a number of rows relative to another table.
type Ratio struct {
	At  `json:"-"`
	Of  string  `spec:"of,required"  json:"of"  doc:"The other table."`
	Per float64 `spec:"per,required" json:"per" doc:"Rows for each row of the other table, rounded down in sum."`
}

// ChildrenOf makes each row a child of one parent row. Every qualifying parent gets at least Min children and the rest are
// spread at random, so that the table has exactly its number of rows.
type ChildrenOf struct {
	At     `json:"-"`
	Table  string  `spec:"table,required" json:"table"            doc:"The parent table."`
	Where  string  `spec:"where"          json:"where,omitempty"  doc:"Condition on the parent's columns; other parents have no children."`
	Min    int     `spec:"min"            json:"min"              doc:"Least number of children of a qualifying parent."`
	Spread float64 `spec:"spread"         json:"spread,omitempty" doc:"How unequally the rest is spread: 0 evenly, 1 strongly (sigma of a log-normal)."`
	Weight string  `spec:"weight"         json:"weight,omitempty" doc:"Expression on the parent's columns: a parent with twice the weight gets twice as many of the rest, as invoices by the months of a subscription."`
}

// Column is one flat column.
type Column struct {
	At          `json:"-"`
	Name        string    `spec:"name,required"        json:"name"                 doc:"Name of the column."`
	Type        string    `spec:"type,required"        json:"type"                 doc:"BigQuery type: STRING, INT64, FLOAT64, NUMERIC, BOOL, DATE or TIMESTAMP." enum:"STRING,INT64,FLOAT64,NUMERIC,BOOL,DATE,TIMESTAMP"`
	Scale       int       `spec:"scale"                json:"scale,omitempty"      doc:"Fraction digits of a NUMERIC column, 0 to 9; 2 when left out."`
	Description string    `spec:"description,required" json:"description"          doc:"What the value means."`
	Synonyms    []string  `spec:"synonyms"             json:"synonyms,omitempty"   doc:"Other words people use for the column."`
	Nulls       float64   `spec:"nulls"                json:"nulls,omitempty"      doc:"Share of NULLs, 0 to 1, sprinkled over the generated values."`
	Nullable    bool      `spec:"nullable"             json:"nullable,omitempty"   doc:"Whether the generator itself may give NULL, as the time of something that has not happened."`
	OnlyIf      string    `spec:"only_if"              json:"only_if,omitempty"    doc:"Condition on the row; where it does not hold the value is NULL."`
	References  string    `spec:"references"           json:"references,omitempty" doc:"The table whose key this column holds."`
	Gen         Generator `spec:"gen,required"         json:"gen"                  doc:"How values are made: exactly one generator."`
}

// Required reports whether the column never holds NULL.
func (c *Column) Required() bool { return c.Nulls == 0 && !c.Nullable && c.OnlyIf == "" }

// DecimalScale is the number of fraction digits of a NUMERIC column.
func (c *Column) DecimalScale() uint8 {
	switch {
	case c.Type != "NUMERIC":
		return 0
	case c.Scale == 0:
		return 2
	}
	return uint8(c.Scale)
}

// ExprType is the type of the column in expressions.
func (c *Column) ExprType() expr.Type { return exprTypes[c.Type] }

var exprTypes = map[string]expr.Type{
	"STRING": expr.String, "INT64": expr.Int, "FLOAT64": expr.Float, "NUMERIC": expr.Decimal,
	"BOOL": expr.Bool, "DATE": expr.Date, "TIMESTAMP": expr.Timestamp,
}

// Table finds a table by name; nil when there is none.
func (s *Spec) Table(name string) *Table {
	for i := range s.Tables {
		if s.Tables[i].Name == name {
			return &s.Tables[i]
		}
	}
	return nil
}

// Column finds a column by name; nil when there is none.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// RowCount is the exact number of rows of a table; ratios are followed to the table they refer to. It is 0 for an unknown
// table or a circle of ratios, which Validate reports.
func (s *Spec) RowCount(table string) int64 { return s.rowCount(table, len(s.Tables)) }

func (s *Spec) rowCount(table string, depth int) int64 {
	t := s.Table(table)
	switch {
	case t == nil || depth < 0:
		return 0
	case t.Ratio == nil:
		return t.Rows
	}
	return int64(float64(s.rowCount(t.Ratio.Of, depth-1)) * t.Ratio.Per)
}
