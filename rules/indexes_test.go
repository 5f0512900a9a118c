package rules

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/store"
)

// indexFile is firestore.indexes.json.
type indexFile struct {
	Indexes   []index    `json:"indexes"`
	Overrides []override `json:"fieldOverrides"`
}

type index struct {
	Collection string       `json:"collectionGroup"`
	Scope      string       `json:"queryScope"`
	Fields     []indexField `json:"fields"`
}

type indexField struct {
	Path  string `json:"fieldPath"`
	Order string `json:"order"`
	Array string `json:"arrayConfig"`
}

// override replaces the automatic indexes of one field.
type override struct {
	Collection string   `json:"collectionGroup"`
	Field      string   `json:"fieldPath"`
	TTL        bool     `json:"ttl"`
	Indexes    []single `json:"indexes"`
}

type single struct {
	Order string `json:"order"`
	Scope string `json:"queryScope"`
}

func readIndexes(t *testing.T) indexFile {
	t.Helper()
	text, err := os.ReadFile("../firestore.indexes.json")
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	var file indexFile
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	return file
}

// query is one concrete form of a shape, with a certain choice of the optional filters.
type query struct {
	store.Shape
	equal    []string
	contains string
}

// queries gives every choice of a shape's optional filters.
func queries(s store.Shape) []query {
	all := []query{{Shape: s, equal: s.Equal}}
	for _, field := range s.Optional {
		for _, q := range all {
			q.equal = append(slices.Clone(q.equal), field)
			all = append(all, q)
		}
	}
	if s.Contains != "" {
		for _, q := range all {
			q.contains = s.Contains
			all = append(all, q)
		}
	}
	return all
}

func (q query) String() string {
	return fmt.Sprintf("%s on %s, equal %v, contains %q, order %v", q.Query, q.Collection, q.equal, q.contains, q.Order)
}

// order is the query's order without __name__ in the direction of the field before it, which every index ends with anyway.
func (q query) order() []store.Order {
	order := slices.Clone(q.Order)
	if n := len(order); n > 0 && order[n-1].Field == store.Name && (n == 1 && !order[0].Desc || n > 1 && order[n-1].Desc == order[n-2].Desc) {
		order = order[:n-1]
	}
	return order
}

// servedBy tells whether Firestore finds indexes for the query.
func (f indexFile) servedBy(q query) bool {
	if f.automatic(q) {
		return true
	}
	if q.contains != "" { // only equality filters merge by documented promise
		return slices.ContainsFunc(f.Indexes, func(i index) bool {
			filters, ok := i.filters(q)
			return ok && len(filters) == len(q.equal)+1
		})
	}
	merged := map[string]bool{}
	for _, i := range f.Indexes {
		filters, ok := i.filters(q)
		for _, field := range filters {
			merged[field] = merged[field] || ok
		}
	}
	return len(q.equal) > 0 && !slices.ContainsFunc(q.equal, func(field string) bool { return !merged[field] })
}

// automatic tells whether single-field indexes do: equality filters alone (they merge), or one field's order or range alone.
func (f indexFile) automatic(q query) bool {
	order, filters := q.order(), slices.Clone(q.equal)
	if q.contains != "" {
		filters = append(filters, q.contains)
	}
	for _, o := range order {
		filters = append(filters, o.Field)
	}
	if len(order) > 1 || len(order) == 1 && len(filters) > 1 {
		return false
	}
	return !slices.ContainsFunc(filters, func(field string) bool { return !f.single(q, field) })
}

// single tells whether a field has a single-field index in the query's scope: without an override every field has those of its
// collection, and none across collections.
func (f indexFile) single(q query, field string) bool {
	for _, o := range f.Overrides {
		if o.Collection == q.Collection && o.Field == field {
			return slices.ContainsFunc(o.Indexes, func(i single) bool { return (i.Scope == "COLLECTION_GROUP") == q.Group })
		}
	}
	return !q.Group
}

// filters gives the filters of the query that the index serves; ok is false when it cannot help: it sorts another way, or has a field
// the query does not filter by.
func (i index) filters(q query) (served []string, ok bool) {
	order := q.order()
	prefix := len(i.Fields) - len(order)
	if i.Collection != q.Collection || (i.Scope == "COLLECTION_GROUP") != q.Group || prefix < 1 {
		return nil, false
	}
	for n, o := range order {
		if field := i.Fields[prefix+n]; field.Path != o.Field || (field.Order == "DESCENDING") != o.Desc {
			return nil, false
		}
	}
	for _, field := range i.Fields[:prefix] {
		equality := field.Array == "" && slices.Contains(q.equal, field.Path)
		if !equality && (field.Array != "CONTAINS" || field.Path != q.contains) {
			return nil, false
		}
		served = append(served, field.Path)
	}
	return served, true
}

// unserved lists the queries that Firestore would refuse.
func (f indexFile) unserved() []query {
	var out []query
	for _, shape := range store.Shapes() {
		for _, q := range queries(shape) {
			if !f.servedBy(q) {
				out = append(out, q)
			}
		}
	}
	return out
}

func TestEveryQueryIsServed(t *testing.T) {
	t.Parallel()
	for _, q := range readIndexes(t).unserved() {
		t.Errorf("firestore.indexes.json serves no query %s", q)
	}
}

// TestEveryIndexIsUsed holds that without any one index some query would be refused: an index costs every write.
func TestEveryIndexIsUsed(t *testing.T) {
	t.Parallel()
	file := readIndexes(t)
	for n, i := range file.Indexes {
		less := file
		less.Indexes = slices.Delete(slices.Clone(file.Indexes), n, n+1)
		if len(less.unserved()) == 0 {
			t.Errorf("firestore.indexes.json: no query needs the index on %s %v", i.Collection, i.Fields)
		}
	}
	for n, o := range file.Overrides {
		less := file
		less.Overrides = slices.Delete(slices.Clone(file.Overrides), n, n+1)
		if len(o.Indexes) > 0 && len(less.unserved()) == 0 {
			t.Errorf("firestore.indexes.json: no query needs the override of %s.%s", o.Collection, o.Field)
		}
	}
}

// TestExpiry holds that what is kept for a time goes away by itself.
func TestExpiry(t *testing.T) {
	t.Parallel()
	if !slices.ContainsFunc(readIndexes(t).Overrides, func(o override) bool {
		return o.Collection == "idempotency" && o.Field == "expires_at" && o.TTL
	}) {
		t.Error("firestore.indexes.json: idempotency.expires_at has no TTL policy; records of used keys would stay for ever")
	}
}
