package dataspec

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// Scalar is the text of a scalar of the document; a column's type gives it its meaning. NULL has Null set.
type Scalar struct {
	Text string `json:"text"`
	Null bool   `json:"null,omitempty"`
}

// Weighted is a value with the expression of its weight.
type Weighted struct {
	Value  string `json:"value"`
	Weight string `json:"weight"`
}

// Weights is an ordered mapping from values to weights.
type Weights []Weighted

// NamedExpr is an expression with the name of the column it makes.
type NamedExpr struct {
	Name string `json:"name"`
	Expr string `json:"expr"`
}

// Named is an ordered mapping from names to expressions.
type Named []NamedExpr

// ParseScalar reads a scalar as a value of a column's type. A DATE is YYYY-MM-DD; a TIMESTAMP is RFC 3339.
func ParseScalar(c *Column, s Scalar) (expr.Value, error) {
	if s.Null {
		return expr.Value{}, nil
	}
	switch c.Type {
	case "STRING":
		return expr.NewString(s.Text), nil
	case "BOOL":
		b, err := strconv.ParseBool(s.Text)
		return expr.NewBool(b), err
	case "INT64":
		i, err := strconv.ParseInt(s.Text, 10, 64)
		return expr.NewInt(i), err
	case "FLOAT64":
		f, err := strconv.ParseFloat(s.Text, 64)
		return expr.NewFloat(f), err
	case "NUMERIC":
		return parseDecimal(s.Text, c.DecimalScale())
	case "DATE":
		d, err := expr.ParseDate(s.Text)
		return expr.NewDate(d), err
	case "TIMESTAMP":
		t, err := time.Parse(time.RFC3339, s.Text)
		return expr.NewTimestamp(t.UnixMicro()), err
	}
	return expr.Value{}, fmt.Errorf("unknown type %s", c.Type)
}

// parseDecimal reads plain notation exactly.
func parseDecimal(text string, scale uint8) (expr.Value, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) > int(scale) {
		return expr.Value{}, fmt.Errorf("%s has more than %d fraction digits", text, scale)
	}
	i, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", int(scale)-len(fraction)), 10, 64)
	return expr.NewDecimal(i, scale), err
}
