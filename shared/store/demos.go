package store

import (
	"context"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// Demos reads demos.
type Demos struct{ *Scoped }

// DemoFilter narrows a list of demos; empty fields do not.
type DemoFilter struct {
	Status   demo.DemoStatus
	Template string
	Customer string // exact name
	Owner    string // uid
}

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
	return read(ctx, d.Scoped, permission, d.child("demos", id), "demo", func(x *demo.Demo) string { return x.CreatedBy })
}

// List gives demos, newest first: those the scope's permission reaches.
func (d Demos) List(ctx context.Context, filter DemoFilter, page PageRequest) (Page[demo.Demo], error) {
	if err := d.begin(ctx, tenant.DemosRead); err != nil {
		return Page[demo.Demo]{}, err
	}
	owner, ok := d.ownerFilter(tenant.DemosRead, filter.Owner)
	if !ok {
		return Page[demo.Demo]{}, nil
	}
	q := where(d.root.Collection("demos").Query, map[string]string{
		"created_by": owner, "status": string(filter.Status), "template_id": filter.Template, "customer_name": filter.Customer,
	})
	return list(ctx, q, page, "demos", func(x *demo.Demo) position { return position{x.CreatedAt, x.ID} })
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

// where adds the equality filters that have a value.
func where(q firestore.Query, equal map[string]string) firestore.Query {
	for field, value := range equal {
		if value != "" {
			q = q.Where(field, "==", value)
		}
	}
	return q
}
