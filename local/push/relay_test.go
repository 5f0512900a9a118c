package push_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"github.com/coreos/go-oidc/v3/oidc"

	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/local/identity"
	"capidemo.dev/platform/local/push"
	"capidemo.dev/platform/shared/testkit"
)

const (
	deadline = 60 * time.Second
	audience = "http://functions.test"
	email    = "pubsub@demo-capi.iam.gserviceaccount.com"
)

// received is a push as a function sees it.
type received struct {
	token string
	data  string
}

// wired is the emulator with the manifest's topics, relayed to a function that answers with what status says.
func wired(t *testing.T, status func(received) int) (client *pubsub.Client, issuer *identity.Issuer, pushes <-chan received) {
	t.Helper()
	arrived := make(chan received, 64)
	function := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var envelope struct {
			Message struct {
				Data []byte `json:"data"`
			} `json:"message"`
		}
		if err := json.NewDecoder(r.Body).Decode(&envelope); err != nil {
			t.Error(err)
		}
		push := received{token: r.Header.Get("Authorization"), data: string(envelope.Message.Data)}
		arrived <- push
		w.WriteHeader(status(push))
	}))
	t.Cleanup(function.Close)
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	issuer, err := identity.New(identity.Options{Dir: t.TempDir(), URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	relay := push.New(push.Options{Functions: function.URL, Token: issuer.Tokens(audience, email).Token, Log: slog.New(slog.DiscardHandler)})
	mux.Handle("/push/", relay.Handler())
	mux.Handle("/", issuer.Handler())
	manifest, err := functions.Load()
	if err != nil {
		t.Fatal(err)
	}
	client = testkit.PubSub(t)
	for range 2 { // the second time finds everything there
		if err := push.Setup(t.Context(), client, manifest, server.URL); err != nil {
			t.Fatal(err)
		}
	}
	return client, issuer, arrived
}

func publish(t *testing.T, client *pubsub.Client, data string) {
	t.Helper()
	publisher := client.Publisher("provision-jobs")
	t.Cleanup(publisher.Stop)
	if _, err := publisher.Publish(t.Context(), &pubsub.Message{Data: []byte(data)}).Get(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestPushCarriesAValidToken(t *testing.T) {
	t.Parallel()
	client, issuer, pushes := wired(t, func(received) int { return http.StatusNoContent })
	publish(t, client, "job")
	var got received
	select {
	case got = <-pushes:
	case <-time.After(deadline):
		t.Fatal("no push came")
	}
	if got.data != "job" {
		t.Errorf("data = %q, want job", got.data)
	}
	provider, err := oidc.NewProvider(t.Context(), issuer.URL())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Verifier(&oidc.Config{ClientID: audience}).Verify(t.Context(), got.token[len("Bearer "):]); err != nil {
		t.Error(err)
	}
}

func TestPoisonIsDeadLetteredWhileOthersFlow(t *testing.T) {
	t.Parallel()
	client, _, pushes := wired(t, func(r received) int {
		if r.data == "poison" {
			return http.StatusInternalServerError
		}
		return http.StatusNoContent
	})
	publish(t, client, "poison")
	publish(t, client, "good")
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	dead := make(chan string, 1)
	go func() {
		_ = client.Subscriber("provision-jobs-dead").Receive(ctx, func(_ context.Context, m *pubsub.Message) { // ends with ctx
			m.Ack()
			dead <- string(m.Data)
		})
	}()
	attempts, good := 0, false
	for {
		select {
		case p := <-pushes:
			if p.data == "poison" {
				attempts++
			}
			good = good || p.data == "good"
		case data := <-dead:
			if data != "poison" || attempts < 5 || !good {
				t.Errorf("dead letter %q after %d attempts, good message seen: %v; want poison after 5, true", data, attempts, good)
			}
			return
		case <-ctx.Done():
			t.Fatalf("no dead letter after %d attempts", attempts)
		}
	}
}
