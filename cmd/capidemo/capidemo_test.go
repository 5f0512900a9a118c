package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// installation is a server that speaks as much of the API as a test needs; everybody is signed in.
func installation(t *testing.T, routes map[string]http.HandlerFunc) *client {
	t.Helper()
	mux := http.NewServeMux()
	for pattern, handler := range routes {
		mux.HandleFunc(pattern, handler)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return &client{base: server.URL, http: server.Client(), session: &session{id: "token", until: time.Now().Add(time.Hour)}}
}

func reply(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }
}

func TestAnAnswerIsReadAcrossBrokenStreams(t *testing.T) {
	t.Parallel()
	c := installation(t, map[string]http.HandlerFunc{
		"POST /api/v1/chat": reply(`{"conversation_id":"d-c","links":{"stream":"/stream?message_id=m"}}`),
		"GET /stream": func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Query().Get("after") {
			case "0":
				_, _ = fmt.Fprint(w, "id: 1\nevent: progress\ndata: {\"text\":\"old\"}\n\nid: 2\nevent: restart\ndata: {}\n\n")
			case "2":
				_, _ = fmt.Fprint(w, "id: 3\nevent: sql\ndata: {\"sql\":\"SELECT 3\"}\n\n")
			default:
				_, _ = fmt.Fprint(w, "id: 4\nevent: text\ndata: {\"text\":\"3 orders.\",\"verified\":true}\n\nid: 5\nevent: end\ndata: {\"status\":\"completed\"}\n\n")
			}
		},
	})
	a, conversation, err := c.ask(t.Context(), "d", "", "How many?", func(part) {})
	if err != nil || conversation != "d-c" || len(a.Parts) != 2 || a.FirstByte <= 0 || a.Complete < a.FirstByte {
		t.Fatalf("%+v, %q, %v", a, conversation, err)
	}
	var out bytes.Buffer
	show(&out, &a)
	if got := out.String(); !strings.HasPrefix(got, "3 orders. [verified]\n") || !strings.Contains(got, "SELECT 3") {
		t.Errorf("shown: %s", got)
	}
}

func TestAQuestionBackShowsItsOptions(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	show(&out, &answer{Parts: []part{{Kind: "clarification", Text: "Ranked by which figure?", Options: []string{"By sales", "By units"}}}})
	if got := out.String(); got != "Ranked by which figure?\n  By sales\n  By units\n" {
		t.Errorf("shown: %q", got)
	}
}

func TestFailedAnswersAreErrors(t *testing.T) {
	t.Parallel()
	for stream, want := range map[string]string{
		"id: 1\nevent: end\ndata: {\"status\":\"failed\"}\n\n":                                             "the answer failed; ask again",
		"id: 0\nevent: problem\ndata: {\"title\":\"T\",\"detail\":\"It broke.\",\"request_id\":\"r\"}\n\n": "It broke.",
		"id: 1\nevent: text\ndata: nonsense\n\n":                                                           "cannot be read",
		"id: x\n":                                                                                          "not one of ours",
		"":                                                                                                 "broke off",
	} {
		c := installation(t, map[string]http.HandlerFunc{"POST /api/v1/chat": reply(`{"links":{"stream":"/stream?x=1"}}`), "GET /stream": reply(stream)})
		if _, _, err := c.ask(t.Context(), "d", "", "How many?", func(part) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", stream, err, want)
		}
	}
}

func TestProblemsAreToldWhole(t *testing.T) {
	t.Parallel()
	c := installation(t, map[string]http.HandlerFunc{"POST /api/v1/provision/quick": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(`{"title":"Rule","status":422,"detail":"No such template.","request_id":"r1","errors":[{"path":"body.template_id","message":"unknown"}]}`))
	}})
	_, err := c.provision(t.Context(), "x", "Acme")
	for _, part := range []string{"No such template.", "body.template_id: unknown", "request r1"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v does not say %q", err, part)
		}
	}
}

func TestABusyServerIsAskedAgainWithTheSameKey(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	keys := map[string]bool{}
	c := installation(t, map[string]http.HandlerFunc{"POST /api/v1/provision/quick": func(w http.ResponseWriter, r *http.Request) {
		keys[r.Header.Get("Idempotency-Key")] = true
		if calls.Add(1) < 3 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte(`{"job_id":"j","demo_id":"d"}`))
	}})
	if j, err := c.provision(t.Context(), "shopify", "Acme"); err != nil || j.JobID != "j" || len(keys) != 1 || keys[""] {
		t.Errorf("%+v, %v, keys %v", j, err, keys)
	}
}

func TestFollowEndsWithTheJob(t *testing.T) {
	t.Parallel()
	var looks atomic.Int32
	c := installation(t, map[string]http.HandlerFunc{
		"GET /api/v1/provision/status/j": func(w http.ResponseWriter, _ *http.Request) {
			status := map[bool]string{true: "failed", false: "running"}[looks.Add(1) > 2]
			_ = json.NewEncoder(w).Encode(map[string]any{"status": status, "error": map[string]string{"phase": "load", "message": "No table."}})
		},
		"GET /api/v1/jobs/j/logs": reply(`{"items":[{"at":"2026-03-01T12:00:00Z","text":"A line."}],"next_cursor":"c"}`),
	})
	lines := 0
	j, err := c.follow(t.Context(), "j", func(job) {}, func(time.Time, string) { lines++ })
	if err != nil || lines != 3 || j.failure() == nil || !strings.Contains(j.failure().Error(), "No table.") {
		t.Errorf("%+v, %v, %d lines", j, err, lines)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.follow(ended, "j", func(job) {}, func(time.Time, string) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"http://127.0.0.1:5000", "https://demos.example.com/"} {
		if got, err := parseAddress(good); err != nil || strings.HasSuffix(got, "/") {
			t.Errorf("%q: %q, %v", good, got, err)
		}
	}
	for _, bad := range []string{"", "demos.example.com", "ftp://x", "://"} {
		if _, err := parseAddress(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestVarietyTakesEveryKindOfQuestion(t *testing.T) {
	t.Parallel()
	all := []golden{{ID: "a", ResultType: "scalar"}, {ID: "b", ResultType: "scalar"}, {ID: "c", ResultType: "table"}}
	got := make([]string, 0, len(all))
	for _, q := range variety(all, 3) {
		got = append(got, q.ID)
	}
	if !slices.Equal(got, []string{"a", "c", "b"}) || len(variety(all, 9)) != 3 || len(variety(nil, 2)) != 0 {
		t.Errorf("got %v", got)
	}
}

// TestADeletionIsConfirmedAndFollowed: without the id once more nothing is asked of the API.
func TestADeletionIsConfirmedAndFollowed(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	c := installation(t, map[string]http.HandlerFunc{
		"DELETE /api/v1/demos/d1": func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write([]byte(`{"demo_id":"d1","job_id":"j1","status":"queued"}`))
		},
		"GET /api/v1/provision/status/j1": reply(`{"job_id":"j1","type":"teardown","demo_id":"d1","status":"completed","created_at":"2026-11-22T07:00:00Z","completed_at":"2026-11-22T07:00:01Z"}`),
		"GET /api/v1/jobs/j1/logs":        reply(`{"items":[]}`),
	})
	run := func(args ...string) (string, error) {
		cmd := demosCommand(func(context.Context) (*client, error) { return c, nil })
		var out bytes.Buffer
		cmd.SetOut(&out)
		cmd.SetErr(&out)
		cmd.SetArgs(args)
		err := cmd.ExecuteContext(t.Context())
		return out.String(), err
	}
	if _, err := run("delete", "d1", "--confirm", "d2"); err == nil || asked.Load() != 0 {
		t.Errorf("confirmed with another id: %v, asked %d times", err, asked.Load())
	}
	if out, err := run("delete", "d1", "--confirm", "d1"); err != nil || !strings.Contains(out, "Demo d1 is gone after 1.00 s.") {
		t.Errorf("%s, %v", out, err)
	}
}
