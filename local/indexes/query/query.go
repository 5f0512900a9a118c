// Package query understands what is asked of Firestore: a query as its conditions, its order and the part of an index in which its results lie
// (Parse), the indexes that Firestore has (firestore.indexes.json and the automatic ones), and which of them serve a query together (Serve).
//
// An index is an ordered list of entries, each of values that are fixed by the query's equalities, behind them the values in the query's order
// and the document's name. Where several indexes serve a query, each for some of its equalities, they agree in what stands behind those, so
// that they can be merged. What Firestore would refuse for want of an index, and what is not understood here, is for the emulator to answer.
//
// What must not go in: documents, the emulator. query_test.go holds the parsing and the choice; that the results are those of the emulator is
// held in local/indexes.
package query

import (
	"math"
	"slices"
	"strings"

	"cloud.google.com/go/firestore/apiv1/firestorepb"

	"capidemo.dev/platform/local/indexes/order"
)

// Query is a question that indexes can answer.
type Query struct {
	Parent     string // the document that has the collection, relative to the database's documents; empty where the database has it
	Collection string
	Group      bool // of all collections of the name
	Equal      []Condition
	Contains   []Condition
	Order      []Order // without the name, which is always last
	NameDesc   bool    // whether the name, behind the order, descends in the index
	Reverse    bool    // whether the index is read backwards
	Low, High  []byte  // bounds of what stands behind the fixed values: from Low on and before High; nil for none
	Offset     int
	Limit      int    // at most so many; -1 for all
	Select     []Path // these fields only; empty for none of them, nil for all
}

// Condition is a field with the value it has, or contains.
type Condition struct {
	Field Path
	Value []byte
}

// Order is one field of an order. Orders are turned so that the first field of each ascends: an index serves both ways.
type Order struct {
	Field Path
	Desc  bool
}

// parser collects what a request says.
type parser struct {
	Query

	database    string // projects/P/databases/D
	ranges      []*firestorepb.StructuredQuery_FieldFilter
	nameDesc    bool
	named       bool
	cursorPaths []Path // of the orders that a cursor's values are in
}

// Parse reads a query below a parent, which is the full name of a document or of the database's documents. It gives false for what indexes do
// not answer here.
func Parse(parent string, of *firestorepb.StructuredQuery) (*Query, bool) {
	database, within, ok := Split(parent)
	if !ok || len(of.GetFrom()) != 1 || of.GetFrom()[0].GetCollectionId() == "" || of.GetFindNearest() != nil {
		return nil, false
	}
	p := &parser{database: database, Query: Query{
		Parent: within, Collection: of.GetFrom()[0].GetCollectionId(), Group: of.GetFrom()[0].GetAllDescendants(), Offset: int(of.GetOffset()), Limit: -1,
	}}
	if of.GetLimit() != nil {
		p.Limit = int(of.GetLimit().GetValue())
	}
	if p.Limit == 0 || p.Limit < -1 || p.Offset < 0 || p.Group && p.Parent != "" {
		return nil, false
	}
	if !p.filters(of.GetWhere()) || !p.orders(of.GetOrderBy()) || !p.consistent() || !p.bounds(of.GetStartAt(), of.GetEndAt()) || !p.projection(of.GetSelect()) {
		return nil, false
	}
	return &p.Query, true
}

// Split cuts the full name of a document, or of a database's documents, into the database's and the path below.
func Split(name string) (database, within string, ok bool) {
	parts := strings.SplitN(name, "/", 6)
	if len(parts) < 5 || parts[0] != "projects" || parts[2] != "databases" || parts[4] != "documents" {
		return "", "", false
	}
	if len(parts) == 6 {
		within = parts[5]
	}
	return strings.Join(parts[:4], "/"), within, true
}

// filters collects the conditions, which must all hold.
func (p *parser) filters(f *firestorepb.StructuredQuery_Filter) bool {
	switch f := f.GetFilterType().(type) {
	case nil:
		return true
	case *firestorepb.StructuredQuery_Filter_CompositeFilter:
		return f.CompositeFilter.GetOp() == firestorepb.StructuredQuery_CompositeFilter_AND && !slices.ContainsFunc(f.CompositeFilter.GetFilters(),
			func(one *firestorepb.StructuredQuery_Filter) bool { return !p.filters(one) })
	case *firestorepb.StructuredQuery_Filter_UnaryFilter:
		return p.unary(f.UnaryFilter)
	case *firestorepb.StructuredQuery_Filter_FieldFilter:
		return p.field(f.FieldFilter)
	default:
		return false
	}
}

func (p *parser) unary(f *firestorepb.StructuredQuery_UnaryFilter) bool {
	path, ok := ParsePath(f.GetField().GetFieldPath())
	if f.GetOp() != firestorepb.StructuredQuery_UnaryFilter_IS_NULL || !ok || path == Name {
		return false
	}
	p.Equal = append(p.Equal, Condition{path, order.Value(nil, nil)})
	return true
}

func (p *parser) field(f *firestorepb.StructuredQuery_FieldFilter) bool {
	path, ok := ParsePath(f.GetField().GetFieldPath())
	if !ok || special(f.GetValue()) {
		return false
	}
	switch f.GetOp() {
	case firestorepb.StructuredQuery_FieldFilter_EQUAL:
		if path == Name {
			p.ranges = append(p.ranges, f)
			return true
		}
		p.Equal = append(p.Equal, Condition{path, order.Value(nil, f.GetValue())})
	case firestorepb.StructuredQuery_FieldFilter_ARRAY_CONTAINS:
		p.Contains = append(p.Contains, Condition{path, order.Value(nil, f.GetValue())})
		return path != Name
	case firestorepb.StructuredQuery_FieldFilter_LESS_THAN, firestorepb.StructuredQuery_FieldFilter_LESS_THAN_OR_EQUAL,
		firestorepb.StructuredQuery_FieldFilter_GREATER_THAN, firestorepb.StructuredQuery_FieldFilter_GREATER_THAN_OR_EQUAL:
		p.ranges = append(p.ranges, f)
		return f.GetValue().GetMapValue() == nil // the emulator has vectors among the maps
	default:
		return false
	}
	return true
}

// special values are compared in ways of their own: null, and what is no number.
func special(v *firestorepb.Value) bool {
	switch v := v.GetValueType().(type) {
	case *firestorepb.Value_BooleanValue, *firestorepb.Value_IntegerValue, *firestorepb.Value_TimestampValue, *firestorepb.Value_StringValue,
		*firestorepb.Value_BytesValue, *firestorepb.Value_ReferenceValue, *firestorepb.Value_GeoPointValue, *firestorepb.Value_ArrayValue, *firestorepb.Value_MapValue:
		return false
	case *firestorepb.Value_DoubleValue:
		return math.IsNaN(v.DoubleValue)
	default:
		return true
	}
}
