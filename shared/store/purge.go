package store

import (
	"context"
	"errors"
	"strings"

	"cloud.google.com/go/firestore"
	"golang.org/x/sync/errgroup"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

const (
	maxPurge    = 300 // documents that one commit removes
	trawlPage   = 50  // of one collection that are looked at together
	trawlAtOnce = 16  // of them whose subcollections are asked for at once
)

// Purge removes a part of the tenant's documents: those below it, whatever their collections, and those in indexes, but neither the tenant
// nor the errand that this is done for. It gives how many there were; 0 means that none is left. Only a tenant that is being deleted, or was,
// is purged. A collection outside tenants/{t} whose documents belong to a tenant begins their ids with the tenant's and is named in indexes.
func (d Departures) Purge(ctx context.Context) (removed int, err error) {
	if err := d.begin(ctx, tenant.TenantsKeep); err != nil {
		return 0, err
	}
	departs, err := d.departs(ctx)
	if err == nil && !departs {
		err = fault.New(fault.Conflict, "The tenant is not being deleted; its documents stay.")
	}
	if err != nil {
		return 0, err
	}
	net := trawl{room: maxPurge, spared: d.errand(demo.ErrandOffboard).Path}
	if err := net.below(ctx, d.root); err != nil {
		return 0, mapError(err, "tenant")
	}
	for _, index := range d.indexes() {
		if err := net.index(ctx, index); err != nil {
			return 0, mapError(err, "tenant")
		}
	}
	c := d.store.newCommit()
	for _, doc := range net.found {
		c.remove(doc)
	}
	if _, err := c.send(ctx); err != nil {
		return 0, mapError(err, "tenant")
	}
	return len(net.found), nil
}

// departs tells whether the tenant is being deleted, or was.
func (s *Scoped) departs(ctx context.Context) (bool, error) {
	snap, err := s.root.Get(ctx)
	if err != nil {
		return false, mapError(err, "tenant")
	}
	status, _ := snap.Data()["status"].(string)
	return status == string(demo.TenantDeleting) || status == string(demo.TenantDeleted), nil
}

// index is a part of a collection outside tenants/{t}: the documents whose ids begin with a prefix.
type index struct {
	query  firestore.Query
	prefix string // of their paths
}

// indexes finds the documents of collections outside tenants/{t} that belong to the tenant. No id of a tenant has a dash or an underscore, so no
// tenant's prefix is the beginning of another's.
func (d Departures) indexes() []index {
	return []index{
		startingWith(d.store.db.Collection("idempotency"), string(d.scope.Tenant())+"_"),
		startingWith(d.store.db.Collection("build_exams"), string(d.scope.Tenant())+"-"),
	}
}

// startingWith finds the documents of a collection whose ids begin with a prefix, which ends with a character of ASCII.
func startingWith(all *firestore.CollectionRef, prefix string) index {
	last := len(prefix) - 1
	after := prefix[:last] + string(rune(prefix[last]+1))
	return index{all.OrderBy(firestore.DocumentID, firestore.Asc).StartAt(prefix).EndBefore(after), all.Path + "/" + prefix}
}

// trawl finds documents, at most as many as it has room for: however many there are, memory stays the same.
type trawl struct {
	found  []*firestore.DocumentRef
	room   int
	spared string // path of the one that stays
}

// below finds documents below one, at any depth, the deepest first. Those are found too whose parents are gone.
func (t *trawl) below(ctx context.Context, doc *firestore.DocumentRef) error {
	collections, err := doc.Collections(ctx).GetAll()
	if err != nil {
		return err
	}
	return t.in(ctx, collections)
}

func (t *trawl) in(ctx context.Context, collections []*firestore.CollectionRef) error {
	for _, collection := range collections {
		docs := collection.DocumentRefs(ctx)
		docs.PageInfo().MaxSize = trawlPage
		for len(t.found) < t.room {
			page, err := take(docs, trawlPage)
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			if err := t.page(ctx, page); err != nil {
				return err
			}
		}
	}
	return nil
}

// page takes documents with what is below them. Those without anything below are there, or they would not be listed.
func (t *trawl) page(ctx context.Context, page []*firestore.DocumentRef) error {
	below, gone := make([][]*firestore.CollectionRef, len(page)), make([]bool, len(page))
	group, asking := errgroup.WithContext(ctx)
	group.SetLimit(trawlAtOnce)
	for i, doc := range page {
		group.Go(func() (err error) {
			if below[i], err = doc.Collections(asking).GetAll(); err != nil || len(below[i]) == 0 {
				return err
			}
			_, err = doc.Get(asking)
			if gone[i] = status.Code(err) == codes.NotFound; gone[i] {
				return nil
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, doc := range page {
		if err := t.in(ctx, below[i]); err != nil {
			return err
		}
		if len(t.found) >= t.room {
			return nil
		}
		if doc.Path != t.spared && !gone[i] {
			t.found = append(t.found, doc)
		}
	}
	return nil
}

// index takes documents of an index.
func (t *trawl) index(ctx context.Context, from index) error {
	if len(t.found) >= t.room {
		return nil
	}
	docs, err := from.query.Limit(t.room - len(t.found)).Documents(ctx).GetAll()
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if !strings.HasPrefix(doc.Ref.Path, from.prefix) {
			return fault.New(fault.Internal, "document %s is not the tenant's; nothing is removed", doc.Ref.Path)
		}
		t.found = append(t.found, doc.Ref)
	}
	return nil
}

// take gives the next documents of a list.
func take(docs *firestore.DocumentRefIterator, most int) ([]*firestore.DocumentRef, error) {
	page := make([]*firestore.DocumentRef, 0, most)
	for len(page) < most {
		doc, err := docs.Next()
		if errors.Is(err, iterator.Done) {
			return page, nil
		}
		if err != nil {
			return nil, err
		}
		page = append(page, doc)
	}
	return page, nil
}
