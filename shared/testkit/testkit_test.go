package testkit_test

import (
	"errors"
	"testing"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/testkit"
)

func TestFirestoreIsolatesByProject(t *testing.T) {
	t.Parallel()
	one, other := testkit.Firestore(t), testkit.Firestore(t)
	if _, err := one.Doc("things/a").Set(t.Context(), map[string]any{"n": 1}); err != nil {
		t.Fatal(err)
	}
	_, err := other.Doc("things/a").Get(t.Context())
	if status.Code(err) != codes.NotFound {
		t.Errorf("read from another test's project: got %v, want NotFound", err)
	}
}

func TestWaitDocument(t *testing.T) {
	t.Parallel()
	document := testkit.Firestore(t).Doc("things/a")
	written := make(chan error, 1)
	go func() {
		var err error
		for n := range 3 {
			if _, err = document.Set(t.Context(), map[string]any{"n": n}); err != nil {
				break
			}
		}
		written <- err
	}()
	snapshot := testkit.WaitDocument(t, document, func(s *firestore.DocumentSnapshot) bool {
		return s.Exists() && s.Data()["n"] == int64(2)
	})
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	if got := snapshot.Data()["n"]; got != int64(2) {
		t.Errorf("n = %v, want 2", got)
	}
}

func TestPubSubIsolatesByProject(t *testing.T) {
	t.Parallel()
	one, other := testkit.PubSub(t), testkit.PubSub(t)
	if one.Project() == other.Project() {
		t.Fatalf("two tests share project %s", one.Project())
	}
	topic := &pubsubpb.Topic{Name: "projects/" + one.Project() + "/topics/orders"}
	if _, err := one.TopicAdminClient.CreateTopic(t.Context(), topic); err != nil {
		t.Fatal(err)
	}
	topics := other.TopicAdminClient.ListTopics(t.Context(), &pubsubpb.ListTopicsRequest{Project: "projects/" + other.Project()})
	if got, err := topics.Next(); !errors.Is(err, iterator.Done) {
		t.Errorf("topics of another test's project: got %v, %v, want none", got, err)
	}
}
