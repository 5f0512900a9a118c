package host

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Send sends one event of a stream: its sequence number, by which a client resumes, its kind, and its data (one line of JSON).
type Send func(seq int64, kind string, data []byte) error

// sendWithin is how long a slow reader may hold up one event.
const sendWithin = 10 * time.Second

// Stream adds a route that answers with server-sent events. An error before the first event is a problem document; a later one is an
// event of kind "problem". A stream ends with the function's time-out at the latest; readers resume where they were.
func Stream[In any](api *API, op Operation, handle func(context.Context, tenant.Scope, *In, Send) error) {
	type body struct {
		Body func(huma.Context)
	}
	spec := api.spec(op)
	spec.Responses = map[string]*huma.Response{"200": {
		Description: "Events with id (sequence number), event (kind) and data (JSON)",
		Content:     map[string]*huma.MediaType{"text/event-stream": {}},
	}}
	huma.Register(api.huma, spec, func(_ context.Context, in *In) (*body, error) {
		return &body{Body: func(hc huma.Context) { //nolint:contextcheck // huma hands the context to the body
			api.stream(hc, func(ctx context.Context, scope tenant.Scope, send Send) error {
				return handle(ctx, scope, in, send)
			})
		}}, nil
	})
}

func (a *API) stream(hc huma.Context, handle func(context.Context, tenant.Scope, Send) error) {
	r, w := unwrap(hc)
	ctx := hc.Context()
	scope, _ := ctx.Value(scopeKey{}).(tenant.Scope)
	control, open := http.NewResponseController(w), false
	send := func(seq int64, kind string, data []byte) error {
		if !open {
			open = true
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("X-Accel-Buffering", "no")
		}
		_ = control.SetWriteDeadline(time.Now().Add(sendWithin)) // unsupported only in tests' recorders
		id := ""
		if seq > 0 { // an event without a number must not make the reader start over
			id = fmt.Sprintf("id: %d\n", seq)
		}
		if _, err := fmt.Fprintf(w, "%sevent: %s\ndata: %s\n\n", id, kind, bytes.ReplaceAll(data, []byte("\n"), nil)); err != nil {
			return fault.Wrap(fault.Cancelled, err, "The reader went away.")
		}
		return control.Flush()
	}
	err := handle(ctx, scope, send)
	if !open && (err == nil || hc.Context().Err() != nil) { // nothing to tell, until now, is a stream too
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusOK)
	}
	if err == nil || hc.Context().Err() != nil {
		return
	}
	note(ctx, err)
	if !open {
		writeProblem(w, r, err)
		return
	}
	if raw, failed := problemOf(err, telemetry.RequestID(ctx)).encode(); failed == nil {
		_ = send(0, "problem", raw)
	}
}
