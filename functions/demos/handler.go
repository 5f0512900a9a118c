package demos

import (
	"context"
	"net/http"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Handler shows demos.
type Handler struct {
	data Data
}

// New makes a handler.
func New(data Data) *Handler { return &Handler{data: data} }

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	host.Route(api, host.Operation{
		ID: "list-demos", Method: http.MethodGet, Path: "/demos", Summary: "Demos, newest first", Permission: tenant.DemosRead,
	}, h.List)
	host.Route(api, host.Operation{
		ID: "get-demo", Method: http.MethodGet, Path: "/demos/{demo_id}", Summary: "One demo", Permission: tenant.DemosRead,
	}, h.Get)
	host.Route(api, host.Operation{
		ID: "list-golden-queries", Method: http.MethodGet, Path: "/demos/{demo_id}/golden-queries",
		Summary: "Questions whose answers for this demo are known", Permission: tenant.DemosRead,
	}, h.GoldenQueries)
}

// List gives demos, newest first: one's own, or the tenant's for its admins.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, in *ListRequest) (*ListReply, error) {
	page, err := h.data.For(scope).Demos().List(ctx,
		store.DemoFilter{Status: demo.DemoStatus(in.Status), Template: in.Template, Customer: in.Customer, Owner: in.Owner},
		store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &ListReply{}
	out.Body.NextCursor, out.Body.Items = page.Cursor, make([]DemoView, len(page.Items))
	for i, d := range page.Items {
		out.Body.Items[i] = view(d)
	}
	return out, nil
}

// Get gives one demo.
func (h *Handler) Get(ctx context.Context, scope tenant.Scope, in *GetRequest) (*GetReply, error) {
	d, err := h.data.For(scope).Demos().Get(ctx, in.DemoID)
	if err != nil {
		return nil, err
	}
	return &GetReply{Body: view(d)}, nil
}

// GoldenQueries gives the questions whose answers for this demo are known.
func (h *Handler) GoldenQueries(ctx context.Context, scope tenant.Scope, in *GetRequest) (*GoldenReply, error) {
	d, err := h.data.For(scope).Demos().Get(ctx, in.DemoID)
	if err != nil {
		return nil, err
	}
	version, err := h.data.For(scope).Templates().Of(ctx, d)
	if err != nil {
		return nil, err
	}
	out := &GoldenReply{}
	out.Body.Items = make([]GoldenView, len(version.GoldenQueries))
	for i, q := range version.GoldenQueries {
		out.Body.Items[i] = viewGolden(q)
	}
	return out, nil
}
