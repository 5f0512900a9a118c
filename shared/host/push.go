package host

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
)

// maxPush bounds a push request: Pub/Sub messages are at most 10 MB and arrive in base64.
const maxPush = 16 << 20

// Message is what Pub/Sub delivers.
type Message struct {
	ID         string
	Data       []byte
	Attributes map[string]string
}

// MessageHandler acts on messages.
type MessageHandler interface {
	HandleMessage(ctx context.Context, m Message) error
}

// Push serves a Pub/Sub push subscription. A message that fails for good is buried and then acknowledged, so that it neither comes again
// nor holds up others; one that fails for the moment is refused and delivered again.
func Push(opts Options, caller Caller, dead DeadLetters, h MessageHandler) http.Handler {
	return invocation(opts, onlyCallers(caller, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m, err := decodePush(http.MaxBytesReader(w, r.Body, maxPush))
		telemetry.Add(r.Context(), slog.String("message_id", m.ID))
		if err == nil {
			err = h.HandleMessage(r.Context(), m)
		}
		respond(w, r, dead, m.ID, m.Data, err)
	})))
}

func decodePush(body io.Reader) (Message, error) {
	raw, err := io.ReadAll(body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return Message{}, fault.Wrap(fault.TooLarge, err, "The push request is larger than %d bytes.", tooLarge.Limit)
	case err != nil:
		return Message{}, fault.Wrap(fault.Unavailable, err, "The push request broke off.")
	}
	var envelope struct {
		Message struct {
			Data       []byte            `json:"data"`
			Attributes map[string]string `json:"attributes"`
			MessageID  string            `json:"messageId"`
		} `json:"message"`
	}
	if err := json.Unmarshal(raw, &envelope); err != nil {
		return Message{Data: raw[:min(len(raw), 1024)]}, fault.Wrap(fault.Malformed, err, "The request is no Pub/Sub push.")
	}
	m := envelope.Message
	return Message{ID: m.MessageID, Data: m.Data, Attributes: m.Attributes}, nil
}
