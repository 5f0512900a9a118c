package exports

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Bucket keeps exports; *objects.Bucket does.
type Bucket interface {
	ReaderOf(ctx context.Context, path string, generation, from int64) (io.ReadCloser, error)
}

// Handler takes wishes for exports and hands them out.
type Handler struct {
	data   Data
	bucket Bucket
}

// New makes a handler.
func New(data Data, bucket Bucket) *Handler { return &Handler{data, bucket} }

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	route := func(id, method, path, summary string) host.Operation {
		return host.Operation{ID: id, Method: method, Path: "/tenants/{tenant_id}/exports" + path, Summary: summary, Permission: tenant.TenantsManage}
	}
	create := route("create-export", http.MethodPost, "", "Have all that a tenant has taken out, as one ZIP file")
	create.Status = http.StatusAccepted
	host.Route(api, create, h.Create)
	host.Route(api, route("list-exports", http.MethodGet, "", "Exports of a tenant, newest first"), h.List)
	host.Route(api, route("get-export", http.MethodGet, "/{export_id}", "One export: how far it is, and what is in it"), h.Get)
	content := route("download-export", http.MethodGet, "/{export_id}/content", "The file of a completed export")
	content.Conflicts = true
	host.Download(api, content, "application/zip", h.Download)
}

// Create makes a pending export; function takeout makes its file.
func (h *Handler) Create(ctx context.Context, scope tenant.Scope, in *TenantRequest) (*CreatedReply, error) {
	there, err := scope.In(tenant.ID(in.TenantID))
	if err != nil {
		return nil, err
	}
	made, err := h.data.For(there).Exports().Create(ctx)
	if err != nil {
		return nil, err
	}
	return &CreatedReply{Body: CreatedView{ExportID: made.ID, Status: string(made.Status)}}, nil
}

// List gives a tenant's exports.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, in *ListRequest) (*PageReply, error) {
	there, err := scope.In(tenant.ID(in.TenantID))
	if err != nil {
		return nil, err
	}
	data := h.data.For(there)
	if _, err := data.Tenants().Get(ctx); err != nil { // who runs the platform names tenants that are not there
		return nil, err
	}
	page, err := data.Exports().List(ctx, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &PageReply{Body: ExportPage{Items: make([]ExportView, len(page.Items)), NextCursor: page.Cursor}}
	for i := range page.Items {
		out.Body.Items[i] = view(&page.Items[i])
	}
	return out, nil
}

// Get gives one export.
func (h *Handler) Get(ctx context.Context, scope tenant.Scope, in *ExportRequest) (*Reply, error) {
	there, err := scope.In(tenant.ID(in.TenantID))
	if err != nil {
		return nil, err
	}
	found, err := h.data.For(there).Exports().Get(ctx, in.ExportID)
	if err != nil {
		return nil, err
	}
	return &Reply{Body: view(&found)}, nil
}

// Download hands out the file of a completed export: that very generation of it, which was recorded.
func (h *Handler) Download(ctx context.Context, scope tenant.Scope, in *ExportRequest) (host.Content, error) {
	there, err := scope.In(tenant.ID(in.TenantID))
	if err != nil {
		return host.Content{}, err
	}
	exports := h.data.For(there).Exports()
	found, err := exports.Get(ctx, in.ExportID)
	if err != nil {
		return host.Content{}, err
	}
	if found.Status != demo.ExportCompleted {
		return host.Content{}, fault.New(fault.Conflict, "The export is %s; it can be downloaded when it is completed.", found.Status)
	}
	open := func(ctx context.Context, from int64) (io.ReadCloser, error) {
		file, err := h.bucket.ReaderOf(ctx, found.Object, found.Generation, from)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.NotFound, "The file of this export is gone; have another one made.")
		}
		if err != nil {
			return nil, err
		}
		if err := exports.Downloaded(ctx, in.ExportID); err != nil { // data leaves only with a trace
			_ = file.Close() // nothing was read
			return nil, err
		}
		return file, nil
	}
	return host.Content{
		Name: found.Tenant + "-" + found.CreatedAt.Format(time.DateOnly) + ".zip", Size: found.Bytes, Version: strconv.FormatInt(found.Generation, 10), From: open,
	}, nil
}
