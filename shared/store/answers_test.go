package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// ask gives an active demo and a first question about it.
func ask(t *testing.T, w storetest.World) (store.Conversations, store.Asked, store.AnswerRef) {
	t.Helper()
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	_, ref := storetest.Begin(t, ada)
	w.Activate(t, ref)
	asked, err := ada.Conversations().Ask(t.Context(), ref.Demo, "", " How many orders? ")
	if err != nil {
		t.Fatal(err)
	}
	return ada.Conversations(), asked, store.AnswerRef{Demo: ref.Demo, Conversation: asked.Conversation.ID, Message: asked.Answer.ID}
}

func TestAnAnswerIsStreamedInOrderAndResumed(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, _, ref := ask(t, w)
	if _, err := followed(t.Context(), conversations, ref, 1); !fault.Is(err, fault.Malformed) {
		t.Errorf("resumed after a part that is not yet: %v", err)
	}
	answers := w.Function(t, "reply", "acme").Answers()
	claim, done, err := answers.Claim(t.Context(), ref)
	if err != nil || done || claim.Message.Question != "How many orders?" {
		t.Fatalf("claim: %+v, %v, %v", claim, done, err)
	}
	for _, kind := range []demo.ChunkKind{demo.ChunkProgress, demo.ChunkSQL, demo.ChunkText} {
		if err := answers.Append(t.Context(), claim, store.Part{Kind: kind, Payload: `{}`}); err != nil {
			t.Fatal(err)
		}
	}
	if err := answers.Finish(t.Context(), claim, store.Outcome{Text: "3 orders.", SQL: "SELECT 3", Verified: true}); err != nil {
		t.Fatal(err)
	}
	kinds, err := followed(t.Context(), conversations, ref, 0)
	want := []demo.ChunkKind{demo.ChunkProgress, demo.ChunkSQL, demo.ChunkText, demo.ChunkEnd}
	if diff := cmp.Diff(want, kinds); diff != "" || err != nil {
		t.Errorf("all chunks, %v: %s", err, diff)
	}
	kinds, err = followed(t.Context(), conversations, ref, 2)
	if diff := cmp.Diff(want[2:], kinds); diff != "" || err != nil {
		t.Errorf("resumed after 2, %v: %s", err, diff)
	}
	if kinds, err := followed(t.Context(), conversations, ref, 5); !fault.Is(err, fault.Malformed) || len(kinds) > 0 {
		t.Errorf("resumed after a part that there is not: %v, %v", kinds, err)
	}
	messages, err := conversations.Messages(t.Context(), ref.Conversation, 0, 10)
	if err != nil || len(messages) != 2 || messages[0].Role != demo.RoleUser || messages[1].Text != "3 orders." || !messages[1].Verified {
		t.Errorf("messages %+v, %v", messages, err)
	}
	if _, done, err := answers.Claim(t.Context(), ref); !done || err != nil {
		t.Errorf("claim of a finished answer: %v, %v", done, err)
	}
}

func TestANewAttemptAtAnAnswerBeginsAnew(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, _, ref := ask(t, w)
	answers := w.Function(t, "reply", "acme").Answers()
	old, _, err := answers.Claim(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	if err := answers.Append(t.Context(), old, store.Part{Kind: demo.ChunkProgress, Payload: `{}`}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := answers.Claim(t.Context(), ref); !fault.Is(err, fault.Busy) {
		t.Errorf("claim while it is written: %v, want busy", err)
	}
	w.Clock.Advance(demo.LeaseTerm)
	young, done, err := answers.Claim(t.Context(), ref)
	if err != nil || done {
		t.Fatal(done, err)
	}
	if err := answers.Append(t.Context(), old, store.Part{Kind: demo.ChunkText, Payload: `{}`}); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("the old writer wrote: %v", err)
	}
	if err := answers.Finish(t.Context(), young, store.Outcome{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	kinds, err := followed(t.Context(), conversations, ref, 0)
	if diff := cmp.Diff([]demo.ChunkKind{demo.ChunkProgress, demo.ChunkRestart, demo.ChunkEnd}, kinds); diff != "" || err != nil {
		t.Errorf("%v: %s", err, diff)
	}
}

func TestForgottenAnswersFail(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, asked, ref := ask(t, w)
	sweep := w.Function(t, "sweep", "acme").Answers()
	if err := sweep.Abandon(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	m, err := conversations.Message(t.Context(), ref.Conversation, "")
	if err != nil || m.ID != asked.Answer.ID || m.Status != demo.AnswerFailed || m.Error == nil {
		t.Errorf("%+v, %v", m, err)
	}
	if err := sweep.Abandon(t.Context(), ref); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestQuestionsNeedAnActiveDemoAndItsOwnConversation(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	_, pending := storetest.Begin(t, ada)
	if _, err := ada.Conversations().Ask(t.Context(), pending.Demo, "", "How many?"); !fault.Is(err, fault.Conflict) {
		t.Errorf("question to a pending demo: %v", err)
	}
	conversations, _, first := ask(t, w)
	_, _, second := ask(t, w)
	if _, err := conversations.Ask(t.Context(), second.Demo, first.Conversation, "How many?"); !fault.Is(err, fault.NotFound) {
		t.Errorf("question in another demo's conversation: %v", err)
	}
	if _, err := conversations.Ask(t.Context(), first.Demo, first.Conversation, "And last month?"); err != nil {
		t.Errorf("second question: %v", err)
	}
}
