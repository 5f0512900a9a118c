package analyst

import (
	"context"
	"errors"
	"io"
	"iter"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/meter"
)

// Question is what to ask whom. With a ConversationID the API remembers what was said; without one History tells it, oldest first.
type Question struct {
	AgentID        string
	ConversationID string
	Text           string
	History        []Turn
}

// Turn is an earlier question with the answer's words.
type Turn struct{ Question, Answer string }

// Ask puts a question and gives the parts of the answer as they arrive. The sequence ends after an error, which has a kind: NotFound (agent
// or conversation), Invalid, RateLimited, Unavailable, Timeout, Cancelled. Leaving the loop early, like ending ctx, cancels the query.
// Trouble with a statement is no error but a Part of kind Error, and the answer goes on.
func (a *Analyst) Ask(ctx context.Context, q Question) iter.Seq2[Part, error] {
	return func(yield func(Part, error) bool) {
		ctx, stop := context.WithTimeout(ctx, askTimeout)
		defer stop()
		stream, err := a.chat.Chat(ctx, a.request(q))
		if err != nil {
			yield(Part{}, asFault(err, "answer the question"))
			return
		}
		var answer reading
		for {
			message, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				answer.end(yield)
				return
			}
			if err != nil {
				yield(Part{}, asFault(err, "answer the question"))
				return
			}
			meter.Ran(ctx, message.GetSystemMessage().GetData().GetBigQueryJob().GetJobId())
			parts, err := answer.parts(message.GetSystemMessage())
			if err != nil {
				yield(Part{}, err)
				return
			}
			for _, p := range parts {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

func (a *Analyst) request(q Question) *pb.ChatRequest {
	req := &pb.ChatRequest{Parent: a.parent}
	agent := &pb.DataAgentContext{DataAgent: a.agentName(q.AgentID), ContextVersion: pb.DataAgentContext_PUBLISHED}
	if q.ConversationID != "" {
		req.ContextProvider = &pb.ChatRequest_ConversationReference{ConversationReference: &pb.ConversationReference{
			Conversation: a.conversationName(q.ConversationID), DataAgentContext: agent,
		}}
	} else {
		req.ContextProvider = &pb.ChatRequest_DataAgentContext{DataAgentContext: agent}
		for _, turn := range q.History {
			req.Messages = append(req.Messages, user(turn.Question))
			if turn.Answer != "" {
				req.Messages = append(req.Messages, system(turn.Answer))
			}
		}
	}
	req.Messages = append(req.Messages, user(q.Text))
	return req
}

func user(text string) *pb.Message {
	return &pb.Message{Kind: &pb.Message_UserMessage{UserMessage: &pb.UserMessage{Kind: &pb.UserMessage_Text{Text: text}}}}
}

func system(text string) *pb.Message {
	return &pb.Message{Kind: &pb.Message_SystemMessage{SystemMessage: &pb.SystemMessage{Kind: &pb.SystemMessage_Text{
		Text: &pb.TextMessage{Parts: []string{text}, TextType: pb.TextMessage_FINAL_RESPONSE},
	}}}}
}

// end closes an answer: with what may be asked next, or with an error if there was none.
func (r *reading) end(yield func(Part, error) bool) {
	if !r.answered {
		yield(Part{}, fault.New(fault.Unavailable, "The Conversational Analytics API ended without an answer. Ask again."))
		return
	}
	if questions := r.suggestions(); len(questions) > 0 {
		yield(Part{Kind: Suggestions, Options: questions, Group: r.group}, nil)
	}
}
