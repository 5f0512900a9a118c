package webhooks

import (
	"time"

	"capidemo.dev/platform/shared/demo"
)

// CreateRequest is POST /webhooks.
type CreateRequest struct {
	Body NewWebhook
}

// NewWebhook is an address that is to be told.
type NewWebhook struct {
	URL         string   `json:"url" maxLength:"2000" doc:"https address on the public internet"`
	Description string   `json:"description,omitempty" maxLength:"200"`
	Events      []string `json:"events,omitempty" maxItems:"20" doc:"What it is told of; all events when left out"`
}

// OneRequest names a webhook.
type OneRequest struct {
	WebhookID string `path:"webhook_id" maxLength:"80"`
}

// ConditionalRequest names a webhook as the caller has seen it.
type ConditionalRequest struct {
	OneRequest
	IfMatch string `header:"If-Match" doc:"ETag of the webhook as it was read"`
}

// UpdateRequest is PATCH /webhooks/{webhook_id}. What is left out stays.
type UpdateRequest struct {
	ConditionalRequest
	Body WebhookPatch
}

// WebhookPatch is what may be changed of a webhook.
type WebhookPatch struct {
	URL         *string  `json:"url,omitempty" maxLength:"2000"`
	Description *string  `json:"description,omitempty" maxLength:"200"`
	Events      []string `json:"events,omitempty" maxItems:"20"`
	Enabled     *bool    `json:"enabled,omitempty"`
}

// DeliveriesRequest is GET /webhooks/{webhook_id}/deliveries.
type DeliveriesRequest struct {
	OneRequest
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Cursor string `query:"cursor" maxLength:"500"`
}

// DeliveryRequest names a delivery.
type DeliveryRequest struct {
	OneRequest
	DeliveryID string `path:"delivery_id" maxLength:"80"`
}

// WebhookView is a webhook.
type WebhookView struct {
	WebhookID   string    `json:"webhook_id"`
	URL         string    `json:"url"`
	Description string    `json:"description"`
	Events      []string  `json:"events" doc:"Empty means all"`
	Status      string    `json:"status" enum:"active,disabled"`
	Reason      string    `json:"reason,omitempty" doc:"Why it is disabled, when nobody disabled it"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
}

// CreatedWebhook is a webhook with its signing secret, which is shown this once.
type CreatedWebhook struct {
	WebhookView
	Secret string `json:"secret" doc:"Signs every notice (standardwebhooks.com); shown this once"`
}

// CreatedReply carries a webhook with its secret.
type CreatedReply struct {
	ETag string `header:"ETag"`
	Body CreatedWebhook
}

// OneReply carries a webhook.
type OneReply struct {
	ETag string `header:"ETag"`
	Body WebhookView
}

// ListReply carries the webhooks.
type ListReply struct {
	Body WebhookPage
}

// WebhookPage is the list of webhooks; a tenant has so few that there is one page.
type WebhookPage struct {
	Items      []WebhookView `json:"items"`
	NextCursor string        `json:"next_cursor,omitempty"`
}

// DeliveryView is one notice to one webhook.
type DeliveryView struct {
	DeliveryID  string     `json:"delivery_id" doc:"Also the notice's webhook-id header"`
	Type        string     `json:"type"`
	Status      string     `json:"status" enum:"pending,sending,delivered,failed"`
	Attempts    int        `json:"attempts"`
	Answer      int        `json:"answer,omitempty" doc:"HTTP status of the last answer"`
	Error       string     `json:"error,omitempty" doc:"Why the last attempt had no answer"`
	TookMS      int64      `json:"took_ms"`
	CreatedAt   time.Time  `json:"created_at"`
	NextAt      *time.Time `json:"next_at,omitempty" doc:"When it is tried again"`
	CompletedAt *time.Time `json:"completed_at,omitempty"`
}

// DeliveryReply carries a delivery.
type DeliveryReply struct {
	Body DeliveryView
}

// DeliveriesReply carries deliveries.
type DeliveriesReply struct {
	Body DeliveryPage
}

// DeliveryPage is a page of deliveries.
type DeliveryPage struct {
	Items      []DeliveryView `json:"items"`
	NextCursor string         `json:"next_cursor,omitempty"`
}

func view(w *demo.Webhook) WebhookView {
	return WebhookView{
		WebhookID: w.ID, URL: w.URL, Description: w.Description, Events: append([]string{}, w.Events...), Status: string(w.Status), Reason: w.Reason,
		CreatedAt: w.CreatedAt, UpdatedAt: w.UpdatedAt,
	}
}

func viewDelivery(d *demo.Delivery) DeliveryView {
	out := DeliveryView{
		DeliveryID: d.ID, Type: d.Type, Status: string(d.Status), Attempts: d.Lease.Attempt, Answer: d.Answer, Error: d.LastError, TookMS: d.TookMS,
		CreatedAt: d.CreatedAt, CompletedAt: d.CompletedAt,
	}
	if !d.Ended() {
		out.NextAt = &d.NextAt
	}
	return out
}
