package compose

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/shared/googlesql"
)

// Request is what to compute. Measure is required; everything else narrows or splits it.
type Request struct {
	Model    *semantic.Model
	Measure  *semantic.Measure
	Also     []*semantic.Measure // further figures of the same table
	Dims     []Dimension
	Where    []semantic.Condition // asked for
	Standard []semantic.Condition // of the measure's table, as far as they apply
	Having   *Bound
	Time     *semantic.Column
	Period   calendar.Period
	Compare  *calendar.Period // a second period to put beside the first
	Share    bool             // of the total, for each group
	ShareOf  []semantic.Condition
	Sides    []semantic.Condition // two parts, which may overlap, put beside each other
	Growth   bool                 // against the period before, for each period of the series
	Running  bool                 // added up from the first period of the series on
	Each     []string             // aliases of Dims; Order and Limit then hold within each of these instead of over all rows
	Per      *Per
	Repeat   *Repeat
	Order    Order
	Limit    int
	Chart    string // bar, line, pie or table, "" for the best
}

// Order is how the rows are ranked; Natural puts series in time and everything else from the highest.
type Order uint8

// The orders.
const (
	Natural Order = iota
	Descending
	Ascending
)

// Dimension is something to group by: columns of one table, a grain of the request's time, or a part of it ("weekday", "hour").
type Dimension struct {
	Columns []*semantic.Column // the last one or two name the row, a key before them tells namesakes apart
	Alias   string
	Unit    calendar.Unit
	Part    string
}

// Temporal reports whether the dimension orders rows in time.
func (d Dimension) Temporal() bool { return d.Unit != calendar.None && d.Part == "" }

// Spoken is the dimension in words.
func (d Dimension) Spoken() string { return strings.ReplaceAll(d.Alias, "_", " ") }

// Bound compares the measure of a group with a number.
type Bound struct{ Op, Number string }

// Per divides the measure: by the distinct keys of an entity, or averages it over the units of time.
type Per struct {
	Key  *semantic.Column
	Unit calendar.Unit
	Name string
}

// Repeat counts entities that have a number of rows of the measure's table: customers with at least two orders.
type Repeat struct {
	Key    *semantic.Column // in the measure's table
	Entity *semantic.Table
	Bound  Bound
}

// comparable operators in words.
var operatorWords = map[string]string{">": "above", ">=": "at least", "<": "below", "<=": "at most", "=": "exactly"}

func (b Bound) String() string { return operatorWords[b.Op] + " " + b.Number }

// columnsUsed lists every column that the statement reads.
func (r *Request) columnsUsed() []*semantic.Column {
	var out []*semantic.Column
	for _, m := range append([]*semantic.Measure{r.Measure}, r.Also...) {
		out = append(out, columnsOf(r.Model, m.Expr)...)
	}
	for _, c := range r.conditions() {
		out = append(out, c.Columns...)
	}
	for _, c := range slices.Concat(r.ShareOf, r.Sides) {
		out = append(out, c.Columns...)
	}
	for _, d := range r.Dims {
		out = append(out, d.Columns...)
	}
	if r.Per != nil && r.Per.Key != nil {
		out = append(out, r.Per.Key)
	}
	if r.Repeat != nil {
		out = append(out, r.Repeat.Key)
	}
	if r.usesTime() {
		out = append(out, r.Time)
	}
	return out
}

// conditions are all that hold for each row: what defines the measure, what always goes with its table, and what was asked.
func (r *Request) conditions() []semantic.Condition {
	var out []semantic.Condition
	for _, c := range slices.Concat(r.Standard, r.Measure.Where, r.Where) {
		if !slices.ContainsFunc(out, func(known semantic.Condition) bool { return semantic.Same(known.Expr, c.Expr) }) {
			out = append(out, c)
		}
	}
	return out
}

func (r *Request) usesTime() bool {
	if !r.Period.IsZero() || r.Compare != nil || r.Per != nil && r.Per.Unit != calendar.None {
		return true
	}
	for _, d := range r.Dims {
		if d.Unit != calendar.None || d.Part != "" {
			return true
		}
	}
	return false
}

func columnsOf(m *semantic.Model, e googlesql.Expr) []*semantic.Column {
	var out []*semantic.Column
	googlesql.Walk(e, func(n googlesql.Node) bool {
		if p, ok := n.(*googlesql.Path); ok && len(p.Parts) == 2 {
			if t := m.Aliased(p.Parts[0].Name); t != nil && t.Column(p.Parts[1].Name) != nil {
				out = append(out, t.Column(p.Parts[1].Name))
			}
		}
		return true
	})
	return out
}

// series is the request's time dimension, nil if it has none.
func (r *Request) series() *Dimension {
	for i := range r.Dims {
		if r.Dims[i].Temporal() {
			return &r.Dims[i]
		}
	}
	return nil
}
