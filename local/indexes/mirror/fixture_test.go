package mirror_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/indexes/mirror"
	"capidemo.dev/platform/local/indexes/query"
)

const prefix = "projects/p/databases/d/documents/"

func at(n int) time.Time { return time.Unix(int64(n), 0) }

func text(s string) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_StringValue{StringValue: s}}
}

// whole is a change to a document with one field, at a time.
func whole(name string, n int, field, value string) mirror.Change {
	return mirror.Change{
		Name: name, At: timestamppb.New(at(n)), Result: &firestorepb.WriteResult{UpdateTime: timestamppb.New(at(n))},
		Write: &firestorepb.Write{Operation: &firestorepb.Write_Update{Update: &firestorepb.Document{
			Name: prefix + name, Fields: map[string]*firestorepb.Value{field: text(value)},
		}}},
	}
}

// partly is a change of one field.
func partly(name string, n int, field, value string) mirror.Change {
	c := whole(name, n, field, value)
	c.Write.UpdateMask = &firestorepb.DocumentMask{FieldPaths: []string{field}}
	return c
}

func gone(name string, n int) mirror.Change {
	return mirror.Change{Name: name, At: timestamppb.New(at(n)), Result: &firestorepb.WriteResult{}, Write: &firestorepb.Write{Operation: &firestorepb.Write_Delete{Delete: prefix + name}}}
}

func in(collection string, changes ...mirror.Change) map[string][]mirror.Change {
	return map[string][]mirror.Change{collection: changes}
}

// stored is what the database has, by the name of the collection.
type stored struct {
	documents map[string][]*mirror.Document
	read      atomic.Int64
	fail      error
	held      chan struct{} // reading waits for it, when it is not nil
}

func (s *stored) load(_ context.Context, _, collection string) ([]*mirror.Document, error) {
	s.read.Add(1)
	if s.held != nil {
		<-s.held
	}
	return s.documents[collection], s.fail
}

func (s *stored) put(t *testing.T, name string, n int, field, value string) {
	t.Helper()
	body, err := proto.Marshal(&firestorepb.Document{
		Name: prefix + name, Fields: map[string]*firestorepb.Value{field: text(value)}, CreateTime: timestamppb.New(at(1)), UpdateTime: timestamppb.New(at(n)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.documents == nil {
		s.documents = map[string][]*mirror.Document{}
	}
	s.documents["c"] = append(s.documents["c"], &mirror.Document{Name: name, Body: body, Read: at(n)})
}

// all asks for the documents of a collection in the order of a field; each is given as name:fields.
func all(ctx context.Context, t *testing.T, d *mirror.Database, collection string, order ...query.Order) ([]string, error) {
	t.Helper()
	q := &query.Query{Collection: collection, Order: order, Limit: -1}
	s, err := d.Snapshot(ctx, q, []query.Scan{{Index: query.Index{Order: order}}})
	if err != nil {
		return nil, err
	}
	found := []string{}
	for document := range s.Documents() {
		var m firestorepb.Document
		if err := proto.Unmarshal(document.Body, &m); err != nil {
			t.Fatal(err)
		}
		fields := []string{}
		for field, value := range m.GetFields() {
			fields = append(fields, field+"="+value.GetStringValue())
		}
		slices.Sort(fields)
		found = append(found, fmt.Sprint(document.Name[2:], fields))
	}
	return found, nil
}

// finds asks and compares.
func finds(t *testing.T, d *mirror.Database, want ...string) {
	t.Helper()
	if got, err := all(t.Context(), t, d, "c"); err != nil || !slices.Equal(got, want) {
		t.Errorf("found %q, %v, want %q", got, err, want)
	}
}
