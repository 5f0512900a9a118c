package demos

import (
	"context"
	"net/http"
	"time"

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
}

// ListRequest is GET /demos.
type ListRequest struct {
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Cursor   string `query:"cursor" maxLength:"500"`
	Status   string `query:"status" enum:"pending,provisioning,active,failed,archived,deleting,deleted"`
	Template string `query:"template_id" maxLength:"60"`
	Customer string `query:"customer" maxLength:"100" doc:"The customer's exact name"`
	Owner    string `query:"owner" maxLength:"128" doc:"uid"`
}

// GetRequest is GET /demos/{demo_id}.
type GetRequest struct {
	DemoID string `path:"demo_id" maxLength:"80"`
}

// DemoView is a demo as its owner sees it.
type DemoView struct {
	DemoID          string     `json:"demo_id"`
	Status          string     `json:"status" enum:"pending,provisioning,active,failed,archived,deleting,deleted"`
	CustomerName    string     `json:"customer_name"`
	TemplateID      string     `json:"template_id"`
	TemplateName    string     `json:"template_name"`
	TemplateVersion int        `json:"template_version"`
	JobID           string     `json:"job_id"`
	DatasetID       string     `json:"dataset_id,omitempty"`
	AgentID         string     `json:"agent_id,omitempty"`
	TableCount      int        `json:"table_count"`
	Rows            int64      `json:"rows"`
	Owner           string     `json:"owner"`
	CreatedAt       time.Time  `json:"created_at"`
	ReadyAt         *time.Time `json:"ready_at,omitempty"`
	LastUsed        time.Time  `json:"last_used"`
	ArchiveAt       time.Time  `json:"archive_at"`
	DeleteAt        time.Time  `json:"delete_at"`
}

// ListReply carries a page of demos.
type ListReply struct {
	Body struct {
		Items      []DemoView `json:"items"`
		NextCursor string     `json:"next_cursor,omitempty"`
	}
}

// GetReply carries one demo.
type GetReply struct {
	Body DemoView
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

func view(d demo.Demo) DemoView {
	return DemoView{
		DemoID: d.ID, Status: string(d.Status), CustomerName: d.CustomerName,
		TemplateID: d.TemplateID, TemplateName: d.TemplateName, TemplateVersion: d.TemplateVersion, JobID: d.JobID,
		DatasetID: d.DatasetID, AgentID: d.AgentID, TableCount: d.TableCount, Rows: d.Rows, Owner: d.CreatedBy,
		CreatedAt: d.CreatedAt, ReadyAt: d.ReadyAt, LastUsed: d.LastUsed, ArchiveAt: d.ArchiveAt, DeleteAt: d.DeleteAt,
	}
}
