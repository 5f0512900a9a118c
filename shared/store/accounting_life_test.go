package store_test

import (
	"context"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

// lifeCalls has the calls that make tenants and delete them.
func lifeCalls() map[string]call {
	claim := store.ErrandClaim{Kind: demo.ErrandOffboard, Fence: 1}
	return map[string]call{
		"Tenants.Found":  {publishes, func(ctx context.Context, x *store.Scoped) error { return second(x.Tenants().Found(ctx, "Acme")) }},
		"Tenants.Delete": {publishes, func(ctx context.Context, x *store.Scoped) error { return second(x.Tenants().Delete(ctx, 1)) }},
		"Tenants.InviteAdmin": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Tenants().InviteAdmin(ctx, store.NewInvite{ID: "i", Lifetime: time.Hour}))
		}},
		"Errands.Claim": {announces, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Errands().Claim(ctx, claim.Kind)
			return err
		}},
		"Errands.Renew": {announces, func(ctx context.Context, x *store.Scoped) error { return x.Errands().Renew(ctx, claim) }},
		"Errands.Yield": {announces, func(ctx context.Context, x *store.Scoped) error {
			return x.Errands().Yield(ctx, claim, context.Canceled)
		}},
		"Errands.HandOn":    {announces, func(ctx context.Context, x *store.Scoped) error { return x.Errands().HandOn(ctx, claim) }},
		"Errands.Requeue":   {announces, func(ctx context.Context, x *store.Scoped) error { return second(x.Errands().Requeue(ctx, claim.Kind)) }},
		"Errands.Opened":    {announces, func(ctx context.Context, x *store.Scoped) error { return second(x.Errands().Opened(ctx, claim)) }},
		"Errands.LookAgain": {announces, func(ctx context.Context, x *store.Scoped) error { return x.Errands().LookAgain(ctx) }},
		"Errands.Departed": {announces, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Errands().Departed(ctx, claim, demo.DepartureAgents, demo.Removed{}))
		}},
		"Errands.Buried": {announces, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Errands().Buried(ctx, claim, demo.Removed{}))
		}},
		"Departures.Still":    {announces, func(ctx context.Context, x *store.Scoped) error { return second(x.Departures().Still(ctx, 1)) }},
		"Departures.Versions": {announces, func(ctx context.Context, x *store.Scoped) error { return second(x.Departures().Versions(ctx, "", 1)) }},
		"Departures.People":   {announces, func(ctx context.Context, x *store.Scoped) error { return second(x.Departures().People(ctx, 1)) }},
		"Departures.Forget":   {announces, func(ctx context.Context, x *store.Scoped) error { return x.Departures().Forget(ctx, "nobody") }},
		"Departures.Purge":    {announces, func(ctx context.Context, x *store.Scoped) error { return second(x.Departures().Purge(ctx)) }},
	}
}
