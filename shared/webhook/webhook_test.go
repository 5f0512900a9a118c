package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"capidemo.dev/platform/shared/egress"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/webhook"
)

type key []byte

func (k key) WebhookKey(context.Context) ([]byte, error) { return k, nil }

func sender(k string) *webhook.Sender {
	client := egress.New(egress.Options{Inside: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	return webhook.New(client, key(k), time.Now)
}

const platformKey = "0123456789abcdef0123456789abcdef"

func TestAReceiverCanCheckWhatItGets(t *testing.T) {
	t.Parallel()
	s, to := sender(platformKey), webhook.Target{Tenant: "acme", Webhook: "w1", Generation: 1}
	secret, err := s.Secret(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	checker, err := standard.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	type received struct {
		body   []byte
		header http.Header
	}
	arrived := make(chan received, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		arrived <- received{body, r.Header}
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(server.Close)
	to.URL = server.URL
	notice := webhook.Notice{ID: "job1-completed", Type: "job.completed", At: time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC), Data: map[string]any{"job_id": "job1"}}
	body, err := notice.Body()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Send(t.Context(), to, notice.ID, body)
	if err != nil || !out.Delivered() || out.Status != http.StatusAccepted {
		t.Fatalf("%+v %v", out, err)
	}
	got := <-arrived
	if err := checker.Verify(got.body, got.header); err != nil {
		t.Error(err)
	}
	var read map[string]any
	if err := json.Unmarshal(got.body, &read); err != nil || read["type"] != "job.completed" || read["timestamp"] != "2026-05-20T09:00:00Z" {
		t.Errorf("%s %v", got.body, err)
	}
	if err := checker.Verify(bytes.Replace(got.body, []byte("job1"), []byte("job2"), 1), got.header); err == nil {
		t.Error("a changed body passes")
	}
	forged := got.header.Clone()
	forged.Set(standard.HeaderWebhookID, "another")
	if err := checker.Verify(got.body, forged); err == nil {
		t.Error("another id passes")
	}
}

func TestEveryWebhookHasItsOwnSecret(t *testing.T) {
	t.Parallel()
	seen := map[string]webhook.Target{}
	for _, s := range []*webhook.Sender{sender(platformKey), sender("another key of thirty-two bytes..")} {
		for _, to := range []webhook.Target{
			{Tenant: "acme", Webhook: "w1", Generation: 1}, {Tenant: "acme", Webhook: "w1", Generation: 2}, {Tenant: "acme", Webhook: "w2", Generation: 1},
			{Tenant: "rival", Webhook: "w1", Generation: 1}, {Tenant: "acme/w1", Webhook: "1", Generation: 1},
		} {
			secret, err := s.Secret(t.Context(), to)
			if err != nil {
				t.Fatal(err)
			}
			if other, taken := seen[secret]; taken {
				t.Errorf("%+v and %+v share a secret", to, other)
			}
			seen[secret] = to
		}
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct{ delivered, gone bool }{
		200: {true, false}, 204: {true, false}, 301: {false, false}, 404: {false, false}, 410: {false, true}, 500: {false, false},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(server.Close)
		out, err := sender(platformKey).Send(t.Context(), webhook.Target{URL: server.URL}, "id", nil)
		if err != nil || out.Delivered() != want.delivered || out.Gone() != want.gone {
			t.Errorf("%d: %+v %v", status, out, err)
		}
	}
	out, err := sender(platformKey).Send(t.Context(), webhook.Target{URL: "http://169.254.169.254/"}, "id", nil)
	if err != nil || out.Delivered() || fault.KindOf(out.Err) != fault.Invalid {
		t.Errorf("%+v %v", out, err)
	}
}
