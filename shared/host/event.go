package host

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	cloudevents "github.com/cloudevents/sdk-go/v2"
	"github.com/googleapis/google-cloudevents-go/cloud/firestoredata"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// maxEvent is the largest accepted event: a Firestore document is at most 1 MiB and an event carries two.
const maxEvent = 4 << 20

// DocumentEvent tells that a Firestore document changed. It is a hint: the handler reads the document again before it acts.
type DocumentEvent struct {
	ID       string // stable over redeliveries
	Document string // path below the database's root, such as tenants/acme/jobs/j1
	value    *firestoredata.Document
}

// NewDocumentEvent makes the event of a document as it is now; the edge makes events from requests.
func NewDocumentEvent(id, document string, value *firestoredata.Document) DocumentEvent {
	return DocumentEvent{ID: id, Document: document, value: value}
}

// Leaf is the id of the document.
func (e DocumentEvent) Leaf() string { return e.Document[strings.LastIndexByte(e.Document, '/')+1:] }

// Segment is the i-th element of the document's path, or nothing.
func (e DocumentEvent) Segment(i int) string {
	parts := strings.Split(e.Document, "/")
	if i >= len(parts) {
		return ""
	}
	return parts[i]
}

// Text is a string field of the document as it was when the event arose; nothing when it is absent or no string. Use it only to drop
// events that cannot matter.
func (e DocumentEvent) Text(field string) string {
	return e.value.GetFields()[field].GetStringValue()
}

// True is a boolean field of the document as it was when the event arose.
func (e DocumentEvent) True(field string) bool {
	return e.value.GetFields()[field].GetBooleanValue()
}

// Has reports whether the document had a value other than null in a field when the event arose.
func (e DocumentEvent) Has(field string) bool {
	value, present := e.value.GetFields()[field]
	if !present {
		return false
	}
	_, null := value.GetValueType().(*firestoredata.Value_NullValue)
	return !null
}

// EventHandler acts on document events in the scope of the document's tenant.
type EventHandler interface {
	HandleEvent(ctx context.Context, scope tenant.Scope, event DocumentEvent) error
}

// Events serves document events, delivered as CloudEvents by Eventarc. Of an event that can never be handled the dead letters keep the
// document's path: its content is in the database.
func Events(opts Options, caller Caller, dead DeadLetters, h EventHandler) http.Handler {
	return invocation(opts, onlyCallers(caller, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxEvent)
		event, err := decodeEvent(r)
		if err == nil {
			err = handleEvent(r.Context(), opts.Word, h, event)
		}
		respond(w, r, dead, event.ID, []byte(event.Document), err)
	})))
}

func handleEvent(ctx context.Context, word string, h EventHandler, event DocumentEvent) error {
	scope, err := tenant.ForEvent(word, event.Document)
	if err != nil {
		return err
	}
	telemetry.Add(ctx, slog.String("event", event.ID), slog.String("document", event.Document), slog.String("tenant", string(scope.Tenant())))
	return h.HandleEvent(ctx, scope, event)
}

func decodeEvent(r *http.Request) (DocumentEvent, error) {
	ce, err := cloudevents.NewEventFromHTTPRequest(r)
	if err != nil {
		return DocumentEvent{}, fault.Wrap(fault.Malformed, err, "The request is no CloudEvent.")
	}
	if err := ce.Validate(); err != nil {
		return DocumentEvent{}, fault.Wrap(fault.Malformed, err, "The CloudEvent is not valid.")
	}
	path, found := strings.CutPrefix(ce.Subject(), "documents/")
	if !found || strings.Count(path, "/")%2 != 1 {
		return DocumentEvent{}, fault.New(fault.Malformed, "The event's subject %q names no document.", ce.Subject())
	}
	var data firestoredata.DocumentEventData
	if err := proto.Unmarshal(ce.Data(), &data); err != nil {
		return DocumentEvent{}, fault.Wrap(fault.Malformed, err, "The event carries no Firestore document.")
	}
	return NewDocumentEvent(ce.ID(), path, data.GetValue()), nil
}
