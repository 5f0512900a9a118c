package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/fault"
)

// Page is a part of a list, newest first.
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

// position is where a page ended: the sort key and the id that makes it unique.
type position struct {
	At time.Time `json:"t"`
	ID string    `json:"i"`
}

func (p position) encode() string {
	raw, err := json.Marshal(p)
	if err != nil { // a time beyond year 9999; none of ours
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func decodeCursor(cursor string) (position, error) {
	var p position
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	if err != nil || !validID(p.ID) || p.At.IsZero() {
		return p, fault.New(fault.Invalid, "The cursor is not one of ours; start again without it.").WithField("query.cursor", "is not a cursor of this list")
	}
	return p, nil
}

// list runs a query newest first and reads one document more than asked, to know whether there is a next page.
func list[T any](ctx context.Context, q firestore.Query, req PageRequest, what string, key func(*T) position) (Page[T], error) {
	limit := min(max(req.Limit, 1), MaxPage)
	q = q.OrderBy("created_at", firestore.Desc).OrderBy(firestore.DocumentID, firestore.Desc)
	if req.Cursor != "" {
		at, err := decodeCursor(req.Cursor)
		if err != nil {
			return Page[T]{}, err
		}
		q = q.StartAfter(at.At, at.ID)
	}
	docs, err := q.Limit(limit + 1).Documents(ctx).GetAll()
	if err != nil {
		return Page[T]{}, mapError(err, what)
	}
	page := Page[T]{Items: make([]T, 0, min(len(docs), limit))}
	for i, doc := range docs {
		if i == limit {
			page.Cursor = key(&page.Items[limit-1]).encode()
			break
		}
		var item T
		if err := doc.DataTo(&item); err != nil {
			return Page[T]{}, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
		page.Items = append(page.Items, item)
	}
	return page, nil
}
