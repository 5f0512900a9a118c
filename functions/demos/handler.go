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

// Handler shows demos, and changes what people may change of them.
type Handler struct {
	data Data
}

// New makes a handler.
func New(data Data) *Handler { return &Handler{data: data} }

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	host.Route(api, host.Operation{
		ID: "list-demos", Method: http.MethodGet, Path: "/demos", Summary: "Demos: one's own, or the tenant's for those who lead it", Permission: tenant.DemosRead,
	}, h.List)
	host.Route(api, host.Operation{
		ID: "get-demo", Method: http.MethodGet, Path: "/demos/{demo_id}", Summary: "One demo", Permission: tenant.DemosRead,
	}, h.Get)
	host.Route(api, host.Operation{
		ID: "update-demo", Method: http.MethodPatch, Path: "/demos/{demo_id}",
		Summary: "Give a demo another customer's name", Permission: tenant.DemosUpdate,
	}, h.Update)
	host.Route(api, host.Operation{
		ID: "delete-demo", Method: http.MethodDelete, Path: "/demos/{demo_id}", Summary: "Delete a demo with its data, its agent and all that was said",
		Permission: tenant.DemosDelete, Status: http.StatusAccepted,
	}, h.Delete)
	host.Route(api, host.Operation{
		ID: "pin-demo", Method: http.MethodPost, Path: "/demos/{demo_id}/pin",
		Summary: "Keep a demo at hand, for oneself only", Permission: tenant.DemosRead,
	}, h.Pin)
	host.Route(api, host.Operation{
		ID: "unpin-demo", Method: http.MethodPost, Path: "/demos/{demo_id}/unpin",
		Summary: "Keep a demo at hand no longer", Permission: tenant.DemosRead,
	}, h.Unpin)
	host.Route(api, host.Operation{
		ID: "demo-history", Method: http.MethodGet, Path: "/demos/{demo_id}/history",
		Summary: "What happened to a demo, newest first", Permission: tenant.DemosRead,
	}, h.History)
	host.Route(api, host.Operation{
		ID: "dashboard", Method: http.MethodGet, Path: "/dashboard",
		Summary: "Pinned and recent demos, totals and quota", Permission: tenant.DemosRead,
	}, h.Dashboard)
	host.Route(api, host.Operation{
		ID: "list-golden-queries", Method: http.MethodGet, Path: "/demos/{demo_id}/golden-queries",
		Summary: "Questions whose answers for this demo are known", Permission: tenant.DemosRead,
	}, h.GoldenQueries)
}

// List gives demos: one's own, or the tenant's for its admins. What one has pinned is few and comes in one page.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, in *ListRequest) (*ListReply, error) {
	filter := store.DemoFilter{
		Status: demo.DemoStatus(in.Status), Template: in.Template, Customer: in.Customer, Owner: in.Owner, Prefix: in.Query, Sort: store.DemoSort(in.Sort),
	}
	if in.Pinned {
		pinned, err := h.data.For(scope).Demos().Pinned(ctx, filter)
		if err != nil {
			return nil, err
		}
		return &ListReply{Body: DemoPage{Items: viewAll(pinned, scope)}}, nil
	}
	page, err := h.data.For(scope).Demos().List(ctx, filter, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	return &ListReply{Body: DemoPage{Items: viewAll(page.Items, scope), NextCursor: page.Cursor}}, nil
}

// Get gives one demo.
func (h *Handler) Get(ctx context.Context, scope tenant.Scope, in *GetRequest) (*GetReply, error) {
	d, err := h.data.For(scope).Demos().Get(ctx, in.DemoID)
	if err != nil {
		return nil, err
	}
	return reply(d, scope), nil
}

// Update gives a demo another customer's name.
func (h *Handler) Update(ctx context.Context, scope tenant.Scope, in *RenameRequest) (*GetReply, error) {
	revision, err := host.Version(in.IfMatch)
	if err != nil {
		return nil, err
	}
	d, err := h.data.For(scope).Demos().Rename(ctx, in.DemoID, revision, in.Body.CustomerName)
	if err != nil {
		return nil, err
	}
	return reply(d, scope), nil
}

// Delete begins the deletion of a demo; its job tells how that is coming along.
func (h *Handler) Delete(ctx context.Context, scope tenant.Scope, in *GetRequest) (*DeletionReply, error) {
	pair, err := h.data.For(scope).Demos().Delete(ctx, in.DemoID)
	if err != nil {
		return nil, err
	}
	return deletion(pair), nil
}

// Pin keeps a demo at hand for the caller.
func (h *Handler) Pin(ctx context.Context, scope tenant.Scope, in *GetRequest) (*GetReply, error) {
	return h.pin(ctx, scope, in.DemoID, true)
}

// Unpin keeps it at hand no longer.
func (h *Handler) Unpin(ctx context.Context, scope tenant.Scope, in *GetRequest) (*GetReply, error) {
	return h.pin(ctx, scope, in.DemoID, false)
}

func (h *Handler) pin(ctx context.Context, scope tenant.Scope, id string, pinned bool) (*GetReply, error) {
	d, err := h.data.For(scope).Demos().Pin(ctx, id, pinned)
	if err != nil {
		return nil, err
	}
	return reply(d, scope), nil
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
		out.Body.Items[i] = viewGolden(q, version.Insights)
	}
	return out, nil
}
