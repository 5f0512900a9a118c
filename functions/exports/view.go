package exports

import (
	"time"

	"capidemo.dev/platform/shared/demo"
)

// TenantRequest names a tenant.
type TenantRequest struct {
	TenantID string `path:"tenant_id" maxLength:"80"`
}

// ListRequest is GET /tenants/{tenant_id}/exports.
type ListRequest struct {
	TenantID string `path:"tenant_id" maxLength:"80"`
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor   string `query:"cursor" maxLength:"500"`
}

// ExportRequest names an export.
type ExportRequest struct {
	TenantID string `path:"tenant_id" maxLength:"80"`
	ExportID string `path:"export_id" maxLength:"80"`
}

// CreatedReply carries what an export begins as.
type CreatedReply struct {
	Body CreatedView
}

// CreatedView is what an export begins as.
type CreatedView struct {
	ExportID string `json:"export_id"`
	Status   string `json:"status" enum:"pending,running,completed,failed"`
}

// Reply carries one export.
type Reply struct {
	Body ExportView
}

// PageReply carries a part of the exports.
type PageReply struct {
	Body ExportPage
}

// ExportPage is a part of the exports.
type ExportPage struct {
	Items      []ExportView `json:"items"`
	NextCursor string       `json:"next_cursor,omitempty"`
}

// ExportView is an export.
type ExportView struct {
	ExportID    string        `json:"export_id"`
	Status      string        `json:"status" enum:"pending,running,completed,failed"`
	RequestedBy string        `json:"requested_by" doc:"uid"`
	CreatedAt   time.Time     `json:"created_at"`
	CompletedAt *time.Time    `json:"completed_at,omitempty" doc:"When it was completed, or failed"`
	ExpiresAt   *time.Time    `json:"expires_at,omitempty" doc:"When it and its file go"`
	Bytes       int64         `json:"bytes" doc:"Of the ZIP file; 0 until it is completed"`
	Counts      []ExportCount `json:"counts" doc:"What is in it, collection by collection; none until it is completed"`
	Error       string        `json:"error,omitempty" doc:"Why it failed"`
}

// ExportCount is how much of a collection is in an export.
type ExportCount struct {
	Name    string `json:"name" example:"demos"`
	Records int64  `json:"records"`
	Bytes   int64  `json:"bytes" doc:"Before compression"`
}

func view(e *demo.Export) ExportView {
	out := ExportView{
		ExportID: e.ID, Status: string(e.Status), RequestedBy: e.CreatedBy, CreatedAt: e.CreatedAt, CompletedAt: e.CompletedAt,
		ExpiresAt: e.ExpiresAt, Bytes: e.Bytes, Counts: make([]ExportCount, len(e.Parts)),
	}
	for i, part := range e.Parts {
		out.Counts[i] = ExportCount(part)
	}
	if e.Error != nil {
		out.Error = e.Error.Message
	}
	return out
}
