package queue_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/testkit"
)

// topic makes a topic with a subscription and gives what arrives there.
func topic(t *testing.T, client *pubsub.Client, name string) <-chan *pubsub.Message {
	t.Helper()
	full := "projects/" + client.Project() + "/topics/" + name
	if _, err := client.TopicAdminClient.CreateTopic(t.Context(), &pubsubpb.Topic{Name: full}); err != nil {
		t.Fatal(err)
	}
	subscription := "projects/" + client.Project() + "/subscriptions/" + name
	if _, err := client.SubscriptionAdminClient.CreateSubscription(t.Context(), &pubsubpb.Subscription{Name: subscription, Topic: full}); err != nil {
		t.Fatal(err)
	}
	out := make(chan *pubsub.Message, 8)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := client.Subscriber(name).Receive(ctx, func(_ context.Context, m *pubsub.Message) { m.Ack(); out <- m }); err != nil {
			t.Errorf("receive %s: %v", name, err)
		}
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return out
}

func arrived(t *testing.T, from <-chan *pubsub.Message) *pubsub.Message {
	t.Helper()
	select {
	case m := <-from:
		return m
	case <-time.After(20 * time.Second):
		t.Fatal("nothing arrived")
		return nil
	}
}

func TestMessagesArriveAsTheyWereSent(t *testing.T) {
	t.Parallel()
	client := testkit.PubSub(t)
	jobs, events, dead := topic(t, client, "jobs"), topic(t, client, "events"), topic(t, client, "dead")
	q := queue.New(client, queue.Topics{Jobs: "jobs", Events: "events", Dead: "dead"})

	want := queue.Job{Version: 1, Type: "quick", Tenant: "acme", Job: "j", Demo: "d"}
	if err := q.SendJob(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, err := queue.DecodeJob(arrived(t, jobs).Data)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}

	if err := q.SendEvent(t.Context(), queue.Event{ID: "j-completed", Type: "job.completed", Tenant: "acme"}); err != nil {
		t.Fatal(err)
	}
	if m := arrived(t, events); m.Attributes["event_id"] != "j-completed" || m.Attributes["type"] != "job.completed" {
		t.Errorf("attributes %v", m.Attributes)
	}

	if err := q.Bury(t.Context(), "m1", []byte("\x00"), strings.Repeat("why ", 500)+"ü"); err != nil {
		t.Fatal(err)
	}
	if m := arrived(t, dead); string(m.Data) != "\x00" || m.Attributes["original_id"] != "m1" || len(m.Attributes["reason"]) > 1024 {
		t.Errorf("dead letter %v", m.Attributes)
	}
}

func TestATopicThatIsNotThereIsOurFault(t *testing.T) {
	t.Parallel()
	q := queue.New(testkit.PubSub(t), queue.Topics{Jobs: "jobs", Events: "events", Dead: "dead"})
	if err := q.SendJob(t.Context(), queue.Job{Tenant: "acme"}); !fault.Is(err, fault.Internal) {
		t.Errorf("err = %v", err)
	}
}

func FuzzDecodeJob(f *testing.F) {
	whole, err := json.Marshal(queue.Job{Version: 1, Type: "quick", Tenant: "acme", Job: "j", Demo: "d"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"v":1,"tenant":"../x"}`))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		j, err := queue.DecodeJob(data)
		if err != nil && (fault.Retryable(err) || !fault.Is(err, fault.Malformed)) {
			t.Errorf("a message that cannot be read is not for the dead letters: %v", err)
		}
		if err == nil && (j.Tenant == "" || strings.ContainsAny(j.Tenant, "/.")) {
			t.Errorf("accepted %+v", j)
		}
	})
}
