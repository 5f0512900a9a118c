package result

import (
	"math/big"
	"strings"
	"time"
)

// Column is one column of a result. Type is BigQuery's (STRING, INT64, FLOAT64, NUMERIC, BIGNUMERIC, BOOL, DATE, DATETIME,
// TIME, TIMESTAMP, BYTES, JSON, STRUCT ...). Repeated columns hold lists.
type Column struct {
	Name     string
	Type     string
	Repeated bool
}

// Cell is one value. Text is canonical: integers and decimals in plain notation, dates and times in ISO 8601, booleans as true
// and false. Nested holds a list ([]any) or a struct (map[string]any) of such texts; Text is then empty.
type Cell struct {
	Text   string
	Null   bool
	Nested any
}

// Result is a query's answer. Total counts all rows of the answer, of which Rows may be the first part.
type Result struct {
	Columns []Column
	Rows    [][]Cell
	Total   uint64
}

// Truncated reports whether rows are missing.
func (r *Result) Truncated() bool { return r.Total > uint64(len(r.Rows)) }

// Number gives the exact value of a numeric cell, and false for NULL, for other types and for NaN and infinities.
func (r *Result) Number(row, col int) (*big.Rat, bool) {
	cell := r.Rows[row][col]
	if cell.Null || !r.Columns[col].numeric() {
		return nil, false
	}
	return new(big.Rat).SetString(cell.Text)
}

// Time gives the instant at which the period named by a temporal cell begins: a date, a timestamp, or a text such as 2025,
// 2025-03, 2025-Q1 or 2025-03-09.
func (r *Result) Time(row, col int) (time.Time, bool) {
	cell := r.Rows[row][col]
	if cell.Null || cell.Nested != nil {
		return time.Time{}, false
	}
	return parseTime(cell.Text)
}

func (c Column) numeric() bool {
	if c.Repeated {
		return false
	}
	switch c.Type {
	case "INT64", "INTEGER", "FLOAT64", "FLOAT", "NUMERIC", "BIGNUMERIC":
		return true
	}
	return false
}

func (c Column) integer() bool { return c.Type == "INT64" || c.Type == "INTEGER" }

func (c Column) date() bool {
	switch c.Type {
	case "DATE", "DATETIME", "TIMESTAMP":
		return !c.Repeated
	}
	return false
}

// words splits a column name: "AvgOrder_value" gives avgorder, value.
func (c Column) words() []string {
	return strings.FieldsFunc(strings.ToLower(c.Name), func(r rune) bool { return r == '_' || r == ' ' || r == '.' || r == '-' })
}

// Label is the column's name as a person reads it: "total_revenue" is "Total revenue".
func (c Column) Label() string {
	words := c.words()
	for i, w := range words {
		if long, ok := spelled[w]; ok {
			words[i] = long
		}
	}
	label := strings.Join(words, " ")
	if label == "" {
		return c.Name
	}
	return strings.ToUpper(label[:1]) + label[1:]
}

// spelled lists the short forms that are common in column names.
var spelled = map[string]string{ //nolint:gochecknoglobals // a constant table
	"avg": "average", "num": "number of", "qty": "quantity", "pct": "percentage", "cnt": "count", "prev": "previous",
	"aov": "AOV", "ltv": "LTV", "clv": "CLV", "mrr": "MRR", "arr": "ARR", "gmv": "GMV", "id": "ID", "sku": "SKU", "yoy": "year-over-year",
	"mom": "month-over-month", "min": "minimum", "max": "maximum",
}

func parseTime(text string) (time.Time, bool) {
	if len(text) == 7 && text[4] == '-' && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4' {
		year, err := time.Parse("2006", text[:4])
		return year.AddDate(0, 3*int(text[6]-'1'), 0), err == nil
	}
	for _, layout := range []string{
		time.DateOnly, "2006-01", "2006", time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
