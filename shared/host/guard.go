package host

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// guard authenticates and checks the permission before a byte of the body is read.
func (a *API) guard(op Operation) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		telemetry.Add(hc.Context(), slog.String("operation", op.ID))
		if op.Public {
			next(hc)
			return
		}
		r, _ := unwrap(hc)
		if op.SignedIn {
			who, err := a.identify(hc.Context(), r)
			if err != nil {
				refuse(hc, err)
				return
			}
			next(huma.WithValue(hc, newcomerKey{}, who))
			return
		}
		actor, err := a.authenticate(hc.Context(), r)
		if err == nil {
			err = op.require(tenant.ForActor(actor))
		}
		if err == nil && op.InPerson && tenant.ForActor(actor).Key() != "" {
			err = fault.New(fault.Forbidden, "Only a person can do this themselves: sign in, an API key is not enough.")
		}
		if err == nil && op.Method != http.MethodGet {
			err = tenant.ForActor(actor).RequireChange()
		}
		if err != nil {
			refuse(hc, err)
			return
		}
		telemetry.Add(hc.Context(), slog.String("tenant", string(actor.Tenant())), slog.String("uid", actor.UID()))
		next(huma.WithValue(hc, scopeKey{}, tenant.ForActor(actor)))
	}
}

// require refuses who lacks the route's permission.
func (op Operation) require(scope tenant.Scope) error {
	if op.Self {
		return scope.RequireSelf(op.Permission)
	}
	return scope.Require(op.Permission)
}

// Identifier verifies a sign-in without asking for a membership.
type Identifier interface {
	Identify(ctx context.Context, r *http.Request) (tenant.Newcomer, error)
}

type newcomerKey struct{}

// NewcomerOf tells who asks, on a route that a sign-in is enough for.
func NewcomerOf(ctx context.Context) tenant.Newcomer {
	who, _ := ctx.Value(newcomerKey{}).(tenant.Newcomer)
	return who
}

func (a *API) identify(ctx context.Context, r *http.Request) (tenant.Newcomer, error) {
	identifier, ok := a.auth.(Identifier)
	if !ok {
		return tenant.Newcomer{}, fault.New(fault.Internal, "this function does not verify sign-ins")
	}
	return identifier.Identify(ctx, r)
}
