package reply

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/meter"
	"capidemo.dev/platform/shared/step"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Analyst answers questions; *analyst.Analyst does. CreateConversation of one that exists is success.
type Analyst interface {
	CreateConversation(ctx context.Context, id, agentID string, labels map[string]string) error
	Ask(ctx context.Context, q analyst.Question) iter.Seq2[analyst.Part, error]
}

// Bills tells what query jobs billed; *warehouse.Warehouse does.
type Bills interface {
	Billed(ctx context.Context, jobs []string) (int64, error)
}

// Handler answers questions.
type Handler struct {
	data    Data
	analyst Analyst
	bills   meter.Bills
}

// New makes a handler.
func New(data Data, a Analyst, bills meter.Bills) *Handler {
	return &Handler{data: data, analyst: a, bills: bills}
}

// settleWithin bounds the recording of an outcome after the invocation's own context has ended.
const settleWithin = 20 * time.Second

// HandleEvent answers the question behind a pending answer.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	if event.Text("role") != string(demo.RoleAssistant) {
		return nil
	}
	scoped := h.data.For(scope)
	answers := scoped.Answers()
	claim, done, err := answers.Claim(ctx, store.AnswerRef{Demo: event.Segment(3), Conversation: event.Segment(5), Message: event.Leaf()})
	if fault.Is(err, fault.NotFound) { // its conversation was deleted
		return nil
	}
	if err != nil || done {
		return err
	}
	metered, queries := meter.From(ctx)
	outcome, err := h.underLease(metered, scoped, claim)
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	claim.Bytes = queries.Bytes(settle, h.bills)
	if err == nil {
		telemetry.Add(ctx, slog.Bool("verified", outcome.Verified))
		return answers.Finish(settle, claim, outcome)
	}
	return giveBack(settle, answers, claim, err)
}

// giveBack records a failure: for good when trying again cannot help, else for the next attempt.
func giveBack(ctx context.Context, answers store.Answers, claim store.AnswerClaim, cause error) error {
	switch {
	case fault.Is(cause, fault.LeaseLost):
		return cause
	case fault.Retryable(cause) && claim.Message.Lease.Attempt < demo.MaxAttempts:
		if err := answers.Yield(ctx, claim); err != nil {
			return err
		}
		return cause
	}
	telemetry.Add(ctx, slog.String("failed", cause.Error()))
	return answers.Finish(ctx, claim, store.Outcome{Failure: &demo.Failure{
		Phase: "answer", Reason: fault.KindOf(cause).String(), Message: fault.Message(cause),
	}})
}

// underLease answers while a heartbeat keeps the lease; losing it cancels the answer.
func (h *Handler) underLease(ctx context.Context, scoped *store.Scoped, claim store.AnswerClaim) (store.Outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	beat, stopBeat := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if err := step.Keep(beat, func(ctx context.Context) error { return scoped.Answers().Renew(ctx, claim) }); err != nil {
			cancel(err)
		}
	}()
	outcome, err := h.answer(ctx, scoped, claim)
	stopBeat()
	<-stopped
	if lost := context.Cause(ctx); err != nil && fault.Is(lost, fault.LeaseLost) {
		err = lost
	}
	return outcome, err
}

// answer asks the demo's agent and writes every part down as it arrives.
func (h *Handler) answer(ctx context.Context, scoped *store.Scoped, claim store.AnswerClaim) (store.Outcome, error) {
	m := claim.Message
	d, err := scoped.Demos().Get(ctx, m.DemoID)
	if err != nil {
		return store.Outcome{}, err
	}
	if d.AgentID == "" {
		return store.Outcome{}, fault.New(fault.Conflict, "The demo is %s and has no agent that could answer.", d.Status)
	}
	conversation := demo.AgentsConversation(m.ConversationID)
	if err := h.analyst.CreateConversation(ctx, conversation, d.AgentID, map[string]string{"tenant": d.Tenant, "demo": d.ID}); err != nil {
		return store.Outcome{}, err
	}
	outcome, err := h.listen(ctx, scoped.Answers(), claim, analyst.Question{AgentID: d.AgentID, ConversationID: conversation, Text: m.Question})
	if err != nil {
		return outcome, err
	}
	if outcome.Text == "" {
		return outcome, fault.New(fault.Unavailable, "The agent gave no answer.")
	}
	return outcome, nil
}

// listen puts the question and hands every part of the answer to a pen. What the pen failed to write is the first cause of whatever else
// went wrong.
func (h *Handler) listen(ctx context.Context, answers store.Answers, claim store.AnswerClaim, question analyst.Question) (outcome store.Outcome, err error) {
	asking, stop := context.WithCancel(ctx)
	defer stop()
	p := newPen(ctx, stop, answers, claim)
	defer func() {
		if failed := p.close(); failed != nil {
			err = failed
		}
	}()
	for part, err := range h.analyst.Ask(asking, question) {
		if err != nil {
			return outcome, err
		}
		c, err := chunk(part)
		if err != nil {
			return outcome, err
		}
		if err := p.add(asking, c); err != nil {
			return outcome, err
		}
		keep(&outcome, part)
	}
	return outcome, nil
}

// keep remembers what the message carries when the answer is complete.
func keep(outcome *store.Outcome, part analyst.Part) {
	switch part.Kind {
	case analyst.SQL:
		outcome.SQL = part.SQL
	case analyst.Text:
		outcome.Text, outcome.Verified = part.Text, part.Verified
	case analyst.Clarification:
		outcome.Text = part.Text
	case analyst.Progress, analyst.Rows, analyst.Chart, analyst.Error, analyst.Suggestions:
	}
}
