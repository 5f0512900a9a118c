package webhooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/functions/webhooks"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/egress"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/webhook"

	"context"
)

type key struct{}

func (key) WebhookKey(context.Context) ([]byte, error) { return []byte(strings.Repeat("k", 32)), nil }

func handler(w storetest.World) *webhooks.Handler {
	client := egress.New(egress.Options{})
	return webhooks.New(w.Store, client, webhook.New(client, key{}, time.Now), time.Now)
}

func create(t *testing.T, h *webhooks.Handler, scope tenant.Scope, url string, events ...string) (*webhooks.CreatedReply, error) {
	t.Helper()
	return h.Create(t.Context(), scope, &webhooks.CreateRequest{Body: webhooks.NewWebhook{URL: url, Events: events}})
}

func TestASecretIsShownWhenItIsMadeAndNotAgain(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	h, boss := handler(w), storetest.Person(t, "boss", "acme", tenant.TenantAdmin)
	made, err := create(t, h, boss, "https://example.com/hook", "job.failed")
	if err != nil || !strings.HasPrefix(made.Body.Secret, "whsec_") || made.ETag != `"1"` {
		t.Fatalf("%+v %v", made, err)
	}
	one := webhooks.OneRequest{WebhookID: made.Body.WebhookID}
	read, err := h.Get(t.Context(), boss, &one)
	if err != nil || read.Body.URL != "https://example.com/hook" {
		t.Fatalf("%+v %v", read, err)
	}
	rotated, err := h.Rotate(t.Context(), boss, &webhooks.ConditionalRequest{OneRequest: one, IfMatch: read.ETag})
	if err != nil || rotated.Body.Secret == made.Body.Secret {
		t.Fatalf("%+v %v", rotated, err)
	}
	off := false
	if _, err := h.Update(t.Context(), boss, &webhooks.UpdateRequest{
		ConditionalRequest: webhooks.ConditionalRequest{OneRequest: one, IfMatch: read.ETag}, Body: webhooks.WebhookPatch{Enabled: &off},
	}); !fault.Is(err, fault.Stale) {
		t.Errorf("an older version: %v", err)
	}
	changed, err := h.Update(t.Context(), boss, &webhooks.UpdateRequest{
		ConditionalRequest: webhooks.ConditionalRequest{OneRequest: one, IfMatch: rotated.ETag}, Body: webhooks.WebhookPatch{Enabled: &off},
	})
	if err != nil || changed.Body.Status != "disabled" || changed.Body.Events[0] != "job.failed" {
		t.Errorf("%+v %v", changed, err)
	}
	sent, err := h.Test(t.Context(), boss, &one)
	if err != nil || sent.Body.Status != "pending" || sent.Body.Type != "webhook.test" {
		t.Errorf("%+v %v", sent, err)
	}
	log, err := h.Deliveries(t.Context(), boss, &webhooks.DeliveriesRequest{OneRequest: one, Limit: 10})
	if err != nil || len(log.Body.Items) != 1 || log.Body.Items[0].DeliveryID != sent.Body.DeliveryID {
		t.Errorf("%+v %v", log, err)
	}
	if _, err := h.Delete(t.Context(), boss, &one); err != nil {
		t.Fatal(err)
	}
	if list, err := h.List(t.Context(), boss, nil); err != nil || len(list.Body.Items) != 0 {
		t.Errorf("%+v %v", list, err)
	}
}

func TestAddressesAndEventsThatCannotBe(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	h, boss := handler(w), storetest.Person(t, "boss", "acme", tenant.TenantAdmin)
	for _, url := range []string{"", "http://example.com", "https://user:pw@example.com", "javascript:alert(1)", "/hook"} {
		if _, err := create(t, h, boss, url); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", url, err)
		}
	}
	if _, err := create(t, h, boss, "https://example.com", "job.exploded"); !fault.Is(err, fault.Invalid) {
		t.Errorf("an event that does not exist: %v", err)
	}
}

func TestWebhooksBelongToTheirTenantsAdmins(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	h := handler(w)
	made, err := create(t, h, storetest.Person(t, "boss", "acme", tenant.TenantAdmin), "https://example.com")
	if err != nil {
		t.Fatal(err)
	}
	one := webhooks.OneRequest{WebhookID: made.Body.WebhookID}
	for who, want := range map[string]fault.Kind{"engineer": fault.Forbidden, "rival": fault.NotFound} {
		scope := storetest.Person(t, "ada", "acme", tenant.Engineer)
		if who == "rival" {
			scope = storetest.Person(t, "eve", "rival", tenant.TenantAdmin)
		}
		for name, call := range map[string]func() error{
			http.MethodGet:    func() error { _, err := h.Get(t.Context(), scope, &one); return err },
			http.MethodDelete: func() error { _, err := h.Delete(t.Context(), scope, &one); return err },
			"test":            func() error { _, err := h.Test(t.Context(), scope, &one); return err },
			"deliveries": func() error {
				_, err := h.Deliveries(t.Context(), scope, &webhooks.DeliveriesRequest{OneRequest: one})
				return err
			},
		} {
			if err := call(); !fault.Is(err, want) {
				t.Errorf("%s %s: %v", who, name, err)
			}
		}
	}
}
