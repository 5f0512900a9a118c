package platform

import (
	"context"

	firebase "firebase.google.com/go/v4"
	fireauth "firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/secret"
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

// Mint makes and recognizes API keys.
func (p *Platform) Mint() *auth.Mint { return auth.NewMint(secrets{p}, p.Config.APIKeyPepper) }

// secrets connects to Secret Manager when the first secret is asked for: people who sign in need none.
type secrets struct{ platform *Platform }

// Enabled gives the enabled versions of a secret, newest first.
func (s secrets) Enabled(ctx context.Context, name string) ([]secret.Version, error) {
	manager, err := s.platform.secretManager(ctx)
	if err != nil {
		return nil, err
	}
	return manager.Enabled(ctx, name)
}

// Accounts changes what a sign-in says of a person, and ends it.
func (p *Platform) Accounts(ctx context.Context) (*fireauth.Client, error) {
	app, err := firebase.NewApp(context.WithoutCancel(ctx), &firebase.Config{ProjectID: p.Config.Project})
	if err != nil {
		return nil, err
	}
	return app.Auth(context.WithoutCancel(ctx))
}
