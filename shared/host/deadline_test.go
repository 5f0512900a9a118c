package host_test

import (
	"bytes"
	"net/http/httptest"
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
	if w.Code != 200 || len(w.deadlines) < 2 || w.deadlines[0].IsZero() || !w.deadlines[len(w.deadlines)-1].IsZero() {
		t.Errorf("%d, deadlines %v", w.Code, w.deadlines)
	}
}
