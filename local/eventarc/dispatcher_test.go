package eventarc_test

import (
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"github.com/google/go-cmp/cmp"
	"github.com/googleapis/google-cloudevents-go/cloud/firestoredata"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/local/eventarc"
)

func TestRecordedPostIsRepaired(t *testing.T) {
	t.Parallel()
	url, received := function(t, nil)
	o := options(t, url)
	o.Token = func() (string, error) { return "signed", nil }
	post(t, dispatcher(t, o), "created", "")
	got := next(t, received)

	if got.path != "/dispatch" {
		t.Errorf("path = %s, want /dispatch", got.path)
	}
	want := map[string]string{
		"Ce-Id": "033f85ae-c1dd-4b05-bc89-da6460b2d7fb", "Ce-Type": "google.cloud.firestore.document.v1.created",
		"Ce-Source":  "//firestore.googleapis.com/projects/demo-capi/databases/(default)",
		"Ce-Subject": "documents/tenants/acme/jobs/j1", "Ce-Document": "tenants/acme/jobs/j1",
		"Ce-Time": "2026-11-21T20:54:18Z", "Ce-Specversion": "1.0",
		"Content-Type": "application/protobuf", "Authorization": "Bearer signed",
	}
	for name, value := range want {
		if diff := cmp.Diff(value, got.header.Get(name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	var change firestoredata.DocumentEventData
	if err := proto.Unmarshal(got.body, &change); err != nil {
		t.Fatalf("the body is no DocumentEventData: %v", err)
	}
	if n := change.GetValue().GetFields()["n"].GetIntegerValue(); n != 1 {
		t.Errorf("field n = %d, want 1", n)
	}
}

func TestDeliveryIsAValidCloudEvent(t *testing.T) {
	t.Parallel()
	url, received := function(t, nil)
	post(t, dispatcher(t, options(t, url)), "updated", "")
	got := next(t, received)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = got.header
	event, err := binding.ToEvent(t.Context(), cehttp.NewMessageFromHttpRequest(request))
	if err != nil {
		t.Fatal(err)
	}
	if err := event.Validate(); err != nil {
		t.Error(err)
	}
}

func TestUpdateThatChangesNothingIsDropped(t *testing.T) {
	t.Parallel()
	url, received := function(t, nil)
	d := dispatcher(t, options(t, url))
	post(t, d, "unchanged", "")
	post(t, d, "updated", "after")
	if id := next(t, received).header.Get("Ce-Id"); id != "after" {
		t.Errorf("event %s was delivered, want only the one that changed something", id)
	}
}

func TestRetryKeepsTheEventID(t *testing.T) {
	t.Parallel()
	var attempts atomic.Int32
	url, received := function(t, func(delivery) int {
		return []int{http.StatusInternalServerError, http.StatusTooManyRequests, http.StatusOK}[attempts.Add(1)-1]
	})
	post(t, dispatcher(t, options(t, url)), "created", "same")
	for range 3 {
		if id := next(t, received).header.Get("Ce-Id"); id != "same" {
			t.Errorf("ce-id = %s, want same", id)
		}
	}
}

func TestDeadLetterAndRedelivery(t *testing.T) {
	t.Parallel()
	var sound atomic.Bool
	url, received := function(t, func(delivery) int {
		if sound.Load() {
			return http.StatusNoContent
		}
		return http.StatusInternalServerError
	})
	o := options(t, url)
	d := dispatcher(t, o)
	post(t, d, "created", "poison")
	for range o.Retry.Attempts {
		next(t, received)
	}
	stop(t, d)
	d = dispatcher(t, o)
	letters := d.DeadLetters()
	if len(letters) != 1 || letters[0].Event.ID() != "poison" || letters[0].Attempts != o.Retry.Attempts {
		t.Fatalf("dead letters = %+v, want the poisoned event after %d attempts", letters, o.Retry.Attempts)
	}
	sound.Store(true)
	if n, err := d.Redeliver(); n != 1 || err != nil {
		t.Fatalf("redeliver = %d, %v", n, err)
	}
	next(t, received)
	if letters := d.DeadLetters(); len(letters) != 0 {
		t.Errorf("%d dead letters are left", len(letters))
	}
}

func TestPoisonDoesNotHoldUpOthers(t *testing.T) {
	t.Parallel()
	held := make(chan struct{})
	url, received := function(t, func(d delivery) int {
		if d.header.Get("Ce-Id") == "slow" {
			<-held
		}
		return http.StatusNoContent
	})
	d := dispatcher(t, options(t, url))
	post(t, d, "created", "slow")
	next(t, received)
	post(t, d, "created", "same trigger")
	post(t, d, "updated", "other trigger")
	got := map[string]bool{next(t, received).header.Get("Ce-Id"): true, next(t, received).header.Get("Ce-Id"): true}
	close(held)
	if diff := cmp.Diff(map[string]bool{"same trigger": true, "other trigger": true}, got); diff != "" {
		t.Errorf("delivered beside a slow one (-want +got):\n%s", diff)
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	t.Parallel()
	var now, most atomic.Int32
	release := make(chan struct{})
	url, received := function(t, func(delivery) int {
		most.Store(max(most.Load(), now.Add(1)))
		<-release
		now.Add(-1)
		return http.StatusNoContent
	})
	o := options(t, url)
	o.Triggers[0].Concurrency = 2
	d := dispatcher(t, o)
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		post(t, d, "created", id)
	}
	next(t, received)
	next(t, received)
	close(release)
	for range 3 {
		next(t, received)
	}
	if most.Load() > 2 {
		t.Errorf("%d at once, want at most 2", most.Load())
	}
}

func TestJournalIsReplayedAfterARestart(t *testing.T) {
	t.Parallel()
	// Nothing listens here: the first dispatcher cannot deliver, as when the functions are down.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	o := options(t, dead)
	before := dispatcher(t, o)
	post(t, before, "created", "kept")
	post(t, before, "updated", "kept too")
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	var received <-chan delivery
	o.Functions, received = function(t, nil)
	after := dispatcher(t, o)
	got := map[string]bool{next(t, received).header.Get("Ce-Id"): true, next(t, received).header.Get("Ce-Id"): true}
	if diff := cmp.Diff(map[string]bool{"kept": true, "kept too": true}, got); diff != "" {
		t.Errorf("replayed (-want +got):\n%s", diff)
	}
	stop(t, after)
	if left := dispatcher(t, o).Pending(); len(left) != 0 {
		t.Errorf("%d delivered events are still in the journal", len(left))
	}
}

func TestUnreachableFunctionsCostNoAttempt(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	attempts := make(chan struct{}, 1024)
	o := options(t, "http://"+address)
	o.Around = func(deliver eventarc.Deliver) eventarc.Deliver {
		return eventarc.DropRequest(func(eventarc.Event) bool { attempts <- struct{}{}; return false })(deliver)
	}
	d := dispatcher(t, o)
	post(t, d, "created", "patient")
	for range 3 * o.Retry.Attempts {
		next(t, attempts)
	}
	if letters := d.DeadLetters(); len(letters) != 0 {
		t.Errorf("an event for functions that are down became a dead letter: %+v", letters)
	}
}

func TestBadPostsAreRefused(t *testing.T) {
	t.Parallel()
	url, _ := function(t, nil)
	handler := dispatcher(t, options(t, url)).Handler()
	serve(t, handler, "/functions/projects/p/triggers/dispatch", nil, "not protobuf", http.StatusBadRequest)
	serve(t, handler, "/functions/projects/p/triggers/unknown", map[string]string{
		"Ce-Id": "1", "Ce-Type": "t", "Ce-Source": "s", "Ce-Subject": "documents/a/b", "Ce-Specversion": "1.0",
	}, "", http.StatusNotFound)
}

func TestDefaultRetryOutlastsARestart(t *testing.T) {
	t.Parallel()
	retry := eventarc.DefaultRetry()
	if retry.First != time.Second || retry.Attempts < 5 {
		t.Errorf("default retry = %+v, want from 1 s, at least 5 attempts", retry)
	}
}
