package push

import (
	"context"
	"fmt"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"capidemo.dev/platform/functions"
)

// minBackoff replaces the manifest's pause before a message comes again: one machine has no thundering herd to fear, and a
// developer waits for it. The tries of a message outlast a lease, so that a killed worker's message finds the work free.
const minBackoff = 2 * time.Second

// Setup creates every topic of the manifest, a push subscription per function that is triggered by one, and a subscription to
// pull from per dead-letter topic. What exists already is left as it is. relay is the base address of the Relay.
func Setup(ctx context.Context, client *pubsub.Client, m *functions.Manifest, relay string) error {
	project := "projects/" + client.Project()
	for _, topic := range m.Topics() {
		_, err := client.TopicAdminClient.CreateTopic(ctx, &pubsubpb.Topic{Name: project + "/topics/" + topic})
		if err := settled(err); err != nil {
			return fmt.Errorf("push: create topic %s: %w", topic, err)
		}
	}
	for _, f := range m.Functions {
		trigger := f.Trigger.PubSub
		if trigger == nil {
			continue
		}
		for _, subscription := range []*pubsubpb.Subscription{
			pushed(project, f.Word, *trigger, relay),
			{
				Name:  project + "/subscriptions/" + trigger.DeadLetter,
				Topic: project + "/topics/" + trigger.DeadLetter, AckDeadlineSeconds: 60,
			},
		} {
			_, err := client.SubscriptionAdminClient.CreateSubscription(ctx, subscription)
			if err := settled(err); err != nil {
				return fmt.Errorf("push: create subscription %s: %w", subscription.GetName(), err)
			}
		}
	}
	return nil
}

// pushed is the subscription of a function, named like it.
func pushed(project, word string, t functions.PubSub, relay string) *pubsubpb.Subscription {
	return &pubsubpb.Subscription{
		Name: project + "/subscriptions/" + word, Topic: project + "/topics/" + t.Topic,
		AckDeadlineSeconds: int32(t.AckDeadline / time.Second),
		PushConfig:         &pubsubpb.PushConfig{PushEndpoint: relay + "/push/" + word},
		RetryPolicy: &pubsubpb.RetryPolicy{
			MinimumBackoff: durationpb.New(minBackoff), MaximumBackoff: durationpb.New(t.MaxBackoff),
		},
		DeadLetterPolicy: &pubsubpb.DeadLetterPolicy{
			DeadLetterTopic: project + "/topics/" + t.DeadLetter, MaxDeliveryAttempts: int32(t.MaxAttempts),
		},
	}
}

// settled makes "already exists" a success.
func settled(err error) error {
	if status.Code(err) == codes.AlreadyExists {
		return nil
	}
	return err
}
