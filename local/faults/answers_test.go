package faults_test

import (
	"net/http"
	"strings"
	"testing"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/demo"
)

// TestAListenerThatBreaksWithoutAWord: the first listener of who follows an answer never brings anything, and says nothing of it. The answer comes
// all the same, whole and once.
func TestAListenerThatBreaksWithoutAWord(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	a := f.quick(t, small, "Acme Corp")
	f.ends(t, a.JobID, demo.JobCompleted)
	silent := f.hold(t, false, wire.UpTo(1, func(c wire.Call) bool {
		return c.Service == string(stack.Firestore) && strings.HasSuffix(c.Method, "/Listen") && c.Mentions("chunks", a.DemoID)
	}))
	asked := f.engineer.question(t, a.DemoID, "How many customers are there?")
	r := f.engineer.call(t, http.MethodGet, "/conversations/"+asked.ConversationID+"/stream?message_id="+asked.MessageID, nil)
	if r.status != http.StatusOK || strings.Count(string(r.body), "event: end") != 1 || strings.Count(string(r.body), "event: text") != 1 {
		t.Errorf("%d %s", r.status, r.body)
	}
	arrives(t, silent, "the listener")
}
