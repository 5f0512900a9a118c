package faults_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/queue"
)

// listener pulls a subscription in the background.
type listener struct {
	cancel context.CancelFunc
	ended  chan struct{}
}

func (l *listener) receive(client *pubsub.Client, subscription string, take func(*pubsub.Message)) {
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel, l.ended = cancel, make(chan struct{})
	go func() {
		defer close(l.ended)
		_ = client.Subscriber(subscription).Receive(ctx, func(_ context.Context, m *pubsub.Message) { // ends with ctx
			take(m)
			m.Ack()
		})
	}()
}

func (l *listener) stop() {
	l.cancel()
	<-l.ended
}

// announcements are the ends that finish has told the world, by tenant.
type announcements struct {
	listener
	news

	unreadable []string
	byTenant   map[string][]queue.Event
}

// listen subscribes as any system outside would.
func (a *announcements) listen(ctx context.Context, client *pubsub.Client) error {
	const name = "witness"
	project := "projects/" + stack.DefaultProject
	_, err := client.SubscriptionAdminClient.CreateSubscription(ctx, &pubsubpb.Subscription{
		Name: project + "/subscriptions/" + name, Topic: project + "/topics/provision-events", AckDeadlineSeconds: 60,
	})
	if err != nil && status.Code(err) != codes.AlreadyExists {
		return err
	}
	a.receive(client, name, func(m *pubsub.Message) { //nolint:contextcheck // it outlives the call
		var e queue.Event
		err := json.Unmarshal(m.Data, &e)
		if err == nil && (e.Tenant != m.Attributes["tenant"] || e.ID != m.Attributes["event_id"]) {
			err = errors.New("its attributes say something else than its body")
		}
		a.learn(func() {
			if err != nil {
				a.unreadable = append(a.unreadable, err.Error()+": "+string(m.Data))
				return
			}
			if a.byTenant == nil {
				a.byTenant = map[string][]queue.Event{}
			}
			a.byTenant[e.Tenant] = append(a.byTenant[e.Tenant], e)
		})
	})
	return nil
}

// burials are the messages that were given up.
type burials struct {
	listener
	news

	messages []*pubsub.Message
}

func (b *burials) listen(_ context.Context, client *pubsub.Client) error {
	b.receive(client, "provision-jobs-dead", func(m *pubsub.Message) { //nolint:contextcheck // it outlives the call
		b.learn(func() { b.messages = append(b.messages, m) })
	})
	return nil
}

// courier carries document events to the functions; a test may interfere with those of its tenant.
type courier struct {
	mu   sync.RWMutex
	with map[string]func(eventarc.Deliver) eventarc.Deliver // by tenant
}

func newCourier() *courier {
	return &courier{with: map[string]func(eventarc.Deliver) eventarc.Deliver{}}
}

// interfere wraps the deliveries of a tenant's events from now on; nil leaves them alone again.
func (c *courier) interfere(tenant string, with func(eventarc.Deliver) eventarc.Deliver) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.with[tenant] = with
}

func (c *courier) around(next eventarc.Deliver) eventarc.Deliver {
	return func(ctx context.Context, e eventarc.Event) error {
		c.mu.RLock()
		with := c.with[tenantOf(e)]
		c.mu.RUnlock()
		if with == nil {
			return next(ctx, e)
		}
		return with(next)(ctx, e)
	}
}
