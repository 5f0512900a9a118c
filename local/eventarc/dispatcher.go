package eventarc

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxPost is the largest accepted post: two versions of a document of at most 1 MiB, in base64.
const maxPost = 4 << 20

// Trigger names the function that wants a kind of event.
type Trigger struct {
	Word        string        // the function, reached by POST /<word>
	Event       string        // such as google.cloud.firestore.document.v1.created
	Document    string        // path pattern such as tenants/{tenant}/jobs/{job}
	Timeout     time.Duration // of one attempt
	Concurrency int           // attempts at once
}

// Options configure a Dispatcher.
type Options struct {
	Dir       string                 // keeps the journal and the dead letters
	Triggers  []Trigger              //
	Functions string                 // base address of the functions, http://host:port
	Token     func() (string, error) // identity token for the functions; nil sends none
	Retry     Retry                  // zero means DefaultRetry
	Around    func(Deliver) Deliver  // wraps every attempt; for tests that inject faults
	Now       func() time.Time       // clock of the dead letters; nil means time.Now
	Log       *slog.Logger           //
}

// Dispatcher takes events in and delivers them. Make it with New, serve its Handler, and Close it.
type Dispatcher struct {
	options  Options
	triggers map[string]Trigger
	slots    map[string]chan struct{}
	journal  *journal
	deliver  Deliver
	client   *http.Client

	stopped context.Context //nolint:containedctx // the dispatcher's own life, which no caller's context bounds
	stop    context.CancelFunc
	running sync.WaitGroup
}

// New opens the journal and begins to deliver what is left in it.
func New(o Options) (*Dispatcher, error) {
	if o.Retry == (Retry{}) {
		o.Retry = DefaultRetry()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	j, err := openJournal(o.Dir)
	if err != nil {
		return nil, err
	}
	d := &Dispatcher{
		options: o, journal: j,
		triggers: map[string]Trigger{}, slots: map[string]chan struct{}{},
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
	}
	d.stopped, d.stop = context.WithCancel(context.Background())
	for _, trigger := range o.Triggers {
		d.triggers[trigger.Word] = trigger
		d.slots[trigger.Word] = make(chan struct{}, max(1, trigger.Concurrency))
	}
	d.deliver = d.attempt
	if o.Around != nil {
		d.deliver = o.Around(d.attempt)
	}
	for _, e := range j.pending() {
		d.begin(e)
	}
	return d, nil
}

// Close ends all attempts. What is not delivered yet stays in the journal.
func (d *Dispatcher) Close() error {
	d.stop()
	d.running.Wait()
	d.client.CloseIdleConnections()
	return d.journal.close()
}

// Handler serves the emulator's posts and the control endpoints:
//
//	POST /functions/projects/{project}/triggers/{word}   one event, from the Firestore emulator
//	GET  /pending                                        events not yet delivered
//	GET  /dead-letters                                   events that no attempt could deliver
//	POST /dead-letters/redeliver                         tries them all again
func (d *Dispatcher) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /functions/projects/{project}/triggers/{word}", d.receive)
	mux.HandleFunc("GET /pending", func(w http.ResponseWriter, _ *http.Request) { answer(w, d.Pending()) })
	mux.HandleFunc("GET /dead-letters", func(w http.ResponseWriter, _ *http.Request) { answer(w, d.DeadLetters()) })
	mux.HandleFunc("POST /dead-letters/redeliver", func(w http.ResponseWriter, _ *http.Request) {
		n, err := d.Redeliver()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer(w, map[string]int{"redelivered": n})
	})
	return mux
}

// Pending returns the events that are not delivered yet, in no order.
func (d *Dispatcher) Pending() []Event { return d.journal.pending() }

// Idle returns when every event that has come is delivered or a dead letter, or when ctx ends.
func (d *Dispatcher) Idle(ctx context.Context) error {
	select {
	case <-d.journal.settled():
		return nil
	case <-ctx.Done():
		return fmt.Errorf("eventarc: %d events are not delivered yet: %w", len(d.Pending()), ctx.Err())
	}
}

// DeadLetters returns the events that no attempt could deliver, oldest first.
func (d *Dispatcher) DeadLetters() []DeadLetter { return d.journal.deadLetters() }

// Redeliver tries all dead letters again and returns how many there were.
func (d *Dispatcher) Redeliver() (int, error) {
	events, err := d.journal.exhume()
	for _, e := range events {
		d.begin(e)
	}
	return len(events), err
}

// receive answers as soon as the event is in the journal: until then the emulator holds back every other event.
func (d *Dispatcher) receive(w http.ResponseWriter, r *http.Request) {
	word := r.PathValue("word")
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPost))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	e, err := decode(word, r.Header, body)
	if err != nil {
		d.options.Log.Error("an event was refused", "function", word, "error", err)
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if _, known := d.triggers[word]; !known {
		http.Error(w, fmt.Sprintf("no function %q is triggered by documents", word), http.StatusNotFound)
		return
	}
	if e.changesNothing() {
		return
	}
	if err := d.journal.add(e); err != nil {
		// The emulator will not send it again, so it is delivered from memory.
		d.options.Log.Error("an event is not safe from a crash", "function", word, "event", e.ID(), "error", err)
	}
	d.begin(e)
}

// Register tells the Firestore emulator which events to post here.
func (d *Dispatcher) Register(ctx context.Context, firestore, project string) error {
	for _, trigger := range d.options.Triggers {
		body, err := json.Marshal(map[string]any{
			"eventType": trigger.Event, "database": "(default)", "namespace": "(default)",
			"document": map[string]string{"value": trigger.Document, "matchType": "PATH_PATTERN"},
		})
		if err != nil {
			return fmt.Errorf("eventarc: register %s: %w", trigger.Word, err)
		}
		url := fmt.Sprintf("http://%s/emulator/v1/projects/%s/eventarcTrigger?eventarcTriggerId=%s", firestore, project, trigger.Word)
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(string(body)))
		if err != nil {
			return fmt.Errorf("eventarc: register %s: %w", trigger.Word, err)
		}
		request.Header.Set("Content-Type", "application/json")
		if err := d.send(request); err != nil {
			return fmt.Errorf("eventarc: register %s with the Firestore emulator: %w", trigger.Word, err)
		}
	}
	return nil
}

func answer(w http.ResponseWriter, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // the caller is gone; there is nobody to tell
}
