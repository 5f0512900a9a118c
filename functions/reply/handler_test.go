package reply_test

import (
	"context"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/functions/reply"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/meter"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// script answers with its parts and then with err.
type script struct {
	parts []analyst.Part
	err   error
	asked []analyst.Question
}

func (s *script) CreateConversation(context.Context, string, string, map[string]string) error {
	return nil
}

func (s *script) Ask(ctx context.Context, q analyst.Question) iter.Seq2[analyst.Part, error] {
	s.asked = append(s.asked, q)
	meter.Ran(ctx, "job")
	return func(yield func(analyst.Part, error) bool) {
		for _, p := range s.parts {
			if !yield(p, nil) {
				return
			}
		}
		if s.err != nil {
			yield(analyst.Part{}, s.err)
		}
	}
}

var complete = []analyst.Part{
	{Kind: analyst.Progress, Text: "Looking."},
	{Kind: analyst.SQL, SQL: "SELECT 3", Verified: true},
	{Kind: analyst.Text, Text: "3 orders.", Verified: true},
}

// bill is what every query bills.
type bill int64

func (b bill) Billed(_ context.Context, jobs []string) (int64, error) {
	return int64(b) * int64(len(jobs)), nil
}

// billed is what acme billed in this month.
func billed(t *testing.T, w storetest.World) int64 {
	t.Helper()
	months, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Usage().Months(t.Context(), "2026-03", 1)
	if err != nil {
		t.Fatal(err)
	}
	return months[0].BytesBilled
}

// question is an active demo with a pending answer.
func question(t *testing.T, w storetest.World) (store.Conversations, store.Asked) {
	t.Helper()
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	conversations := w.As(t, "ada", "acme", tenant.Engineer).Conversations()
	asked, err := conversations.Ask(t.Context(), ref.Demo, "", "How many orders?")
	if err != nil {
		t.Fatal(err)
	}
	return conversations, asked
}

func handle(t *testing.T, w storetest.World, s *script, m demo.Message) error {
	t.Helper()
	event := w.Event(t, "demos/"+m.DemoID+"/conversations/"+m.ConversationID+"/messages/"+m.ID)
	scope, err := tenant.ForEvent("reply", event.Document)
	if err != nil {
		t.Fatal(err)
	}
	return reply.New(w.Store, s, bill(1<<20)).HandleEvent(t.Context(), scope, event)
}

func chunks(t *testing.T, c store.Conversations, m demo.Message) (kinds []demo.ChunkKind, payloads string) {
	t.Helper()
	for chunk, err := range c.Follow(t.Context(), m.ConversationID, m.ID, 0) {
		if err != nil {
			t.Fatal(err)
		}
		kinds, payloads = append(kinds, chunk.Kind), payloads+chunk.Payload
	}
	return kinds, payloads
}

func TestAnAnswerIsWrittenPartByPart(t *testing.T) {
	t.Parallel()
	w, s := storetest.New(t, demo.DefaultLimits()), &script{parts: complete}
	conversations, asked := question(t, w)
	for range 2 { // the second is a duplicate
		if err := handle(t, w, s, asked.Answer); err != nil {
			t.Fatal(err)
		}
	}
	if got := billed(t, w); got != 1<<20 {
		t.Errorf("%d bytes are counted, want those of the one answer", got)
	}
	if err := handle(t, w, s, asked.Question); err != nil || len(s.asked) != 1 {
		t.Errorf("the question's own event: %v, asked %d times", err, len(s.asked))
	}
	kinds, _ := chunks(t, conversations, asked.Answer)
	if diff := cmp.Diff([]demo.ChunkKind{demo.ChunkProgress, demo.ChunkSQL, demo.ChunkText, demo.ChunkEnd}, kinds); diff != "" {
		t.Error(diff)
	}
	m, err := conversations.Message(t.Context(), asked.Conversation.ID, asked.Answer.ID)
	if err != nil || m.Text != "3 orders." || m.SQL != "SELECT 3" || !m.Verified || m.Status != demo.AnswerCompleted {
		t.Errorf("message %+v, %v", m, err)
	}
}

func TestFailingAnswers(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, asked := question(t, w)
	s := &script{parts: complete[:1], err: fault.New(fault.Unavailable, "The agent is away.")}
	for attempt := range demo.MaxAttempts - 1 {
		if err := handle(t, w, s, asked.Answer); !fault.Retryable(err) {
			t.Fatalf("attempt %d: %v", attempt, err)
		}
	}
	if err := handle(t, w, s, asked.Answer); err != nil {
		t.Fatalf("last attempt: %v", err)
	}
	if got := billed(t, w); got != demo.MaxAttempts<<20 {
		t.Errorf("%d bytes are counted, want those of every attempt", got)
	}
	kinds, _ := chunks(t, conversations, asked.Answer)
	if kinds[1] != demo.ChunkRestart || kinds[len(kinds)-1] != demo.ChunkEnd {
		t.Errorf("chunks %v", kinds)
	}
	if m, err := conversations.Message(t.Context(), asked.Conversation.ID, asked.Answer.ID); err != nil || m.Status != demo.AnswerFailed || m.Error.Message != "The agent is away." {
		t.Errorf("message %+v, %v", m, err)
	}
	conversations, asked = question(t, w)
	s.err = fault.New(fault.Invalid, "The agent does not take the question.")
	if err := handle(t, w, s, asked.Answer); err != nil {
		t.Error(err)
	}
	if m, err := conversations.Message(t.Context(), asked.Conversation.ID, asked.Answer.ID); err != nil || m.Status != demo.AnswerFailed {
		t.Errorf("message %+v, %v", m, err)
	}
}

func TestAHugeResultIsCutAndSaysSo(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, asked := question(t, w)
	cell := strings.Repeat("x", 1000)
	data := &analyst.Data{Columns: []analyst.Column{{Name: "c", Type: "STRING"}}}
	for range 3000 {
		data.Rows = append(data.Rows, demo.Row{Cells: []*string{&cell}})
	}
	s := &script{parts: []analyst.Part{{Kind: analyst.Rows, Data: data}, {Kind: analyst.Chart, Chart: []byte(`"` + strings.Repeat("x", 1<<20) + `"`)}, complete[2]}}
	if err := handle(t, w, s, asked.Answer); err != nil {
		t.Fatal(err)
	}
	kinds, payloads := chunks(t, conversations, asked.Answer)
	if diff := cmp.Diff([]demo.ChunkKind{demo.ChunkData, demo.ChunkError, demo.ChunkText, demo.ChunkEnd}, kinds); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(payloads, `"truncated":true`) {
		t.Error("the cut result does not say so")
	}
}
