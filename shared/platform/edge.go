package platform

import (
	"context"

	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Edge is how people's requests are let in: who they are, how often they may ask, what repeated requests are answered, and which pages may
// call.
func (p *Platform) Edge(ctx context.Context) (host.Authenticator, []host.Option, error) {
	people, err := p.People(ctx)
	if err != nil {
		return nil, nil, err
	}
	data, err := p.Store(ctx)
	if err != nil {
		return nil, nil, err
	}
	limits := host.Limits{
		Subject: host.Rate{PerSecond: p.Config.SubjectRate, Burst: int(4 * p.Config.SubjectRate)},
		Tenant:  host.Rate{PerSecond: p.Config.TenantRate, Burst: int(4 * p.Config.TenantRate)},
		Address: host.Rate{PerSecond: p.Config.AddressRate / 60, Burst: int(p.Config.AddressRate)},
		Hops:    p.Config.ForwardedHops,
	}
	return people, []host.Option{host.WithRepeats(repeats{data}), host.WithLimits(limits, p.Now), host.WithOrigins(p.Config.PublicOrigins...)}, nil
}

// repeats lets the edge keep replies in the store.
type repeats struct{ data *store.Store }

// Claim gives the kept reply of a key, or the right to make one.
func (r repeats) Claim(ctx context.Context, scope tenant.Scope, key host.RepeatKey) (*host.Reply, error) {
	kept, err := r.data.For(scope).Repeats().Claim(ctx, store.Idempotency(key))
	return (*host.Reply)(kept), err
}

// Keep keeps the reply of a claimed key.
func (r repeats) Keep(ctx context.Context, scope tenant.Scope, key host.RepeatKey, reply host.Reply) error {
	return r.data.For(scope).Repeats().Keep(ctx, store.Idempotency(key), store.KeptReply(reply))
}

// Release gives a claimed key back.
func (r repeats) Release(ctx context.Context, scope tenant.Scope, key host.RepeatKey) error {
	return r.data.For(scope).Repeats().Release(ctx, store.Idempotency(key))
}
