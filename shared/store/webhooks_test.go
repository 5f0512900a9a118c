package store_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
)

// told is a webhook of acme, and what the functions see of it.
type told struct {
	storetest.World
	admin   store.Webhooks
	notices store.Notices
	hook    demo.Webhook
}

func tell(t *testing.T, events ...string) told {
	t.Helper()
	w := storetest.New(t, demo.DefaultLimits())
	admin := w.As(t, "boss", "acme", tenant.TenantAdmin).Webhooks()
	hook, err := admin.Create(t.Context(), "https://example.com/hook", "Build server", events)
	if err != nil {
		t.Fatal(err)
	}
	return told{w, admin, w.Function(t, "deliver", "acme").Notices(), hook}
}

func (w told) address(t *testing.T, id, event string, want int) {
	t.Helper()
	if made, err := w.notices.Address(t.Context(), id, event, `{"type":"`+event+`"}`); err != nil || made != want {
		t.Errorf("addressed %d, want %d: %v", made, want, err)
	}
}

func (w told) delivery(t *testing.T, id string) demo.Delivery {
	t.Helper()
	page, err := w.admin.Deliveries(t.Context(), w.hook.ID, store.PageRequest{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(page.Items, func(d demo.Delivery) bool { return d.ID == id })
	if i < 0 {
		t.Fatalf("no delivery %s among %d", id, len(page.Items))
	}
	return page.Items[i]
}

// due asks the sweep which deliveries are to be looked after.
func (w told) due(t *testing.T) []system.SilentDelivery {
	t.Helper()
	var out []system.SilentDelivery
	for d, err := range w.System.SilentDeliveries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

func TestAWebhookIsToldOnceOfWhatItWants(t *testing.T) {
	t.Parallel()
	w := tell(t, "job.completed")
	var wait sync.WaitGroup
	for range 5 { // the event comes five times at once
		wait.Go(func() {
			if _, err := w.notices.Address(t.Context(), "j1-completed", "job.completed", "{}"); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	w.address(t, "j1-completed", "job.completed", 0)
	w.address(t, "j2-failed", "job.failed", 0)
	page, err := w.admin.Deliveries(t.Context(), w.hook.ID, store.PageRequest{})
	if err != nil || len(page.Items) != 1 || page.Items[0].Status != demo.DeliveryPending {
		t.Fatalf("%+v %v", page.Items, err)
	}
	claim, due, err := w.notices.Claim(t.Context(), w.hook.ID, "j1-completed")
	if err != nil || !due {
		t.Fatal(due, err)
	}
	if _, _, err := w.notices.Claim(t.Context(), w.hook.ID, "j1-completed"); !fault.Is(err, fault.Busy) {
		t.Errorf("a second worker: %v", err)
	}
	if _, err := w.notices.Attempted(t.Context(), claim, 204, true, false, nil, 30*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	d := w.delivery(t, "j1-completed")
	if d.Status != demo.DeliveryDelivered || d.Answer != 204 || d.TookMS != 30 || d.WatchAt != nil {
		t.Errorf("%+v", d)
	}
	if _, due, err := w.notices.Claim(t.Context(), w.hook.ID, "j1-completed"); due || err != nil {
		t.Errorf("claimed after the end: %v %v", due, err)
	}
}

func TestANoticeIsTriedFiveTimesOverSevenHours(t *testing.T) {
	t.Parallel()
	w := tell(t)
	w.address(t, "j1-failed", "job.failed", 1)
	for attempt, pause := range []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 0} {
		claim, due, err := w.notices.Claim(t.Context(), w.hook.ID, "j1-failed")
		if err != nil || !due {
			t.Fatalf("attempt %d: %v %v", attempt+1, due, err)
		}
		if _, err := w.notices.Attempted(t.Context(), claim, 503, false, false, errors.New("unavailable"), 0); err != nil {
			t.Fatal(err)
		}
		if _, due, err := w.notices.Claim(t.Context(), w.hook.ID, "j1-failed"); due || err != nil {
			t.Errorf("attempt %d: due at once: %v", attempt+1, err)
		}
		if pause == 0 {
			break
		}
		w.Clock.Advance(pause - time.Second)
		if found := w.due(t); len(found) != 0 {
			t.Errorf("attempt %d: looked after too early", attempt+1)
		}
		w.Clock.Advance(2 * time.Second)
		found := w.due(t)
		if len(found) != 1 || found[0] != (system.SilentDelivery{Tenant: "acme", Webhook: w.hook.ID, Delivery: "j1-failed"}) {
			t.Fatalf("attempt %d: due %v", attempt+1, found)
		}
		if again, err := w.notices.Requeue(t.Context(), w.hook.ID, "j1-failed"); !again || err != nil {
			t.Errorf("attempt %d: requeue %v %v", attempt+1, again, err)
		}
	}
	d := w.delivery(t, "j1-failed")
	if d.Status != demo.DeliveryFailed || d.Answer != 503 || d.Lease.Attempt != demo.MaxAttempts {
		t.Errorf("%+v", d)
	}
	if _, err := w.admin.Redeliver(t.Context(), w.hook.ID, "j1-failed"); !fault.Is(err, fault.RateLimited) {
		t.Errorf("sent again at once: %v", err)
	}
	w.Clock.Advance(5 * time.Second)
	if _, err := w.admin.Redeliver(t.Context(), w.hook.ID, "j1-failed"); err != nil {
		t.Fatal(err)
	}
	claim, due, err := w.notices.Claim(t.Context(), w.hook.ID, "j1-failed")
	if err != nil || !due || claim.Delivery.Body != d.Body {
		t.Errorf("sent again: %v %v", due, err)
	}
	if _, err := w.admin.Redeliver(t.Context(), w.hook.ID, "j1-failed"); !fault.Is(err, fault.Conflict) {
		t.Errorf("sent again while on its way: %v", err)
	}
}

func TestALostWorkerDoesNotHoldUpANotice(t *testing.T) {
	t.Parallel()
	w := tell(t)
	w.address(t, "n", "job.completed", 1)
	lost, _, err := w.notices.Claim(t.Context(), w.hook.ID, "n")
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(demo.LeaseTerm + time.Second)
	claim, due, err := w.notices.Claim(t.Context(), w.hook.ID, "n")
	if err != nil || !due {
		t.Fatal(due, err)
	}
	if _, err := w.notices.Attempted(t.Context(), lost, 200, true, false, nil, 0); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("the lost worker wrote: %v", err)
	}
	if _, err := w.notices.Attempted(t.Context(), claim, 200, true, false, nil, 0); err != nil {
		t.Error(err)
	}
}

func TestAReceiverThatIsGoneIsToldNothingMore(t *testing.T) {
	t.Parallel()
	w := tell(t)
	w.address(t, "n1", "job.completed", 1)
	w.address(t, "n2", "job.completed", 1)
	claim, _, err := w.notices.Claim(t.Context(), w.hook.ID, "n1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.notices.Attempted(t.Context(), claim, 410, false, true, nil, 0); err != nil {
		t.Fatal(err)
	}
	if hook, err := w.admin.Get(t.Context(), w.hook.ID); err != nil || hook.Status != demo.WebhookDisabled || hook.Reason == "" {
		t.Errorf("%+v %v", hook, err)
	}
	w.address(t, "n3", "job.completed", 0)
	if _, due, err := w.notices.Claim(t.Context(), w.hook.ID, "n2"); due || err != nil {
		t.Errorf("still told: %v %v", due, err)
	}
	if d := w.delivery(t, "n2"); d.Status != demo.DeliveryFailed {
		t.Errorf("%+v", d)
	}
	if _, err := w.admin.Test(t.Context(), w.hook.ID, "{}"); err != nil {
		t.Errorf("a disabled webhook can be tried: %v", err)
	}
	if _, err := w.admin.Test(t.Context(), w.hook.ID, "{}"); !fault.Is(err, fault.RateLimited) {
		t.Errorf("tried again at once: %v", err)
	}
}

func TestAnAddressThatMayNotBeCalledIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	w := tell(t)
	w.address(t, "n", "job.completed", 1)
	claim, _, err := w.notices.Claim(t.Context(), w.hook.ID, "n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.notices.Attempted(t.Context(), claim, 0, false, false, fault.New(fault.Invalid, "It leads inside."), 0); err != nil {
		t.Fatal(err)
	}
	if d := w.delivery(t, "n"); d.Status != demo.DeliveryFailed || d.LastError != "It leads inside." {
		t.Errorf("%+v", d)
	}
}

func TestAWebhookIsChangedOnlyAsSeen(t *testing.T) {
	t.Parallel()
	w := tell(t)
	off := false
	changed, err := w.admin.Change(t.Context(), w.hook.ID, w.hook.Version, store.WebhookChange{Enabled: &off, Rotate: true})
	if err != nil || changed.Status != demo.WebhookDisabled || changed.Generation != 2 {
		t.Fatalf("%+v %v", changed, err)
	}
	if _, err := w.admin.Change(t.Context(), w.hook.ID, w.hook.Version, store.WebhookChange{Enabled: &off}); !fault.Is(err, fault.Stale) {
		t.Errorf("an older version: %v", err)
	}
	w.address(t, "n", "job.completed", 0)
	var wait sync.WaitGroup
	var made atomic.Int64
	for range 3 * demo.MaxWebhooks { // at once: the limit holds
		wait.Go(func() {
			switch _, err := w.admin.Create(t.Context(), "https://example.com", "", nil); {
			case err == nil:
				made.Add(1)
			case !fault.Is(err, fault.QuotaExceeded):
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if made.Load() != demo.MaxWebhooks-1 {
		t.Errorf("%d more webhooks were made, %d fit", made.Load(), demo.MaxWebhooks-1)
	}
	if err := w.admin.Delete(t.Context(), w.hook.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.admin.Deliveries(t.Context(), w.hook.ID, store.PageRequest{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("the deliveries of a deleted webhook: %v", err)
	}
	if err := w.admin.Delete(t.Context(), w.hook.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleted again: %v", err)
	}
	if _, err := w.admin.Create(t.Context(), "https://example.com", "", nil); err != nil {
		t.Errorf("there is room again: %v", err)
	}
}
