package templates

import (
	"context"
	"net/http"
	"strings"
	"time"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Handler shows templates and takes new versions.
type Handler struct {
	data Data
	now  func() time.Time
}

// New makes a handler. now is the clock: the data of a new version ends today.
func New(data Data, now func() time.Time) *Handler { return &Handler{data: data, now: now} }

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	host.Route(api, host.Operation{
		ID: "list-templates", Method: http.MethodGet, Path: "/templates", Summary: "The template library", Permission: tenant.TemplatesRead,
	}, h.List)
	host.Route(api, host.Operation{
		ID: "get-template", Method: http.MethodGet, Path: "/templates/{template_id}", Summary: "One template with its tables and golden queries", Permission: tenant.TemplatesRead,
	}, h.Get)
	h.publishing(api)
	api.File("/api/dataspec.schema.json", "application/schema+json", dataspec.Schema)
}

// List gives the library. The search looks at name, description, industry and tags.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, in *ListRequest) (*ListReply, error) {
	found, err := h.data.For(scope).Templates().List(ctx, store.TemplateFilter{Industry: in.Industry, Tag: in.Tag})
	if err != nil {
		return nil, err
	}
	out := &ListReply{}
	out.Body.Items = []CardView{}
	for _, card := range found {
		if matches(card.Template, in.Query) {
			out.Body.Items = append(out.Body.Items, viewCard(card))
		}
	}
	return out, nil
}

// matches wants every word of the search somewhere in the card.
func matches(card demo.Template, search string) bool {
	text := strings.ToLower(strings.Join(append([]string{card.DisplayName, card.Description, card.Industry, card.ID}, card.Tags...), " "))
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// Get gives one template in its active version.
func (h *Handler) Get(ctx context.Context, scope tenant.Scope, in *GetRequest) (*GetReply, error) {
	templates := h.data.For(scope).Templates()
	version, err := templates.Active(ctx, in.TemplateID)
	if err != nil {
		return nil, err
	}
	uses, err := templates.Uses(ctx, in.TemplateID)
	if err != nil {
		return nil, err
	}
	return &GetReply{Body: viewVersion(version, uses)}, nil
}
