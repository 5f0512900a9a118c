package host_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/googleapis/google-cloudevents-go/cloud/firestoredata"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/tenant"
)

// events records what it was given and answers with err.
type events struct {
	err   error
	got   []host.DocumentEvent
	scope tenant.Scope
}

func (e *events) HandleEvent(_ context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	e.got, e.scope = append(e.got, event), scope
	return e.err
}

func post(t *testing.T, h http.Handler, body []byte, header map[string]string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
	for key, value := range header {
		r.Header.Set(key, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func eventHeader(change map[string]string) map[string]string {
	out := map[string]string{
		"Authorization": "Bearer push", "Content-Type": "application/protobuf", "Ce-Id": "e1", "Ce-Specversion": "1.0",
		"Ce-Source": "//firestore.googleapis.com/projects/p/databases/(default)", "Ce-Type": "google.cloud.firestore.document.v1.created",
		"Ce-Subject": "documents/tenants/acme/jobs/j1",
	}
	maps.Copy(out, change)
	return out
}

func TestEventsReachTheHandlerInTheDocumentsTenant(t *testing.T) {
	t.Parallel()
	body, err := proto.Marshal(&firestoredata.DocumentEventData{Value: &firestoredata.Document{Fields: map[string]*firestoredata.Value{
		"status": {ValueType: &firestoredata.Value_StringValue{StringValue: "queued"}},
		"ready":  {ValueType: &firestoredata.Value_BooleanValue{BooleanValue: true}},
		"ended":  {ValueType: &firestoredata.Value_NullValue{}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	opts := options(&bytes.Buffer{})
	opts.Word = "dispatch"
	h := &events{}
	if code := post(t, host.Events(opts, caller{}, &graves{}, h), body, eventHeader(nil)); code != http.StatusNoContent {
		t.Fatalf("status %d", code)
	}
	e := h.got[0]
	if e.ID != "e1" || e.Leaf() != "j1" || e.Segment(1) != "acme" || e.Segment(9) != "" || e.Text("status") != "queued" || e.Text("none") != "" ||
		!e.True("ready") || e.Has("ended") || e.Has("none") || !e.Has("status") {
		t.Errorf("event %+v", e)
	}
	if h.scope.Tenant() != "acme" || h.scope.Subject() != "system:dispatch" {
		t.Errorf("scope %+v", h.scope)
	}
}

func TestEventStatusSaysWhetherToDeliverAgain(t *testing.T) {
	t.Parallel()
	opts := options(&bytes.Buffer{})
	opts.Word = "dispatch"
	for name, c := range map[string]struct {
		err    error
		header map[string]string
		body   []byte
		want   int
		calls  int
	}{
		"done":             {nil, nil, nil, 204, 1},
		"hopeless":         {fault.New(fault.Invalid, "x"), nil, nil, 204, 1},
		"for the moment":   {fault.New(fault.Unavailable, "x"), nil, nil, 503, 1},
		"unclassified":     {errors.New("x"), nil, nil, 500, 1},
		"busy":             {fault.New(fault.Busy, "x"), nil, nil, 503, 1},
		"lease lost":       {fault.New(fault.LeaseLost, "x"), nil, nil, 204, 1},
		"not a CloudEvent": {nil, map[string]string{"Ce-Type": ""}, nil, 204, 0},
		"no document":      {nil, map[string]string{"Ce-Subject": "documents/tenants"}, nil, 204, 0},
		"no tenant":        {nil, map[string]string{"Ce-Subject": "documents/templates/x"}, nil, 204, 0},
		"not protobuf":     {nil, nil, []byte("{}"), 204, 0},
		"a stranger":       {nil, map[string]string{"Authorization": "Bearer ada"}, nil, 401, 0},
	} {
		h := &events{err: c.err}
		if code := post(t, host.Events(opts, caller{}, &graves{}, h), c.body, eventHeader(c.header)); code != c.want || len(h.got) != c.calls {
			t.Errorf("%s: status %d, %d calls; want %d, %d", name, code, len(h.got), c.want, c.calls)
		}
	}
}

// messages answers with err; graves records what was buried.
type messages struct{ err error }

func (m messages) HandleMessage(context.Context, host.Message) error { return m.err }

type graves struct {
	err    error
	buried []string
}

func (g *graves) Bury(_ context.Context, id string, _ []byte, _ string) error {
	g.buried = append(g.buried, id)
	return g.err
}

func TestPushStatusAndDeadLetters(t *testing.T) {
	t.Parallel()
	good := `{"message":{"data":"e30=","messageId":"m1","attributes":{"type":"quick"}},"subscription":"s"}`
	for name, c := range map[string]struct {
		body   string
		err    error
		grave  error
		want   int
		buried int
	}{
		"done":                  {good, nil, nil, 204, 0},
		"hopeless":              {good, fault.New(fault.Malformed, "x"), nil, 204, 1},
		"for the moment":        {good, fault.New(fault.Unavailable, "x"), nil, 503, 0},
		"lease lost":            {good, fault.New(fault.LeaseLost, "x"), nil, 204, 0},
		"not JSON":              {"\x00\x01", nil, nil, 204, 1},
		"17 MB of nothing":      {strings.Repeat("x", 17<<20), nil, nil, 204, 1},
		"hopeless and no grave": {good, fault.New(fault.Malformed, "x"), errors.New("topic is away"), 503, 1},
	} {
		dead := &graves{err: c.grave}
		h := host.Push(options(&bytes.Buffer{}), caller{}, dead, messages{c.err})
		if code := post(t, h, []byte(c.body), map[string]string{"Authorization": "Bearer push"}); code != c.want || len(dead.buried) != c.buried {
			t.Errorf("%s: status %d, buried %v; want %d, %d", name, code, dead.buried, c.want, c.buried)
		}
	}
}

// sweeps knows one sweep.
type sweeps struct{}

func (sweeps) Call(_ context.Context, name string) error {
	if name != "redrive-jobs" {
		return fault.New(fault.NotFound, "There is no sweep %q.", name)
	}
	return nil
}

func TestPrivateCallsNeedOneOfOurAccounts(t *testing.T) {
	t.Parallel()
	h := host.Private(options(&bytes.Buffer{}), caller{}, sweeps{})
	ours := []string{"Authorization", "Bearer push"}
	if w, _ := do(t, h, http.MethodPost, "/sweeps/redrive-jobs", "", ours...); w.Code != 204 {
		t.Errorf("our account: %d", w.Code)
	}
	if w, _ := do(t, h, http.MethodPost, "/sweeps/redrive-jobs", "", "Authorization", "Bearer ada"); w.Code != 401 {
		t.Errorf("a person: %d", w.Code)
	}
	if w, _ := do(t, h, http.MethodPost, "/sweeps/redrive-jobs", ""); w.Code != 401 {
		t.Errorf("nobody: %d", w.Code)
	}
}
