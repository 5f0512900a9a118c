package host_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// timed is a connection that keeps the deadline it was given last.
type timed struct {
	*httptest.ResponseRecorder
	deadlines []time.Time
}

// SetReadDeadline implements what http.ResponseController looks for.
func (c *timed) SetReadDeadline(at time.Time) error {
	c.deadlines = append(c.deadlines, at)
	return nil
}

// TestTheDeadlineOfABodyEndsWithIt holds that a request may take longer than its body: a deadline that stayed would cancel it.
func TestTheDeadlineOfABodyEndsWithIt(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/greet", strings.NewReader(`{"name":"Bo"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer ada")
	w := &timed{ResponseRecorder: httptest.NewRecorder()}
	newAPI(greet).Handler(options(&log)).ServeHTTP(w, r)
	if w.Code != http.StatusOK || len(w.deadlines) < 2 || w.deadlines[0].IsZero() || !w.deadlines[len(w.deadlines)-1].IsZero() {
		t.Errorf("%d, deadlines %v", w.Code, w.deadlines)
	}
}

// late is a body of which the rest does not come in time.
type late struct{ io.Reader }

// Read implements io.Reader.
func (l late) Read(p []byte) (int, error) {
	if n, err := l.Reader.Read(p); err == nil {
		return n, nil
	}
	return 0, os.ErrDeadlineExceeded
}

// TestTheDeadlineOfABodyThatNeverComesStays: what is left of it is read before the answer is written, and would be waited for without an end.
func TestTheDeadlineOfABodyThatNeverComesStays(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/greet", late{strings.NewReader(`{"name":`)})
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer ada")
	w := &timed{ResponseRecorder: httptest.NewRecorder()}
	newAPI(greet).Handler(options(&log)).ServeHTTP(w, r)
	if w.Code != http.StatusRequestTimeout || len(w.deadlines) != 1 || w.deadlines[0].IsZero() {
		t.Errorf("%d, deadlines %v", w.Code, w.deadlines)
	}
}
