package indexes_test

import (
	"fmt"
	"math/rand/v2"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/shared/store"
)

// asked is a random query, and how it reads in a message. Not all of them are served by an index, and not all are right.
type asked struct {
	text  string
	build func(*firestore.Client) firestore.Query
}

// ofShape asks in the form of a declared query.
func ofShape(r *rand.Rand, s store.Shape) asked {
	steps := []func(*firestore.Client, firestore.Query) firestore.Query{}
	text := s.Collection
	add := func(what string, step func(*firestore.Client, firestore.Query) firestore.Query) {
		text += " " + what
		steps = append(steps, step)
	}
	where := func(field, op string, index int) {
		add(fmt.Sprintf("%s %s #%d", field, op, index), func(db *firestore.Client, q firestore.Query) firestore.Query {
			return q.Where(field, op, values(db)[index])
		})
	}
	for _, f := range s.Equal {
		where(f, "==", 3+r.IntN(4))
	}
	for _, f := range s.Optional {
		if r.IntN(2) == 0 {
			where(f, "==", 3+r.IntN(4))
		}
	}
	if s.Contains != "" && (r.IntN(2) == 0 || len(s.Optional) == 0) {
		where(s.Contains, "array-contains", 3+r.IntN(3))
	}
	if s.Range != "" {
		for range r.IntN(3) {
			where(s.Range, []string{"<", "<=", ">", ">="}[r.IntN(4)], r.IntN(40))
		}
	}
	for _, o := range s.Order {
		direction := firestore.Asc
		if o.Desc {
			direction = firestore.Desc
		}
		field := o.Field
		if field == store.Name {
			field = firestore.DocumentID
		}
		add(fmt.Sprintf("by %s %d", field, direction), func(_ *firestore.Client, q firestore.Query) firestore.Query { return q.OrderBy(field, direction) })
	}
	if len(s.Order) > 0 && s.Order[0].Field != store.Name {
		for _, cursor := range []int{r.IntN(6), r.IntN(6)} {
			index := r.IntN(40)
			if step := cursors()[cursor]; step != nil {
				add(fmt.Sprintf("cursor %d #%d", cursor, index), func(db *firestore.Client, q firestore.Query) firestore.Query { return step(q, values(db)[index]) })
			}
		}
	}
	if n := r.IntN(20); n > 0 && n < 10 {
		add(fmt.Sprintf("limit %d", n), func(_ *firestore.Client, q firestore.Query) firestore.Query { return q.Limit(n) })
	}
	if n := r.IntN(12); n < 4 {
		add(fmt.Sprintf("offset %d", n), func(_ *firestore.Client, q firestore.Query) firestore.Query { return q.Offset(n) })
	}
	switch r.IntN(6) {
	case 0:
		add("select some", func(_ *firestore.Client, q firestore.Query) firestore.Query {
			return q.Select("status", "exam.by", "created_at", "none.at.all")
		})
	case 1:
		add("select none", func(_ *firestore.Client, q firestore.Query) firestore.Query { return q.Select() })
	}
	parent := []string{"", "tenants/a", "tenants/a/" + s.Collection + "/d1"}[r.IntN(3)]
	if s.Group && r.IntN(10) > 0 {
		parent = ""
	}
	text = fmt.Sprintf("%q group %t: %s", parent, s.Group, text)
	return asked{text, func(db *firestore.Client) firestore.Query {
		q := db.Collection(s.Collection).Query
		switch {
		case s.Group:
			q = db.CollectionGroup(s.Collection).Query
		case parent != "":
			q = db.Doc(parent).Collection(s.Collection).Query
		}
		for _, step := range steps {
			q = step(db, q)
		}
		if s.Group && parent != "" {
			return below(parent, q)
		}
		return q
	}}
}

// below asks of what is below a document only, which the client has no word for.
func below(parent string, q firestore.Query) firestore.Query {
	written, err := q.Serialize()
	if err != nil {
		return q // it is wrong, and says so when it is asked
	}
	var request firestorepb.RunQueryRequest
	if err := proto.Unmarshal(written, &request); err != nil {
		panic(err) // the client has just written it
	}
	request.Parent += "/" + parent
	if written, err = proto.Marshal(&request); err != nil {
		panic(err) // as above
	}
	q, err = q.Deserialize(written)
	if err != nil {
		panic(err) // as above
	}
	return q
}

// anything is a form of query that nobody declared.
func anything(r *rand.Rand) store.Shape {
	some := func(most int) (out []string) {
		for range r.IntN(most + 1) {
			out = append(out, []string{"a", "b", "c", "m.by", "m.check_at", "strange.`name", "d"}[r.IntN(7)])
		}
		return out
	}
	s := store.Shape{Collection: "things", Group: r.IntN(4) == 0, Equal: some(2)}
	if r.IntN(4) == 0 {
		s.Contains = "d"
	}
	for _, f := range some(1) {
		s.Order = append(s.Order, store.Order{Field: f, Desc: r.IntN(2) == 0})
	}
	if len(s.Order) > 0 && r.IntN(2) == 0 {
		s.Range = s.Order[0].Field
	}
	if r.IntN(2) == 0 {
		s.Order = append(s.Order, store.Order{Field: store.Name, Desc: r.IntN(2) == 0})
	}
	return s
}

func cursors() []func(firestore.Query, any) firestore.Query {
	return []func(firestore.Query, any) firestore.Query{
		func(q firestore.Query, v any) firestore.Query { return q.StartAt(v) }, func(q firestore.Query, v any) firestore.Query { return q.StartAfter(v) },
		func(q firestore.Query, v any) firestore.Query { return q.EndAt(v) }, func(q firestore.Query, v any) firestore.Query { return q.EndBefore(v) }, nil, nil,
	}
}
