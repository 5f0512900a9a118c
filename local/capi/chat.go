package capi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/capi/analyst"
	"capidemo.dev/platform/local/capi/query"
	"capidemo.dev/platform/local/capi/state"
	"capidemo.dev/platform/shared/warehouse"
)

// chat is one resolved Chat request.
type chat struct {
	project      string
	analyst      *analyst.Analyst
	datasets     []warehouse.Dataset // that its statements may read
	conversation *resource           // set when the conversation is kept here
	said         []*pb.Message       // of the request and, before it, of the conversation
}

// Chat answers the last user message and streams the answer. What was sent is stored when the conversation is kept here, even if the
// caller goes away in the middle.
func (s *chatService) Chat(req *pb.ChatRequest, stream pb.DataChatService_ChatServer) error {
	parent, err := parseParent(req.GetParent())
	if err != nil {
		return err
	}
	if err := checkMessages(req.GetMessages()); err != nil {
		return err
	}
	c, err := s.resolve(req)
	if err != nil {
		return err
	}
	c.project = parent.project
	transcript := make([]*pb.Message, 0, len(req.GetMessages())+12)
	for _, m := range req.GetMessages() {
		transcript = append(transcript, s.stamp(proto.CloneOf(m), c.conversation != nil))
	}
	err = s.answer(stream.Context(), c, func(m *pb.Message) error {
		s.stamp(m, c.conversation != nil)
		transcript = append(transcript, m)
		return stream.Send(m)
	})
	if c.conversation != nil {
		if storing := s.remember(*c.conversation, transcript); storing != nil && err == nil {
			err = storing
		}
	}
	return err
}

func (s *chatService) answer(ctx context.Context, c *chat, send func(*pb.Message) error) error {
	err := c.analyst.Ask(ctx, question(c.said), query.Guarded(s.warehouses(c.project), c.datasets), func(e analyst.Event) error {
		messages, err := translate(e)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if err := send(m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && ctx.Err() == nil && status.Code(err) == codes.Unknown {
		return status.Errorf(codes.Unavailable, "The question could not be answered: %v", err)
	}
	return err
}

// stamp gives a message its time and, in a kept conversation, its id.
func (s *chatService) stamp(m *pb.Message, kept bool) *pb.Message {
	m.Timestamp = timestamppb.New(s.now())
	if kept && m.GetMessageId() == "" {
		m.MessageId = uuid.NewString()
	}
	return m
}

// maxQuestion bounds a question, in bytes.
const maxQuestion = 8 << 10

func checkMessages(messages []*pb.Message) error {
	if len(messages) == 0 {
		return invalid("messages must hold the question as its last message")
	}
	last := messages[len(messages)-1].GetUserMessage()
	switch {
	case last == nil:
		return invalid("the last of messages must be a user message")
	case last.GetText() == "":
		return invalid("the last user message has no text")
	case len(last.GetText()) > maxQuestion:
		return invalid("the question is longer than %d bytes", maxQuestion)
	}
	return nil
}

// resolve finds the context, the conversation and what was said in it.
func (s *chatService) resolve(req *pb.ChatRequest) (*chat, error) {
	switch p := req.GetContextProvider().(type) {
	case *pb.ChatRequest_InlineContext:
		return s.inline(req, p.InlineContext)
	case *pb.ChatRequest_ClientManagedResourceContext:
		return s.inline(req, p.ClientManagedResourceContext.GetInlineContext())
	case *pb.ChatRequest_DataAgentContext:
		c := &chat{said: req.GetMessages()}
		return c, s.store.View(func(tx state.Tx) error { return s.useAgent(tx, c, p.DataAgentContext) })
	case *pb.ChatRequest_ConversationReference:
		return s.referred(req, p.ConversationReference)
	}
	return nil, invalid("context_provider is required: inline_context, data_agent_context, conversation_reference or client_managed_resource_context")
}

func (s *chatService) inline(req *pb.ChatRequest, context *pb.Context) (*chat, error) {
	if err := checkContext("inline_context", context); err != nil {
		return nil, err
	}
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(context)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	return &chat{said: req.GetMessages(), analyst: s.analysts.get("inline "+hex.EncodeToString(sum[:]), "", context), datasets: datasets(context)}, nil
}

func (s *chatService) referred(req *pb.ChatRequest, ref *pb.ConversationReference) (*chat, error) {
	name, err := parseName("conversation_reference.conversation", ref.GetConversation(), conversationCollection)
	if err != nil {
		return nil, err
	}
	c := &chat{conversation: &name}
	return c, s.store.View(func(tx state.Tx) error {
		kept, err := conversation(tx, name)
		if err != nil {
			return err
		}
		if agent := ref.GetDataAgentContext().GetDataAgent(); agent != kept.GetAgents()[0] {
			return invalid("conversation_reference.data_agent_context.data_agent %q is not the conversation's agent %q", agent, kept.GetAgents()[0])
		}
		if c.said, err = lastSaid(tx, name); err != nil {
			return err
		}
		c.said = append(c.said, req.GetMessages()...)
		return s.useAgent(tx, c, ref.GetDataAgentContext())
	})
}

// maxHistory is how many messages of a conversation a question is read against: the last ten questions or so. Older ones do not make
// a question clearer, and reading them would make a long conversation slow.
const maxHistory = 150

func lastSaid(tx state.Tx, name resource) ([]*pb.Message, error) {
	var said []*pb.Message
	err := tx.EachBack(state.Messages, state.ListPrefix(name.name()), func(_ string, raw []byte) (bool, error) {
		m := &pb.StorageMessage{}
		err := proto.Unmarshal(raw, m)
		said = append(said, m.GetMessage())
		return len(said) < maxHistory, err
	})
	slices.Reverse(said)
	return said, err
}

// useAgent takes the asked version of an agent's context, the published one unless staging is wanted.
func (s *chatService) useAgent(tx state.Tx, c *chat, dac *pb.DataAgentContext) error {
	name, err := parseName("data_agent_context.data_agent", dac.GetDataAgent(), agentCollection)
	if err != nil {
		return err
	}
	agent, err := s.agent(tx, name)
	if err != nil {
		return err
	}
	context, version := agent.GetDataAnalyticsAgent().GetPublishedContext(), "published"
	if dac.GetContextVersion() == pb.DataAgentContext_STAGING {
		context, version = agent.GetDataAnalyticsAgent().GetStagingContext(), "staging"
	}
	if context == nil {
		return status.Errorf(codes.FailedPrecondition, "Data agent %q has no %s context.", name.name(), version)
	}
	c.analyst = s.analysts.get(version+" "+name.name(), agent.GetUpdateTime().AsTime().Format(time.RFC3339Nano), context)
	c.datasets = datasets(context)
	return nil
}

// question is the last user message, with the earlier questions and the statements that answered them.
func question(said []*pb.Message) analyst.Question {
	var q analyst.Question
	last := len(said) - 1
	for _, m := range said[:last] {
		if text := m.GetUserMessage().GetText(); text != "" {
			q.History = append(q.History, analyst.Turn{Question: text})
		}
		if sql := m.GetSystemMessage().GetData().GetGeneratedSql(); sql != "" && len(q.History) > 0 {
			q.History[len(q.History)-1].SQL = sql
		}
	}
	q.Text = said[last].GetUserMessage().GetText()
	return q
}
