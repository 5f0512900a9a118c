package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// TestATalkIsAuditedWithoutAWordOfIt: opening a conversation, asking, rating and deleting are entries of who did it, about which demo, and by which
// request; nothing that was said is among them, and the journal is told the same as the log keeps.
func TestATalkIsAuditedWithoutAWordOfIt(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref := finished(t, w)
	var mu sync.Mutex
	told := map[string]string{}
	data := store.New(w.DB, w.Clock.Now, storetest.CursorKeys("a key of tests"), store.WithJournal(func(_ context.Context, in string, e store.AuditEntry) {
		mu.Lock()
		defer mu.Unlock()
		told[e.ID] = in + " " + e.Action
	}))
	ctx := telemetry.WithRequestID(t.Context(), "request-1")
	talks := data.For(storetest.Person(t, "ada", "acme", tenant.Engineer)).Conversations()
	const secret = "Zanzibar"
	opened, err := talks.Create(ctx, ref.Demo, "About "+secret)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := talks.Ask(ctx, ref.Demo, opened.ID, "How much did "+secret+" buy?")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := talks.Ask(ctx, ref.Demo, "", "And "+secret+"'s sister?"); err != nil {
		t.Fatal(err)
	}
	function, err := tenant.ForFunction("reply", "acme")
	if err != nil {
		t.Fatal(err)
	}
	writer := data.For(function).Answers()
	answer := store.AnswerRef{Demo: ref.Demo, Conversation: opened.ID, Message: asked.Answer.ID}
	claim, _, err := writer.Claim(ctx, answer)
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Finish(ctx, claim, store.Outcome{Text: "Seven."}); err != nil {
		t.Fatal(err)
	}
	if _, err := talks.Rate(ctx, asked.Answer.ID, demo.RatingUp, secret); err != nil {
		t.Fatal(err)
	}
	if _, err := talks.Delete(ctx, opened.ID); err != nil {
		t.Fatal(err)
	}
	log := w.As(t, "boss", "acme", tenant.TenantAdmin).AuditLog()
	hers, err := log.List(t.Context(), store.AuditFilter{Actor: "ada"}, store.PageRequest{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	written, err := log.List(t.Context(), store.AuditFilter{Actor: function.Subject()}, store.PageRequest{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	counted := map[string]int{}
	for _, e := range slices.Concat(hers.Items, written.Items) {
		if strings.HasPrefix(e.Action, "demo.") {
			continue
		}
		counted[e.Action]++
		if all := fmt.Sprintf("%+v", e); strings.Contains(all, secret) {
			t.Errorf("the entry tells what was said: %s", all)
		}
		if !strings.HasPrefix(e.Object, "demos/"+ref.Demo+"/conversations/") || e.RequestID != "request-1" || e.After == "" {
			t.Errorf("%+v", e.AuditEntry)
		}
		if told[e.ID] != "acme "+e.Action {
			t.Errorf("the journal was told %q of %s", told[e.ID], e.Action)
		}
	}
	want := map[string]int{"conversation.create": 1, "question.ask": 2, "answer.answering": 1, "answer.completed": 1, "message.feedback": 1, "conversation.delete": 1}
	if diff := cmp.Diff(want, counted); diff != "" {
		t.Error(diff)
	}
}
