package store

import (
	"context"
	"slices"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Keys manages a tenant's API keys. The keys themselves never come here: an id is a keyed hash of one (shared/auth).
type Keys struct{ *Scoped }

// NewKey is an API key that is to be made.
type NewKey struct {
	ID, Preview string // from the mint
	Name        string
	Scopes      []tenant.Permission // what it may do: never more than who makes it
	Lifetime    time.Duration
}

// Create makes an API key that acts for the scope's person.
func (k Keys) Create(ctx context.Context, in NewKey) (demo.APIKey, error) {
	if err := k.begin(ctx, tenant.APIKeysManage); err != nil {
		return demo.APIKey{}, err
	}
	name, err := demo.DisplayName(in.Name)
	if err != nil {
		return demo.APIKey{}, err
	}
	if err := k.may(in.Scopes); err != nil {
		return demo.APIKey{}, err
	}
	var key demo.APIKey
	err = k.reserve(ctx, func(rec *demo.TenantRecord, now time.Time) ([]creation, error) {
		if rec.Counters.APIKeys >= rec.Limits.APIKeys {
			return nil, fault.New(fault.QuotaExceeded, "Your tenant has its %d API keys; revoke one first.", rec.Limits.APIKeys)
		}
		rec.Counters.APIKeys++
		key = demo.APIKey{
			Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: k.scope.Subject(), Version: 1},
			ID:   in.ID, Name: name, Preview: in.Preview, Scopes: slices.Clone(in.Scopes), ExpiresAt: now.Add(in.Lifetime),
		}
		place, entry := k.auditEntry(ctx, "api_key.create", "api_keys/"+key.ID, "", "active", now)
		return []creation{{ref: k.root.Collection("api_keys").Doc(key.ID), data: key}, {ref: place, data: entry}}, nil
	})
	return key, err
}

// may refuses a key that could do more than its maker.
func (k Keys) may(scopes []tenant.Permission) error {
	if len(scopes) == 0 {
		return fault.New(fault.Invalid, "A key without scopes opens nothing; name what it may do.").WithField("body.scopes", "is empty")
	}
	for _, permission := range scopes {
		if !slices.Contains(tenant.Permissions(), permission) {
			return fault.New(fault.Invalid, "There is no permission %q.", permission).WithField("body.scopes", "names no permission")
		}
		if err := k.scope.Require(permission); err != nil {
			return fault.New(fault.Forbidden, "You lack %s; a key never has more than who makes it.", permission)
		}
	}
	return nil
}

// List gives the tenant's keys, newest first, those that open nothing any more among them.
func (k Keys) List(ctx context.Context, page PageRequest) (Page[demo.APIKey], error) {
	if err := k.begin(ctx, tenant.APIKeysManage); err != nil {
		return Page[demo.APIKey]{}, err
	}
	return list(ctx, k.Scoped, k.root.Collection("api_keys").Query, page, "API keys", func(x *demo.APIKey) position { return position{At: x.CreatedAt, ID: x.ID} })
}

// Revoke ends a key at once. Revoking it again changes nothing.
func (k Keys) Revoke(ctx context.Context, id string) (demo.APIKey, error) {
	if err := k.begin(ctx, tenant.APIKeysManage); err != nil {
		return demo.APIKey{}, err
	}
	return amend(ctx, k.Scoped, k.child("api_keys", id), "API key", func(x *demo.APIKey, now time.Time) (amendment, error) {
		if x.RevokedAt != nil {
			return amendment{}, nil
		}
		before := x.Status(now)
		x.RevokedAt = &now
		x.Touch(now)
		return amendment{action: "api_key.revoke", object: "api_keys/" + x.ID, before: before, after: "revoked", also: func(c *commit) {
			c.update(k.root, []firestore.Update{{Path: "counters.api_keys", Value: firestore.Increment(-1)}, {Path: "updated_at", Value: now}})
		}}, nil
	})
}
