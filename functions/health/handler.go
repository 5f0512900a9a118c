package health

import (
	"context"
	_ "embed"
	"net/http"
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/tenant"
)

// document describes the whole public API; `make generate` writes it from the routes' declarations.
//
//go:embed openapi.json
var document []byte

// Pinger tells whether the database answers; *system.Store does.
type Pinger interface {
	Ping(ctx context.Context) error
}

// Handler tells how the API is, and what it offers.
type Handler struct {
	db   Pinger
	page []byte
}

// New makes a handler.
func New(db Pinger) (*Handler, error) {
	page, err := render(document)
	if err != nil {
		return nil, err
	}
	return &Handler{db: db, page: page}, nil
}

// pingWithin bounds the readiness check.
const pingWithin = 2 * time.Second

// Reply says that all is well; anything else is a problem document.
type Reply struct {
	Body struct {
		Status string `json:"status" enum:"ok"`
	}
}

// Routes declares the function's routes; they are public and tell nothing but up or down.
func (h *Handler) Routes(api *host.API) {
	host.Route(api, host.Operation{
		ID: "health", Method: http.MethodGet, Path: "/health", Summary: "Whether the API is up", Public: true,
	}, h.Health)
	host.Route(api, host.Operation{
		ID: "ready", Method: http.MethodGet, Path: "/health/ready", Summary: "Whether the API can do its work", Public: true,
	}, h.Ready)
	api.File("/api/openapi.json", "application/json", document)
	api.Page("/api/docs", h.page)
	api.File("/api/docs/style.css", "text/css; charset=utf-8", style)
}

// Health answers while the process lives.
func (h *Handler) Health(context.Context, tenant.Scope, *struct{}) (*Reply, error) {
	return ok(), nil
}

// Ready answers when the database does.
func (h *Handler) Ready(ctx context.Context, _ tenant.Scope, _ *struct{}) (*Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, pingWithin)
	defer cancel()
	if err := h.db.Ping(ctx); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The database does not answer.")
	}
	return ok(), nil
}

func ok() *Reply {
	out := &Reply{}
	out.Body.Status = "ok"
	return out
}
