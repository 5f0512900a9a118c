package storetest

import (
	"testing"

	"github.com/googleapis/google-cloudevents-go/cloud/firestoredata"

	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/tenant"
)

// Event is the event of a document of acme's as it is now; path is below the tenant, such as jobs/j1. Of its fields it carries strings,
// booleans and nulls, and for everything else that there is a value.
func (w World) Event(t *testing.T, path string) host.DocumentEvent {
	t.Helper()
	return w.EventIn(t, "acme", path)
}

// EventIn is the event of a document of any tenant's.
func (w World) EventIn(t *testing.T, in tenant.ID, path string) host.DocumentEvent {
	t.Helper()
	document := "tenants/" + string(in) + "/" + path
	snap, err := w.DB.Doc(document).Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]*firestoredata.Value{}
	for name, value := range snap.Data() {
		switch value := value.(type) {
		case string:
			fields[name] = &firestoredata.Value{ValueType: &firestoredata.Value_StringValue{StringValue: value}}
		case bool:
			fields[name] = &firestoredata.Value{ValueType: &firestoredata.Value_BooleanValue{BooleanValue: value}}
		case nil:
			fields[name] = &firestoredata.Value{ValueType: &firestoredata.Value_NullValue{}}
		default:
			fields[name] = &firestoredata.Value{ValueType: &firestoredata.Value_MapValue{}}
		}
	}
	return host.NewDocumentEvent("event-of-"+path, document, &firestoredata.Document{Fields: fields})
}
