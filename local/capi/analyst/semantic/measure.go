package semantic

import (
	"capidemo.dev/platform/shared/googlesql"
)

// Measure is a figure that can be computed for any group of rows of its base table.
type Measure struct {
	Name   string // in words: "net sales"
	Alias  string // as a column of a result: net_sales
	Base   *Table
	Expr   googlesql.Expr
	Where  []Condition // what defines the measure besides the table's standard conditions
	Column *Column     // of a sum, an average or an extreme of one column
	Form   Form
	Time   *Column    // when a row counts, if verified queries of this measure say so; nil leaves it to Base
	Beside []*Measure // sums that verified queries give beside this count
	Origin string     // how it is known, for the explanation
}

// When is the column that tells when a row of the measure counts, nil if unknown.
func (m *Measure) When() *Column {
	if m.Time != nil {
		return m.Time
	}
	return m.Base.Time
}

// Adds reports whether the figures of groups add up to the figure of all.
func (m *Measure) Adds() bool { return m.Form == Count || m.Form == Sum }

// Conditional reports whether a count counts only rows for which something holds.
func (m *Measure) Conditional() bool {
	_, name := called(m.Expr)
	return name == "COUNTIF"
}

// IsDistinct reports whether the measure counts distinct things.
func (m *Measure) IsDistinct() bool {
	c, _ := called(m.Expr)
	return c != nil && c.Distinct
}

// Segment is a named part of a table: "abandoned checkout". With Least it is an entity with at least so many rows of Of.
type Segment struct {
	Name  string
	Table *Table
	Where []Condition
	Of    *Table
	Least int

	derived bool // from a rate, so that names of its own come first
}

// Value is the column and the value of a segment that is nothing else.
func (s *Segment) Value() (c *Column, value string, ok bool) {
	if len(s.Where) != 1 || len(s.Where[0].Columns) != 1 {
		return nil, "", false
	}
	e, isBinary := s.Where[0].Expr.(*googlesql.Binary)
	if !isBinary || e.Op != "=" {
		return nil, "", false
	}
	text, isText := e.R.(*googlesql.Literal)
	if !isText || text.Kind != googlesql.StringLiteral {
		return nil, "", false
	}
	return s.Where[0].Columns[0], text.Text, true
}
