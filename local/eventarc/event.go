package eventarc

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/googleapis/google-cloudevents-go/cloud/firestoredata"
	"google.golang.org/protobuf/proto"
)

// Event is one document event on its way to one function.
type Event struct {
	Trigger    string            `json:"trigger"`    // word of the function it is for
	Attributes map[string]string `json:"attributes"` // CloudEvents attributes: id, type, source, subject, document, ...
	Data       []byte            `json:"data"`       // a DocumentEventData in protobuf's binary form
}

// ID is the event's id, the same at every delivery.
func (e Event) ID() string { return e.Attributes["id"] }

// Document is the path of the changed document below the database's root.
func (e Event) Document() string { return e.Attributes["document"] }

// key tells apart the deliveries of one change to several functions.
func (e Event) key() string { return e.Trigger + "/" + e.ID() }

// required are the attributes without which an event cannot be delivered.
var required = []string{"id", "type", "source", "subject", "specversion"}

// decode reads one post of the Firestore emulator and repairs its quirks: the body is base64 of what its content type
// promises, the source repeats "projects/", and the content type is repeated as an attribute, which the binding to HTTP forbids.
func decode(trigger string, header http.Header, body []byte) (Event, error) {
	e := Event{Trigger: trigger, Attributes: map[string]string{}}
	for name, values := range header {
		if attribute, ok := strings.CutPrefix(strings.ToLower(name), "ce-"); ok {
			e.Attributes[attribute] = values[0]
		}
	}
	for _, attribute := range required {
		if e.Attributes[attribute] == "" {
			return Event{}, fmt.Errorf("eventarc: a post for %s has no header ce-%s", trigger, attribute)
		}
	}
	delete(e.Attributes, "datacontenttype")
	e.Attributes["source"] = strings.Replace(e.Attributes["source"], "/projects/projects/", "/projects/", 1)

	e.Data = body
	if decoded, err := base64.StdEncoding.DecodeString(string(body)); err == nil {
		e.Data = decoded
	}
	if _, err := e.change(); err != nil {
		return Event{}, err
	}
	return e, nil
}

// change decodes the event's data.
func (e Event) change() (*firestoredata.DocumentEventData, error) {
	var change firestoredata.DocumentEventData
	if err := proto.Unmarshal(e.Data, &change); err != nil {
		return nil, fmt.Errorf("eventarc: event %s for %s carries no Firestore document: %w", e.ID(), e.Trigger, err)
	}
	return &change, nil
}

// changesNothing reports whether a write left all fields as they were. Firestore sends no event for it, the emulator does.
func (e Event) changesNothing() bool {
	change, err := e.change()
	if err != nil || change.GetValue() == nil || change.GetOldValue() == nil {
		return false
	}
	return proto.Equal(
		&firestoredata.Document{Fields: change.GetValue().GetFields()},
		&firestoredata.Document{Fields: change.GetOldValue().GetFields()},
	)
}
