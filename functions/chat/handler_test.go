package chat_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"capidemo.dev/platform/functions/chat"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/host/hosttest"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
)

const ada, bob, boss, eve = "Bearer ada acme engineer", "Bearer bob acme engineer", "Bearer boss acme tenant_admin", "Bearer eve rival tenant_admin"

// asked is the answer to a question.
type asked struct {
	ConversationID string          `json:"conversation_id"`
	MessageID      string          `json:"message_id"`
	Status         string          `json:"status"`
	Links          chat.AskedLinks `json:"links"`
}

// said is a page of messages.
type said struct {
	Items []chat.MessageView `json:"items"`
}

// serve gives the function over a world with an active demo of ada's.
func serve(t *testing.T, limits demo.Limits) (storetest.World, http.Handler, string) {
	t.Helper()
	w := storetest.New(t, limits)
	for _, uid := range []string{"ada", "boss"} {
		if err := w.System.PutMember(t.Context(), "acme", demo.Member{UID: uid, Name: uid, Active: true}); err != nil {
			t.Fatal(err)
		}
	}
	pair, ref := w.Begin(t)
	w.Activate(t, ref)
	return w, hosttest.Serve(hosttest.People{}, w.Clock.Now, chat.New(w.Store)), pair.Demo.ID
}

// answer has the function reply write an answer.
func answer(t *testing.T, w storetest.World, demoID string, a asked, outcome store.Outcome) {
	t.Helper()
	answers := w.Function(t, "reply", "acme").Answers()
	claim, _, err := answers.Claim(t.Context(), store.AnswerRef{Demo: demoID, Conversation: a.ConversationID, Message: a.MessageID})
	if err != nil {
		t.Fatal(err)
	}
	if err := answers.Append(t.Context(), claim, store.Part{Kind: demo.ChunkText, Payload: `{"text":"3 orders."}`}); err != nil {
		t.Fatal(err)
	}
	if err := answers.Finish(t.Context(), claim, outcome); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, h http.Handler, who, demoID, conversationID string) (*httptest.ResponseRecorder, asked) {
	t.Helper()
	body := map[string]any{"demo_id": demoID, "question": "How many orders?"}
	if conversationID != "" {
		body["conversation_id"] = conversationID
	}
	return hosttest.Call[asked](t, h, who, http.MethodPost, "/chat", body)
}

// TestAConversationFromQuestionToFeedback: asked in one call, answered, read as a list and as a stream, rated, and gone.
func TestAConversationFromQuestionToFeedback(t *testing.T) {
	t.Parallel()
	w, h, demoID := serve(t, demo.DefaultLimits())
	reply, first := ask(t, h, ada, demoID, "")
	if reply.Code != http.StatusAccepted || first.Status != "pending" || !strings.HasSuffix(first.Links.Stream, first.MessageID) {
		t.Fatalf("asked: %d %s", reply.Code, reply.Body)
	}
	answer(t, w, demoID, first, store.Outcome{Text: "3 orders.", SQL: "SELECT 3", Verified: true})

	talk := "/conversations/" + first.ConversationID
	reply, page := hosttest.Call[said](t, h, ada, http.MethodGet, talk+"/messages", nil)
	if reply.Code != http.StatusOK || len(page.Items) != 2 || page.Items[0].Text != "How many orders?" || page.Items[1].SQL != "SELECT 3" || !page.Items[1].Verified {
		t.Errorf("messages: %d %s", reply.Code, reply.Body)
	}
	if _, rest := hosttest.Call[said](t, h, ada, http.MethodGet, fmt.Sprint(talk, "/messages?after=", page.Items[0].Ordinal), nil); len(rest.Items) != 1 || rest.Items[0].Role != "assistant" {
		t.Errorf("after the first message: %+v", rest.Items)
	}
	stream := events(t, h, ada, talk+"/stream?message_id="+first.MessageID, "")
	if !strings.HasPrefix(stream, "id: 1\nevent: text\ndata: {\"text\":\"3 orders.\"}\n\n") || !strings.Contains(stream, "event: end\n") {
		t.Errorf("stream: %q", stream)
	}
	if resumed := events(t, h, ada, talk+"/stream", "1"); strings.Contains(resumed, "event: text") || !strings.Contains(resumed, "id: 2\nevent: end\n") {
		t.Errorf("resumed by a browser: %q", resumed)
	}

	rate := "/messages/" + first.MessageID + "/feedback"
	reply, rated := hosttest.Call[chat.MessageView](t, h, ada, http.MethodPost, rate, `{"rating":"down","comment":"Too short."}`)
	if reply.Code != http.StatusOK || rated.Feedback == nil || rated.Feedback.Comment != "Too short." {
		t.Errorf("rated: %d %s", reply.Code, reply.Body)
	}
	if reply, rated := hosttest.Call[chat.MessageView](t, h, ada, http.MethodPost, rate, `{"rating":"none"}`); reply.Code != http.StatusOK || rated.Feedback != nil {
		t.Errorf("taken back: %d %s", reply.Code, reply.Body)
	}

	if reply, _ := hosttest.Call[any](t, h, ada, http.MethodDelete, talk, nil); reply.Code != http.StatusNoContent {
		t.Errorf("deleted: %d %s", reply.Code, reply.Body)
	}
	if reply, _ := hosttest.Call[any](t, h, ada, http.MethodGet, talk+"/messages", nil); reply.Code != http.StatusNotFound {
		t.Errorf("after it was deleted: %d %s", reply.Code, reply.Body)
	}
}

// events reads a stream to its end, from after the event that the reader saw last.
func events(t *testing.T, h http.Handler, who, path, last string) string {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1"+path, nil)
	r.Header.Set("Authorization", who)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("GET %s: %d %q", path, w.Code, w.Header().Get("Content-Type"))
	}
	return w.Body.String()
}

// TestWhoMayTakePart: nobody of another tenant, no colleague without the demo, and in the admin's case one who may read all.
func TestWhoMayTakePart(t *testing.T) {
	t.Parallel()
	w, h, demoID := serve(t, demo.DefaultLimits())
	_, a := ask(t, h, ada, demoID, "")
	answer(t, w, demoID, a, store.Outcome{Text: "3 orders."})
	talk := "/conversations/" + a.ConversationID
	for _, call := range []struct {
		method, path string
		body         any
	}{
		{http.MethodPost, "/chat", map[string]any{"demo_id": demoID, "question": "How many orders?"}},
		{http.MethodPost, "/demos/" + demoID + "/conversations", map[string]any{"title": "Mine"}},
		{http.MethodGet, "/demos/" + demoID + "/conversations", nil},
		{http.MethodPost, talk + "/messages", map[string]any{"question": "And customers?"}},
		{http.MethodGet, talk + "/messages", nil},
		{http.MethodGet, talk + "/stream", nil},
		{http.MethodPatch, talk, map[string]any{"title": "Mine"}},
		{http.MethodPost, "/messages/" + a.MessageID + "/feedback", map[string]any{"rating": "up"}},
		{http.MethodDelete, talk, nil},
	} {
		for _, who := range []string{eve, bob} {
			reply, problem := hosttest.Call[host.Problem](t, h, who, call.method, call.path, call.body)
			if reply.Code != http.StatusNotFound || strings.Contains(problem.Detail, "acme") {
				t.Errorf("%s: %s %s: %d %s", who, call.method, call.path, reply.Code, reply.Body)
			}
		}
		if reply, _ := hosttest.Call[host.Problem](t, h, "", call.method, call.path, call.body); reply.Code != http.StatusUnauthorized {
			t.Errorf("nobody: %s %s: %d", call.method, call.path, reply.Code)
		}
	}
	if reply, page := hosttest.Call[said](t, h, boss, http.MethodGet, talk+"/messages", nil); reply.Code != http.StatusOK || len(page.Items) != 2 {
		t.Errorf("the tenant's admin reads: %d %s", reply.Code, reply.Body)
	}
}

// TestQuestionsThatAreNotTaken leave nothing behind.
func TestQuestionsThatAreNotTaken(t *testing.T) {
	t.Parallel()
	limits := demo.DefaultLimits()
	limits.QuestionsPerDay = 1
	w, h, demoID := serve(t, limits)
	pending, _ := w.Begin(t)
	_, first := ask(t, h, ada, demoID, "")
	for name, c := range map[string]struct {
		body   map[string]any
		status int
	}{
		"over the quota":              {map[string]any{"demo_id": demoID, "question": "And?"}, 429},
		"of a demo on its way":        {map[string]any{"demo_id": pending.Demo.ID, "question": "How many?"}, 409},
		"nothing but blanks":          {map[string]any{"demo_id": demoID, "question": "  \n"}, 422},
		"a conversation of no demo":   {map[string]any{"demo_id": demoID, "conversation_id": "none", "question": "How many?"}, 404},
		"a conversation of another's": {map[string]any{"demo_id": pending.Demo.ID, "conversation_id": first.ConversationID, "question": "How many?"}, 404},
	} {
		reply, _ := hosttest.Call[host.Problem](t, h, ada, http.MethodPost, "/chat", c.body)
		if reply.Code != c.status || reply.Code == http.StatusTooManyRequests && reply.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d %s, want %d", name, reply.Code, reply.Body, c.status)
		}
	}
	if _, page := hosttest.Call[said](t, h, ada, http.MethodGet, "/conversations/"+first.ConversationID+"/messages", nil); len(page.Items) != 2 {
		t.Errorf("%d messages stand", len(page.Items))
	}
	if _, page := hosttest.Call[chat.ConversationPage](t, h, ada, http.MethodGet, "/demos/"+demoID+"/conversations", nil); len(page.Items) != 1 {
		t.Errorf("%d conversations stand", len(page.Items))
	}
}

func TestATitleIsChangedInTheVersionThatWasRead(t *testing.T) {
	t.Parallel()
	_, h, demoID := serve(t, demo.DefaultLimits())
	reply, made := hosttest.Call[chat.ConversationView](t, h, ada, http.MethodPost, "/demos/"+demoID+"/conversations", `{"title":"Before"}`)
	if reply.Code != http.StatusCreated || made.Title != "Before" {
		t.Fatalf("made: %d %s", reply.Code, reply.Body)
	}
	path, tag := "/conversations/"+made.ConversationID, reply.Header().Get("ETag")
	if reply, after := hosttest.Call[chat.ConversationView](t, h, ada, http.MethodPatch, path, `{"title":"After"}`, "If-Match", tag); reply.Code != http.StatusOK || after.Title != "After" {
		t.Errorf("changed: %d %s", reply.Code, reply.Body)
	}
	if reply, _ := hosttest.Call[host.Problem](t, h, ada, http.MethodPatch, path, `{"title":"Late"}`, "If-Match", tag); reply.Code != http.StatusPreconditionFailed {
		t.Errorf("with an old tag: %d %s", reply.Code, reply.Body)
	}
}
