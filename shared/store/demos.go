package store

import (
	"cmp"
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Demos reads demos, and changes what people may change of them.
type Demos struct{ *Scoped }

// DemoFilter narrows a list of demos; empty fields do not.
type DemoFilter struct {
	Status   demo.DemoStatus
	Template string
	Customer string // exact name
	Owner    string // uid
	Prefix   string // what the customer's name begins with, whatever its case; the list is then sorted by name
	Sort     DemoSort
}

// DemoSort is the order of a list of demos.
type DemoSort string

// The orders. The zero value is newest first.
const (
	NewestFirst   DemoSort = "-created_at"
	OldestFirst   DemoSort = "created_at"
	LastUsedFirst DemoSort = "-last_used"
	LastUsedLast  DemoSort = "last_used"
	ByCustomer    DemoSort = "customer_name"
)

// Get gives one demo.
func (d Demos) Get(ctx context.Context, id string) (demo.Demo, error) {
	return d.get(ctx, tenant.DemosRead, id)
}

// GetForChat gives one demo that the scope may ask questions of.
func (d Demos) GetForChat(ctx context.Context, id string) (demo.Demo, error) {
	return d.get(ctx, tenant.DemosChat, id)
}

func (d Demos) get(ctx context.Context, permission tenant.Permission, id string) (demo.Demo, error) {
	if err := d.begin(ctx, permission); err != nil {
		return demo.Demo{}, err
	}
	found, err := read(ctx, d.Scoped, permission, d.child("demos", id), "demo", func(x *demo.Demo) string { return x.CreatedBy })
	if err == nil && found.Status == demo.DemoDeleted {
		return demo.Demo{}, absent("demo")
	}
	return found, err
}

// List gives the demos that the scope's permission reaches.
func (d Demos) List(ctx context.Context, filter DemoFilter, page PageRequest) (Page[demo.Card], error) {
	if err := d.begin(ctx, tenant.DemosRead); err != nil {
		return Page[demo.Card]{}, err
	}
	owner, ok := d.ownerFilter(tenant.DemosRead, filter.Owner)
	if !ok {
		return Page[demo.Card]{}, nil
	}
	q := where(d.root.Collection("demos").Query, map[string]string{
		"created_by": owner, "status": string(filter.Status), "template_id": filter.Template, "customer_name": filter.Customer,
	})
	if filter.Prefix != "" {
		if filter.Sort != "" && filter.Sort != ByCustomer {
			return Page[demo.Card]{}, fault.New(fault.Invalid, "A search by name is sorted by name; leave sort out.").WithField("query.sort", "must be customer_name with q")
		}
		filter.Sort = ByCustomer
		first := demo.SearchKey(filter.Prefix)
		q = q.Where("customer_key", ">=", first).Where("customer_key", "<", first+"\U0010FFFF")
	}
	return paged(ctx, d.Scoped, sorted(cards(q), filter.Sort), page, "demos", func(x *demo.Card) position { return filter.Sort.position(x) })
}

// cards has a query of demos bring what lists show of them and nothing else.
func cards(q firestore.Query) firestore.Query { return q.Select(cardFields...) }

// cardFields are the fields of a card, by their tags; those of a map inside it one by one.
var cardFields = fieldsOf(reflect.TypeFor[demo.Card](), "") //nolint:gochecknoglobals // follows from a type

func fieldsOf(t reflect.Type, below string) (paths []string) {
	for field := range t.Fields() {
		path := below + field.Tag.Get("firestore")
		if field.Type.Kind() == reflect.Struct && field.Type != reflect.TypeFor[time.Time]() {
			paths = append(paths, fieldsOf(field.Type, path+".")...)
			continue
		}
		paths = append(paths, path)
	}
	return paths
}

// sorted puts a query into an order that an index serves.
func sorted(q firestore.Query, by DemoSort) firestore.Query {
	switch by {
	case OldestFirst:
		return q.OrderBy("created_at", firestore.Asc).OrderBy(firestore.DocumentID, firestore.Asc)
	case LastUsedFirst:
		return q.OrderBy("last_used", firestore.Desc).OrderBy(firestore.DocumentID, firestore.Desc)
	case LastUsedLast:
		return q.OrderBy("last_used", firestore.Asc).OrderBy(firestore.DocumentID, firestore.Asc)
	case ByCustomer:
		return q.OrderBy("customer_key", firestore.Asc).OrderBy(firestore.DocumentID, firestore.Asc)
	case NewestFirst:
		fallthrough
	default:
		return q.OrderBy("created_at", firestore.Desc).OrderBy(firestore.DocumentID, firestore.Desc)
	}
}

// position is where a demo stands in a list of this order.
func (s DemoSort) position(d *demo.Card) position {
	switch s {
	case ByCustomer:
		return position{Key: d.CustomerKey, ID: d.ID}
	case LastUsedFirst, LastUsedLast:
		return position{At: d.LastUsed, ID: d.ID}
	case NewestFirst, OldestFirst:
		fallthrough
	default:
		return position{At: d.CreatedAt, ID: d.ID}
	}
}

// ownerFilter narrows a list to what the permission reaches; ok is false when nothing can match.
func (s *Scoped) ownerFilter(permission tenant.Permission, wanted string) (owner string, ok bool) {
	if s.scope.Reach(permission) == tenant.Tenant {
		return wanted, true
	}
	if wanted != "" && wanted != s.scope.Subject() {
		return "", false
	}
	return s.scope.Subject(), true
}

// where adds the equality filters that have a value, always in the same order: cursors are bound to the query's form.
func where(q firestore.Query, equal map[string]string) firestore.Query {
	for _, field := range slices.Sorted(maps.Keys(equal)) {
		if value := equal[field]; value != "" {
			q = q.Where(field, "==", value)
		}
	}
	return q
}

// matches applies the filter to a demo that was found in another way.
func (f DemoFilter) matches(d *demo.Card) bool {
	return (f.Status == "" || d.Status == f.Status) && (f.Template == "" || d.TemplateID == f.Template) &&
		(f.Customer == "" || d.CustomerName == f.Customer) && (f.Owner == "" || d.CreatedBy == f.Owner) &&
		strings.HasPrefix(d.CustomerKey, demo.SearchKey(f.Prefix))
}

// compare orders two demos as a list of this order does.
func (s DemoSort) compare(a, b demo.Card) int {
	x, y := s.position(&a), s.position(&b)
	order := cmp.Or(x.At.Compare(y.At), strings.Compare(x.Key, y.Key), strings.Compare(x.ID, y.ID))
	if s == "" || strings.HasPrefix(string(s), "-") {
		return -order
	}
	return order
}
