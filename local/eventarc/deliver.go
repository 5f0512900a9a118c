package eventarc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Deliver makes one attempt at delivering an event; nil means that the function has taken it.
type Deliver func(ctx context.Context, e Event) error

// Retry says how long and how often an event is tried.
type Retry struct {
	First    time.Duration // pause after the first failure, doubled after each further one
	Max      time.Duration // longest pause
	Attempts int           // after so many failures the event is a dead letter
}

// DefaultRetry tries for about two minutes.
func DefaultRetry() Retry { return Retry{First: time.Second, Max: 30 * time.Second, Attempts: 8} }

// begin delivers an event in the background.
func (d *Dispatcher) begin(e Event) {
	if _, known := d.triggers[e.Trigger]; !known {
		// Left in the journal by a manifest that has changed since.
		d.settle(d.journal.bury(DeadLetter{Event: e, Reason: "no function of this name is triggered by documents", Time: d.options.Now()}), e)
		return
	}
	d.running.Go(func() { d.pursue(e) })
}

// pursue attempts until the function takes the event, the attempts are used up, or the dispatcher closes.
//
// A function that cannot be reached at all is being restarted: that pause costs no attempt, or a slow build would turn events
// into dead letters. A connection that breaks off does cost one: the event may be what ends the process.
func (d *Dispatcher) pursue(e Event) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval, pause.Multiplier = d.options.Retry.First, d.options.Retry.Max, 2
	for attempt := 1; ; {
		err := d.inSlot(e)
		if err == nil {
			d.settle(d.journal.done(e), e)
			return
		}
		if d.stopped.Err() != nil {
			return
		}
		if attempt == d.options.Retry.Attempts {
			d.options.Log.Error("an event is a dead letter", "function", e.Trigger, "event", e.ID(), "document", e.Document(), "attempts", attempt, "error", err)
			d.settle(d.journal.bury(DeadLetter{Event: e, Attempts: attempt, Reason: err.Error(), Time: d.options.Now()}), e)
			return
		}
		if !unreachable(err) {
			attempt++
		}
		timer := time.NewTimer(pause.NextBackOff())
		select {
		case <-timer.C:
		case <-d.stopped.Done():
			timer.Stop()
			return
		}
	}
}

// inSlot makes one attempt when the function has a slot free.
func (d *Dispatcher) inSlot(e Event) error {
	slots := d.slots[e.Trigger]
	select {
	case slots <- struct{}{}:
	case <-d.stopped.Done():
		return d.stopped.Err()
	}
	defer func() { <-slots }()
	ctx, cancel := context.WithTimeout(d.stopped, d.triggers[e.Trigger].Timeout)
	defer cancel()
	return d.deliver(ctx, e)
}

// attempt posts an event to its function as a CloudEvent in binary mode.
func (d *Dispatcher) attempt(ctx context.Context, e Event) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.options.Functions+"/"+e.Trigger, bytes.NewReader(e.Data))
	if err != nil {
		return fmt.Errorf("address %s: %w", e.Trigger, err)
	}
	for attribute, value := range e.Attributes {
		request.Header.Set("Ce-"+attribute, value)
	}
	request.Header.Set("Content-Type", "application/protobuf")
	if d.options.Token != nil {
		token, err := d.options.Token()
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return d.send(request)
}

// send turns every answer but 2xx into an error.
func (d *Dispatcher) send(request *http.Request) error {
	response, err := d.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode/100 != 2 {
		body, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10)) // only decorates the error
		return fmt.Errorf("%s %s: %s: %s", request.Method, request.URL.Path, response.Status, body)
	}
	_, _ = io.Copy(io.Discard, response.Body) // so that the connection can be used again
	return nil
}

// unreachable reports whether no connection came about.
func unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// settle logs that the journal could not be written: the event is then delivered once more after a restart.
func (d *Dispatcher) settle(err error, e Event) {
	if err != nil {
		d.options.Log.Error("an event will be delivered again after a restart", "function", e.Trigger, "event", e.ID(), "error", err)
	}
}
