package query_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"capidemo.dev/platform/local/indexes/query"
	"capidemo.dev/platform/shared/store"
)

const documents = "projects/p/databases/(default)/documents"

func declared(t *testing.T) *query.Indexes {
	t.Helper()
	x, err := query.ReadIndexes("../../../firestore.indexes.json")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func text(s string) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_StringValue{StringValue: s}}
}

func reference(s string) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_ReferenceValue{ReferenceValue: documents + "/" + s}}
}

// where is a filter with all of some conditions.
func where(conditions ...*firestorepb.StructuredQuery_FieldFilter) *firestorepb.StructuredQuery_Filter {
	all := &firestorepb.StructuredQuery_CompositeFilter{Op: firestorepb.StructuredQuery_CompositeFilter_AND}
	for _, c := range conditions {
		all.Filters = append(all.Filters, &firestorepb.StructuredQuery_Filter{FilterType: &firestorepb.StructuredQuery_Filter_FieldFilter{FieldFilter: c}})
	}
	return &firestorepb.StructuredQuery_Filter{FilterType: &firestorepb.StructuredQuery_Filter_CompositeFilter{CompositeFilter: all}}
}

func is(field string, op firestorepb.StructuredQuery_FieldFilter_Operator, v *firestorepb.Value) *firestorepb.StructuredQuery_FieldFilter {
	return &firestorepb.StructuredQuery_FieldFilter{Field: &firestorepb.StructuredQuery_FieldReference{FieldPath: field}, Op: op, Value: v}
}

func by(field string, desc bool) *firestorepb.StructuredQuery_Order {
	direction := firestorepb.StructuredQuery_ASCENDING
	if desc {
		direction = firestorepb.StructuredQuery_DESCENDING
	}
	return &firestorepb.StructuredQuery_Order{Field: &firestorepb.StructuredQuery_FieldReference{FieldPath: field}, Direction: direction}
}

func from(collection string, group bool) []*firestorepb.StructuredQuery_CollectionSelector {
	return []*firestorepb.StructuredQuery_CollectionSelector{{CollectionId: collection, AllDescendants: group}}
}

// TestEveryDeclaredQueryIsServed: what the platform asks is answered from the indexes that it declares, with every choice of filters.
func TestEveryDeclaredQueryIsServed(t *testing.T) {
	t.Parallel()
	x := declared(t)
	for _, s := range store.Shapes() {
		for chosen := range 1 << len(s.Optional) {
			conditions := []*firestorepb.StructuredQuery_FieldFilter{}
			for _, f := range s.Equal {
				conditions = append(conditions, is(f, firestorepb.StructuredQuery_FieldFilter_EQUAL, text("v")))
			}
			for i, f := range s.Optional {
				if chosen&(1<<i) != 0 {
					conditions = append(conditions, is(f, firestorepb.StructuredQuery_FieldFilter_EQUAL, text("v")))
				}
			}
			if s.Contains != "" {
				conditions = append(conditions, is(s.Contains, firestorepb.StructuredQuery_FieldFilter_ARRAY_CONTAINS, text("v")))
			}
			if s.Range != "" {
				conditions = append(conditions, is(s.Range, firestorepb.StructuredQuery_FieldFilter_GREATER_THAN, text("v")))
			}
			asked := &firestorepb.StructuredQuery{From: from(s.Collection, s.Group), Where: where(conditions...)}
			for _, o := range s.Order {
				asked.OrderBy = append(asked.OrderBy, by(o.Field, o.Desc))
			}
			q, ok := query.Parse(documents, asked)
			if !ok || len(x.Serve(q)) == 0 {
				t.Errorf("%s of %s with filters %b: understood %t, but no index serves it", s.Query, s.Collection, chosen, ok)
			}
		}
	}
}

// TestServe says which indexes are read together.
func TestServe(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "indexes.json")
	const file = `{"indexes": [
		{"collectionGroup": "c", "queryScope": "COLLECTION", "fields": [{"fieldPath": "a", "order": "ASCENDING"}, {"fieldPath": "at", "order": "DESCENDING"}]},
		{"collectionGroup": "c", "queryScope": "COLLECTION", "fields": [{"fieldPath": "b", "order": "ASCENDING"}, {"fieldPath": "at", "order": "DESCENDING"}]},
		{"collectionGroup": "c", "queryScope": "COLLECTION", "fields": [{"fieldPath": "tags", "arrayConfig": "CONTAINS"}, {"fieldPath": "at", "order": "DESCENDING"}]},
		{"collectionGroup": "c", "queryScope": "COLLECTION", "fields": [{"fieldPath": "at", "order": "ASCENDING"}, {"fieldPath": "b", "order": "DESCENDING"}]},
		{"collectionGroup": "c", "queryScope": "COLLECTION_GROUP", "fields": [{"fieldPath": "a", "order": "ASCENDING"}, {"fieldPath": "b", "order": "ASCENDING"}]}
	], "fieldOverrides": [
		{"collectionGroup": "c", "fieldPath": "text", "indexes": []},
		{"collectionGroup": "c", "fieldPath": "watch", "indexes": [{"order": "ASCENDING", "queryScope": "COLLECTION_GROUP"}]}
	]}`
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	x, err := query.ReadIndexes(path)
	if err != nil {
		t.Fatal(err)
	}
	equal := func(fields ...string) *firestorepb.StructuredQuery_Filter {
		all := make([]*firestorepb.StructuredQuery_FieldFilter, 0, len(fields))
		for _, f := range fields {
			all = append(all, is(f, firestorepb.StructuredQuery_FieldFilter_EQUAL, text("v")))
		}
		return where(all...)
	}
	for name, c := range map[string]struct {
		group bool
		where *firestorepb.StructuredQuery_Filter
		order []*firestorepb.StructuredQuery_Order
		want  []string // the fixed fields of each index
	}{
		"all":                               {want: []string{"[]"}},
		"all of a group":                    {group: true, want: []string{"[]"}},
		"names backwards":                   {order: []*firestorepb.StructuredQuery_Order{by(query.Name, true)}},
		"one field":                         {where: equal("x"), want: []string{"[{x false}]"}},
		"fields of their own are merged":    {where: equal("x", "y"), want: []string{"[{x false}]", "[{y false}]"}},
		"an order":                          {order: []*firestorepb.StructuredQuery_Order{by("x", true)}, want: []string{"[]"}},
		"an order and the name against it":  {order: []*firestorepb.StructuredQuery_Order{by("x", true), by(query.Name, false)}},
		"declared":                          {where: equal("a"), order: []*firestorepb.StructuredQuery_Order{by("at", true)}, want: []string{"[{a false}]"}},
		"declared, read backwards":          {where: equal("a"), order: []*firestorepb.StructuredQuery_Order{by("at", false)}, want: []string{"[{a false}]"}},
		"declared ones are merged":          {where: equal("b", "a"), order: []*firestorepb.StructuredQuery_Order{by("at", true)}, want: []string{"[{a false}]", "[{b false}]"}},
		"not declared":                      {where: equal("a", "x"), order: []*firestorepb.StructuredQuery_Order{by("at", true)}},
		"two orders":                        {order: []*firestorepb.StructuredQuery_Order{by("at", false), by("b", true)}, want: []string{"[]"}},
		"two orders, both turned":           {order: []*firestorepb.StructuredQuery_Order{by("at", true), by("b", false)}, want: []string{"[]"}},
		"two orders, one turned":            {order: []*firestorepb.StructuredQuery_Order{by("at", true), by("b", true)}},
		"declared without an order":         {group: true, where: equal("a", "b"), want: []string{"[{a false} {b false}]"}},
		"a part of it with an order":        {group: true, where: equal("a"), order: []*firestorepb.StructuredQuery_Order{by("b", true)}, want: []string{"[{a false}]"}},
		"groups have no automatic ones":     {group: true, where: equal("x")},
		"but where a field says so":         {group: true, order: []*firestorepb.StructuredQuery_Order{by("watch", false)}, want: []string{"[]"}},
		"and then collections have none":    {order: []*firestorepb.StructuredQuery_Order{by("watch", false)}},
		"a field without":                   {where: equal("text")},
		"a value in an array":               {where: where(is("x", firestorepb.StructuredQuery_FieldFilter_ARRAY_CONTAINS, text("v"))), want: []string{"[{x true}]"}},
		"a value in an array, and an order": {where: where(is("tags", firestorepb.StructuredQuery_FieldFilter_ARRAY_CONTAINS, text("v"))), order: []*firestorepb.StructuredQuery_Order{by("at", true)}, want: []string{"[{tags true}]"}},
	} {
		q, ok := query.Parse(documents, &firestorepb.StructuredQuery{From: from("c", c.group), Where: c.where, OrderBy: c.order})
		if !ok {
			t.Errorf("%s: not understood", name)
			continue
		}
		scans := x.Serve(q)
		var got []string
		if len(scans) > 0 {
			got = make([]string, len(scans))
		}
		for i, scan := range scans {
			got[i] = fmt.Sprint(scan.Fixed)
		}
		slices.Sort(got)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", name, d)
		}
	}
}

// TestWhatIsNotUnderstood is for the emulator to answer.
func TestWhatIsNotUnderstood(t *testing.T) {
	t.Parallel()
	const less, equal, contains = firestorepb.StructuredQuery_FieldFilter_LESS_THAN, firestorepb.StructuredQuery_FieldFilter_EQUAL, firestorepb.StructuredQuery_FieldFilter_ARRAY_CONTAINS
	c := from("c", false)
	for name, q := range map[string]*firestorepb.StructuredQuery{
		"no collection":                {},
		"two collections":              {From: append(from("a", false), from("b", false)...)},
		"all collections":              {From: from("", true)},
		"nothing of it":                {From: c, Limit: wrapperspb.Int32(0)},
		"another comparison":           {From: c, Where: where(is("a", firestorepb.StructuredQuery_FieldFilter_IN, text("v")))},
		"null":                         {From: c, Where: where(is("a", equal, &firestorepb.Value{ValueType: &firestorepb.Value_NullValue{}}))},
		"one field twice":              {From: c, Where: where(is("a", equal, text("v")), is("a", equal, text("w")))},
		"two ranges":                   {From: c, Where: where(is("a", less, text("v")), is("b", less, text("w")))},
		"a range behind another order": {From: c, Where: where(is("a", less, text("v"))), OrderBy: []*firestorepb.StructuredQuery_Order{by("b", false), by("a", false)}},
		"a fixed field in the order":   {From: c, Where: where(is("a", equal, text("v"))), OrderBy: []*firestorepb.StructuredQuery_Order{by("a", false)}},
		"two values in arrays":         {From: c, Where: where(is("a", contains, text("v")), is("b", contains, text("v")))},
		"an order behind the name":     {From: c, OrderBy: []*firestorepb.StructuredQuery_Order{by(query.Name, false), by("a", false)}},
		"a name of elsewhere":          {From: c, Where: where(is(query.Name, less, reference("d/x")))},
		"a name that is a collection":  {From: c, Where: where(is(query.Name, less, reference("c")))},
		"a name that is text":          {From: c, Where: where(is(query.Name, less, text("c/x")))},
		"a cursor beyond the order":    {From: c, OrderBy: []*firestorepb.StructuredQuery_Order{by("a", false)}, StartAt: &firestorepb.Cursor{Values: []*firestorepb.Value{text("v"), reference("c/x")}}},
		"an empty cursor":              {From: c, StartAt: &firestorepb.Cursor{}},
		"no field":                     {From: c, Where: where(is("a..b", equal, text("v")))},
	} {
		if _, ok := query.Parse(documents, q); ok {
			t.Errorf("%s: understood", name)
		}
	}
	if _, ok := query.Parse(documents+"/a/b", &firestorepb.StructuredQuery{From: from("c", true)}); ok {
		t.Error("a group below a document: understood")
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for path, want := range map[string][]string{
		"a": {"a"}, "exam.check_at": {"exam", "check_at"}, "`a.b`": {"a.b"}, "`a\\`b`.c": {"a`b", "c"}, "a.`b`": {"a", "b"}, "`\\\\`": {"\\"},
		"": nil, ".": nil, "a.": nil, ".a": nil, "`a": nil, "`a`b": nil, "a`b": nil, "`a\\": nil,
	} {
		p, ok := query.ParsePath(path)
		var got []string
		if ok {
			got = p.Keys()
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: -want +got\n%s", path, d)
		}
	}
}
