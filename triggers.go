package function

import (
	"context"
	"net/http"

	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/platform"
)

// builder makes a function's handler. routes is there for functions with a public API only: it adds their routes to a document.
type builder struct {
	handler func(context.Context, *platform.Platform, host.Options) (http.Handler, error)
	routes  func(*host.API)
}

// router is a handler with routes of the public API. Its zero value must be able to declare them.
type router[H any] interface {
	*H
	Routes(api *host.API)
}

// api makes a function with routes of the public API.
func api[H any, R router[H]](build func(context.Context, *platform.Platform) (R, error)) builder {
	return builder{
		handler: func(ctx context.Context, p *platform.Platform, opts host.Options) (http.Handler, error) {
			people, options, err := p.Edge(ctx)
			if err != nil {
				return nil, err
			}
			h, err := build(ctx, p)
			if err != nil {
				return nil, err
			}
			routes := host.NewAPI(people, options...)
			h.Routes(routes)
			return routes.Handler(opts), nil
		},
		routes: func(routes *host.API) { R(new(H)).Routes(routes) },
	}
}

// event makes a function that document events set off.
func event[H host.EventHandler](build func(context.Context, *platform.Platform) (H, error)) builder {
	return builder{handler: func(ctx context.Context, p *platform.Platform, opts host.Options) (http.Handler, error) {
		dead, err := p.Queue(ctx)
		if err != nil {
			return nil, err
		}
		h, err := build(ctx, p)
		if err != nil {
			return nil, err
		}
		return host.Events(opts, p.Callers(), dead, h), nil
	}}
}

// push makes a function that messages set off.
func push[H host.MessageHandler](build func(context.Context, *platform.Platform) (H, error)) builder {
	return builder{handler: func(ctx context.Context, p *platform.Platform, opts host.Options) (http.Handler, error) {
		dead, err := p.Queue(ctx)
		if err != nil {
			return nil, err
		}
		h, err := build(ctx, p)
		if err != nil {
			return nil, err
		}
		return host.Push(opts, p.Callers(), dead, h), nil
	}}
}

// private makes a function that our own services call.
func private[H host.PrivateHandler](build func(context.Context, *platform.Platform) (H, error)) builder {
	return builder{handler: func(ctx context.Context, p *platform.Platform, opts host.Options) (http.Handler, error) {
		h, err := build(ctx, p)
		if err != nil {
			return nil, err
		}
		return host.Private(opts, p.Callers(), h), nil
	}}
}

// Document is the OpenAPI document of all public routes.
func Document() ([]byte, error) {
	all := host.NewAPI(nil)
	for _, f := range Functions() {
		if f.build.routes != nil {
			f.build.routes(all)
		}
	}
	return all.Document()
}
