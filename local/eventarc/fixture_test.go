package eventarc_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"capidemo.dev/platform/local/eventarc"
)

// deadline bounds waits; only a failing test reaches it.
const deadline = 20 * time.Second

// delivery is what a function received.
type delivery struct {
	path   string
	header http.Header
	body   []byte
}

// function serves as the functions: it reports every delivery and answers with what status says, 204 when it is nil.
func function(t *testing.T, status func(delivery) int) (url string, received <-chan delivery) {
	t.Helper()
	deliveries := make(chan delivery, 64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		d := delivery{r.URL.Path, r.Header, body}
		deliveries <- d
		if status == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.WriteHeader(status(d))
	}))
	t.Cleanup(server.Close)
	return server.URL, deliveries
}

// options are those of a dispatcher for two functions that loses no time between attempts.
func options(t *testing.T, functions string) eventarc.Options {
	t.Helper()
	return eventarc.Options{
		Dir: t.TempDir(), Functions: functions, Log: slog.New(slog.DiscardHandler),
		Retry: eventarc.Retry{First: time.Millisecond, Max: 5 * time.Millisecond, Attempts: 4},
		Triggers: []eventarc.Trigger{
			{Word: "dispatch", Timeout: deadline, Concurrency: 8},
			{Word: "finish", Timeout: deadline, Concurrency: 8},
		},
	}
}

// dispatcher starts a dispatcher that is closed with the test.
func dispatcher(t *testing.T, o eventarc.Options) *eventarc.Dispatcher {
	t.Helper()
	d, err := eventarc.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // a test that cares closes it itself
	return d
}

// stop closes a dispatcher when every event has found its end.
func stop(t *testing.T, d *eventarc.Dispatcher) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	if err := d.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// post sends a post recorded from the Firestore emulator 1.19, with another event id if one is given.
func post(t *testing.T, d *eventarc.Dispatcher, recording, id string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", recording+".http"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	if id != "" {
		request.Header.Set("Ce-Id", id)
	}
	response := httptest.NewRecorder()
	d.Handler().ServeHTTP(response, request)
	if response.Code != http.StatusOK {
		t.Fatalf("post of %s: %d %s", recording, response.Code, response.Body)
	}
}

// next returns the next value of a channel.
func next[T any](t *testing.T, values <-chan T) T {
	t.Helper()
	select {
	case v := <-values:
		return v
	case <-time.After(deadline):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// serve sends one POST to a handler and compares the status.
func serve(t *testing.T, handler http.Handler, path string, header map[string]string, body string, want int) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, bytes.NewReader([]byte(body)))
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	if response.Code != want {
		t.Errorf("POST %s = %d %s, want %d", path, response.Code, response.Body, want)
	}
}
