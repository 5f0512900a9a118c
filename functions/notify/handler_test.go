package notify_test

import (
	"encoding/json"
	"testing"
	"time"

	"capidemo.dev/platform/functions/notify"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

func TestAnEventIsAddressedOnceToItsOwnTenant(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	hooks := map[tenant.ID]demo.Webhook{}
	for _, id := range []tenant.ID{"acme", "rival"} {
		hook, err := w.As(t, "boss", id, tenant.TenantAdmin).Webhooks().Create(t.Context(), "https://example.com", "", nil)
		if err != nil {
			t.Fatal(err)
		}
		hooks[id] = hook
	}
	message, err := json.Marshal(queue.Event{Version: 1, ID: "j1-completed", Type: "job.completed", Tenant: "acme", Job: "j1", Demo: "d1", At: time.Now(), TookMS: 120})
	if err != nil {
		t.Fatal(err)
	}
	h := notify.New(w.Store)
	for range 3 { // Pub/Sub delivers more than once
		if err := h.HandleMessage(t.Context(), host.Message{Data: message}); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[tenant.ID]int{"acme": 1, "rival": 0} {
		page, err := w.As(t, "boss", id, tenant.TenantAdmin).Webhooks().Deliveries(t.Context(), hooks[id].ID, store.PageRequest{})
		if err != nil || len(page.Items) != want {
			t.Errorf("%s: %d deliveries, %v", id, len(page.Items), err)
		}
	}
}

func TestWhatIsNoEventIsForTheDeadLetters(t *testing.T) {
	t.Parallel()
	h := notify.New(storetest.New(t, demo.DefaultLimits()).Store)
	for _, data := range []string{"", "{}", `{"v":2,"id":"x","type":"y","tenant":"acme"}`, `{"v":1,"id":"","type":"y","tenant":"acme"}`, `{"v":1,"id":"x","type":"y","tenant":"../rival"}`} {
		if err := h.HandleMessage(t.Context(), host.Message{Data: []byte(data)}); !fault.Is(err, fault.Malformed) {
			t.Errorf("%s: %v", data, err)
		}
	}
}
