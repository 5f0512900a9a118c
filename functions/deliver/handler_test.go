package deliver_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"capidemo.dev/platform/functions/deliver"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/webhook"
)

// receiver stands for the outside: it counts what it is sent and answers as it is told.
type receiver struct {
	mu      sync.Mutex
	answers []webhook.Outcome
	err     error
	sent    []string
}

func (r *receiver) Send(_ context.Context, to webhook.Target, id string, body []byte) (webhook.Outcome, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return webhook.Outcome{}, r.err
	}
	r.sent = append(r.sent, to.Tenant+" "+id+" "+string(body))
	out := r.answers[0]
	if len(r.answers) > 1 {
		r.answers = r.answers[1:]
	}
	return out, nil
}

type stage struct {
	storetest.World
	receiver *receiver
	handler  *deliver.Handler
	hook     demo.Webhook
	path     string
}

func prepare(t *testing.T, answers ...webhook.Outcome) stage {
	t.Helper()
	w := storetest.New(t, demo.DefaultLimits())
	hook, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Webhooks().Create(t.Context(), "https://example.com", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Function(t, "notify", "acme").Notices().Address(t.Context(), "n", "job.completed", "hello"); err != nil {
		t.Fatal(err)
	}
	r := &receiver{answers: answers}
	return stage{w, r, deliver.New(w.Store, r), hook, "webhooks/" + hook.ID + "/deliveries/n"}
}

// happen delivers the event of the delivery's document as it is now.
func (s stage) happen(t *testing.T) error {
	t.Helper()
	event := s.Event(t, s.path)
	scope, err := tenant.ForEvent("deliver", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	return s.handler.HandleEvent(t.Context(), scope, event)
}

func (s stage) delivery(t *testing.T) demo.Delivery {
	t.Helper()
	page, err := s.As(t, "boss", "acme", tenant.TenantAdmin).Webhooks().Deliveries(t.Context(), s.hook.ID, store.PageRequest{})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%d deliveries, %v", len(page.Items), err)
	}
	return page.Items[0]
}

func TestANoticeIsSentOnceHoweverOftenItsEventComes(t *testing.T) {
	t.Parallel()
	s := prepare(t, webhook.Outcome{Status: http.StatusOK})
	event := s.Event(t, s.path)
	scope, err := tenant.ForEvent("deliver", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if err := s.handler.HandleEvent(t.Context(), scope, event); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if err := s.happen(t); err != nil { // and late
		t.Error(err)
	}
	if len(s.receiver.sent) != 1 || s.receiver.sent[0] != "acme n hello" || s.delivery(t).Status != demo.DeliveryDelivered {
		t.Errorf("%v %+v", s.receiver.sent, s.delivery(t))
	}
}

func TestAFailingReceiverIsTriedAgainLater(t *testing.T) {
	t.Parallel()
	s := prepare(t, webhook.Outcome{Err: fault.New(fault.Unavailable, "example.com could not be reached.")}, webhook.Outcome{Status: 500}, webhook.Outcome{Status: 200})
	for attempt, pause := range []time.Duration{time.Minute, 10 * time.Minute, 0} {
		for range 2 {
			if err := s.happen(t); err != nil {
				t.Fatal(err)
			}
		}
		if len(s.receiver.sent) != attempt+1 {
			t.Fatalf("attempt %d: sent %d times", attempt+1, len(s.receiver.sent))
		}
		s.Clock.Advance(pause + time.Second)
	}
	if d := s.delivery(t); d.Status != demo.DeliveryDelivered || d.Lease.Attempt != 3 {
		t.Errorf("%+v", d)
	}
}

func TestWhatCannotBeSignedComesAgain(t *testing.T) {
	t.Parallel()
	s := prepare(t, webhook.Outcome{Status: 200})
	s.receiver.err = fault.New(fault.Unavailable, "Secret Manager is away.")
	if err := s.happen(t); !fault.Retryable(err) {
		t.Errorf("while secrets cannot be read: %v", err)
	}
	s.receiver.err = nil
	s.Clock.Advance(demo.LeaseTerm + time.Second)
	if err := s.happen(t); err != nil || s.delivery(t).Status != demo.DeliveryDelivered {
		t.Errorf("%v %+v", err, s.delivery(t))
	}
}

func TestADeletedWebhookIsToldNothing(t *testing.T) {
	t.Parallel()
	s := prepare(t, webhook.Outcome{Status: 200})
	event := s.Event(t, s.path)
	if err := s.As(t, "boss", "acme", tenant.TenantAdmin).Webhooks().Delete(t.Context(), s.hook.ID); err != nil {
		t.Fatal(err)
	}
	scope, err := tenant.ForEvent("deliver", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.handler.HandleEvent(t.Context(), scope, event); err != nil || len(s.receiver.sent) != 0 {
		t.Errorf("%v %v", err, s.receiver.sent)
	}
}
