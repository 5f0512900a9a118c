package webhooks

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/webhook"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Addresses judges what may be called; *egress.Client does.
type Addresses interface {
	Address(address string) (*url.URL, error)
}

// Secrets gives the secret that a webhook's notices are signed with; *webhook.Sender does.
type Secrets interface {
	Secret(ctx context.Context, to webhook.Target) (string, error)
}

// Handler manages webhooks.
type Handler struct {
	data      Data
	addresses Addresses
	secrets   Secrets
	now       func() time.Time
}

// New makes a handler.
func New(data Data, addresses Addresses, secrets Secrets, now func() time.Time) *Handler {
	return &Handler{data, addresses, secrets, now}
}

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	route := func(id, method, path, summary string, status int) host.Operation {
		return host.Operation{ID: id, Method: method, Path: path, Summary: summary, Status: status, Permission: tenant.WebhooksManage}
	}
	create := route("create-webhook", http.MethodPost, "/webhooks", "Have an address told of the tenant's events", http.StatusCreated)
	rotate := route("rotate-webhook-secret", http.MethodPost, "/webhooks/{webhook_id}/rotate", "Give a webhook another signing secret", 0)
	create.Secret, rotate.Secret = true, true
	host.Route(api, create, h.Create)
	host.Route(api, route("list-webhooks", http.MethodGet, "/webhooks", "Webhooks, newest first", 0), h.List)
	host.Route(api, route("get-webhook", http.MethodGet, "/webhooks/{webhook_id}", "One webhook", 0), h.Get)
	host.Route(api, route("update-webhook", http.MethodPatch, "/webhooks/{webhook_id}", "Change, enable or disable a webhook", 0), h.Update)
	host.Route(api, rotate, h.Rotate)
	host.Route(api, route("delete-webhook", http.MethodDelete, "/webhooks/{webhook_id}", "Delete a webhook", http.StatusNoContent), h.Delete)
	host.Route(api, route("test-webhook", http.MethodPost, "/webhooks/{webhook_id}/test", "Send a test notice", http.StatusAccepted), h.Test)
	host.Route(api, route("list-deliveries", http.MethodGet, "/webhooks/{webhook_id}/deliveries", "What a webhook was told in the last 30 days, newest first", 0), h.Deliveries)
	host.Route(api, route("redeliver", http.MethodPost, "/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", "Send a notice once more",
		http.StatusAccepted), h.Redeliver)
}

// Create adds a webhook. The reply is the only one that shows its signing secret.
func (h *Handler) Create(ctx context.Context, scope tenant.Scope, in *CreateRequest) (*CreatedReply, error) {
	if err := h.check(&in.Body.URL, in.Body.Events); err != nil {
		return nil, err
	}
	hook, err := h.data.For(scope).Webhooks().Create(ctx, in.Body.URL, in.Body.Description, in.Body.Events)
	if err != nil {
		return nil, err
	}
	return h.withSecret(ctx, hook)
}

// List gives all webhooks of the tenant.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, _ *struct{}) (*ListReply, error) {
	found, err := h.data.For(scope).Webhooks().List(ctx)
	if err != nil {
		return nil, err
	}
	out := &ListReply{Body: WebhookPage{Items: make([]WebhookView, len(found))}}
	for i := range found {
		out.Body.Items[i] = view(&found[i])
	}
	return out, nil
}

// Get gives one webhook.
func (h *Handler) Get(ctx context.Context, scope tenant.Scope, in *OneRequest) (*OneReply, error) {
	hook, err := h.data.For(scope).Webhooks().Get(ctx, in.WebhookID)
	return reply(&hook, err)
}

// Update changes a webhook that is as the caller has seen it.
func (h *Handler) Update(ctx context.Context, scope tenant.Scope, in *UpdateRequest) (*OneReply, error) {
	version, err := host.Version(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := h.check(in.Body.URL, in.Body.Events); err != nil {
		return nil, err
	}
	hook, err := h.data.For(scope).Webhooks().Change(ctx, in.WebhookID, version, store.WebhookChange{
		URL: in.Body.URL, Description: in.Body.Description, Events: in.Body.Events, Enabled: in.Body.Enabled,
	})
	return reply(&hook, err)
}

// Rotate gives a webhook another signing secret, and shows it this once. The old one signs nothing any more.
func (h *Handler) Rotate(ctx context.Context, scope tenant.Scope, in *ConditionalRequest) (*CreatedReply, error) {
	version, err := host.Version(in.IfMatch)
	if err != nil {
		return nil, err
	}
	hook, err := h.data.For(scope).Webhooks().Change(ctx, in.WebhookID, version, store.WebhookChange{Rotate: true})
	if err != nil {
		return nil, err
	}
	return h.withSecret(ctx, hook)
}

// Delete removes a webhook.
func (h *Handler) Delete(ctx context.Context, scope tenant.Scope, in *OneRequest) (*struct{}, error) {
	return nil, h.data.For(scope).Webhooks().Delete(ctx, in.WebhookID)
}

// Test sends a test notice; the log of deliveries tells what came of it.
func (h *Handler) Test(ctx context.Context, scope tenant.Scope, in *OneRequest) (*DeliveryReply, error) {
	body, err := webhook.Notice{Type: demo.WebhookTest, At: h.now().UTC(), Data: map[string]any{"webhook_id": in.WebhookID}}.Body()
	if err != nil {
		return nil, err
	}
	d, err := h.data.For(scope).Webhooks().Test(ctx, in.WebhookID, string(body))
	if err != nil {
		return nil, err
	}
	return &DeliveryReply{Body: viewDelivery(&d)}, nil
}

// Deliveries gives what a webhook was told.
func (h *Handler) Deliveries(ctx context.Context, scope tenant.Scope, in *DeliveriesRequest) (*DeliveriesReply, error) {
	page, err := h.data.For(scope).Webhooks().Deliveries(ctx, in.WebhookID, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &DeliveriesReply{Body: DeliveryPage{Items: make([]DeliveryView, len(page.Items)), NextCursor: page.Cursor}}
	for i := range page.Items {
		out.Body.Items[i] = viewDelivery(&page.Items[i])
	}
	return out, nil
}

// Redeliver sends a notice once more, byte for byte the same.
func (h *Handler) Redeliver(ctx context.Context, scope tenant.Scope, in *DeliveryRequest) (*DeliveryReply, error) {
	d, err := h.data.For(scope).Webhooks().Redeliver(ctx, in.WebhookID, in.DeliveryID)
	if err != nil {
		return nil, err
	}
	return &DeliveryReply{Body: viewDelivery(&d)}, nil
}

// check refuses addresses that may not be called and events that do not exist.
func (h *Handler) check(address *string, events []string) error {
	if address != nil {
		if _, err := h.addresses.Address(*address); err != nil {
			return fault.Wrap(fault.Invalid, err, "%s", fault.Message(err)).WithField("body.url", "cannot be called")
		}
	}
	for _, event := range events {
		if !slices.Contains(demo.WebhookEvents(), event) {
			return fault.New(fault.Invalid, "There is no event %q; there are %v.", event, demo.WebhookEvents()).WithField("body.events", "names no event")
		}
	}
	return nil
}

func (h *Handler) withSecret(ctx context.Context, hook demo.Webhook) (*CreatedReply, error) {
	secret, err := h.secrets.Secret(ctx, webhook.Target{Tenant: hook.Tenant, Webhook: hook.ID, Generation: hook.Generation, URL: hook.URL})
	if err != nil {
		return nil, err
	}
	return &CreatedReply{ETag: host.ETag(hook.Version), Body: CreatedWebhook{WebhookView: view(&hook), Secret: secret}}, nil
}

func reply(hook *demo.Webhook, err error) (*OneReply, error) {
	if err != nil {
		return nil, err
	}
	return &OneReply{ETag: host.ETag(hook.Version), Body: view(hook)}, nil
}
