package store

import (
	"context"
	"slices"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/joint"
)

// Page is a part of a list.
type Page[T any] struct {
	Items  []T
	Cursor string // of the next page; empty at the end
}

// PageRequest asks for a part of a list.
type PageRequest struct {
	Limit  int // 1 to 100
	Cursor string
}

// MaxPage is the largest page.
const MaxPage = 100

// position is where a page ended: the sort key, a time or a text, and the id that makes it unique. What is sorted by its id alone has no key.
type position struct {
	At  time.Time `json:"t,omitzero"`
	Key string    `json:"k,omitempty"`
	ID  string    `json:"i"`
}

// values are those that the list is sorted by.
func (p position) values() []any {
	switch {
	case !p.At.IsZero():
		return []any{p.At, p.ID}
	case p.Key != "":
		return []any{p.Key, p.ID}
	default:
		return []any{p.ID}
	}
}

// list runs a query newest first.
func list[T any](ctx context.Context, s *Scoped, q firestore.Query, req PageRequest, what string, key func(*T) position) (Page[T], error) {
	return paged(ctx, s, q.OrderBy("created_at", firestore.Desc).OrderBy(firestore.DocumentID, firestore.Desc), req, what, key)
}

// paged runs a query that is sorted by one field and then by id, or by id alone, and reads one document more than asked, to know whether there
// is a next page. Those who ask for the same page at the same time share the read: what it finds depends on nothing but the query.
func paged[T any](ctx context.Context, s *Scoped, q firestore.Query, req PageRequest, what string, key func(*T) position) (Page[T], error) {
	limit := min(max(req.Limit, 1), MaxPage)
	cursors, err := s.cursorsOf(q)
	if err != nil {
		return Page[T]{}, err
	}
	if req.Cursor != "" {
		at, err := cursors.open(ctx, req.Cursor)
		if err != nil {
			return Page[T]{}, err
		}
		q = q.StartAfter(at.values()...)
	}
	whole, err := q.Limit(limit + 1).Serialize()
	if err != nil {
		return Page[T]{}, fault.Wrap(fault.Internal, err, "the query has no form")
	}
	found, err := joint.Read(ctx, s.store.reads, string(whole), func(ctx context.Context) ([]T, error) { return query[T](ctx, q.Limit(limit+1), what) })
	if err != nil {
		return Page[T]{}, mapError(err, what)
	}
	page := Page[T]{Items: slices.Clone(found[:min(len(found), limit)])} // a copy: the list is the others' too
	if len(found) > limit {
		page.Cursor, err = cursors.seal(ctx, key(&page.Items[limit-1]))
	}
	return page, err
}
