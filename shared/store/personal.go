package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// MaxPins is how many demos one person can keep at hand: what is pinned is read whole.
const MaxPins = 100

// Pin keeps a demo at hand for the scope's person, or no longer. It changes nobody else's pins and exempts the demo from nothing, so who
// may see the demo may pin it. Doing it again changes nothing.
func (d Demos) Pin(ctx context.Context, id string, pinned bool) (demo.Demo, error) {
	if err := d.begin(ctx, tenant.DemosRead); err != nil {
		return demo.Demo{}, err
	}
	who := d.scope.Subject()
	return d.amend(ctx, tenant.DemosRead, id, func(x *demo.Demo, now time.Time) (amendment, error) {
		if !x.Pin(who, pinned, now) {
			return amendment{}, nil
		}
		if !pinned {
			return amendment{action: "demo.unpin"}, nil
		}
		return amendment{action: "demo.pin"}, d.roomForPins(ctx, who)
	})
}

// roomForPins refuses another pin to who has very many. Two at the same instant may pass; the list of pins has a limit of its own.
func (d Demos) roomForPins(ctx context.Context, who string) error {
	n, err := count(ctx, d.root.Collection("demos").Where("pinned_by", "array-contains", who))
	if err == nil && n >= MaxPins {
		err = fault.New(fault.Conflict, "You have pinned %d demos; unpin one first.", MaxPins)
	}
	return err
}

// Pinned gives the demos that the scope's person keeps at hand and may still see: at most MaxPins, in the order of the filter, whose other
// fields narrow them.
func (d Demos) Pinned(ctx context.Context, filter DemoFilter) ([]demo.Card, error) {
	if err := d.begin(ctx, tenant.DemosRead); err != nil {
		return nil, err
	}
	found, err := query[demo.Card](ctx, cards(d.root.Collection("demos").Where("pinned_by", "array-contains", d.scope.Subject())).Limit(2*MaxPins), "demos")
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(x demo.Card) bool { return !d.scope.Covers(tenant.DemosRead, x.CreatedBy) || !filter.matches(&x) })
	slices.SortFunc(found, filter.Sort.compare)
	return found, nil
}

// Rename gives a demo another customer's name, if it is still in the revision that the caller has seen. An exam's progress, a use or
// somebody's pin in between is no reason to refuse it.
func (d Demos) Rename(ctx context.Context, id string, revision int64, name string) (demo.Demo, error) {
	if err := d.begin(ctx, tenant.DemosUpdate); err != nil {
		return demo.Demo{}, err
	}
	return d.amend(ctx, tenant.DemosUpdate, id, func(x *demo.Demo, now time.Time) (amendment, error) {
		before := x.CustomerName
		switch {
		case max(x.Revision, 1) != revision:
			return amendment{}, stale("demo")
		case x.Status == demo.DemoDeleting:
			return amendment{}, fault.New(fault.Conflict, "The demo is %s; it cannot be renamed.", x.Status)
		}
		if err := x.Rename(name, now); err != nil || x.CustomerName == before {
			return amendment{}, err
		}
		return amendment{action: "demo.rename"}, nil // a customer's name is content: the log says that it changed, not what it was
	})
}

// amend changes a demo that a permission reaches.
func (d Demos) amend(ctx context.Context, permission tenant.Permission, id string, change func(*demo.Demo, time.Time) (amendment, error)) (demo.Demo, error) {
	return amend(ctx, d.Scoped, d.child("demos", id), "demo", func(x *demo.Demo, now time.Time) (amendment, error) {
		if !d.scope.Covers(permission, x.CreatedBy) || x.Status == demo.DemoDeleted {
			return amendment{}, absent("demo")
		}
		before := x.Version
		made, err := change(x, now)
		if made.action != "" {
			made.object = "demos/" + x.ID
		}
		if made.action != "" && made.after == "" {
			made.before, made.after = "version "+strconv.FormatInt(before, 10), "version "+strconv.FormatInt(x.Version, 10)
		}
		return made, err
	})
}

// stale refuses a change of something that is no longer as the caller has seen it.
func stale(what string) error {
	return fault.New(fault.Stale, "The %s has changed since you read it; read it again, look, and change it then.", what)
}

// count counts a query's documents without reading them.
func count(ctx context.Context, q firestore.Query) (int64, error) {
	result, err := q.NewAggregationQuery().WithCount("n").GetResponse(ctx)
	if err != nil {
		return 0, mapError(err, "count")
	}
	n, ok := result.Result["n"].(interface{ GetIntegerValue() int64 })
	if !ok {
		return 0, fault.New(fault.Internal, "the database counted %v", result.Result["n"])
	}
	return n.GetIntegerValue(), nil
}
